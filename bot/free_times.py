"""When somebody says that they are free, as parts of the week: "Tuesday and Thursday afternoons"."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WORKING = DAYS[:5]
PARTS = ("morning", "afternoon", "evening")
NOON, EVENING = 12, 17
"""Hours at which the afternoon and the evening begin."""
_WELSH = {
    "llun": "mon",
    "mawrth": "tue",
    "mercher": "wed",
    "iau": "thu",
    "gwener": "fri",
    "sadwrn": "sat",
    "sul": "sun",
}
_WELSH_PARTS = {"bore": "morning", "boreau": "morning", "prynhawn": "afternoon", "prynhawniau": "afternoon"}
_PART = {"am": "morning", "pm": "afternoon", "night": "evening", "nos": "evening", "hwyr": "evening", **_WELSH_PARTS}
_SOME_DAYS = {"weekday": WORKING, "weekdays": WORKING, "weekend": DAYS[5:], "weekends": DAYS[5:], "daily": WORKING}
_DAY = re.compile(r"(mon|tue|wed|thu|fri|sat|sun)(?:s|r|rs|nes|ur|urs)?(?:days?)?")
_NOT = re.compile(r"\b(?:not|never|except|but no|no)\b|n't\b")
_ANY = re.compile(r"\b(?:any ?time|always|flexible|unrhyw bryd)\b")
_RANGE = re.compile(r"(\w+)\s*(?:-|\u2013|\bto\b|\bi\b)\s*(\w+)")
Named = tuple[str, ...]


def free_times(text: str) -> frozenset[str]:
    """The parts of the week, as ``tue afternoon``; none where nothing can be read from it.

    A day alone is its morning and afternoon, a part alone is that of Monday to Friday; "not" takes away.
    """
    free, taken = set[str](), set[str]()
    for clause in re.split(r"[,;.\n]|\bbut\b(?! no)|(?=\bexcept\b)", text.casefold()):
        if _NOT.search(clause):
            taken |= set(_of(clause, PARTS))
        elif _ANY.search(clause):
            free |= {f"{day} {part}" for day in WORKING for part in PARTS}
        else:
            free |= set(_of(clause, PARTS[:2]))
    if taken and not free:  # "not Fridays": the rest of the week
        free = {f"{day} {part}" for day in WORKING for part in PARTS[:2]}
    return frozenset(free - taken)


def part_of(moment: dt.datetime) -> str:
    """The part of the week in which a moment lies, by the clock that it is told by."""
    part = PARTS[0] if moment.hour < NOON else PARTS[1] if moment.hour < EVENING else PARTS[2]
    return f"{DAYS[moment.weekday()]} {part}"


def _of(clause: str, usual: Named) -> Iterator[str]:
    """Days with the parts that are named beside them, on either side."""
    days, parts = list[str](), list[str]()
    part_first = False
    for named, kind in _named(clause):
        done = days if kind == "part" and part_first else parts if kind == "day" and not part_first else []
        if done and days and parts:
            yield from (f"{day} {part}" for day in days for part in parts)
            days, parts = [], []
        if not days and not parts:
            part_first = kind == "part"
        (days if kind == "day" else parts).extend(named)
    if days or parts:
        yield from (f"{day} {part}" for day in days or WORKING for part in parts or usual)


def _named(clause: str) -> Iterator[tuple[Named, str]]:
    ranged = {found[1]: (found[1], found[2]) for found in _RANGE.finditer(clause) if _day(found[1]) and _day(found[2])}
    for word in re.findall(r"[^\W\d_]+", clause):
        if word in ranged:
            first, last = (DAYS.index(_day(end)[0]) for end in ranged[word])
            yield DAYS[first : last + 1] if first <= last else (*DAYS[first:], *DAYS[: last + 1]), "day"
        elif days := _day(word):
            yield days, "day"
        elif (part := _PART.get(word) or word.removesuffix("s")) in PARTS:
            yield (part,), "part"


def _day(word: str) -> Named:
    found = _DAY.fullmatch(word)
    day = found[1] if found else _WELSH.get(word, "")
    return (day,) if day else _SOME_DAYS.get(word, ())
