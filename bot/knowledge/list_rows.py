"""How lists are shown: a row and a count for each kind of record, and what a list is taken from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from bot.knowledge.attributes import asked as attribute_of
from bot.knowledge.documents import Source
from bot.knowledge.list_words import EACH, SHOWN, Listing
from bot.knowledge.reading import Reading
from bot.knowledge.values import Desk, source, value
from bot.records import CoalitionEvent, Contact, Network, Partner, Record, Taskgroup

Row = tuple[str, str, str]
"""Title, detail, link."""
CITED = 5


def counted(listing: Listing, n: int, desk: Desk) -> str:
    """How many there are, in words."""
    plural = desk.words.plural
    match listing:
        case "partners":
            return plural("{n} partner", "{n} partners", n)
        case "networks":
            return plural("{n} network", "{n} networks", n)
        case "taskgroups" | "reports" | "milestones":
            return plural("{n} taskgroup", "{n} taskgroups", n)
        case "champions":
            return plural("{n} champion", "{n} champions", n)
        case "staff" | "people":
            return plural("{n} person", "{n} people", n)
        case "events" | "next_event":
            return plural("{n} event", "{n} events", n)
        case _:
            assert_never(listing)


def row(record: Record, reading: Reading, desk: Desk) -> Row:
    """One record in a list."""
    match record:
        case Partner():
            return record.name, ", ".join(filter(None, (record.kind, record.region))), record.link or ""
        case Network():
            return record.name, record.about or "", record.link or ""
        case Taskgroup():
            return record.name, _detail(record, reading, desk), record.link or ""
        case Contact():
            return record.name, ", ".join(filter(None, (record.job, record.partner))), ""
        case CoalitionEvent():
            return record.title, "", record.link or ""
        case _:
            assert_never(record)


def _detail(group: Taskgroup, reading: Reading, desk: Desk) -> str:
    """What is asked of each taskgroup, or what it is for."""
    found = attribute_of("taskgroup", reading.without_names())
    if reading.mentions or found is None or found[0] not in EACH:
        return group.purpose or ""
    return value(group, found[0], desk) or desk.words("not recorded")


def cited(records: Sequence[Record], desk: Desk, anchors: Sequence[Record] = ()) -> tuple[Source, ...]:
    """What the list hangs on; else each record of a short list; of a long one, the first with the number of the rest."""
    if anchors:
        return tuple(source(record) for record in anchors)
    shown = [source(record) for record in records[:CITED]]
    rest = len(records) - len(shown)
    if rest > 0:
        last = desk.words.plural("{n} more record", "{n} more records", rest)
        shown.append(Source(last, ", ".join(record.id for record in records[CITED:SHOWN])))
    return tuple(shown)
