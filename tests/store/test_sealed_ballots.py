"""Boxes of secret ballots that are sealed: every file of the database is searched for what anybody chose."""

from __future__ import annotations

import datetime as dt
import secrets
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from bot import doctor, sealing
from bot.polls import Answer, Option, Poll
from bot.sealing import Sealed, key_of
from bot.settings import load
from bot.store import ballots, polls
from bot.store.database import Database
from bot.store.tables.people import PersonRow
from bot.usecases.poll_clock import tick
from tests.conftest import NOW
from tests.store.test_checkins import AWAKE

PROJECT = Path(__file__).resolve().parents[2]
KEY = key_of("a secret that lies in the environment")
PEOPLE = [f"person-{n:02}" for n in range(12)]
POLL = Poll("p1", "Where?", "single", (Option("1", "Leeds"), Option("2", "York")), anonymous=True, state="open", closes=NOW + dt.timedelta(days=1))  # fmt: skip


@pytest.fixture
def began() -> float:
    return time.time() - 1


@pytest.fixture
def sealed(database: Database, began: float) -> Iterator[Database]:
    """The same database, opened with the key."""
    opened = Database(database.url.render_as_string(hide_password=False), KEY)
    yield opened
    opened.close()


def vote(database: Database, mark: str) -> list[str]:
    """Each of a dozen people votes and changes their vote once, with a reason nobody else gives; all reasons."""
    with database.write() as tx:
        tx.add_all(PersonRow(id=id, name=id, created=NOW) for id in PEOPLE)
        tx.flush()
        polls.save(tx, POLL, NOW)
        ballots.open_box(tx, "p1")
    given = []
    for number, person in enumerate(PEOPLE):
        first, then = (f"{mark}-{number}-{turn}" for turn in ("first", "then"))
        with database.write() as tx:
            assert ballots.drop(tx, "p1", person, f"R{number}", Answer(("1",), reason=first))
        with database.write() as tx:
            assert ballots.replace(tx, "p1", f"R{number}", Answer(("2",), reason=then))
        given += [first, then]
    return given


def found(database: Database, given: list[str], since: float) -> set[str]:
    """Which of these stand in any file of the database that was written since."""
    if database.is_sqlite:
        folder = Path(database.url.database or "").parent
    else:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("CHECKPOINT"))
            folder = Path(connection.execute(text("SHOW data_directory")).scalar_one())
    read: set[str] = set()
    for file in folder.rglob("*"):
        if file.is_file() and file.stat().st_mtime >= since:
            data = file.read_bytes()
            read |= {reason for reason in given if reason.encode() in data}
    return read


def test_no_file_of_the_database_tells_what_anybody_chose(sealed: Database, began: float) -> None:
    given = vote(sealed, secrets.token_hex(8))
    assert found(sealed, given, began) == set()
    with sealed.read() as tx:
        assert {answer.reason for answer in ballots.secret(tx, "p1")} == set(given[1::2])
        assert ballots.with_receipt(tx, "p1", "R3") == Answer(("2",), reason=given[7])


def test_the_search_finds_what_is_not_sealed(database: Database, began: float) -> None:
    given = vote(database, secrets.token_hex(8))
    assert found(database, given, began) >= set(given[1::2])


def test_a_sealed_box_is_counted_at_the_end_and_stays_open(sealed: Database, database: Database) -> None:
    given = vote(sealed, "why")
    at_the_end = NOW + dt.timedelta(days=2)
    tick(database, at_the_end, AWAKE)  # a process without the key
    with database.read() as tx:
        assert [poll.state for poll in polls.listed(tx, ("open", "closed"))] == ["open"]
        with pytest.raises(Sealed, match="no key is set"):
            ballots.secret(tx, "p1")
    tick(sealed, at_the_end, AWAKE)
    with database.read() as tx:
        assert [poll.state for poll in polls.listed(tx, ("open", "closed"))] == ["closed"]
        assert sorted(answer.reason for answer in ballots.secret(tx, "p1")) == sorted(given[1::2])


def test_what_is_sealed_is_of_few_lengths_and_of_one_place() -> None:
    once, again = (sealing.seal("a line", KEY, "p1") for _ in range(2))
    assert once != again
    assert len(once) == len(sealing.seal("a much longer line" * 50, KEY, "p1"))
    assert sealing.unseal(once, KEY, "p1") == "a line"
    for key, about in ((key_of("another secret"), "p1"), (KEY, "p2")):
        with pytest.raises(Sealed, match="another key"):
            sealing.unseal(once, key, about)
    assert sealing.unseal(sealing.seal("", KEY, "p1"), KEY, "p1") == ""
    assert sealing.unseal("plain", None, "p1") == sealing.seal("plain", None, "p1") == "plain"


def test_the_doctor_warns_where_earlier_states_are_kept(database: Database) -> None:
    url = database.url.render_as_string(hide_password=False)
    told = {}
    for key in ("", "x" * 32):
        settings = load(PROJECT / "config.yaml", {"BOT_DATABASE_URL": url, "BOT_BALLOT_KEY": key})
        told[key] = [one.state for one in doctor.house(settings) if one.name == "secret ballots"]
    assert told == {"": [] if database.is_sqlite else ["warning"], "x" * 32: ["ok"]}
