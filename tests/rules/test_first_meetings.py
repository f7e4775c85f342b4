"""Times that suit clocks far apart, and the calendar file."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from bot.clock import local
from bot.first_meetings import LENGTH, NOTICE, entry, suggested
from tests.conftest import NOW

BEGIN = NOW.replace(tzinfo=None)
ZONES = ("Europe/London", "America/New_York", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Sydney", "Pacific/Auckland")


@given(
    st.lists(st.sampled_from(ZONES), min_size=1, max_size=4),
    st.datetimes(BEGIN, BEGIN + dt.timedelta(days=365), timezones=st.just(dt.UTC)),
)
def test_nobody_is_asked_to_meet_at_night_or_at_the_weekend(zones: list[str], now: dt.datetime) -> None:
    times = suggested(zones, now)
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
    assert [tuple(local(time, zone).hour for zone in zones) for time in suggested(zones, NOW)] == hours


def test_where_no_hour_suits_nothing_is_suggested() -> None:
    assert suggested(["Europe/London", "Pacific/Auckland", "America/Los_Angeles", "Asia/Kolkata"], NOW) == ()


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
