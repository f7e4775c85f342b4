"""One person, one ballot; and what the database can tell about an anonymous one."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.polls import Answer, Option, Poll
from bot.store import ballots, linking, polls
from bot.store.database import Database
from bot.store.tables.coalition import PartnerRow
from bot.store.tables.people import PersonRow
from tests.conftest import NOW

OPTIONS = (Option("1", "Leeds"), Option("2", "York"))
POLL = Poll("p1", "Where?", "single", OPTIONS, state="open", closes=NOW + dt.timedelta(days=1), owner="ann")
PEOPLE = [f"person-{n:02}" for n in range(12)]
LATER = NOW + dt.timedelta(minutes=1)


@pytest.fixture
def opened(database: Database) -> Database:
    """A poll in which a dozen people of two partners may vote."""
    with database.write() as tx:
        tx.add_all([PartnerRow(id="hull", name="Hull Care"), PartnerRow(id="york", name="York Aid")])
        tx.flush()
        tx.add(PersonRow(id="ann", name="Ann", created=NOW))
        tx.add_all(
            PersonRow(id=id, name=id, partner_id=("hull", "york", None)[n % 3], created=NOW)
            for n, id in enumerate(PEOPLE)
        )
        tx.flush()
        polls.save(tx, POLL, NOW)
        polls.add_electors(tx, "p1", PEOPLE)
        ballots.open_box(tx, "p1")
    return database


def test_a_poll_comes_back_as_it_was(opened: Database) -> None:
    meeting = Poll("p2", "When?", "meeting", (Option("1", start=NOW, end=LATER),), anonymous=False, every="week")
    with opened.write() as tx:
        polls.save(tx, meeting, NOW)
    with opened.read() as tx:
        assert polls.find(tx, "p1") == POLL
        assert polls.find(tx, "p2") == meeting
        assert polls.find(tx, "p3") is None
        assert [poll.id for poll in polls.listed(tx, ("open",))] == ["p1"]


def test_voting_again_changes_the_one_vote(opened: Database) -> None:
    with opened.write() as tx:
        assert ballots.cast(tx, "p1", PEOPLE[0], Answer(("1",)), NOW)
        assert ballots.cast(tx, "p1", PEOPLE[0], Answer(("2",), reason="nearer"), LATER)
    with opened.read() as tx:
        (vote,) = ballots.named(tx, "p1")
        assert (vote.person, vote.partner_name, vote.answer) == (
            PEOPLE[0],
            "Hull Care",
            Answer(("2",), reason="nearer"),
        )


def test_a_vote_that_comes_late_out_of_a_crash_does_not_undo_a_newer_one(opened: Database) -> None:
    with opened.write() as tx:
        ballots.cast(tx, "p1", PEOPLE[0], None, LATER)
        assert not ballots.cast(tx, "p1", PEOPLE[0], Answer(("1",)), NOW)
        assert ballots.named(tx, "p1") == []
        assert ballots.of(tx, "p1", PEOPLE[0]) is None


def test_who_has_not_answered(opened: Database) -> None:
    with opened.write() as tx:
        for id in PEOPLE[2:]:
            ballots.cast(tx, "p1", id, Answer(("1",)), NOW)
        ballots.cast(tx, "p1", PEOPLE[2], None, LATER)
        assert [elector.person for elector in polls.silent(tx, "p1")] == PEOPLE[:3]
        assert [poll.id for poll in polls.unanswered(tx, PEOPLE[0])] == ["p1"]
        assert polls.unanswered(tx, PEOPLE[3]) == polls.unanswered(tx, "ann") == []


@pytest.mark.parametrize("anonymous", [False, True])
def test_votes_at_the_same_time_are_all_counted(opened: Database, *, anonymous: bool) -> None:
    """Every person votes twice at once, as from two doors; one of the two is a first vote, one is not."""

    def vote(number: int) -> bool:
        person = PEOPLE[number % len(PEOPLE)]
        with opened.write() as tx:
            polls.find(tx, "p1", held=True)
            if anonymous:
                return ballots.drop(tx, "p1", person, f"R{number}", Answer(("1",)))
            return ballots.cast(tx, "p1", person, Answer(("1",)), NOW)

    if not anonymous:  # so that there is a row to wait for: two first votes at once end in a Conflict and are repeated
        with opened.write() as tx:
            for person in PEOPLE:
                ballots.cast(tx, "p1", person, Answer(("2",)), NOW)
    with ThreadPoolExecutor(6) as threads:
        done = list(threads.map(vote, range(2 * len(PEOPLE))))
    with opened.read() as tx:
        assert len(ballots.secret(tx, "p1") if anonymous else ballots.named(tx, "p1")) == len(PEOPLE)
    assert sum(done) == (len(PEOPLE) if anonymous else 2 * len(PEOPLE))


def test_a_receipt_leads_to_its_ballot_and_no_other(opened: Database) -> None:
    with opened.write() as tx:
        assert ballots.drop(tx, "p1", PEOPLE[0], "AAAA-BBBB", Answer(("1",), reason="línea\ntwo"))
        assert ballots.drop(tx, "p1", PEOPLE[1], "CCCC-DDDD", Answer(("2",)))
        assert not ballots.drop(tx, "p1", PEOPLE[0], "EEEE-FFFF", Answer(("2",)))
        assert ballots.with_receipt(tx, "p1", "aaaabbbb") == Answer(("1",), reason="línea\ntwo")
        assert ballots.with_receipt(tx, "p1", "EEEE-FFFF") is None
        assert ballots.with_receipt(tx, "p2", "AAAA-BBBB") is None
        assert ballots.replace(tx, "p1", "AAAA-BBBB", Answer(("2",)))
        assert not ballots.replace(tx, "p1", "EEEE-FFFF", Answer(("2",)))
        assert ballots.secret(tx, "p1") == [Answer(("2",)), Answer(("2",))]
        assert ballots.replace(tx, "p1", "AAAA-BBBB", ballots.BLANK)
        assert ballots.secret(tx, "p1") == [Answer(("2",))]
        assert ballots.has_voted(tx, "p1", PEOPLE[0])
        assert ballots.voters(tx, "p1") == 2
        assert polls.turnout(tx, "p1") == [("Hull Care", 1), ("York Aid", 1)]


def test_the_order_of_voting_leaves_no_trace(opened: Database) -> None:
    """The same ballots cast in another order leave the same box, byte for byte."""
    cast = [(person, f"RECEIPT{number}", Answer((str(1 + number % 2),))) for number, person in enumerate(PEOPLE)]
    boxes = []
    for poll, order in (("p1", cast), ("p1b", cast[::-1])):
        with opened.write() as tx:
            polls.save(tx, replace(POLL, id=poll), NOW)
            ballots.open_box(tx, poll)
        for person, receipt, answer in order:
            with opened.write() as tx:
                ballots.drop(tx, poll, person, receipt, answer)
        with opened.read() as tx:
            boxes.append(sorted(answer.choices for answer in ballots.secret(tx, poll)))
            lines = tx.execute(
                text("SELECT ballots FROM ballot_box WHERE poll_id = :poll"), {"poll": poll}
            ).scalar_one()
            assert lines.splitlines() == sorted(lines.splitlines())
    assert boxes[0] == boxes[1]


def test_the_tables_of_an_anonymous_poll_have_no_row_numbers_and_no_times(sqlite: Database) -> None:
    with sqlite.read() as tx:
        for table in ("poll_voter", "poll_elector"):
            created = tx.execute(text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": table}).scalar_one()
            assert "WITHOUT ROWID" in created
            columns = {row[1] for row in tx.execute(text(f"PRAGMA table_info({table})"))}
            assert columns <= {"poll_id", "person_id", "partner_id"}
        assert [row[1] for row in tx.execute(text("PRAGMA table_info(ballot_box)"))] == ["poll_id", "ballots"]


def test_what_was_in_the_box_before_is_in_no_file_any_more(sqlite: Database) -> None:
    """SQLite's log has every state of the box in order; emptied, neither it nor the file has an earlier one."""
    with sqlite.write() as tx:
        tx.add_all(PersonRow(id=id, name=id, created=NOW) for id in (*PEOPLE, "ann"))
        tx.flush()
        polls.save(tx, POLL, NOW)
        ballots.open_box(tx, "p1")
    for number, person in enumerate(PEOPLE):
        with sqlite.write() as tx:
            ballots.drop(tx, "p1", person, f"R{number}", Answer(("1",), reason=f"because-{number}" + "x" * 900))
    with sqlite.write() as tx:
        ballots.replace(tx, "p1", "R0", Answer(("2",)))
    kept = _files(sqlite)
    assert b"because-0x" not in kept
    assert all(kept.count(f"because-{number}x".encode()) == 1 for number in range(1, len(PEOPLE)))
    for number in range(len(PEOPLE)):
        with sqlite.write() as tx:
            ballots.replace(tx, "p1", f"R{number}", ballots.BLANK)
    assert b"because" not in _files(sqlite)


def _files(database: Database) -> bytes:
    """The database's files as somebody who copied them has them."""
    database.forget_history()
    path = Path(database.url.database or "")
    assert path.with_name(f"{path.name}-wal").read_bytes() == b""
    return path.read_bytes()


@pytest.mark.parametrize("voted", ["kept", "gone", "both"])
def test_two_accounts_of_one_person_have_one_ballot(opened: Database, voted: str) -> None:
    kept, gone = PEOPLE[0], PEOPLE[1]
    who = {"kept": [kept], "gone": [gone], "both": [kept, gone]}[voted]
    with opened.write() as tx:
        for person in who:
            ballots.cast(tx, "p1", person, Answer(("1",)), NOW)
            ballots.drop(tx, "p1", person, person, Answer(("1",)))
        linking.merge(tx, kept, gone)
    with opened.write() as tx:
        assert [vote.person for vote in ballots.named(tx, "p1")] == [kept]
        assert not ballots.drop(tx, "p1", kept, "again", Answer(("2",)))
        assert len(polls.electors(tx, "p1")) == len(PEOPLE) - 1


def test_a_claim_is_won_once(opened: Database) -> None:
    with opened.write() as tx:
        polls.plan_reminder(tx, "p1", NOW)
        polls.plan_repeat(tx, "p1", LATER)
        assert polls.to_remind(tx, NOW) == ["p1"]
        assert polls.take_reminder(tx, "p1", NOW)
        assert not polls.take_reminder(tx, "p1", NOW)
        assert polls.to_repeat(tx, NOW) == []
        assert polls.take_repeat(tx, "p1", LATER)
        assert not polls.take_repeat(tx, "p1", LATER)
        assert polls.to_close(tx, NOW) == []
        assert polls.to_close(tx, NOW + dt.timedelta(days=1)) == ["p1"]
        assert polls.move(tx, "p1", "open", "closed")
        assert not polls.move(tx, "p1", "open", "closed")


def test_a_deleted_poll_keeps_no_votes(opened: Database) -> None:
    with opened.write() as tx:
        ballots.cast(tx, "p1", PEOPLE[0], Answer(("1",)), NOW)
        ballots.drop(tx, "p1", PEOPLE[0], "R", Answer(("1",)))
        polls.empty(tx, "p1")
        assert (ballots.named(tx, "p1"), ballots.secret(tx, "p1"), polls.electors(tx, "p1")) == ([], [], [])
