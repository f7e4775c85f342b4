"""Recognising that a question asks for a list, of what, and for which days."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.knowledge.attributes import Attribute, asked, explained
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
Measure = Literal[
    "joined",
    "started",
    "when",
    "published",
    "due",
    "members",
    "partners",
    "networks",
    "people",
    "champions",
    "capacity",
]
"""What records are compared by: a date, or how many."""

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
        r"^(?:the |our |all |new |any )?reports(?= (?:due|published|expected|coming|in|by|before|after|this|next|until|since)\b)(?! (?:in|by|this) \u00b7)",
    ),
    (
        "reports",
        r"(?:which|what|list|show|all)(?: me)?(?: all)?(?: the| our| of the)? (?:task)?groups?\b(.*) (?:report|reports|reporting|publish|publishing)",
    ),
    (
        "reports",
        r"(?:which|what|any|list|show)(?: me)?(?: all)?(?: the| our)? reports(?: (?:are there|do (?:we|you) have|exist|(?:have|has) been|have (?:we|you|they))|$)",
    ),
    (
        "milestones",
        (
            r"(?:which|what|any|list|show|are there|how many)\b(?: \w+){0,3} (?:milestones?|deadlines?)|(?:which|what|whats|anything|something)(?: \w+){0,2} (?:over)?due"
            r"|^(?:the |our |all |any )?(?:milestones|deadlines)(?= (?:due|for|in|by|before|after|this|next|until|between)\b)(?! (?:for|in|by) \u00b7)|whats? (?:is )?late$"
        ),
    ),
    (
        "next_event",
        rf"(?:the |our |your )?next (?:\w+ )?{_EVENT}|{_EVENT} (?:is )?next\b(?! (?:week|weekend|month|quarter|year|fortnight|\w+day|\u00b7))|whats? (?:is )?next$",
    ),
    (
        "events",
        (
            r"what(?: is| are| s)? (?:there )?(?:on|happening|happened(?! to)|coming up|going on|planned|scheduled|taking place|took place|in the (?:diary|calendar))"
            r"|(?:anything|something|nothing|much) (?:on|happening|planned|coming up|going on|scheduled)"
            rf"|(?:upcoming|coming|future|past|list|show|all|any|which|what|how many|are there|is there)\b(.*)\b{_EVENT}"
            rf"|no (?:other )?{_EVENT}|events|meetings|diary|calendar|whats on"
        ),
    ),
    (
        "champions",
        r"champions|who (?:is|are) (?:the |our |a |your )?champion|champion(?= for\b)|(?:have|has|got) (?:a |any )champion",
    ),
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
            r"|(?:is|are) (.*)\b(?:a )?partner|who(?: has| have)?(?= joined\b)"
        ),
    ),
    ("people", r"people|members|taskgroup leads?"),
)
_COMPILED = tuple((listing, re.compile(rf"\b(?:{pattern})(?!\w)")) for listing, pattern in PATTERNS)
_ASKS = re.compile(
    r"\b(?:which|what|whats|who|list|show|name|tell|how many|number of|count|all|any|every|anything|something|nothing|no|are there|is there|when|where"
    r"|does|give|see|next|events|upcoming|coming|(?:is|are) .* partner)\b|^(?:the |our |your )?\w+$"
    r"|^(?:the |our |your |other |morning |afternoon |evening |online )?(?:taskgroups|networks|partners|organi[sz]ations|champions|staff|reports|milestones|deadlines|meetings|workshops|webinars)\b"
)
EXPLAINED = re.compile(
    r"\b(?:part of|belongs?|members?|deals?|covers?|total|altogether|exist|involved|joined|join|upcoming|coming up|coming|planned|scheduled"
    r"|taking place|happening|going on|happened|happens?|took place|attend|held|hold|work|works|working|lead|leads|leading|led|report|reports|(?<!are )(?<!is )reporting|publish"
    r"|publishing|published|due|overdue|done|late|finished|expected|meet|meets|compar\w+|fall|falls|run|runs|number|count|located|called|except|apart|outside|different|various|current|existing|next|past"
    r"|future|role|organi[sz]ations?|partner|taskgroups?|coalition|network|taking part|(?:care|interested|worried|passionate) (?:about|in)|exactly|take place|set up|created|groups?)\b"
)


OF_THEM = re.compile(
    r"\b(?:which|what|how many|who|any|all|some|none)(?: ones?)? (?:of|among) (?:them|these|those|the (?:two|three|lot))\b|\b(?:which|how many) ones\b"
    r"|\bwhich one(?= (?:is|was|has|joined|meets|started)\b)"
)
BEYOND = re.compile(
    r"(?:and |so |ok )?(?:(?:who|what|which|where|anything|anyone|anybody|any|are there any)(?: ones?)? (?:else|others?|more)|(?:show|list|give)(?: me)? (?:more|the (?:rest|others))|the (?:rest|others))"
    r"(?: (?:is|are) there)?(?: please)?"
)
"""Asks for more than was listed."""
_THEY = re.compile(r"\b(?:they|them|their|each)\b")
EACH: frozenset[Attribute] = frozenset(
    {"lead", "meets", "reports", "milestones", "how_to_join", "programme", "started"}
)
"""What a list of taskgroups can tell of each."""
_ONES = re.compile(r"\bones?$")
_NEXT_ONE = re.compile(r"\b(?:next|first) one$")
_FORM = re.compile(r"\b(?:in person|face to face|online|virtual|remote|hybrid)\b")
_BARE = re.compile(r"^\s*(?:so )?(?:which|how many) (?=(?:are|were|joined|have|meet|report)\b)")
_KIND = re.compile(
    rf"\b(?:{_EVENT}|(?:task)?groups?|networks?|partners?|organi[sz]ations?|champions?|members|people|staff|reports|milestones?)\b"
)
_OPEN = re.compile(r"\b(?:anything|something|everything|whats|what is there)\b")
_RULE = re.compile(
    r"^how many \w+ (?:does it take|do (?:we|you|i) need|(?:is|are) (?:needed|required))\b"
    r"|^what (?:do|does|can|should|must) .*\b(?:partners?|members?|champions?|staff|people)\b.* do$"
    r"|\b(?:am i|mine|my (?:own )?(?:partner|organisation|charity|council|group|taskgroup|network|team))\b"
)
"""Asks how it is, or of the asker, not which there are."""
MOSTLY_CAPITALS = 0.8
"""The share of words with capitals, after the first, above which they tell nothing."""


SHOWN = 25
"""Rows of a list that are shown at once."""


@dataclass(frozen=True, slots=True)
class Extreme:
    """That only the records with the most, or the least, of something are asked for; None for what is recorded of none."""

    measure: Measure | None
    most: bool
    n: int = 1
    """How many are asked for: "the last three events"."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A list that is asked for, the days it is asked for, and the words that do not say so."""

    listing: Listing
    start: dt.date | None
    end: dt.date | None
    left: tuple[str, ...]
    of: tuple[str, ...] | None = None
    """The only records that may be in it: those of the list before."""
    extreme: Extreme | None = None


def asked_list(reading: Reading, context: Context | None) -> Asked | None:
    """The list that a question asks for, or goes on with; None if it asks for none."""
    text = _without_strange_names(reading)
    start, end = reading.date.span if reading.date else (None, None)
    if context and context.listing and (again := _gone_on(reading, context)):
        return again
    for listing, pattern in () if _RULE.search(text) else _COMPILED:
        if pattern.search(text) and _ASKS.search(text):
            places = [place for one in pattern.finditer(text) for place in explained(one)]
            places += [found.span() for found in EXPLAINED.finditer(text)]
            return Asked(listing, start, end, tuple(reading.left(*places)))
    alone = reading.date and re.fullmatch(
        r"(?:and |so |ok )?(?:(?:what|how) about )?(?:on |the )?", reading.text[: reading.date.at[0]]
    )
    if reading.date and (alone or _OPEN.search(text)) and not (reading.left() or reading.mentions):
        return Asked("events", start, end, ())
    return None


def _gone_on(reading: Reading, context: Context) -> Asked | None:
    """The list before, narrowed: "which of them are online?", "and for Health Equity?", "what about online ones?"; or what is
    asked of each: "who leads them?"."""
    listing = listing_of(context)
    days = reading.date.span if reading.date else (context.start, context.end)
    if context.ids is not None and BEYOND.fullmatch(reading.text):
        return Asked(listing, *days, (), context.ids[SHOWN:])
    if narrowed := OF_THEM.search(reading.text) or _bare(reading.without_names()):
        places = [narrowed.span(), *(found.span() for found in EXPLAINED.finditer(reading.text))]
        return Asked(listing, *days, tuple(reading.left(*places)), context.ids)
    if listing == "taskgroups" and not (context.id or reading.mentions) and _THEY.search(reading.text):
        found = asked("taskgroup", reading.text)
        each = found is not None and found[0] in EACH
        return Asked(listing, *days, tuple(reading.left(*found[1])), context.ids) if found and each else None
    if listing == "events" and _NEXT_ONE.search(reading.text):
        return Asked("next_event", *days, (), context.ids)
    narrows = reading.date or reading.mentions or (listing == "events" and _FORM.search(reading.text))
    told_together = context.attribute is not None and context.id is None
    if not _ONES.search(reading.text) and not (reading.carries_on and narrows and not told_together):
        return None
    if any(pattern.search(reading.text) for _, pattern in _COMPILED):
        return None
    return Asked(listing, *days, tuple(reading.left()))


def listing_of(context: Context) -> Listing:
    """What was listed before; the next event is the first of the events."""
    listing = next(name for name, _ in PATTERNS if name == context.listing)
    return "events" if listing == "next_event" else listing


def _bare(text: str) -> re.Match[str] | None:
    """How a question begins that names nothing to choose from: "how many are online?"."""
    return None if _KIND.search(text) else _BARE.search(text)


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
