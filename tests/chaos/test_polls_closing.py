"""Processes are killed while polls close: every vote is counted, and each owner is told once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from sqlalchemy import insert, select

from bot.clock import utc_now
from bot.config import Announcements, Coalition
from bot.events import Sender
from bot.polls import Answer, Option, Poll
from bot.preferences import Preferences
from bot.store import ballots, people, polls
from bot.store.database import Database
from bot.store.tables import Base
from bot.store.tables.delivery import BroadcastRow
from bot.store.tables.people import PersonRow
from bot.usecases.planning_routes import House
from bot.usecases.poll_results import results_of
from bot.usecases.polling import RESULT, open_poll
from tests.chaos.coast import Coast
from tests.store.outbox import CAPABILITIES

VOTERS = [f"p{number}" for number in range(20)]
POLLS = [f"poll{number}" for number in range(60)]
OPTIONS = (Option("1", "Leeds"), Option("2", "York"), Option("3", "Hull"))
AWAKE = House({"stub": CAPABILITIES}, Preferences(dt.time(0), dt.time(0)), Coalition(name="Test"), Announcements())


def test_a_process_dies_while_polls_close(coast: Coast) -> None:
    database = Database(coast.url)
    Base.metadata.create_all(database.engine)
    by_hand = _vote_until_the_deadline(database)
    for killed in range(3):
        worker = coast.start(latency=0.001)
        coast.wait(lambda at_least=15 * killed + 1: _closed(database) >= at_least)  # type: ignore[misc]
        worker.kill()
        worker.wait()
    for _ in range(1 if coast.url.startswith("sqlite") else 2):
        coast.start(latency=0.001)
    coast.wait(lambda: _closed(database) == len(POLLS))
    assert coast.stop() == [-9, -9, -9, *(0 for _ in coast.workers[3:])]
    with database.read() as tx:
        told = [row.ref.split("-")[1] for row in tx.scalars(select(BroadcastRow).where(BroadcastRow.kind == RESULT))]
        for id in POLLS:
            poll = polls.find(tx, id)
            assert poll
            assert dict(results_of(tx, poll).counts) == by_hand[id]
    database.close()
    assert sorted(told) == sorted(POLLS)


def _closed(database: Database) -> int:
    with database.read() as tx:
        return len(polls.listed(tx, ("closed",), len(POLLS)))


def _vote_until_the_deadline(database: Database) -> Mapping[str, Mapping[str, int]]:
    """Polls whose deadline has just gone by, some votes changed on the way; what a careful person would count."""
    now = utc_now()
    by_hand = {}
    with database.write() as tx:
        tx.execute(insert(PersonRow), [{"id": id, "name": id, "created": now} for id in VOTERS])
        for id in VOTERS:
            people.link(tx, id, Sender("stub", "T1", id), now)
        for number, id in enumerate(POLLS):
            closes = now - dt.timedelta(minutes=1)
            polls.save(tx, Poll(id, f"Where is meeting {number}?", "single", OPTIONS, closes=closes, owner="p0"), now)
            open_poll(tx, id, now - dt.timedelta(hours=1), AWAKE)
            chosen = {}
            for place, voter in enumerate(VOTERS):
                for turn in range(1 + place % 3):
                    chosen[voter] = str((number * place + turn) % 3 + 1)
                    at = now - dt.timedelta(minutes=10 - turn)
                    assert ballots.cast(tx, id, voter, Answer((chosen[voter],)), at)
            by_hand[id] = {option.id: list(chosen.values()).count(option.id) for option in OPTIONS}
    return by_hand
