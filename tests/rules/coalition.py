"""The example coalition in memory: its records as plain values behind the port that the store implements."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.knowledge import encoder
from bot.knowledge.documents import Document, Faq, Passage
from bot.knowledge.encoder import Encoder
from bot.knowledge.importers import read_file
from bot.knowledge.importers.reading import Context as ReadingContext
from bot.knowledge.importers.reading import Entry
from bot.knowledge.library import Library
from bot.knowledge.passages import cut
from bot.knowledge.vectors import Vectors, encoded, wanted
from bot.members import Member
from bot.people import Viewer
from bot.records import CoalitionEvent, Contact, Name, Network, Partner, Record, RecordKind, Taskgroup
from tests.conftest import NOW

EXAMPLE = Path(__file__).resolve().parents[2] / "bot" / "example"
GUEST = Viewer()
MEMBER = Viewer(frozenset({"everyone", "members"}))
STAFF = Viewer(everything=True)


@dataclass(frozen=True)
class Coalition:
    """Records in memory."""

    everything: tuple[Record, ...]

    def names(self, viewer: Viewer) -> Sequence[Name]:
        return [
            Name(text, kind_of(record), record.id)
            for record in self._seen(viewer)
            for text in (record.title if isinstance(record, CoalitionEvent) else record.name, *_aliases(record))
        ]

    def get(self, kind: RecordKind, id: str, viewer: Viewer) -> Record | None:
        return next((one for one in self._seen(viewer) if kind_of(one) == kind and one.id == id), None)

    def taskgroups(self, viewer: Viewer) -> Sequence[Taskgroup]:
        return sorted((one for one in self._seen(viewer) if isinstance(one, Taskgroup)), key=lambda one: one.name)

    def partners(self, viewer: Viewer, network: str | None = None) -> Sequence[Partner]:
        name = next((one.name for one in self.networks(viewer) if one.id == network), None)
        partners = [one for one in self._seen(viewer) if isinstance(one, Partner)]
        return sorted((one for one in partners if network is None or name in one.networks), key=lambda one: one.name)

    def networks(self, viewer: Viewer) -> Sequence[Network]:
        return sorted((one for one in self._seen(viewer) if isinstance(one, Network)), key=lambda one: one.name)

    def events(
        self, viewer: Viewer, start: dt.datetime, end: dt.datetime | None = None, taskgroup: str | None = None
    ) -> Sequence[CoalitionEvent]:
        name = next((one.name for one in self.taskgroups(viewer) if one.id == taskgroup), None)
        events = [one for one in self._seen(viewer) if isinstance(one, CoalitionEvent)]
        return sorted(
            (
                one
                for one in events
                if (one.start >= start or (one.end and one.end > start))
                and (end is None or one.start < end)
                and (taskgroup is None or one.taskgroup == name)
            ),
            key=lambda one: one.start,
        )

    def people(
        self, viewer: Viewer, role: str | None = None, partner: str | None = None, job: str = ""
    ) -> Sequence[Contact]:
        name = next((one.name for one in self.partners(viewer) if one.id == partner), None)
        people = [one for one in self._seen(viewer) if isinstance(one, Contact)]
        return sorted(
            (
                one
                for one in people
                if (role is None or role in one.roles)
                and (partner is None or one.partner == name)
                and job.casefold() in (one.job or "").casefold()
            ),
            key=lambda one: one.name,
        )

    def _seen(self, viewer: Viewer) -> list[Record]:
        return [one for one in self.everything if viewer.may_see(one.audience)]


def kind_of(record: Record) -> RecordKind:
    match record:
        case Partner():
            return "partner"
        case Network():
            return "network"
        case Taskgroup():
            return "taskgroup"
        case CoalitionEvent():
            return "event"
        case Contact():
            return "person"


def _aliases(record: Record) -> tuple[str, ...]:
    return () if isinstance(record, Contact) else record.aliases


def read(*paths: Path) -> list[Entry]:
    """What these files hold, as the importer reads them on the day of the tests."""
    found: list[Entry] = []
    for path in paths:
        reading = read_file(path, ReadingContext(path.name, NOW.date()))
        assert not reading.problems, reading.problems
        found += [item.entry for item in reading.items]
    return found


def example() -> Coalition:
    """The records that the bot ships."""
    entries = read(*sorted(EXAMPLE.iterdir()))
    partners = {key: one for one in entries if isinstance(one, Partner) for key in (one.id, one.name, *one.aliases)}
    groups = [one for one in entries if isinstance(one, Taskgroup)]
    people = [
        Contact(
            one.id,
            one.name,
            one.partner and (partners[one.partner].name if one.partner in partners else one.partner),
            one.job,
            tuple(sorted({grant.role for grant in one.roles})),
            tuple(group.name for group in groups if group.lead == one.name),
            one.audience,
            partner_region=partners[one.partner].region if one.partner in partners else None,
        )
        for one in entries
        if isinstance(one, Member)
    ]
    records: list[Record] = [one for one in entries if isinstance(one, Partner | Network | Taskgroup | CoalitionEvent)]
    return Coalition((*records, *people))


def library(entries: Iterable[Entry], vectors: Vectors | None = None) -> Library:
    """An index of the documents and approved answers among these."""
    return Library.build(*material(entries), vectors)


def material(entries: Iterable[Entry]) -> tuple[list[Faq], list[Document], list[Passage]]:
    """The approved answers, documents and passages among these."""
    entries = list(entries)
    documents = [one for one in entries if isinstance(one, Document)]
    passages = [Passage(one.id, number, text) for one in documents for number, text in enumerate(cut(one.text))]
    return [one for one in entries if isinstance(one, Faq)], documents, passages


def full(entries: Iterable[Entry]) -> Library:
    """The same with the full engine on."""
    entries = list(entries)
    return library(entries, Vectors(model(), encoded(model(), wanted(*material(entries)))))


@cache
def model() -> Encoder:
    """The installed model: `make setup-dev` installs it."""
    folder = encoder.folder()
    assert folder is not None, "the full engine is not installed"
    return encoder.load(folder)
