"""Questions that stand for the one before: for other days ("and in June?"), for the number of its list ("how many is that?"), or
for where its answer comes from ("are you sure?"), which each answer tells."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace

from bot.knowledge.context import Context
from bot.knowledge.date_rules import Span
from bot.knowledge.dates import Mention
from bot.knowledge.reading import Reading

_SHIFT = re.compile(
    r"\b(?:the )?(?P<unit>day|week|month) (?P<side>after|before)(?: that)?$|\b(?:the )?following (?P<next>day|week|month)$"
)
_NUMBER = re.compile(
    r"(?:(?:so|and|ok|that|is|thats) )*(?:how many(?: (?:is|are|was|were|does|do) (?:that|this|it|they|there|those|these))?(?: make)?"
    r"|count (?:them|those|these)|the total|what(?:s| is)? the (?:total|number|count))(?: (?:in|all|total|together|altogether|now|then|please|exactly))*"
    r"|(?:so |and )?(?:in total|altogether|all together)"
)
_AGAIN = re.compile(
    r"(?:(?:sorry|please|and|so|ok|but|hm+) )*(?:(?:(?:can|could|would|will) you )?(?:please )?(?:repeat|say)(?: (?:that|it|this))?(?: again)?|(?:again|come again|pardon)"
    r"|what (?:did you|was that)(?: just)?(?: say)?(?: again)?|are you (?:really |quite )?(?:sure|certain)|(?:is|was) (?:that|this|it) (?:really |still )?(?:right|true|correct|current|up to date|accurate)"
    r"|(?:where|how) (?:do|did) you (?:get|find|have|know|learn)(?: (?:that|this|it))?(?: from| out)?|(?:what|which|where)(?: is|s)? (?:your|the) source|source|says who|who (?:says|said|told you)(?: (?:that|this|so))?"
    r"|how (?:old|recent|up to date|current|fresh|reliable) is (?:that|this|it|the)(?: (?:info|information|answer|data))?|when (?:was|were) (?:that|this|it) (?:last )?(?:checked|verified))(?: (?:about|of) (?:that|this|it))?(?: please| then)*"
)
DATED = frozenset({"events", "partners", "reports", "milestones"})
"""Lists of what has days."""


def asks_number(reading: Reading) -> bool:
    """Whether a question only wants to know how many were listed."""
    return _NUMBER.fullmatch(reading.text) is not None


def whole(reading: Reading, context: Context | None, read: Callable[[str], Reading]) -> Reading | None:
    """The question before, for the days that this one names; None where this one asks more, or the one before for no list."""
    if context is None or not context.question or reading.mentions:
        return None
    if _AGAIN.fullmatch(reading.text) or (context.listing and asks_number(reading)):
        days: Span | None = Span(context.start, context.end)
    else:
        days = _days(reading, context) if context.listing in DATED else None
    if days is None:
        return None
    before = read(context.question)
    if days == (None, None):
        return before
    at = before.date.at if before.date else (len(before.text), len(before.text))
    return replace(before, date=Mention(days, at))


def _days(reading: Reading, context: Context) -> Span | None:
    shift = _SHIFT.search(reading.text)
    if shift and context.start:
        return None if reading.left(shift.span()) else _shifted(context.start, shift)
    if reading.date is None or reading.left():
        return None
    alone = _alone(reading) and context.listing != "partners"
    return reading.date.span if reading.carries_on or alone else None


def _alone(reading: Reading) -> bool:
    """Whether a question is nothing but its date: "in June?"."""
    start, end = reading.date.at if reading.date else (0, 0)
    return not re.sub(
        r"\b(?:in|on|for|the|during|please|just|only|ones?|oops|sorry|actually|instead|rather|no|i meant?|make (?:it|that))\b",
        "",
        reading.text[:start] + reading.text[end:],
    ).strip()


def _shifted(start: dt.date, shift: re.Match[str]) -> Span:
    """The day, week or month before or after the one that a day is in."""
    way = -1 if shift["side"] == "before" else 1
    match shift["unit"] or shift["next"]:
        case "day":
            first = start + dt.timedelta(days=way)
            return Span(first, first + dt.timedelta(days=1))
        case "week":
            first = start - dt.timedelta(days=start.weekday()) + dt.timedelta(weeks=way)
            return Span(first, first + dt.timedelta(weeks=1))
        case _:
            months = start.year * 12 + start.month - 1 + way
            return Span(*(dt.date(number // 12, number % 12 + 1, 1) for number in (months, months + 1)))
