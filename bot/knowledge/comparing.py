"""Several records side by side: "compare the Mental Health and the Health Equity taskgroup"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.knowledge.attributes import Attribute
from bot.knowledge.context import Context
from bot.knowledge.found import Answer
from bot.knowledge.list_words import Listing
from bot.knowledge.lookup import SURE
from bot.knowledge.values import PROFILES, Desk, kind_of, label, source, title, value
from bot.records import Record, RecordKind

LISTED: dict[RecordKind, Listing] = {
    "taskgroup": "taskgroups", "network": "networks", "partner": "partners", "event": "events", "person": "people",
}  # fmt: skip
_BESIDES: dict[RecordKind, tuple[Attribute, ...]] = {
    "taskgroup": ("programme", "started"), "partner": ("joined",), "event": ("capacity",),
}  # fmt: skip


def side_by_side(records: Sequence[Record], desk: Desk, question: str) -> Answer:
    """What is recorded of each of these, which are of one kind."""
    names = desk.words.listing([title(record) for record in records])
    return Answer(
        "answer",
        desk.words("{names} side by side:", names=names),
        tuple(_facts(records, desk)),
        sources=tuple(source(record) for record in records),
        confidence=SURE,
        context=of_all(Context(question=question), records),
        why="compared",
    )


def of_all(context: Context, records: Sequence[Record]) -> Context:
    """The context of what was said of these together: "they" are all of them."""
    kind = kind_of(records[0])
    return replace(context, kind=kind, id=None, listing=LISTED[kind], ids=tuple(record.id for record in records))


def _facts(records: Sequence[Record], desk: Desk) -> Iterator[tuple[str, str]]:
    kind, words = kind_of(records[0]), desk.words
    for attribute in (*PROFILES[kind], *_BESIDES.get(kind, ())):
        told = [(title(record), value(record, attribute, desk)) for record in records]
        said = {what for _, what in told}
        if attribute == "link" or said == {None}:
            continue
        each = "; ".join(f"{name}: {(what or words('not recorded')).rstrip('.')}" for name, what in told)
        alike = said.pop() if len(said) == 1 else None
        yield label(attribute, kind, words), words("{value} (each)", value=alike) if alike else each
