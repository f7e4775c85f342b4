"""When a message is welcome: quiet hours by a person's own clock, pauses, and the two days a year that clocks change."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.preferences import Preferences, welcome_at

NIGHT = Preferences(dt.time(20), dt.time(8))


def at(text: str, zone: str = "Europe/London") -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(dt.UTC)


@pytest.mark.parametrize(
    ("wanted", "welcome"),
    [
        ("2026-03-03T12:00", "2026-03-03T12:00"),
        ("2026-03-03T20:00", "2026-03-04T08:00"),
        ("2026-03-03T23:59", "2026-03-04T08:00"),
        ("2026-03-04T00:00", "2026-03-04T08:00"),
        ("2026-03-04T08:00", "2026-03-04T08:00"),
        ("2026-03-28T22:00", "2026-03-29T08:00"),  # the clocks go forward in this night
        ("2026-10-24T22:00", "2026-10-25T08:00"),  # and back in this one
    ],
)
def test_night_is_left_in_peace(wanted: str, welcome: str) -> None:
    assert welcome_at(NIGHT, "Europe/London", at(wanted)) == at(welcome)


def test_the_clock_is_the_persons_own() -> None:
    noon = dt.datetime(2026, 3, 3, 12, tzinfo=dt.UTC)
    assert welcome_at(NIGHT, "Africa/Cairo", noon) == noon
    assert welcome_at(NIGHT, "Pacific/Auckland", noon) == at("2026-03-04T08:00", "Pacific/Auckland")


def test_quiet_hours_may_lie_within_a_day() -> None:
    lunch = Preferences(dt.time(12), dt.time(14))
    assert welcome_at(lunch, "Europe/London", at("2026-03-03T13:00")) == at("2026-03-03T14:00")
    assert welcome_at(lunch, "Europe/London", at("2026-03-03T23:00")) == at("2026-03-03T23:00")


def test_equal_ends_mean_no_quiet_hours() -> None:
    always = Preferences(dt.time(0), dt.time(0))
    assert welcome_at(always, "Europe/London", at("2026-03-03T03:00")) == at("2026-03-03T03:00")


def test_a_pause_ends_in_the_morning_of_its_day() -> None:
    away = Preferences(dt.time(20), dt.time(8), paused_until=dt.date(2026, 3, 10))
    assert welcome_at(away, "Europe/London", at("2026-03-03T12:00")) == at("2026-03-10T08:00")
    assert welcome_at(away, "Europe/London", at("2026-03-10T12:00")) == at("2026-03-10T12:00")


def test_urgent_passes_quiet_hours_but_no_pause() -> None:
    away = Preferences(dt.time(20), dt.time(8), paused_until=dt.date(2026, 3, 10))
    assert welcome_at(NIGHT, "Europe/London", at("2026-03-03T23:00"), urgent=True) == at("2026-03-03T23:00")
    assert welcome_at(away, "Europe/London", at("2026-03-03T12:00"), urgent=True) == at("2026-03-10T08:00")


@given(
    wanted=st.integers(0, 365 * 24 * 60).map(lambda minutes: at("2026-01-01T00:00") + dt.timedelta(minutes=minutes)),
    zone=st.sampled_from(["Europe/London", "Africa/Cairo", "Asia/Kathmandu", "America/St_Johns", "Pacific/Chatham"]),
    begin=st.times(),
    end=st.times(),
)
def test_the_welcome_moment_is_never_early_and_never_quiet(
    wanted: dt.datetime, zone: str, begin: dt.time, end: dt.time
) -> None:
    wishes = Preferences(begin, end)
    welcome = welcome_at(wishes, zone, wanted)
    assert wanted <= welcome <= wanted + dt.timedelta(hours=26)
    assert welcome_at(wishes, zone, welcome) == welcome or clocks_jump(welcome, zone)


def clocks_jump(moment: dt.datetime, zone: str) -> bool:
    """In the repeated hour of autumn the same clock time is quiet twice."""
    near = [(moment + dt.timedelta(hours=h)).astimezone(ZoneInfo(zone)).utcoffset() for h in (-3, 3)]
    return near[0] != near[1]
