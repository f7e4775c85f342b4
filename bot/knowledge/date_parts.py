"""A part of a longer time: "the first two weeks of April", "late June", "the second half of the year", "the last Friday in May"."""

from __future__ import annotations

import calendar
import datetime as dt
import re

from bot.knowledge.date_rules import NUMBERS, ORDINALS, Span, same_day

_NUMBER = rf"\d{{1,3}}|{'|'.join(sorted(NUMBERS, key=len, reverse=True))}"
_WEEKDAYS = {"weekend": (5, 2)} | {day.lower(): (at, 1) for at, day in enumerate(calendar.day_name)}
"""The day of the week on which each begins, and its days."""
_PART = re.compile(
    r"\b(?:the )?(?:(?P<stage>early|mid|late|(?:start|beginning|middle|end)(?= of ))"
    rf"|(?P<nth>{'|'.join(ORDINALS)}|last|final|latter)(?: (?P<count>{_NUMBER}))?"
    rf" (?P<unit>day|week|fortnight|month|half|quarter|{'|'.join(_WEEKDAYS)})s?(?= (?:of|in) ))"
    r"(?: of| in)?(?: the)? $"
)
_DAYS = {"day": 1, "week": 7, "fortnight": 14}
_SHARES = {"half": 2, "quarter": 4}
SHORTEST = 7
"""Days of what is divided."""
MONTH = 31


def part(before: str, whole: Span) -> tuple[Span, int] | None:
    """The part of a time that the words in front of it name, and where they begin; None where they name none."""
    found = _PART.search(before)
    start, end = whole
    if found is None or start is None or end is None or (end - start).days < SHORTEST:
        return None
    named = _stage(found["stage"], start, end) if found["stage"] else _counted(found, start, end)
    first, last = max(start, named[0]), min(end, named[1])
    return (Span(first, last), found.start()) if first < last else None


def _stage(stage: str, start: dt.date, end: dt.date) -> tuple[dt.date, dt.date]:
    """The first, middle or last third of a week or month, sixth of what is longer."""
    length = (end - start).days
    share, rest = divmod(length, 3 if length <= MONTH else 6)
    match stage:
        case "early" | "start" | "beginning":
            return start, start + dt.timedelta(days=share)
        case "mid" | "middle":
            first = start + dt.timedelta(days=(length - share) // 2)
            return first, first + dt.timedelta(days=share)
        case _:
            return end - dt.timedelta(days=share + bool(rest)), end


def _counted(found: re.Match[str], start: dt.date, end: dt.date) -> tuple[dt.date, dt.date]:
    """So many days, weeks or months from the first on or up to the last; or the first, second, last of its weekdays."""
    unit, nth = found["unit"], ORDINALS.get(found["nth"], -1)
    count = int(found["count"]) if (found["count"] or "").isdigit() else NUMBERS[found["count"] or "one"]
    if unit in _SHARES:
        shares = _SHARES[unit]
        nth = shares - 1 if nth < 0 else nth
        return _share(start, end, nth, shares), _share(start, end, nth + count, shares)
    if unit in _WEEKDAYS:
        day, length = _WEEKDAYS[unit]
        edge = start if nth >= 0 else end - dt.timedelta(weeks=1)
        first = edge + dt.timedelta(days=(day - edge.weekday()) % 7, weeks=max(nth, 0))
        return first, first + dt.timedelta(days=length)
    if nth < 0:
        return _on(end, unit, -count), end
    return _on(start, unit, nth * count), _on(start, unit, (nth + 1) * count)


def _on(day: dt.date, unit: str, count: int) -> dt.date:
    return same_day(day, count) if unit == "month" else day + dt.timedelta(days=_DAYS[unit] * count)


def _share(start: dt.date, end: dt.date, nth: int, shares: int) -> dt.date:
    """Where a half or quarter begins: in months, where the whole is made of them."""
    months = (end.year - start.year) * 12 + end.month - start.month
    if months % shares == 0 and start.day == end.day:
        return same_day(start, months // shares * nth)
    return start + dt.timedelta(days=(end - start).days * nth // shares)
