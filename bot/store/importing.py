"""What an import writes: the rows of one source are brought to what its file says now, and the changes counted."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from sqlalchemy import ColumnElement, delete, insert, or_, select

from bot.knowledge.documents import Document, Faq
from bot.records import CoalitionEvent, Network, Partner, RecordKind, Taskgroup
from bot.store import sources as sources_seen
from bot.store.database import Transaction
from bot.store.tables.coalition import (
    EventRow,
    MilestoneRow,
    NetworkRow,
    PartnerNetworkRow,
    PartnerRow,
    ReportRow,
    TaskgroupRow,
)
from bot.store.tables.knowledge import DocumentRow, FaqRow, KnowledgeVersionRow, PassageRow
from bot.store.tables.people import PersonRow

AT_ONCE = 500
"""How many ids one query names: every database takes that many."""
UNSAID = frozenset({"checked_on", "digest"})
"""What no answer is found by: looking at something again is no change of it, and nothing is indexed anew."""

Stored = Network | Partner | Taskgroup | CoalitionEvent | Document | Faq
TABLES: dict[type[Stored], Any] = {
    Network: NetworkRow,
    Partner: PartnerRow,
    Taskgroup: TaskgroupRow,
    CoalitionEvent: EventRow,
    Document: DocumentRow,
    Faq: FaqRow,
}


@dataclass(frozen=True, slots=True)
class Changes:
    """How many rows an import added, changed, found as they were, and took out."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0

    def __add__(self, other: Changes) -> Changes:
        return Changes(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    @property
    def any(self) -> bool:
        """Whether anything is different now."""
        return bool(self.added or self.updated or self.removed)


@dataclass(frozen=True, slots=True)
class Put:
    """The result of writing records: what changed, and the ids that the file holds."""

    changes: Changes
    ids: frozenset[str]


def put(
    tx: Transaction,
    entries: Sequence[Stored],
    source: str,
    *,
    yielding: bool = False,
    digest: str = "",
    passages: Mapping[str, Sequence[str]] | None = None,
) -> Put:
    """Write records of one kind as ``source`` gives them; a record takes over one of the same id from elsewhere.

    With ``yielding`` it does not: records of other sources stay. ``digest`` and ``passages`` are for documents.
    """
    table = TABLES[type(entries[0])]
    extra = {"digest": digest} if table is DocumentRow else {}
    wanted = {entry.id: _columns(entry) | extra for entry in entries}
    added, updated, kept = upsert(tx, table, wanted, source, yielding=yielding)
    for child, owner, rows in _children(entries, passages or {}):
        mine = {id: rows_of for id, rows_of in rows.items() if id not in kept}
        updated |= replace_rows(tx, child, owner, mine)
    updated -= added
    changes = Changes(len(added), len(updated), len(wanted) - len(added) - len(updated))
    return Put(changes, frozenset(wanted))


def _columns(entry: Stored) -> dict[str, Any]:
    """The columns of a record's own row."""
    values = {field.name: getattr(entry, field.name) for field in fields(entry)}
    for elsewhere in ("networks", "milestones", "reports"):
        values.pop(elsewhere, None)
    if isinstance(entry, CoalitionEvent):
        values["taskgroup_id"] = values.pop("taskgroup")
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


def _children(
    entries: Sequence[Stored], passages: Mapping[str, Sequence[str]]
) -> Iterator[tuple[Any, str, dict[str, list[dict[str, Any]]]]]:
    """The rows that belong to a record's row: table, column of the owner, rows by owner."""

    def numbered(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{"number": number, **row} for number, row in enumerate(rows)]

    match entries[0]:
        case Partner():
            partners = [entry for entry in entries if isinstance(entry, Partner)]
            yield PartnerNetworkRow, "partner_id", {p.id: [{"network_id": n} for n in p.networks] for p in partners}
        case Taskgroup():
            groups = [entry for entry in entries if isinstance(entry, Taskgroup)]
            yield MilestoneRow, "taskgroup_id", {g.id: numbered(asdict(step) for step in g.milestones) for g in groups}
            yield ReportRow, "taskgroup_id", {g.id: numbered(asdict(report) for report in g.reports) for g in groups}
        case Document():
            texts = {entry.id: numbered({"text": text} for text in passages.get(entry.id, ())) for entry in entries}
            yield PassageRow, "document_id", texts
        case Network() | CoalitionEvent() | Faq():
            return


def upsert(
    tx: Transaction, table: Any, wanted: Mapping[str, dict[str, Any]], source: str, *, yielding: bool
) -> tuple[set[str], set[str], set[str]]:
    """Insert or update rows by id; gives the ids that were added, updated, and kept for another source."""
    updated: set[str] = set()
    kept: set[str] = set()
    found: set[str] = set()
    for ids in in_parts(wanted):
        for row in tx.scalars(select(table).where(table.id.in_(ids))):
            found.add(row.id)
            if yielding and row.source not in ("", source):
                kept.add(row.id)
                continue
            different = {name: value for name, value in wanted[row.id].items() if getattr(row, name) != value}
            for name, value in different.items():
                setattr(row, name, value)
            if different.keys() - UNSAID:
                updated.add(row.id)
        tx.flush()
    added = wanted.keys() - found
    for ids in in_parts(added):
        tx.execute(insert(table), [wanted[id] for id in ids])
    return set(added), updated, kept


def replace_rows(
    tx: Transaction, table: Any, owner: str, wanted: Mapping[str, list[dict[str, Any]]], source: str | None = None
) -> set[str]:
    """Make these the rows of each owner (those of ``source`` where given); gives the owners whose rows differed."""
    of = getattr(table, owner)
    names = [column.name for column in table.__table__.c if column.name not in (owner, "source")]
    mine: list[ColumnElement[bool]] = [] if source is None else [table.source == source]
    there: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for ids in in_parts(wanted):
        for key, *values in tx.execute(select(of, *(getattr(table, name) for name in names)).where(of.in_(ids), *mine)):
            there[key].append(tuple(values))
    now = {key: sorted(tuple(row[name] for name in names) for row in rows) for key, rows in wanted.items()}
    changed = {key for key, rows in now.items() if sorted(there[key]) != rows}
    for ids in in_parts(changed):
        tx.execute(delete(table).where(of.in_(ids), *mine))
    extra = {} if source is None else {"source": source}
    rows = [{owner: key, **row, **extra} for key in changed for row in wanted[key]]
    if rows:
        tx.execute(insert(table), rows)
    return changed


def drop_missing(
    tx: Transaction, kind: type[Stored], source: str, ids: frozenset[str], *, since: dt.datetime | None = None
) -> Changes:
    """Take out the rows of a source that its file no longer holds; of events only those from ``since`` on, if given."""
    table = TABLES[kind]
    query = select(table.id).where(table.source == source)
    there = set(tx.scalars(query if since is None else query.where(table.start >= since)))
    for gone in in_parts(there - ids):
        tx.execute(delete(table).where(table.id.in_(gone)))
    return Changes(removed=len(there - ids))


def names(tx: Transaction) -> list[tuple[RecordKind, str, str, list[str]]]:
    """Every partner, network and taskgroup: kind, id, name and aliases."""
    kinds: tuple[tuple[RecordKind, Any], ...] = (
        ("partner", PartnerRow),
        ("network", NetworkRow),
        ("taskgroup", TaskgroupRow),
    )
    return [(kind, *row) for kind, table in kinds for row in tx.execute(select(table.id, table.name, table.aliases))]


def addresses(tx: Transaction) -> dict[str, str]:
    """The name of every person by e-mail address."""
    found = select(PersonRow.email, PersonRow.name).where(PersonRow.email.is_not(None))
    return {email: name for email, name in tx.execute(found) if email}


def knowledge_changed(tx: Transaction) -> None:
    """Running bots index again."""
    row = tx.get(KnowledgeVersionRow, 1, with_for_update=True)
    if row is None:
        tx.add(KnowledgeVersionRow(id=1, version=1))
    else:
        row.version += 1


def of_source(table: Any, prefix: str) -> ColumnElement[bool]:
    """Whether a row came from a file of this name or from a folder of it."""
    folder = prefix.rstrip("/") + "/"
    return or_(table.source == prefix.rstrip("/"), table.source.startswith(folder, autoescape=True))


def sources(tx: Transaction) -> set[str]:
    """Every file that something came from."""
    tables = (*TABLES.values(), PersonRow)
    return {source for table in tables for source in tx.scalars(select(table.source).distinct()) if source}


def remove(tx: Transaction, prefix: str) -> dict[type[object], Changes]:
    """Take out everything but people that came from a file or folder."""
    removed: dict[type[object], Changes] = {}
    for kind, table in reversed(TABLES.items()):
        count = len(tx.scalars(select(table.id).where(of_source(table, prefix))).all())
        tx.execute(delete(table).where(of_source(table, prefix)))
        removed[kind] = Changes(removed=count)
    sources_seen.forget_all(tx, prefix)
    return removed


def in_parts(ids: Iterable[str]) -> Iterator[list[str]]:
    """The ids in lists that one query can take."""
    rest = list(ids)
    for start in range(0, len(rest), AT_ONCE):
        yield rest[start : start + AT_ONCE]
