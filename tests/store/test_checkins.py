"""Everybody is asked once in a round, at their own local time, on both databases."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, func, insert, select, update

from bot.checkins import GRACE, CheckIn, Question
from bot.clock import local
from bot.config import Announcements, Coalition
from bot.local_time import moment
from bot.platform import Capabilities
from bot.preferences import Preferences
from bot.rhythms import WEEKDAYS, Rhythm, days
from bot.store import checkin_answers, checkins
from bot.store.database import Database
from bot.store.tables.checkins import CheckInAskRow
from bot.store.tables.delivery import DeliveryRow
from bot.store.tables.people import IdentityRow, PersonRow, RoleRow
from bot.store.tables.preferences import PreferenceRow
from bot.usecases.checkin_asking import due, next_look
from bot.usecases.checkin_clock import AT_ONCE, tick
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


@pytest.mark.parametrize("change", ["2026-03-29", "2026-10-25"])
def test_ten_thousand_in_thirty_zones_are_asked_once_when_clocks_change(database: Database, change: str) -> None:
    day = dt.date.fromisoformat(change)
    people = {f"p{number}": ZONES[number % len(ZONES)] for number in range(MANY)}
    begin = utc(f"{change}T00:00") - 16 * HOUR
    begun(database, checkin(), begin, people)
    moments = {moment(day, dt.time(9, 30), zone) for zone in ZONES}
    for now in sorted({*moments, *(when - SECOND for when in moments), *looks(begin, begin + 56 * HOUR, 4 * HOUR)}):
        tick(database, now, AWAKE)
    found = asked(database)
    assert Counter(person for person, _, _, _ in found) == dict.fromkeys(people, 1)
    assert {(one, state) for _, one, state, _ in found} == {(day, "asked")}
    by_zone = {people[person]: at for person, _, _, at in found}
    assert by_zone == {zone: moment(day, dt.time(9, 30), zone) for zone in ZONES}
    deliveries = sent(database)
    assert deliveries.keys() == people.keys()
    assert all(len(own) == 1 for own in deliveries.values())


@pytest.mark.parametrize(
    ("on", "at"),
    [
        ("last Sunday", "00:15"),  # no midnight in Beirut and on the Azores
        ("first Sunday", "02:15"),  # Lord Howe: half an hour is skipped, or comes twice
        ("last Friday", "00:15"),  # no midnight in Cairo
        ("last Thursday", "23:30"),  # and half past eleven twice
    ],
)
def test_through_a_year_each_zone_is_asked_once_a_date_at_its_moment(sqlite: Database, on: str, at: str) -> None:
    one = checkin(on, at, "month")
    begin, end = utc("2026-01-02T00:00"), utc("2027-01-01T00:00")
    begun(sqlite, one, begin, {zone: zone for zone in ZONES})
    wanted = {
        (zone, day): moment(day, one.at, zone)
        for zone in ZONES
        for day in islice(days(one.rhythm, dt.date(2026, 1, 1)), 13)
        if begin <= moment(day, one.at, zone) < end
    }
    early = (when - SECOND for (_, day), when in wanted.items() if day.month in (3, 4, 9, 10, 11))
    for now in sorted({*wanted.values(), *early}):
        tick(sqlite, now, AWAKE)
    assert {(zone, day): when for zone, day, _, when in asked(sqlite)} == wanted
    assert Counter(zone for zone, _ in wanted) == {zone: len(own) for zone, own in sent(sqlite).items()}


def test_cairo_without_a_midnight_and_kathmandu_at_a_quarter_to(database: Database) -> None:
    begun(
        database,
        checkin("Friday", "00:00"),
        utc("2026-04-23T00:00"),
        {"cairo": "Africa/Cairo", "kat": "Asia/Kathmandu"},
    )
    for now in looks(utc("2026-04-23T12:00"), utc("2026-04-24T12:00")):
        tick(database, now, AWAKE)
    day = dt.date(2026, 4, 24)  # Egypt's clocks go from midnight to one
    assert asked(database) == [
        ("kat", day, "asked", utc("2026-04-23T18:15")),
        ("cairo", day, "asked", utc("2026-04-23T22:00")),
    ]
    assert local(utc("2026-04-23T22:00"), "Africa/Cairo").time() == dt.time(1)


@pytest.mark.parametrize(
    ("there", "then", "moves", "expected"),
    [
        (
            "Pacific/Auckland",
            "Pacific/Honolulu",
            "2026-03-01T00:00",
            "2026-02-28T20:30",
        ),  # asked; a second Sunday comes
        ("Pacific/Auckland", "Pacific/Honolulu", "2026-02-28T20:00", "2026-03-01T19:30"),  # left before they were asked
        ("Pacific/Honolulu", "Pacific/Auckland", "2026-03-01T12:00", "2026-03-01T12:00"),  # their Sunday is nearly over
        ("Pacific/Honolulu", "Pacific/Auckland", "2026-03-01T20:00", "2026-03-01T19:30"),  # asked before they left
        # twenty-five hours apart: asked nowhere yet, and where they are now it was the day before
        ("Pacific/Pago_Pago", "Pacific/Kiritimati", "2026-03-01T20:00", "2026-03-01T20:00"),
        ("Asia/Kathmandu", "Africa/Cairo", "2026-03-01T06:00", "2026-03-01T03:45"),
    ],
)
def test_who_moves_to_another_zone_is_asked_once_for_the_date(
    database: Database, there: str, then: str, moves: str, expected: str
) -> None:
    begun(database, checkin(), utc("2026-02-27T00:00"), {"ann": there})
    for now in looks(utc("2026-02-28T12:00"), utc("2026-03-04T00:00")):
        if now == utc(moves):
            with database.write() as tx:
                tx.execute(update(PersonRow).values(zone=then))
        tick(database, now, AWAKE)
    assert asked(database) == [("ann", dt.date(2026, 3, 1), "asked", utc(expected))]
    assert len(sent(database)["ann"]) == 1


def test_two_schedulers_at_the_same_moment_ask_everybody_once(database: Database) -> None:
    people = {f"p{number}": ZONES[number % 29] for number in range(2500)}
    now = utc("2026-03-01T19:30")  # everybody's moment has come, and nobody's is a day ago
    begun(database, checkin(), utc("2026-02-28T00:00"), people)
    with ThreadPoolExecutor(4) as pool:
        for work in [pool.submit(tick, database, now, AWAKE) for _ in range(4)]:
            work.result()
    assert Counter(person for person, _, _, _ in asked(database)) == dict.fromkeys(people, 1)
    assert {person: len(own) for person, own in sent(database).items()} == dict.fromkeys(people, 1)


def test_after_a_night_without_a_process_all_are_asked_and_after_two_days_nobody(database: Database) -> None:
    begun(database, checkin(), utc("2026-02-28T00:00"), {"ann": "Europe/London", "kim": "Asia/Tokyo"})
    tick(database, utc("2026-03-02T06:00"), AWAKE)  # Tokyo's moment is more than a day ago
    assert [person for person, _, _, _ in asked(database)] == ["ann"]
    tick(database, utc("2026-03-10T12:00"), AWAKE)
    assert [person for person, _, _, _ in asked(database)] == ["ann"]
    for now in (utc("2026-03-15T00:30"), utc("2026-03-15T09:30")):
        tick(database, now, AWAKE)
    assert [person for person, _, _, _ in asked(database)] == ["ann", "kim", "ann"]


def test_quiet_hours_make_it_later_the_same_date_and_a_pause_leaves_it_out(database: Database) -> None:
    zone = "Europe/London"
    begun(database, checkin(at="09:00"), utc("2026-02-28T00:00"), dict.fromkeys(("ann", "bob", "cat"), zone))
    with database.write() as tx:
        tx.execute(insert(PreferenceRow), {"person_id": "ann", "quiet_from": dt.time(20), "quiet_until": dt.time(11)})
        tx.execute(insert(PreferenceRow), {"person_id": "bob", "paused_until": dt.date(2026, 3, 5)})
    tick(database, utc("2026-03-01T09:00"), AWAKE)
    assert {person: state for person, _, state, _ in asked(database)} == {"ann": "asked", "bob": "away", "cat": "asked"}
    assert sent(database) == {"ann": [utc("2026-03-01T11:00")], "cat": [utc("2026-03-01T09:00")]}


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


def test_everybody_whose_reminder_is_due_is_reminded_in_one_look(sqlite: Database) -> None:
    people = {f"p{number}": "Europe/London" for number in range(AT_ONCE + 2)}
    begun(sqlite, replace(checkin(), remind_after_hours=1), utc("2026-02-28T00:00"), people)
    tick(sqlite, utc("2026-03-01T09:30"), AWAKE)
    tick(sqlite, utc("2026-03-01T11:00"), AWAKE)
    tick(sqlite, utc("2026-03-01T12:00"), AWAKE)
    assert {person: len(own) for person, own in sent(sqlite).items()} == dict.fromkeys(people, 2)


def test_an_unknown_zone_is_the_coalitions(database: Database) -> None:
    begun(database, checkin(), utc("2026-02-28T00:00"), {"ann": "Asia/Tokyo"})
    with database.write() as tx:
        tx.execute(update(PersonRow).values(zone=None))
    for now in looks(utc("2026-02-28T12:00"), utc("2026-03-01T12:00")):
        tick(database, now, AWAKE)
    assert [at for _, _, _, at in asked(database)] == [utc("2026-03-01T09:30")]


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


@given(
    st.sampled_from(("first", "last")),
    st.sampled_from(WEEKDAYS),
    st.times().map(lambda time: time.replace(second=0, microsecond=0)),
    st.integers(0, 2 * 365 * 24 * 60).map(lambda minutes: utc("2026-01-01T00:00") + dt.timedelta(minutes=minutes)),
    st.lists(st.sampled_from(ZONES), min_size=1, max_size=4, unique=True),
)
def test_a_zone_is_due_for_a_day_from_its_moment_and_the_next_look_is_never_late(
    nth: str, weekday: str, at: dt.time, now: dt.datetime, zones: list[str]
) -> None:
    one = checkin(f"{nth} {weekday}", at.isoformat(), "month")
    found = due(one, zones, now)
    coming = list(islice(days(one.rhythm, now.date() - 70 * DAY), 8))
    moments = {(zone, day): moment(day, at, zone) for zone in zones for day in coming}
    assert {(zone, day) for day, there in found.items() for zone in there} == {
        key for key, when in moments.items() if when <= now < when + GRACE
    }
    look = next_look(one, zones, now)
    assert look is not None
    assert now < look <= min(when for when in moments.values() if when > now)
