"""Everybody is asked once in a round, at their own local time, on both databases."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, update

from bot.checkins import GRACE
from bot.clock import local
from bot.local_time import moment
from bot.rhythms import WEEKDAYS, days
from bot.store.database import Database
from bot.store.tables.people import PersonRow
from bot.store.tables.preferences import PreferenceRow
from bot.usecases.checkin_asking import due, next_look
from bot.usecases.checkin_clock import AT_ONCE, tick
from tests.store.checkins import AWAKE, DAY, HOUR, MANY, SECOND, ZONES, asked, begun, checkin, looks, sent, utc


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
