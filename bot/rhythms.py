"""Which days something comes on: every week, fortnight or month, with the holidays of a calendar left out or moved.

Days are dates on each person's own calendar; which moment that is, ``bot.local_time`` says.
"""

from __future__ import annotations

import calendar
import datetime as dt
import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import count
from typing import Literal, assert_never, get_args

import holidays

from bot.words import Words, words_for

Every = Literal["week", "fortnight", "month"]
EVERY: tuple[Every, ...] = get_args(Every)
OnHoliday = Literal["skip", "next"]
ON_HOLIDAY: tuple[OnHoliday, ...] = get_args(OnHoliday)
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKDAYS = tuple(day.title() for day in DAYS)
NTH = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}
LONGEST_MOVE = 14
"""Days by which a holiday may move something: no calendar has as many free days in a row."""
HORIZON = dt.timedelta(days=800)
"""Whatever comes at all comes within two years: a month without a holiday on that day."""


class BadRhythm(ValueError):
    """It names no days; the text says what would be right."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """``on`` is a weekday ("Monday"), a day of the month ("15", "last day") or an nth weekday ("second Tuesday").

    ``start`` is the first day it may come on; fortnights count from it. ``calendar`` is a country of the holidays
    library, with a part of it ("GB/WLS") or without ("IE"), "" for none; ``on_holiday`` says what a holiday does:
    ``skip``, or come on the ``next`` working day.
    """

    every: Every
    on: str
    start: dt.date
    calendar: str = ""
    on_holiday: OnHoliday = "next"


def checked(rhythm: Rhythm, words: Words | None = None) -> Rhythm:
    """The rhythm, if it has days.

    Raises:
        BadRhythm: the day or the calendar is not known; the nearest right one is named.
    """
    words = words or words_for("en")
    weekly = rhythm.every != "month"
    if weekly and rhythm.on.casefold() not in DAYS:
        raise BadRhythm(words('"{on}" is not a day of the week.', on=rhythm.on) + _near(rhythm.on, WEEKDAYS, words))
    if not weekly and _of_month(rhythm.on) is None:
        known = ("last day", *(f"{nth} {day}" for nth in NTH for day in WEEKDAYS))
        text = words('"{on}" is no day of a month: write a number, "last day" or "second Tuesday".', on=rhythm.on)
        raise BadRhythm(text + _near(rhythm.on, known, words))
    if rhythm.calendar and rhythm.calendar not in calendars():
        text = words('There is no holiday calendar "{name}".', name=rhythm.calendar)
        near = _near(rhythm.calendar, calendars(), words)
        raise BadRhythm(text + (near or " " + words("They are called GB/ENG, GB/WLS, IE and so on.")))
    return rhythm


def days(rhythm: Rhythm, after: dt.date) -> Iterator[dt.date]:
    """The days after this one, in order, each once; it ends where a calendar leaves none for two years."""
    before = rhythm.start - dt.timedelta(days=1)
    begin, seen = max(after - dt.timedelta(days=LONGEST_MOVE), before), max(after, before)
    for base in _bases(rhythm, begin):
        if base > seen + HORIZON:
            return
        day = _moved(rhythm, base)
        if day is not None and day > seen:
            seen = day
            yield day


def next_day(rhythm: Rhythm, after: dt.date) -> dt.date | None:
    """The first day after this one; None if it comes no more."""
    return next(days(rhythm, after), None)


def comes_on(rhythm: Rhythm, day: dt.date) -> bool:
    """Whether this is one of its days."""
    return next_day(rhythm, day - dt.timedelta(days=1)) == day


@cache
def calendars() -> tuple[str, ...]:
    """The names of all holiday calendars."""
    found = holidays.list_supported_countries(include_aliases=False)
    return tuple(
        sorted(name for country, parts in found.items() for name in (country, *(f"{country}/{p}" for p in parts)))
    )


def _near(word: str, known: tuple[str, ...], words: Words) -> str:
    by_case = {one.casefold(): one for one in known}
    near = difflib.get_close_matches(word.casefold(), by_case, n=1)
    return " " + words('Did you mean "{near}"?', near=by_case[near[0]]) if near else ""


def _bases(rhythm: Rhythm, after: dt.date) -> Iterator[dt.date]:
    """The days without a calendar."""
    match rhythm.every:
        case "week" | "fortnight":
            weekday = DAYS.index(rhythm.on.casefold())
            first = rhythm.start + dt.timedelta(days=(weekday - rhythm.start.weekday()) % 7)
            step = 7 if rhythm.every == "week" else 14
            number = max(0, (after - first).days // step + 1)
            yield from (first + dt.timedelta(days=step * n) for n in count(number))
        case "month":
            months = (after.year * 12 + after.month - 1 + n for n in count())
            found = (_in_month(rhythm.on, month // 12, month % 12 + 1) for month in months)
            yield from (day for day in found if day is not None and day > after)
        case _:
            assert_never(rhythm.every)


def _of_month(on: str) -> tuple[int, int | None] | None:
    """``on`` as (day, None) or (nth, weekday); day -1 is the last."""
    on = " ".join(on.casefold().split())
    if on == "last day":
        return -1, None
    if re.fullmatch(r"[0-9]{1,2}", on) and 1 <= int(on) <= 31:
        return int(on), None
    nth, _, day = on.partition(" ")
    return (NTH[nth], DAYS.index(day)) if nth in NTH and day in DAYS else None


def _in_month(on: str, year: int, month: int) -> dt.date | None:
    """The day in this month; in a month that is too short its last."""
    found = _of_month(on)
    if found is None:
        return None
    number, weekday = found
    last = calendar.monthrange(year, month)[1]
    if weekday is None:
        return dt.date(year, month, last if number == -1 else min(number, last))
    fitting = [day for day in range(1, last + 1) if dt.date(year, month, day).weekday() == weekday]
    return dt.date(year, month, fitting[number - 1 if number > 0 else -1])


def _moved(rhythm: Rhythm, day: dt.date) -> dt.date | None:
    if not rhythm.calendar or day not in _holidays(rhythm.calendar):
        return day
    match rhythm.on_holiday:
        case "skip":
            return None
        case "next":
            later = (day + dt.timedelta(days=n) for n in range(1, LONGEST_MOVE + 1))
            return next((one for one in later if _is_working_day(rhythm.calendar, one)), None)
        case _:
            assert_never(rhythm.on_holiday)


def _is_working_day(calendar: str, day: dt.date) -> bool:
    return day not in _holidays(calendar) and day.weekday() < DAYS.index("saturday")


@cache
def _holidays(calendar: str) -> holidays.HolidayBase:
    country, _, part = calendar.partition("/")
    return holidays.country_holidays(country, subdiv=part or None)
