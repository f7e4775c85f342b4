"""Recognising that a question asks for a list, of what, and for which days."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.knowledge.attributes import explained
from bot.knowledge.context import Context
from bot.knowledge.reading import Reading
from bot.knowledge.tokens import Word

Listing = Literal[
    "events",
    "next_event",
    "partners",
    "networks",
    "taskgroups",
    "champions",
    "staff",
    "people",
    "reports",
    "milestones",
]

_EVENT = r"(?:events?|meetings?|workshops?|webinars?|sessions?|gatherings?|conferences?|occasions?)"
_TASKGROUPS = (
    r"(?:taskgroups|groups|(?:which|what|any|every|each|how many|all|list|is there|are there)(?: of)?(?: an?| any| the| our| your)? "
    r"(?:\w+ )?(?:task)?groups?)"
)
PATTERNS: tuple[tuple[Listing, str], ...] = (
    (
        "reports",
        r"(?:which|what|any|list|show|are there|when)\b(.*)\breports? (?:are |is |be )?(?:due|coming|expected|published|out)",
    ),
    (
        "reports",
        r"(?:which|what|list|show|all)(?: me)?(?: all)?(?: the| our| of the)? (?:task)?groups?\b(.*) (?:report|reports|reporting|publish|publishing)",
    ),
    (
        "milestones",
        r"(?:which|what|any|list|show|are there|how many)\b(?: \w+){0,3} (?:milestones?|deadlines?)|(?:which|what|whats|anything|something)(?: \w+){0,2} (?:over)?due",
    ),
    ("next_event", rf"(?:the |our |your )?next (?:\w+ )?{_EVENT}|{_EVENT} (?:is )?next|whats? (?:is )?next$"),
    (
        "events",
        (
            r"what(?: is| are| s)? (?:there )?(?:on|happening|happened(?! to)|coming up|going on|planned|scheduled|taking place|took place|in the (?:diary|calendar))"
            r"|(?:anything|something|much) (?:on|happening|planned|coming up|going on|scheduled)"
            rf"|(?:upcoming|coming|future|past|list|show|all|any|which|what|how many|are there|is there)\b(.*)\b{_EVENT}"
            r"|events|meetings|diary|calendar|whats on"
        ),
    ),
    ("champions", r"champions|who (?:is|are) (?:the |our |a |your )?champion|champion(?= for\b)"),
    (
        "staff",
        (
            r"(?:hub|coalition) (?:team|staff)(?: members?)?|staff members?|who (?:is|are) (?:in |on )?(?:the |your |our )?(?:team|staff)"
            r"|who works? (?:for|at|in) the (?:coalition|hub(?: team)?)"
        ),
    ),
    ("taskgroups", _TASKGROUPS),
    ("networks", r"networks|(?:which|what|any|how many|all|list)(?: of)?(?: the| our| your)? networks?"),
    (
        "partners",
        (
            r"partners|organi[sz]ations|(?:which|what|any|how many|list) (?:partner|organi[sz]ation|member organi[sz]ation)\w*"
            r"|(?:which|what|any|how many|list|all(?: the)?)(?= (?:charit|council|universit|hospice|royal college|trust)\w*)"
            r"|(?:is|are) (.*)\b(?:a )?partner"
        ),
    ),
    ("people", r"people|members|taskgroup leads?"),
)
_COMPILED = tuple((listing, re.compile(rf"\b(?:{pattern})(?!\w)")) for listing, pattern in PATTERNS)
_ASKS = re.compile(
    r"\b(?:which|what|whats|who|list|show|name|tell|how many|number of|count|all|any|every|anything|something|are there|is there|when|where"
    r"|give|see|next|events|upcoming|coming|(?:is|are) .* partner)\b|^(?:the |our |your )?\w+$"
)
_EXPLAINED = re.compile(
    r"\b(?:part of|belongs?|members?|deals?|covers?|total|altogether|exist|involved|joined|join|upcoming|coming up|coming|planned|scheduled"
    r"|taking place|happening|going on|happened|happens?|took place|attend|held|hold|work|works|working|lead|leads|leading|led|report|reports|reporting|publish"
    r"|publishing|published|due|overdue|done|late|finished|expected|meet|meets|clash|clashes|fall|falls|run|runs|number|count|located|called|different|various|current|existing|next|past"
    r"|future|role|organi[sz]ations?|partner|taskgroups?|coalition|network|taking part|exactly|take place|set up|created|groups?)\b"
)


_OF_THEM = re.compile(
    r"\b(?:which|what|how many|who|any|all|some)(?: ones?)? of (?:them|these|those)\b|\b(?:which|how many) ones\b"
)
_SHIFT = re.compile(
    r"\b(?:the )?(?P<unit>day|week|month) (?P<side>after|before)(?: that)?$|\b(?:the )?following (?P<next>day|week|month)$"
)
_ONES = re.compile(r"\bones?$")
_OPEN = re.compile(r"\b(?:anything|something|whats|what is there)\b")
MOSTLY_CAPITALS = 0.8
"""The share of words with capitals, after the first, above which they tell nothing."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A list that is asked for, the days it is asked for, and the words that do not say so."""

    listing: Listing
    start: dt.date | None
    end: dt.date | None
    left: tuple[str, ...]
    counts: bool = False


def asked_list(reading: Reading, context: Context | None) -> Asked | None:
    """The list that a question asks for, or goes on with; None if it asks for none."""
    text = _without_strange_names(reading)
    start, end = reading.date.span if reading.date else (None, None)
    if context and context.listing and (again := _gone_on(reading, context)):
        return again
    for listing, pattern in _COMPILED:
        if pattern.search(text) and _ASKS.search(text):
            places = [place for one in pattern.finditer(text) for place in explained(one)]
            places += [found.span() for found in _EXPLAINED.finditer(text)]
            return Asked(
                listing, start, end, tuple(reading.left(*places)), bool(re.search(r"how many|number of|count", text))
            )
    alone = reading.date and re.fullmatch(
        r"(?:and |so |ok )?(?:(?:what|how) about )?(?:on |the )?", reading.text[: reading.date.at[0]]
    )
    if reading.date and (alone or _OPEN.search(text)) and not (reading.left() or reading.mentions):
        return Asked("events", start, end, ())
    return None


def _gone_on(reading: Reading, context: Context) -> Asked | None:
    """The list before, narrowed or for other days: "which of them are online?", "and in June?", "the week after?"."""
    listing = next(name for name, _ in PATTERNS if name == context.listing)
    listing = "events" if listing == "next_event" else listing
    days = reading.date.span if reading.date else (context.start, context.end)
    if narrowed := _OF_THEM.search(reading.text):
        places = [narrowed.span(), *(found.span() for found in _EXPLAINED.finditer(reading.text))]
        return Asked(listing, *days, tuple(reading.left(*places)))
    shift = _SHIFT.search(reading.text)
    if shift and context.start and not reading.mentions:
        return Asked(listing, *_shifted(context.start, shift), tuple(reading.left(shift.span())))
    if not reading.carries_on or not (reading.date or reading.mentions or _ONES.search(reading.text)):
        return None
    if any(pattern.search(reading.text) for _, pattern in _COMPILED):
        return None
    return Asked(listing, *days, tuple(reading.left()))


def _shifted(start: dt.date, shift: re.Match[str]) -> tuple[dt.date, dt.date]:
    """The day, week or month before or after the one that a day is in."""
    way = -1 if shift["side"] == "before" else 1
    match shift["unit"] or shift["next"]:
        case "day":
            first = start + dt.timedelta(days=way)
            return first, first + dt.timedelta(days=1)
        case "week":
            first = start - dt.timedelta(days=start.weekday()) + dt.timedelta(weeks=way)
            return first, first + dt.timedelta(weeks=1)
        case _:
            months = start.year * 12 + start.month - 1 + way
            first, after = (dt.date(number // 12, number % 12 + 1, 1) for number in (months, months + 1))
            return first, after


def _without_strange_names(reading: Reading) -> str:
    """The text without names; a run of capitals that is no record's name is one too ("Bristol Health Partners")."""
    words, text = reading.words, reading.without_names()
    if sum(word.capital for word in words[1:]) > MOSTLY_CAPITALS * len(words[1:]):
        return text
    named = {place for mention in reading.mentions for place in range(*mention.at)}
    starts = [0]
    for word in words:
        starts.append(starts[-1] + len(word.text) + 1)
    for first, last in _runs(words):
        if last - first > 1 and not named.issuperset(range(first, last - 1)):
            text = text[: starts[first]] + "\u00b7" * (starts[last] - 1 - starts[first]) + text[starts[last] - 1 :]
    return text


def _runs(words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Where words with capitals stand side by side, leaving out the first word of the question."""
    first = 1
    for place in range(1, len(words) + 1):
        if place == len(words) or not words[place].capital:
            yield first, place
            first = place + 1
