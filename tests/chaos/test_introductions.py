"""Processes are killed at every step of a round: what was planned is carried on, and everybody is told everything once."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import func, insert, select

from bot.clock import utc_now
from bot.events import Action, Place, Press, Sender, Submission
from bot.introductions import Introduction
from bot.preferences import Preferences
from bot.store import inbound, intro_rounds, introductions, people, preferences, programmes
from bot.store.database import Database
from bot.store.programmes import Programme
from bot.store.relays import KIND as RELAYED
from bot.store.tables import Base
from bot.store.tables.delivery import BroadcastRow, DeliveryRow
from bot.store.tables.introductions import IntroRoundRow
from bot.store.tables.people import PersonRow, RoleRow
from bot.store.tables.relay import RelayMessageRow
from bot.store.tables.traffic import InboundEventRow
from bot.usecases import rounds
from bot.usecases.telling import ASK, NEWS
from tests.chaos.coast import Coast

MEMBERS = [f"p{number:02}" for number in range(12)]
PAIRS = len(MEMBERS) // 2


@pytest.fixture
def database(coast: Coast) -> Iterator[Database]:
    opened = Database(coast.url)
    Base.metadata.create_all(opened.engine)
    now = utc_now()
    with opened.write() as tx:
        rows = [{"id": id, "name": f"Name {id}", "created": now, "noticed": now} for id in MEMBERS]
        tx.execute(insert(PersonRow), rows)
        tx.execute(insert(RoleRow), [{"person_id": id, "role": "champion"} for id in MEMBERS])
        programmes.save(tx, Programme("p", "Champions", next_at=now), now)
        for id in MEMBERS:
            people.link(tx, id, Sender("stub", "T1", id), now)
            preferences.choose(tx, id, Preferences(dt.time(0), dt.time(0)))
            programmes.join(tx, "p", id, "agreed", now)
    yield opened
    opened.close()


def test_killed_at_every_step(coast: Coast, database: Database) -> None:
    coast.patience = 300  # ten processes one after the other
    planned = _planned_and_killed(coast, database)
    _asked_and_killed(coast, database)
    assert _groups(database) == planned
    for one in _introductions(database):
        for person in one.people:
            _did(database, Press(f"yes-{person}", *_from(person), Action("intro_yes", (one.id,))))
    _answered_and_killed(coast, database)
    for one in _introductions(database):
        writer, text = one.people[0], {"text": f"xyzzy {one.id}"}
        _did(database, Submission(f"write-{writer}", *_from(writer), Action("relay_send", (one.id,)), text))
    _written_and_killed(coast, database)
    assert coast.stop()[-1] == 0
    assert _groups(database) == planned
    _everything_once(coast, database)


def _planned_and_killed(coast: Coast, database: Database) -> set[frozenset[str]]:
    """The process dies as soon as the plan is written down; the next one leaves it as it is. Then the team lets it go."""
    _kill(coast, lambda: _count(database, IntroRoundRow) == 1)
    planned = _groups(database)
    assert len(planned) == PAIRS
    assert coast.sent() == []
    with database.write() as tx:
        assert rounds.confirm(tx, intro_rounds.latest(tx)[0].id)
    return planned


def _asked_and_killed(coast: Coast, database: Database) -> None:
    """Between two introductions, and between a send and its mark."""
    _kill(coast, lambda: _states(database)["asking"] >= 1, latency=0.2)
    _kill(coast, lambda: _delivered(database, ASK) == len(MEMBERS), dies=3)
    assert coast.sent()
    _kill(coast, lambda: _states(database)["asking"] == PAIRS)
    # Nobody answers an ask that they have not got: it would be taken back, and rightly never sent.
    _kill(coast, lambda: _delivered(database, ASK) == len(MEMBERS))


def _answered_and_killed(coast: Coast, database: Database) -> None:
    """While names are shown: after a decision and before its mark, and wherever it happens to be."""
    _kill(coast, lambda: _quiet(database), dies=4)
    assert _states(database)["together"] < PAIRS
    _kill(coast, lambda: _states(database)["together"] >= PAIRS // 2)
    _kill(coast, lambda: _states(database)["together"] == PAIRS and _quiet(database))


def _written_and_killed(coast: Coast, database: Database) -> None:
    """While words are passed on: in the middle, and with one taken that is not noted."""
    _kill(coast, lambda: _count(database, RelayMessageRow) >= 2)
    _kill(coast, lambda: _delivered(database, RELAYED) == PAIRS and _quiet(database), dies=2)
    coast.start()
    coast.wait(lambda: _delivered(database, RELAYED) == PAIRS == _delivered(database, NEWS))
    coast.wait(lambda: _delivered(database, ASK) == len(MEMBERS) and _quiet(database) and not _words_left(database))


def _kill(coast: Coast, once: Callable[[], bool], **given: float) -> None:
    """A process works until then, or until it has died by itself."""
    worker = coast.start(**given)
    coast.wait(lambda: worker.poll() is not None or once())
    worker.kill()
    worker.wait()


def _everything_once(coast: Coast, database: Database) -> None:
    """One ask each; one set of names each, as the answer to their yes or by message; each word passed on once."""
    keys = Counter(line.key for line in coast.sent())
    assert set(keys.values()) == {1}
    replies = {
        f"{what}-{person}" for what, many in (("yes", MEMBERS), ("write", _writers(database))) for person in many
    }
    assert replies <= keys.keys()
    assert len(keys) == len(replies) + len(MEMBERS) + PAIRS + PAIRS
    with database.read() as tx:
        got = Counter(
            (kind, person)
            for kind, person in tx.execute(
                select(BroadcastRow.kind, DeliveryRow.person_id)
                .join(DeliveryRow, DeliveryRow.broadcast_id == BroadcastRow.id)
                .where(DeliveryRow.state == "sent")
            )
        )
    assert {person for kind, person in got if kind == ASK} == set(MEMBERS)
    assert {person for kind, person in got if kind == RELAYED} == set(MEMBERS) - _writers(database)
    assert set(got.values()) == {1}


def _from(person: str) -> tuple[dt.datetime, Sender, Place]:
    return utc_now(), Sender("stub", "T1", person), Place("stub", "T1", f"D{person}")


def _did(database: Database, event: Press | Submission) -> None:
    """Accepted and acknowledged a moment ago by a process that has died since."""
    assert asyncio.run(inbound.receive(database, event, utc_now() - dt.timedelta(seconds=30)))


def _introductions(database: Database) -> list[Introduction]:
    with database.read() as tx:
        return list(introductions.of_round(tx, intro_rounds.latest(tx)[0].id))


def _groups(database: Database) -> set[frozenset[str]]:
    return {frozenset(one.people) for one in _introductions(database)}


def _writers(database: Database) -> set[str]:
    return {one.people[0] for one in _introductions(database)}


def _states(database: Database) -> Counter[str]:
    return Counter(one.state for one in _introductions(database))


def _delivered(database: Database, kind: str) -> int:
    with database.read() as tx:
        query = select(func.count()).select_from(DeliveryRow).join(BroadcastRow)
        return tx.scalar(query.where(BroadcastRow.kind == kind, DeliveryRow.state == "sent")) or 0


def _count(database: Database, table: type[Base]) -> int:
    with database.read() as tx:
        return tx.scalar(select(func.count()).select_from(table)) or 0


def _quiet(database: Database) -> bool:
    """Whether everything that people did has its outcome."""
    with database.read() as tx:
        return set(tx.scalars(select(InboundEventRow.state))) == {"done"}


def _words_left(database: Database) -> bool:
    with database.read() as tx:
        return any(
            "xyzzy" in str(tuple(row)) for table in Base.metadata.sorted_tables for row in tx.execute(select(table))
        )
