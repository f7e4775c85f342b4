"""On which days something comes: against plain counting, with holidays, and what is wrong with what was typed."""

from __future__ import annotations

import datetime as dt
from itertools import islice

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rhythms import DAYS, NTH, WEEKDAYS, BadRhythm, Every, OnHoliday, Rhythm, checked, comes_on, days, next_day

START = dt.date(2026, 1, 1)
DAY = dt.timedelta(days=1)
some_day = st.dates(dt.date(2024, 1, 1), dt.date(2032, 12, 31))
on_a_weekday = st.sampled_from(WEEKDAYS)
rhythms = st.one_of(
    st.builds(Rhythm, st.sampled_from(("week", "fortnight")), on_a_weekday, some_day),
    st.builds(Rhythm, st.just("month"), st.integers(1, 31).map(str) | st.just("last day"), some_day),
    st.builds(
        Rhythm,
        st.just("month"),
        st.builds(lambda n, day: f"{n} {day}", st.sampled_from(tuple(NTH)), on_a_weekday),
        some_day,
    ),
)


def counted(rhythm: Rhythm, day: dt.date) -> bool:
    """The same by looking at one day alone."""
    if day < rhythm.start:
        return False
    if rhythm.every != "month":
        first = next(
            rhythm.start + n * DAY for n in range(7) if WEEKDAYS[(rhythm.start + n * DAY).weekday()] == rhythm.on
        )
        return day >= first and (day - first).days % (7 if rhythm.every == "week" else 14) == 0
    month = [d for n in range(1, 32) if (d := first_of(day) + (n - 1) * DAY).month == day.month]
    if rhythm.on == "last day":
        return day == month[-1]
    if rhythm.on.isdecimal():
        return day == month[min(int(rhythm.on), len(month)) - 1]
    nth, name = rhythm.on.split()
    fitting = [d for d in month if WEEKDAYS[d.weekday()] == name]
    return day == fitting[NTH[nth] - 1 if NTH[nth] > 0 else -1]


def first_of(day: dt.date) -> dt.date:
    return day.replace(day=1)


@given(rhythms, some_day)
def test_the_days_are_those_of_counting_by_hand(rhythm: Rhythm, after: dt.date) -> None:
    window = [after + n * DAY for n in range(1, 100)]
    found = [day for day in islice(days(rhythm, after), 40) if day <= window[-1]]
    assert found == [day for day in window if counted(rhythm, day)]


@given(rhythms, some_day, st.sampled_from(("GB/ENG", "GB/WLS", "IE", "IN/KA")), st.sampled_from(("skip", "next")))
def test_a_holiday_is_never_worked_and_never_doubled(
    rhythm: Rhythm, after: dt.date, calendar: str, on_holiday: OnHoliday
) -> None:
    moved = Rhythm(rhythm.every, rhythm.on, rhythm.start, calendar, on_holiday)
    country, _, part = calendar.partition("/")
    free = holidays.country_holidays(country, subdiv=part)
    found = list(islice(days(moved, after), 12))
    assert found == sorted(set(found))
    assert not any(day in free for day in found)
    if on_holiday == "skip":
        assert all(counted(rhythm, day) for day in found)
    assert all(comes_on(moved, day) for day in found)


@pytest.mark.parametrize(
    ("on_holiday", "expected"),
    [("next", ["2026-03-30", "2026-04-07", "2026-04-13"]), ("skip", ["2026-03-30", "2026-04-13", "2026-04-20"])],
)
def test_easter_monday_in_england(on_holiday: OnHoliday, expected: list[str]) -> None:
    rhythm = Rhythm("week", "Monday", START, "GB/ENG", on_holiday)
    assert [str(day) for day in islice(days(rhythm, dt.date(2026, 3, 29)), 3)] == expected


def test_a_calendar_that_leaves_no_day_ends() -> None:
    assert next_day(Rhythm("month", "31", START, "GB/ENG", "skip"), START) is not None
    christmas_only = Rhythm("month", "25", dt.date(2026, 12, 1), "GB/ENG", "skip")
    assert next_day(christmas_only, dt.date(2026, 12, 1)) == dt.date(2027, 1, 25)


@pytest.mark.parametrize(
    ("every", "on", "calendar", "told"),
    [
        ("week", "Mondy", "", 'Did you mean "Monday"?'),
        ("fortnight", "15", "", "is not a day of the week"),
        ("month", "secnd Tuesday", "", 'Did you mean "second Tuesday"?'),
        ("month", "32", "", "is no day of a month"),
        ("month", "0", "", "is no day of a month"),
        ("week", "Monday", "GB/WAL", 'Did you mean "GB/WLS"?'),
        ("week", "Monday", "Narnia", 'There is no holiday calendar "Narnia".'),
    ],
)
def test_what_is_wrong_is_named_with_the_nearest_right_word(every: Every, on: str, calendar: str, told: str) -> None:
    with pytest.raises(BadRhythm) as caught:
        checked(Rhythm(every, on, START, calendar))
    assert told in str(caught.value)


@given(rhythms)
def test_whatever_has_days_passes_the_check(rhythm: Rhythm) -> None:
    assert checked(rhythm) == rhythm
    assert next_day(rhythm, rhythm.start) is not None
    assert tuple(day.casefold() for day in WEEKDAYS) == DAYS
