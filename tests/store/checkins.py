"""Check-ins that are asked by the clock, of people in many zones, and what the database holds of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from sqlalchemy import insert, select

from bot.checkins import CheckIn, Question
from bot.config import Announcements, Coalition
from bot.platform import Capabilities
from bot.preferences import Preferences
from bot.rhythms import Rhythm
from bot.store import checkins
from bot.store.database import Database
from bot.store.tables.checkins import CheckInAskRow
from bot.store.tables.delivery import DeliveryRow
from bot.store.tables.people import IdentityRow, PersonRow, RoleRow
from bot.usecases.planning_routes import House

ZONES = (
    "Africa/Cairo", "Africa/Casablanca", "Africa/Johannesburg", "Africa/Lagos", "America/Anchorage", "America/Bogota",
    "America/Chicago", "America/Halifax", "America/Los_Angeles", "America/New_York", "America/Santiago",
    "America/Sao_Paulo", "America/St_Johns", "Asia/Beirut", "Asia/Dubai", "Asia/Jerusalem", "Asia/Kathmandu",
    "Asia/Kolkata", "Asia/Tokyo", "Atlantic/Azores", "Australia/Adelaide", "Australia/Lord_Howe", "Australia/Sydney",
    "Europe/Dublin", "Europe/London", "Europe/Paris", "Pacific/Auckland", "Pacific/Chatham", "Pacific/Honolulu",
    "Pacific/Kiritimati",
)  # fmt: skip
MANY = 10_000
DOORS = {"fake": Capabilities(3000, 50, 5, 100)}
AWAKE = House(DOORS, Preferences(dt.time(0), dt.time(0)), Coalition(name="Imagined Coast"), Announcements())
"""A house in which nobody sleeps."""
SECOND, HOUR, DAY = dt.timedelta(seconds=1), dt.timedelta(hours=1), dt.timedelta(days=1)
LOOK = dt.timedelta(minutes=15)
"""Between two looks; offsets of zones are multiples of it."""


def checkin(on: str = "Sunday", at: str = "09:30", every: str = "week", start: str = "2026-01-01") -> CheckIn:
    rhythm = Rhythm(every, on, dt.date.fromisoformat(start))  # type: ignore[arg-type]
    questions = (Question("How was it?"),)
    return CheckIn("c", "This week", rhythm, dt.time.fromisoformat(at), questions, remind_after_hours=0)


def begun(database: Database, one: CheckIn, now: dt.datetime, people: Mapping[str, str]) -> None:
    """The check-in and these people by id with their zones."""
    with database.write() as tx:
        rows = [{"id": id, "name": id, "zone": zone, "created": now} for id, zone in people.items()]
        tx.execute(insert(PersonRow), rows)
        own = [
            {"platform": "fake", "workspace": "T1", "external_id": id, "person_id": id, "created": now} for id in people
        ]
        tx.execute(insert(IdentityRow), own)
        tx.execute(insert(RoleRow), [{"person_id": id, "role": "member"} for id in people])
        checkins.save(tx, one, "staff", now, now)


def asked(database: Database) -> list[tuple[str, dt.date, str, dt.datetime]]:
    with database.read() as tx:
        row = CheckInAskRow
        found = tx.execute(select(row.person_id, row.day, row.state, row.at).order_by(row.at, row.person_id))
        return [(person, day, state, at) for person, day, state, at in found]


def sent(database: Database) -> dict[str, list[dt.datetime]]:
    """When each person is sent something."""
    found: dict[str, list[dt.datetime]] = {}
    with database.read() as tx:
        for person, at in tx.execute(
            select(DeliveryRow.person_id, DeliveryRow.not_before).order_by(DeliveryRow.not_before)
        ):
            found.setdefault(str(person), []).append(at)
    return found


def looks(begin: dt.datetime, end: dt.datetime, step: dt.timedelta = LOOK) -> Iterable[dt.datetime]:
    while begin <= end:
        yield begin
        begin += step


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)
