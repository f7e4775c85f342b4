"""Searching the records by words as they are typed: taskgroups and events, for somebody to pick one from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bot.people import Viewer
from bot.records import CoalitionEvent, Taskgroup
from bot.store.database import Transaction
from bot.store.records import StoredRecords
from bot.words import Words

TOGETHER = 5
"""How many of the next events can be picked as one."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One record to pick: its name, one line about it, its details as labels and values, its link, and what kind it is
    of. Several records in one have ``items`` instead, each with its name, a line and its link."""

    title: str
    line: str
    details: tuple[tuple[str, str], ...] = ()
    url: str = ""
    kind: str = ""
    items: tuple[tuple[str, str, str], ...] = ()


def search(
    tx: Transaction, text: str, viewer: Viewer, words: Words, now: dt.datetime, *, skip: int = 0, limit: int = 10
) -> list[Hit]:
    """The next events in one, then coming events by date, then taskgroups by name, that hold every word of the text; all
    of them without one."""
    records = StoredRecords(tx)
    events = [_event(event, words) for event in records.events(viewer, now)]
    found = [*_together(events[:TOGETHER], words), *events]
    found += [_taskgroup(group, words) for group in records.taskgroups(viewer)]
    wanted = text.casefold().split()
    matching = (hit for hit in found if all(word in _haystack(hit) for word in wanted))
    return list(matching)[skip : skip + limit]


def _haystack(hit: Hit) -> str:
    return " ".join((hit.kind, hit.title, hit.line, *(value for _, value in hit.details))).casefold()


def _together(events: list[Hit], words: Words) -> list[Hit]:
    """The next events, to insert at once."""
    if len(events) < 2:
        return []
    title = words("Next events")
    items = tuple((event.title, event.line, event.url) for event in events)
    return [Hit(title, ", ".join(event.title for event in events), kind=title, items=items)]


def _event(event: CoalitionEvent, words: Words) -> Hit:
    when = words.date(event.start.date()) if event.all_day else words.moment(event.start, event.zone)
    details = ((words("When"), when), (words("Where"), event.place), (words("About"), event.about))
    shown = tuple((label, value) for label, value in details if value)
    return Hit(event.title, when, shown, event.link or "", words("Next events"))


def _taskgroup(group: Taskgroup, words: Words) -> Hit:
    details = (
        (words("Purpose"), group.purpose),
        (words("Lead"), group.lead),
        (words("Meets"), group.meets),
        (words("How to join"), group.how_to_join),
    )
    line = group.purpose or words("Taskgroup")
    shown = tuple((label, value) for label, value in details if value)
    return Hit(group.name, line, shown, group.link or "", words("Taskgroups"))
