"""Narrowing a list: by the words of a question that records hold, by form and day, by an event that comes before or after."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import assert_never
from zoneinfo import ZoneInfo

from bot.knowledge.list_words import Asked
from bot.knowledge.reading import Reading
from bot.knowledge.tokens import content, stem, terms
from bot.knowledge.values import Desk
from bot.records import CoalitionEvent, Contact, Network, Partner, Record, Taskgroup

_SIDE = re.compile(
    r"\b(before|until|after|following|since|between)(?: the| our)? $|\bbetween\b.+\b(and)(?: the| our)? $"
)
_UP_TO = frozenset({"before", "until", "and"})
SIDES = frozenset({"before", "until", "after", "following", "since", "between"})
_HOURS = {"morning": range(12), "lunchtime": range(12, 14), "afternoon": range(12, 17), "evening": range(17, 24)}
"""In which the events of a part of the day begin."""
_FORMS = frozenset({"online", "virtual", "remote", *_HOURS, *(f"{part}s" for part in _HOURS)})
"""Words that events are narrowed by otherwise: one may be online and in person too."""
_PART_OF_DAY = re.compile(rf"\b({'|'.join(_HOURS)})s?\b")
_STATES = frozenset({"active", "closed", "finished", "forming", "paused", "planned", "proposed", "reporting"})
"""Words that ask for a taskgroup's status, whatever else of it holds them."""


def anchored(asked: Asked, reading: Reading, desk: Desk) -> tuple[Asked, Reading]:
    """The list for the days before, after or between events that are named: "what is on before the conference?"."""
    for mention in reading.mentions if asked.listing == "events" else ():
        start, end = reading.place(mention)
        side = _SIDE.search(reading.text[:start])
        events = [desk.records.get(kind, id, desk.viewer) for kind, id in mention.records if kind == "event"]
        if side is None or not events or not isinstance(events[0], CoalitionEvent):
            continue
        zone, event = ZoneInfo(desk.zone), events[0]
        first, last = (at.astimezone(zone).date() for at in (event.start, event.end or event.start))
        if (side[1] or side[2]) in _UP_TO:
            asked = replace(asked, end=first)
        else:
            until = asked.start if side[1] == "between" and asked.start else asked.end
            asked = replace(asked, start=last + dt.timedelta(days=1), end=until)
        asked = replace(asked, left=tuple(word for word in asked.left if word not in SIDES))
        blank = reading.text[:start] + "\u00b7" * (end - start) + reading.text[end:]
        reading = replace(reading, text=blank, mentions=tuple(one for one in reading.mentions if one is not mention))
    return asked, reading


def filtered(records: Sequence[Record], asked: Asked, reading: Reading) -> tuple[list[Record], list[str]]:
    """The records that fit the words left over, and the words that fit no record at all."""
    kept, left = list(records), []
    told: list[tuple[Record, frozenset[str]]] = []
    used: set[str] = {"network"} if asked.listing == "partners" else {"partner"}
    if asked.listing in {"events", "next_event", "reports", "milestones"}:
        used = {"taskgroup"}
    names = [
        word.text
        for mention in reading.mentions
        if not used & {kind for kind, _ in mention.records}
        for word in reading.words[slice(*mention.at)]
    ]
    formless = asked.listing not in {"events", "next_event"}
    for word in (one for one in (*asked.left, *names) if formless or one not in _FORMS):
        told = told or [(record, _told(record)) for record in kept]
        fitting = [
            (record, stems) for record, stems in told if stem(word) in (_status(record) if word in _STATES else stems)
        ]
        if fitting:
            told = fitting
        else:
            left.append(word)
    kept = [record for record, _ in told] if told else kept
    if asked.listing in {"events", "next_event"}:
        kept = [one for one in kept if isinstance(one, CoalitionEvent) and _is_such(one, reading.text)]
    if asked.listing == "partners" and (asked.start or asked.end):
        kept = [one for one in kept if isinstance(one, Partner) and one.joined and within(one.joined, asked)]
    return kept, left


def _is_such(event: CoalitionEvent, text: str) -> bool:
    """Whether an event is of the form and sort that a text asks for, if it asks for any."""
    form = (event.format or "").lower()
    if re.search(r"\b(?:in person|face to face)\b", text) and form not in {"in person", "hybrid"}:
        return False
    if re.search(r"\b(?:online|virtual|remote)\b", text) and form not in {"online", "hybrid"}:
        return False
    part = _PART_OF_DAY.search(text)
    if part and not _begins_in(event, part[1]):
        return False
    sort = re.search(r"\b(workshop|webinar|gathering|conference|launch|taskgroup meeting)", text)
    return sort is None or sort[1] in event.title.lower()


def _begins_in(event: CoalitionEvent, part: str) -> bool:
    """Whether an event begins in a part of the day, by its own clock; one of the whole day goes on until the evening."""
    return part != "evening" if event.all_day else event.start.astimezone(ZoneInfo(event.zone)).hour in _HOURS[part]


def _status(record: Record) -> frozenset[str]:
    return _stems(record.status or "") if isinstance(record, Taskgroup) else _told(record)


def _told(record: Record) -> frozenset[str]:
    """The stems of what a record says that lists can be narrowed by."""
    match record:
        case Partner():
            told: tuple[str | None, ...] = (record.kind, record.region)
        case Network():
            told = (record.kind, record.lead)
        case Taskgroup():
            told = (
                record.name,
                record.status,
                record.programme,
                record.lead,
                record.meets,
                *record.members,
                record.name,
                record.purpose,
            )
        case CoalitionEvent():
            told = (record.title, record.format, record.place, record.taskgroup, record.about)
        case Contact():
            told = (record.name, record.job, record.partner, record.partner_region, *record.roles, *record.leads)
        case _:
            assert_never(record)
    return _stems(" ".join(part for part in told if part))


@lru_cache(maxsize=8192)
def _stems(text: str) -> frozenset[str]:
    return frozenset(content(terms(text)))


def within(day: dt.date, asked: Asked) -> bool:
    """Whether a day is one of those that a list is asked for."""
    return (asked.start is None or day >= asked.start) and (asked.end is None or day < asked.end)
