"""Days and moments as people write them in files: fixed ones, day before month, and ones relative to today."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKDAY = "|".join(WEEKDAYS)
ACCEPTED = (
    "write 2026-03-31, 31/3/2026 or 31 March 2026, or relative to the day of the import: today, tomorrow, in 3 days, "
    "2 weeks ago, this week friday, next week tuesday, next month on the 12th"
)

FIXED = (
    re.compile(r"(?P<year>\d{4})-(?P<number>\d{1,2})-(?P<day>\d{1,2})"),
    re.compile(r"(?P<day>\d{1,2})[/.](?P<number>\d{1,2})[/.](?P<year>\d{4}|\d{2})"),
    re.compile(rf"(?:(?:{WEEKDAY}),?\s+)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{MONTH},?\s+(?P<year>\d{{4}})"),
    re.compile(rf"(?:(?:{WEEKDAY}),?\s+)?{MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})"),
)
WITHIN = re.compile(r"in (?P<n>\d{1,3}) (?P<unit>day|week|month)s?")
AGO = re.compile(r"(?P<n>\d{1,3}) (?P<unit>day|week|month)s? ago")
WEEK = re.compile(rf"(?P<which>this|next) week (?:on )?(?P<weekday>{WEEKDAY})")
NEXT_MONTH = re.compile(r"next month on the (?P<day>\d{1,2})(?:st|nd|rd|th)?")
TIME = re.compile(r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?(?::\d{2})?\s*(?P<half>am|pm)?")
AT_TIME = re.compile(rf"(?P<day>.+?)(?:t|,?\s+at\s+|,?\s+)(?P<time>{TIME.pattern.replace('?P<', '?P<at_')})")
ISO_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[t ]\d\d:\d\d(:\d\d(\.\d+)?)?(z|[+-]\d\d:?\d\d)", re.IGNORECASE)


def day(text: str, today: dt.date) -> dt.date:
    """The day that a text names.

    Raises:
        ValueError: it names none; the text says what is accepted.
    """
    found = _day(" ".join(text.lower().split()), today)
    if found is None:
        raise ValueError(f"{text!r} is not a date: {ACCEPTED}")
    return found


def fixed_day(text: str) -> dt.date | None:
    """The day that a text gives in full, with its year; None for any other text."""
    for pattern in FIXED:
        if match := pattern.fullmatch(" ".join(text.lower().split())):
            return _fixed(match)
    return None


def moment(text: str, today: dt.date, zone: str) -> tuple[dt.datetime, bool]:
    """The moment in UTC that a text names by the clocks of ``zone``, and whether it names a whole day.

    Raises:
        ValueError: it names none; the text says what is accepted.
    """
    words = " ".join(text.lower().split())
    try:
        if ISO_MOMENT.fullmatch(words):
            return dt.datetime.fromisoformat(words.upper()).astimezone(dt.UTC), False
        if (whole := _day(words, today)) is not None:
            return at(whole, dt.time(), zone), True
        match = AT_TIME.fullmatch(words)
        clock = time(match["time"]) if match else None
        start = _day(match["day"], today) if match else None
        if start is not None and clock is not None:
            return at(start, clock, zone), False
    except OverflowError:
        pass
    raise ValueError(
        f"{text!r} is not a date with a time such as '2026-03-31 14:00' or 'in 3 days at 14:00': {ACCEPTED}"
    )


def time(text: str) -> dt.time | None:
    """The time of day that a text names (14:00, 2.30pm), or None."""
    match = TIME.fullmatch(text.strip().lower())
    if match is None or (match["minute"] is None and match["half"] is None):
        return None
    hour, minute, half = int(match["hour"]), int(match["minute"] or 0), match["half"]
    if half and not 1 <= hour <= 12:
        return None
    hour = hour % 12 + (12 if half == "pm" else 0) if half else hour
    return dt.time(hour, minute) if hour < 24 and minute < 60 else None


def at(date: dt.date, clock: dt.time, zone: str) -> dt.datetime:
    """The moment in UTC when the clocks of ``zone`` show this day and time."""
    return dt.datetime.combine(date, clock, ZoneInfo(zone)).astimezone(dt.UTC)


def _day(words: str, today: dt.date) -> dt.date | None:
    try:
        return fixed_day(words) or _relative(words, today)
    except OverflowError:
        return None


def _fixed(match: re.Match[str]) -> dt.date | None:
    groups = match.groupdict()
    year = int(groups["year"]) + (2000 if len(groups["year"]) == 2 else 0)
    month = MONTHS.index(groups["month"][:3]) + 1 if groups.get("month") else int(groups["number"])
    try:
        return dt.date(year, month, int(groups["day"]))
    except ValueError:
        return None


def _relative(words: str, today: dt.date) -> dt.date | None:
    if words in ("today", "tomorrow", "yesterday"):
        return today + dt.timedelta(days=("yesterday", "today", "tomorrow").index(words) - 1)
    if match := WITHIN.fullmatch(words):
        return _moved(today, int(match["n"]), match["unit"])
    if match := AGO.fullmatch(words):
        return _moved(today, -int(match["n"]), match["unit"])
    if match := WEEK.fullmatch(words):
        monday = today - dt.timedelta(days=today.weekday()) + dt.timedelta(weeks=match["which"] == "next")
        return monday + dt.timedelta(days=WEEKDAYS.index(match["weekday"]))
    if match := NEXT_MONTH.fullmatch(words):
        return _in_month(_moved(today.replace(day=1), 1, "month"), int(match["day"]))
    return None


def _moved(today: dt.date, n: int, unit: str) -> dt.date:
    if unit != "month":
        return today + dt.timedelta(days=n * (7 if unit == "week" else 1))
    months = today.year * 12 + today.month - 1 + n
    if not dt.MINYEAR <= months // 12 <= dt.MAXYEAR:
        raise OverflowError
    return _in_month(dt.date(months // 12, months % 12 + 1, 1), today.day)


def _in_month(first: dt.date, day_of_month: int) -> dt.date:
    """That day of a month, or its last one where the month is shorter."""
    after = (first + dt.timedelta(days=32)).replace(day=1)
    return min(first + dt.timedelta(days=max(day_of_month, 1) - 1), after - dt.timedelta(days=1))
