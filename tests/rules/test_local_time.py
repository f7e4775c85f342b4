"""Local dates and times become moments, one for every local date."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import nearest_zone
from bot.local_time import is_skipped, moment

ZONES = ("Europe/London", "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo", "Africa/Cairo", "Asia/Tehran")


@pytest.mark.parametrize(
    ("date", "time", "zone", "expected"),
    [
        ("2026-03-28", "01:30", "Europe/London", "2026-03-28T01:30"),
        ("2026-03-29", "01:30", "Europe/London", "2026-03-29T01:30"),  # skipped: 02:30 summer time
        ("2026-10-25", "01:30", "Europe/London", "2026-10-25T00:30"),  # twice: the first
        ("2026-03-08", "02:30", "America/New_York", "2026-03-08T07:30"),
        ("2026-11-01", "01:30", "America/New_York", "2026-11-01T05:30"),
        ("2018-11-04", "00:00", "America/Sao_Paulo", "2018-11-04T03:00"),  # a day without a midnight
        ("2026-10-04", "02:15", "Australia/Lord_Howe", "2026-10-03T15:45"),  # half an hour is skipped
        ("2011-12-30", "09:00", "Pacific/Apia", "2011-12-30T19:00"),  # a whole day is skipped
    ],
)
def test_a_local_time_is_one_moment(date: str, time: str, zone: str, expected: str) -> None:
    found = moment(dt.date.fromisoformat(date), dt.time.fromisoformat(time), zone)
    assert found == dt.datetime.fromisoformat(expected).replace(tzinfo=dt.UTC)
    assert found.tzinfo is dt.UTC


def test_skipped_times_are_known() -> None:
    assert is_skipped(dt.date(2026, 3, 29), dt.time(1, 30), "Europe/London")
    assert not is_skipped(dt.date(2026, 3, 29), dt.time(2, 0), "Europe/London")
    assert not is_skipped(dt.date(2026, 10, 25), dt.time(1, 30), "Europe/London")


@given(
    st.sampled_from(ZONES),
    st.dates(dt.date(2010, 1, 1), dt.date(2036, 12, 31)),
    st.times().map(lambda t: t.replace(microsecond=0)),
)
def test_every_local_date_has_one_moment_and_they_are_in_order(zone: str, date: dt.date, time: dt.time) -> None:
    today, tomorrow = moment(date, time, zone), moment(date + dt.timedelta(days=1), time, zone)
    assert dt.timedelta(hours=22) <= tomorrow - today <= dt.timedelta(hours=26)
    shown = today.astimezone(ZoneInfo(zone))
    if is_skipped(date, time, zone):
        assert shown.replace(tzinfo=None) > dt.datetime.combine(date, time)
    else:
        assert shown.replace(tzinfo=None) == dt.datetime.combine(date, time)
        assert shown.fold == 0


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("europe/london", "Europe/London"),
        ("Europe/Lodon", "Europe/London"),
        ("Paris", "Europe/Paris"),
        ("new york", "America/New_York"),
        ("kathmandu", "Asia/Kathmandu"),
        ("Wales", None),
        ("GMT+1", None),
        ("Mars/Olympus", None),
        ("", None),
    ],
)
def test_the_zone_that_was_meant_is_found_by_its_city_too(written: str, meant: str | None) -> None:
    assert nearest_zone(written) == meant
