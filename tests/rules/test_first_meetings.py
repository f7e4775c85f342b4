"""Times that suit clocks far apart, and the calendar file."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from bot.clock import local
from bot.first_meetings import LENGTH, NOTICE, Week, entry, suggested
from bot.free_times import DAYS, PARTS, free_times
from tests.conftest import NOW

BEGIN = NOW.replace(tzinfo=None)
PARTS_OF_WEEK = [f"{day} {part}" for day in DAYS for part in PARTS]
ZONES = ("Europe/London", "America/New_York", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Sydney", "Pacific/Auckland")


@given(
    st.lists(st.sampled_from(ZONES), min_size=4, max_size=4),
    st.lists(st.frozensets(st.sampled_from(PARTS_OF_WEEK)), min_size=1, max_size=4),
    st.datetimes(BEGIN, BEGIN + dt.timedelta(days=365), timezones=st.just(dt.UTC)),
)
def test_nobody_is_asked_to_meet_at_night_or_at_the_weekend(
    zones: list[str], free: list[frozenset[str]], now: dt.datetime
) -> None:
    """Whatever they say of when they are free."""
    times = suggested([Week(zone, parts) for zone, parts in zip(zones, free, strict=False)], now)
    zones = zones[: len(free)]
    assert len({local(time, zones[0]).date() for time in times}) == len(times) <= 3
    assert list(times) == sorted(times)
    for time in times:
        assert time >= now + NOTICE
        for zone in zones:
            there, ends = local(time, zone), local(time + LENGTH, zone)
            assert there.weekday() < 5
            assert there.hour >= 7
            assert (ends.hour, ends.minute) <= (22, 0)


@pytest.mark.parametrize(
    ("zones", "hours"),
    [
        (["Europe/London"], [(13,), (13,), (13,)]),
        (["Europe/London", "America/New_York"], [(15, 10), (15, 10), (15, 11)]),
        (["Europe/London", "Asia/Kolkata"], [(11, 16), (10, 15), (10, 15)]),
    ],
)
def test_the_middle_of_the_common_day_is_suggested(zones: list[str], hours: list[tuple[int, ...]]) -> None:
    """Worked out by hand; the clocks of New York change on 8 March, between the second time and the third."""
    times = suggested([Week(zone) for zone in zones], NOW)
    assert [tuple(local(time, zone).hour for zone in zones) for time in times] == hours


@pytest.mark.parametrize(
    ("weeks", "told"),
    [
        ([("Europe/London", "Tuesday mornings")], ["Tue 10 11:00", "Tue 17 11:00"]),
        ([("Europe/London", "Tue, Wed mornings"), ("Europe/London", "Wednesdays")], ["Wed 11 11:00", "Wed 18 11:00"]),
        ([("Europe/London", "Thursdays"), ("America/New_York", "Thursday mornings")], ["Thu 5 15:00", "Thu 12 15:00"]),
        ([("Europe/London", "Thursday evenings")], ["Thu 5 17:00", "Thu 12 17:00"]),
        ([("Europe/London", "Mondays"), ("Europe/London", "Fridays")], ["Thu 5 13:00", "Fri 6 13:00", "Mon 9 13:00"]),
        ([("Europe/London", "Saturdays")], ["Thu 5 13:00", "Fri 6 13:00", "Mon 9 13:00"]),
    ],
)
def test_people_meet_when_all_are_free_if_they_ever_are(weeks: list[tuple[str, str]], told: list[str]) -> None:
    """Worked out by hand, on the clock of the first; today is Tuesday 3 March 2026."""
    times = suggested([Week(zone, free_times(text)) for zone, text in weeks], NOW)
    assert [f"{local(time, weeks[0][0]):%a %-d %H:%M}" for time in times] == told


def test_where_no_hour_suits_nothing_is_suggested() -> None:
    zones = ("Europe/London", "Pacific/Auckland", "America/Los_Angeles", "Asia/Kolkata")
    assert suggested([Week(zone) for zone in zones], NOW) == ()


def test_the_file_says_when_and_who() -> None:
    start = NOW + dt.timedelta(days=3)
    (event,) = Calendar.from_ical(entry("abc", "Introduction: Ann and Bob", "Coast; Coalition", start, NOW)).walk(
        "VEVENT"
    )
    assert event["DTSTART"].dt == start
    assert event["DTEND"].dt == start + LENGTH
    assert (event["SUMMARY"], event["DESCRIPTION"], event["UID"]) == (
        "Introduction: Ann and Bob",
        "Coast; Coalition",
        "abc@introductions",
    )
