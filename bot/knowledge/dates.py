"""British dates and ranges in questions: "next Tuesday", "in June", "the next two weeks", "3/4" (3 April), "before Easter".

A text is given as words joined by single spaces (see ``tokens``).
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from bot.knowledge.date_parts import part
from bot.knowledge.date_rules import RULES, Span, Today, years_on

_BOUND = re.compile(
    r"\b(?P<word>before|this side of|ahead of|by|until|till|up to|after|since|following|from|on|in|during|over|at|for|within)"
    r"(?: the)? $"
)
_EDGE = re.compile(r"(?:the )?(?:(?P<first>start|beginning)|end) of\b")


@dataclass(frozen=True, slots=True)
class Mention:
    """A date in a text, and where it stands there."""

    span: Span
    at: tuple[int, int]


def find(text: str, today: dt.date, *, past: bool = False) -> Mention | None:
    """The one span that the dates in a text make together; None if it has none. ``past`` for a text that looks back."""
    atoms = _atoms(text, Today(today, past or re.search(r"\bsince\b", text) is not None))
    if not atoms:
        return None
    first = atoms[0]
    if len(atoms) > 1 and re.fullmatch(r" (?:and|to|until|till|through) (?:the )?", text[first.at[1] : atoms[1].at[0]]):
        return _joined(first, atoms[1], text[: first.at[0]])
    return _bounded(first, text, today)


def one_day(text: str, today: dt.date) -> dt.date | None:
    """The day that is meant: 2026-05-01, 1 May, next Monday; None if the text holds none."""
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        found = find(" ".join(re.findall(r"[\w/]+", text.casefold())), today)
        return found.span.start if found else None


def _atoms(text: str, today: Today) -> list[Mention]:
    """Every date by itself, in order; where two rules fit, the one that takes more words."""
    found = [
        Mention(span, match.span())
        for pattern, rule in RULES
        for match in pattern.finditer(text)
        if (span := rule({name: value or "" for name, value in match.groupdict().items()}, today))
    ]
    found += [
        Mention(named[0], (named[1], whole.at[1]))
        for whole in found
        if (named := part(text[: whole.at[0]], whole.span))
    ]
    found.sort(key=lambda mention: mention.at[0] - mention.at[1])
    kept: list[Mention] = []
    for mention in found:
        if all(mention.at[1] <= other.at[0] or mention.at[0] >= other.at[1] for other in kept):
            kept.append(mention)
    return sorted(kept, key=lambda mention: mention.at[0])


def _joined(first: Mention, second: Mention, before: str) -> Mention:
    begin = re.search(r"(?:between|from) (?:the )?$", before)
    start, end = first.span.start, second.span.end
    if start and end and end <= start:
        next_week = end + dt.timedelta(weeks=1)
        end = next_week if next_week > start else years_on(end, 1)
    return Mention(Span(start, end), (begin.start() if begin else first.at[0], second.at[1]))


def _bounded(atom: Mention, text: str, today: dt.date) -> Mention:
    """Apply a "before", "by", "after", "since" or "onwards" around a date; to the day itself, where that is the start or end
    of something."""
    word, onwards = _BOUND.search(text[: atom.at[0]]), re.match(r" onwards?\b", text[atom.at[1] :])
    at = (word.start() if word else atom.at[0], atom.at[1] + (onwards.end() if onwards else 0))
    start, end = atom.span
    if onwards:
        return Mention(Span(start, None), at)
    if edge := _EDGE.match(text, atom.at[0]):
        start = end = start if edge["first"] else end
    match word["word"] if word else "":
        case "before" | "this side of" | "ahead of":
            return Mention(Span(today if start and start > today else None, start), at)
        case "by" | "until" | "till" | "up to":
            return Mention(Span(today if end and end > today else None, end), at)
        case "after" | "following":
            return Mention(Span(end, None), at)
        case "since" | "from":
            return Mention(Span(start, None), at)
        case _:
            return Mention(atom.span, at)
