"""Who is not asked in a round: who stopped, left, is away or cannot be reached, and where there is no round."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from sqlalchemy import delete, func, select, update

from bot.store import checkin_answers, checkins
from bot.store.database import Database
from bot.store.tables.checkins import CheckInAskRow
from bot.store.tables.people import IdentityRow, PersonRow
from bot.usecases.checkin_clock import tick
from tests.store.checkins import AWAKE, asked, begun, checkin, utc


def test_who_stopped_left_or_is_away_is_not_asked_and_is_again_when_they_want(database: Database) -> None:
    names = ("ann", "bob", "cat", "dan")
    begun(database, checkin(), utc("2026-02-28T00:00"), dict.fromkeys(names, "Europe/London"))
    with database.write() as tx:
        checkin_answers.stop(tx, "c", "ann", stopped=True)
        checkin_answers.be_away(tx, "bob", dt.date(2026, 3, 8))
        tx.execute(update(PersonRow).where(PersonRow.id == "cat").values(stopped=True))
    tick(database, utc("2026-03-01T09:30"), AWAKE)
    assert {person: state for person, _, state, _ in asked(database)} == {"bob": "away", "dan": "asked"}
    with database.write() as tx:
        checkin_answers.stop(tx, "c", "ann", stopped=False)
    tick(database, utc("2026-03-08T09:30"), AWAKE)
    second = {person: state for person, day, state, _ in asked(database) if day == dt.date(2026, 3, 8)}
    assert second == dict.fromkeys(("ann", "bob", "dan"), "asked")


def test_who_cannot_be_reached_is_not_counted_as_silent(database: Database) -> None:
    begun(database, checkin(), utc("2026-02-28T00:00"), dict.fromkeys(("ann", "bob"), "Europe/London"))
    with database.write() as tx:
        tx.execute(delete(IdentityRow).where(IdentityRow.person_id == "bob"))
    tick(database, utc("2026-03-01T09:30"), AWAKE)
    with database.read() as tx:
        assert checkins.standing(tx, "c", dt.date(2026, 3, 1)) == {"asked": 1, "unreachable": 1}
        assert [id for id, _ in checkins.silent(tx, "c", dt.date(2026, 3, 1))] == ["ann"]


def test_an_audience_that_is_gone_asks_nobody_and_hinders_nobody(database: Database) -> None:
    now = utc("2026-03-01T09:30")
    begun(database, checkin(), now, {"ann": "Europe/London"})
    with database.write() as tx:
        checkins.save(tx, replace(checkin(), id="b", audience="network:nowhere"), "staff", now, now)
    tick(database, now, AWAKE)
    with database.read() as tx:
        assert list(tx.execute(select(CheckInAskRow.checkin_id, func.count()).group_by(CheckInAskRow.checkin_id))) == [
            ("c", 1)
        ]


def test_one_that_is_paused_or_ended_asks_nobody(database: Database) -> None:
    now = utc("2026-03-01T09:30")
    begun(database, replace(checkin(), state="paused"), now, {"ann": "Europe/London"})
    with database.write() as tx:
        checkins.save(tx, replace(checkin(), id="e", state="ended"), "staff", now, now)
    tick(database, now, AWAKE)
    assert asked(database) == []
