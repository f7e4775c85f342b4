"""What waits for the clock is counted by job, with its first moment, on both databases."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from sqlalchemy import insert

from bot.checkins import CheckIn
from bot.polls import Poll
from bot.rhythms import Rhythm
from bot.store import checkins, polls
from bot.store.agenda import Waiting, agenda
from bot.store.database import Database
from bot.store.tables.announcements import AnnouncementRow
from tests.conftest import NOW
from tests.store.outbox import Bench

SOON, LATER = NOW + dt.timedelta(hours=1), NOW + dt.timedelta(hours=2)


def test_nothing_waits(database: Database) -> None:
    with database.read() as tx:
        assert set(agenda(tx).values()) == {Waiting(0, None)}


async def test_what_waits_and_since_when(database: Database) -> None:
    bench = Bench(database)
    people = bench.people(3)
    bench.post(people[:1], "done")
    await bench.drain()
    bench.post(people, "later", not_before=LATER)
    bench.post(people[:1], "soon", not_before=SOON)
    planned = {"definition": {"values": {}}, "created": NOW, "changed": NOW}
    with database.write() as tx:
        polls.save(tx, Poll("p", "Where?", "text", state="open", closes=LATER), NOW)
        polls.plan_reminder(tx, "p", SOON)
        checkin = CheckIn("c", "Now?", Rhythm("week", "Monday", NOW.date()), dt.time(9))
        checkins.save(tx, checkin, "staff", SOON, NOW)
        checkins.save(tx, replace(checkin, id="d", state="paused"), "staff", SOON, NOW)
        tx.execute(insert(AnnouncementRow), {"id": "a", "state": "scheduled", "launch_at": LATER, **planned})
        tx.execute(insert(AnnouncementRow), {"id": "b", "state": "draft", "launch_at": None, **planned})
    with database.read() as tx:
        found = agenda(tx)
    assert found["deliveries"] == Waiting(4, SOON)
    assert found["checkins"] == Waiting(1, SOON)
    assert found["polls"] == Waiting(2, SOON)
    assert found["announcements"] == Waiting(1, LATER)
    assert found["digests"] == Waiting(0, None)
