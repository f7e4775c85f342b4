"""Times to meet: a line such as ``2026-03-10 14:00-15:00`` as a slot of a poll, and back."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import replace

from bot.clock import local
from bot.local_time import is_skipped, moment
from bot.polls import Option
from bot.words import Words

LONGEST = dt.timedelta(hours=12)
"""A slot that ends earlier on the clock than it begins goes on past midnight; one longer than this is a mistake."""
_LINE = re.compile(r"(\d{4}-\d\d-\d\d)[ T]+(\d?\d:\d\d)(?:\s*[-\u2013]\s*(\d?\d:\d\d))?")


def slot(id: str, line: str, zone: str, words: Words) -> Option | str:
    """One line as a slot by the clock of the zone, or what is wrong with it."""
    found = _LINE.fullmatch(line)
    day, start, end = _clock_times(found) if found else (None, None, None)
    if day is None or start is None:
        return words('"{option}" is no time I can read. Please write it such as: 2026-03-10 14:00-15:00', option=line)
    if is_skipped(day, start, zone):
        return words('"{option}" does not exist: the clocks go forward then.', option=line)
    begins = moment(day, start, zone)
    if end is None:
        return Option(id, "", begins)
    ends = moment(day + dt.timedelta(days=end <= start), end, zone)
    if end <= start and ends - begins > LONGEST:
        return words('"{option}" ends before it begins. Please write it such as: 2026-03-10 14:00-15:00', option=line)
    return Option(id, "", begins, ends)


def written(slot: Option, zone: str) -> str:
    """The line that ``slot`` reads back as this one; empty for an option that is no time."""
    if slot.start is None:
        return ""
    end = f"-{local(slot.end, zone):%H:%M}" if slot.end else ""
    return f"{local(slot.start, zone):%Y-%m-%d %H:%M}{end}"


def too_early(slots: Iterable[Option], opens: dt.datetime | None, zone: str, words: Words, now: dt.datetime) -> str:
    """What is wrong with slots that have begun by now, or before the poll opens; empty if none has."""
    for one in slots:
        if one.start and one.start <= now:
            return words(
                '"{option}" is past: it is {now} now. Please write a time that is still to come.',
                option=written(one, zone),
                now=words.moment(now, zone),
            )
        if one.start and opens and one.start <= opens:
            return words(
                '"{option}" is before the poll opens, on {moment}.',
                option=written(one, zone),
                moment=words.moment(opens, zone),
            )
    return ""


def moved(slots: Iterable[Option], days: int, zone: str) -> tuple[Option, ...]:
    """The slots so many days later, at the same times on the clock of the zone."""
    return tuple(replace(one, start=_later(one.start, days, zone), end=_later(one.end, days, zone)) for one in slots)


def _later(then: dt.datetime | None, days: int, zone: str) -> dt.datetime | None:
    there = local(then, zone) if then else None
    return moment(there.date() + dt.timedelta(days=days), there.time(), zone) if there else None


def _clock_times(found: re.Match[str]) -> tuple[dt.date | None, dt.time | None, dt.time | None]:
    try:
        day, start = dt.date.fromisoformat(found[1]), dt.time.fromisoformat(found[2].zfill(5))
        return day, start, dt.time.fromisoformat(found[3].zfill(5)) if found[3] else None
    except ValueError:
        return None, None, None
