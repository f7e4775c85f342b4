"""Polls that come again: by the clock of their place, through summer time and short months."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import local
from bot.local_time import moment
from bot.poll_drafts import EVERIES, WAYS, read, typed
from bot.poll_rounds import next_opening, next_round, reminder
from bot.polls import BY_PARTNER, KINDS, NAMED_ONLY, SCALES, Option, Poll
from bot.words import words_for

ZONE = "Europe/London"
WORDS = words_for("en")


def at(*when: int, zone: str = ZONE) -> dt.datetime:
    return dt.datetime(*when, tzinfo=ZoneInfo(zone)).astimezone(dt.UTC)  # type: ignore[arg-type, misc]


def poll(every: str, opens: dt.datetime, closes: dt.datetime) -> Poll:
    return Poll("p", "?", "text", every=every, first=opens, opens=opens, closes=closes, zone=ZONE, state="closed")  # type: ignore[arg-type]


def test_a_round_opens_at_the_same_time_on_the_clock_after_summer_time_begins() -> None:
    weekly = poll("week", at(2026, 3, 25, 9), at(2026, 3, 27, 17))
    following = next_round(weekly, at(2026, 3, 28, 0))
    assert following
    assert (following.opens, following.closes) == (at(2026, 4, 1, 9), at(2026, 4, 3, 17))
    assert local(following.opens, ZONE).hour == 9  # type: ignore[arg-type]
    assert following.id == "p~20260401"
    assert following.state == "planned"


def test_a_month_that_is_too_short_has_its_round_on_the_last_day_and_the_next_month_is_not_moved() -> None:
    monthly = poll("month", at(2026, 1, 31, 9), at(2026, 2, 3, 9))
    february = next_round(monthly, at(2026, 2, 3, 9))
    assert february
    assert local(february.opens, ZONE).date() == dt.date(2026, 2, 28)  # type: ignore[arg-type]
    march = next_round(february, at(2026, 3, 4, 9))
    assert march
    assert local(march.opens, ZONE).date() == dt.date(2026, 3, 31)  # type: ignore[arg-type]
    assert march.id == "p~20260331"


def test_rounds_that_nobody_could_vote_in_are_left_out() -> None:
    weekly = poll("week", at(2026, 3, 2, 9), at(2026, 3, 4, 9))
    assert next_round(weekly, at(2026, 3, 24, 9)).id == "p~20260323"  # type: ignore[union-attr]
    assert next_round(weekly, at(2026, 3, 26, 9)).id == "p~20260330"  # type: ignore[union-attr]


def test_the_times_to_meet_move_with_the_round_by_the_clock_of_the_place() -> None:
    times = (Option("1", "", at(2026, 3, 28, 14), at(2026, 3, 28, 15)), Option("2", "", at(2026, 3, 28, 23, 30)))
    weekly = replace(poll("week", at(2026, 3, 25, 9), at(2026, 3, 27, 17)), kind="meeting", options=times)
    following = next_round(weekly, at(2026, 3, 28, 0))
    assert following
    assert following.options == (
        Option("1", "", at(2026, 4, 4, 14), at(2026, 4, 4, 15)),
        Option("2", "", at(2026, 4, 4, 23, 30)),
    )


@pytest.mark.parametrize("every", ["week", "fortnight", "month"])
@given(day=st.dates(dt.date(2026, 1, 1), dt.date(2027, 1, 1)), time=st.times(), zone=st.sampled_from(["Europe/London", "Africa/Cairo", "Asia/Kathmandu", "America/Santiago"]))  # fmt: skip
def test_openings_go_on_and_keep_the_time_of_day(every: str, day: dt.date, time: dt.time, zone: str) -> None:
    first = moment(day, time.replace(second=0, microsecond=0), zone)
    series = Poll("p", "?", "text", every=every, first=first, opens=first, zone=zone)  # type: ignore[arg-type]
    opening, days = first, {local(first, zone).date()}
    for _ in range(8):
        following = next_opening(series, opening)
        assert following
        assert following > opening
        days.add(local(following, zone).date())
        opening = following
    assert len(days) == 9, "no local day comes twice"


def test_a_poll_that_comes_once_does_not_come_again() -> None:
    assert next_round(poll("", at(2026, 3, 2, 9), at(2026, 3, 4, 9)), at(2026, 4, 1, 9)) is None


def test_a_reminder_comes_a_day_before_the_end_of_a_poll_that_is_open_for_two() -> None:
    assert reminder(poll("", at(2026, 3, 2, 9), at(2026, 3, 6, 9))) == at(2026, 3, 5, 9)
    assert reminder(poll("", at(2026, 3, 2, 9), at(2026, 3, 3, 9))) is None


LABEL = st.text("abc XYZé?,;:", min_size=1, max_size=20).map(lambda text: " ".join(text.split())).filter(bool)
NOW = dt.datetime(2026, 3, 3, 10, tzinfo=dt.UTC)


@given(st.data())
def test_what_was_typed_can_be_edited(data: st.DataObject) -> None:
    """A poll read from a form, written into the form and read again, is the same poll."""
    kind = data.draw(st.sampled_from(KINDS))
    names = data.draw(st.lists(LABEL, min_size=2, max_size=6, unique_by=str.casefold))
    if kind == "meeting":
        names = [f"2026-05-{day:02} 14:00-15:30" for day in range(1, len(names) + 1)]
    if kind == "slots":
        names = [f"{name} ({number})" for number, name in enumerate(names, start=1)]
    if kind == "text" or kind in SCALES:
        names = []
    ways = data.draw(st.sets(st.sampled_from(WAYS)))
    if "anonymous" in ways:
        ways -= {"live"} if kind not in NAMED_ONLY else {"anonymous"}
    counted = data.draw(st.sampled_from(["person", "partner"])) if kind in BY_PARTNER - {"anonymous"} else "person"
    values = {
        "question": data.draw(LABEL),
        "kind": kind,
        "options": "\n".join(names),
        "ways": ",".join(ways),
        "counted": "person" if "anonymous" in ways else counted,
        "closes": "2026-06-30",
        "every": data.draw(st.sampled_from(EVERIES)),
        "zone": data.draw(st.sampled_from(["Europe/London", "Asia/Kathmandu"])),
        "quorum": data.draw(st.sampled_from(["", "20"])),
        "choose": data.draw(st.sampled_from(["", "1-2", "2"])) if kind == "multiple" else "",
    }
    known = Poll("p", "", "single")
    first, problems = read(values, known, WORDS, NOW)
    assert problems == {}
    again, problems = read(typed(first), known, WORDS, NOW)
    assert problems == {}
    assert again == first
    assert all(isinstance(option, Option) for option in again.options)
