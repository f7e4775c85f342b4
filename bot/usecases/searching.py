"""Searching the records by words as they are typed: taskgroups and events, for somebody to pick one from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bot.people import Viewer
from bot.records import CoalitionEvent, Taskgroup
from bot.store.database import Transaction
from bot.store.records import StoredRecords
from bot.words import Words


@dataclass(frozen=True, slots=True)
class Hit:
    """One record to pick: its name, one line about it, its details as labels and values, and its link."""

    title: str
    line: str
    details: tuple[tuple[str, str], ...] = ()
    url: str = ""


def search(
    tx: Transaction, text: str, viewer: Viewer, words: Words, now: dt.datetime, *, skip: int = 0, limit: int = 10
) -> list[Hit]:
    """Coming events by date, then taskgroups by name, that hold every word of the text; all of them without one."""
    records = StoredRecords(tx)
    found = [_event(event, words) for event in records.events(viewer, now)]
    found += [_taskgroup(group, words) for group in records.taskgroups(viewer)]
    wanted = text.casefold().split()
    matching = (hit for hit in found if all(word in _haystack(hit) for word in wanted))
    return list(matching)[skip : skip + limit]


def _haystack(hit: Hit) -> str:
    return " ".join((hit.title, hit.line, *(value for _, value in hit.details))).casefold()


def _event(event: CoalitionEvent, words: Words) -> Hit:
    when = words.date(event.start.date()) if event.all_day else words.moment(event.start, event.zone)
    details = ((words("When"), when), (words("Where"), event.place), (words("About"), event.about))
    return Hit(event.title, when, tuple((label, value) for label, value in details if value), event.link or "")


def _taskgroup(group: Taskgroup, words: Words) -> Hit:
    details = (
        (words("Purpose"), group.purpose),
        (words("Lead"), group.lead),
        (words("Meets"), group.meets),
        (words("How to join"), group.how_to_join),
    )
    line = group.purpose or words("Taskgroup")
    return Hit(group.name, line, tuple((label, value) for label, value in details if value), group.link or "")
