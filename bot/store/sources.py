"""What is known of the files and calendars that knowledge comes from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import delete, or_, select, update

from bot.knowledge.documents import Source
from bot.store.database import Transaction
from bot.store.tables.knowledge import DocumentRow, FaqRow
from bot.store.tables.sources import SourceRow


@dataclass(frozen=True, slots=True)
class Watched:
    """A watched file, folder or calendar as it was last seen."""

    name: str
    watch: str = ""
    checked_on: dt.date | None = None
    digest: str = ""
    etag: str = ""
    modified: str = ""
    problems: tuple[str, ...] = ()


def checked(tx: Transaction, name: str, today: dt.date) -> None:
    """All of this source is in the database as it stands."""
    row = tx.get(SourceRow, name)
    if row is None:
        tx.add(SourceRow(name=name, checked_on=today))
        tx.flush()
    elif row.checked_on != today:
        row.checked_on = today


def dated(tx: Transaction, source: Source) -> Source:
    """The source of an answer with the day it was last checked: its own, else that of its file or calendar.

    It is looked up live, so that a mere check changes no index.
    """
    match source.of:
        case "record":
            return source
        case "document":
            found = tx.execute(
                select(DocumentRow.checked_on, DocumentRow.source).where(DocumentRow.id == source.document)
            )
        case "faq":
            found = tx.execute(select(FaqRow.checked_on, FaqRow.source).where(FaqRow.id == source.document))
    for own, name in found:
        return replace(source, checked_on=own or read_on(tx, [name]).get(name))
    return source


def read_on(tx: Transaction, names: Iterable[str]) -> dict[str, dt.date | None]:
    """The day on which each source was last read whole."""
    wanted = {name for name in names if name}
    found = select(SourceRow.name, SourceRow.checked_on).where(SourceRow.name.in_(wanted))
    return dict(tx.execute(found).all()) if wanted else {}


def watched(tx: Transaction, watch: str) -> dict[str, Watched]:
    """What a watched folder held when it was last looked at, by name."""
    inside = SourceRow.name.startswith(watch, autoescape=True)
    rows = tx.scalars(select(SourceRow).where(inside, SourceRow.name != watch))
    return {row.name: _watched(row) for row in rows}


def find(tx: Transaction, name: str) -> Watched:
    """What is known of a source."""
    row = tx.get(SourceRow, name)
    return _watched(row) if row else Watched(name)


def roots(tx: Transaction) -> set[str]:
    """Every folder and calendar of which something is known."""
    return set(tx.scalars(select(SourceRow.watch).where(SourceRow.watch != "").distinct()))


def claim(tx: Transaction, watch: str, now: dt.datetime, every: dt.timedelta) -> bool:
    """Whether this process is to look at a folder or calendar now; for everybody else it is then looked at."""
    if tx.get(SourceRow, watch) is None:
        tx.add(SourceRow(name=watch, watch=watch, looked=now))
        tx.flush()
        return True
    due = or_(SourceRow.looked.is_(None), SourceRow.looked <= now - every)
    done = tx.execute(update(SourceRow).where(SourceRow.name == watch, due).values(looked=now, watch=watch))
    return bool(done.rowcount)  # type: ignore[attr-defined]


def keep(tx: Transaction, seen: Watched) -> None:
    """How a source was found now. New problems wait to be told."""
    row = tx.get(SourceRow, seen.name)
    if row is None:
        row = SourceRow(name=seen.name, problems=[])
        tx.add(row)
    if list(seen.problems) != row.problems:
        row.problems, row.told = list(seen.problems), False
    row.watch, row.digest, row.etag, row.modified = seen.watch, seen.digest, seen.etag, seen.modified
    row.checked_on = seen.checked_on or row.checked_on
    tx.flush()


def blame(tx: Transaction, watch: str, problems: Sequence[str]) -> None:
    """What is wrong with a watched folder itself, or nothing."""
    row = tx.get(SourceRow, watch)
    if row is not None and row.problems != list(problems):
        row.problems, row.told = list(problems), False


def forget_all(tx: Transaction, prefix: str) -> None:
    """Nothing is known of a file, or of a folder and what it holds."""
    folder = prefix.rstrip("/") + "/"
    inside = SourceRow.name.startswith(folder, autoescape=True)
    tx.execute(delete(SourceRow).where(or_(SourceRow.name == prefix.rstrip("/"), inside)))


def listed(tx: Transaction) -> list[Watched]:
    """Everything that is watched, by name."""
    rows = tx.scalars(select(SourceRow).where(SourceRow.watch != "").order_by(SourceRow.name))
    return [_watched(row) for row in rows]


def untold(tx: Transaction) -> list[Watched]:
    """Watched sources whose problems the team does not know yet."""
    rows = tx.scalars(select(SourceRow).where(SourceRow.told.is_(False), SourceRow.watch != ""))
    return [_watched(row) for row in sorted(rows, key=lambda row: row.name) if row.problems]


def told(tx: Transaction, names: Sequence[str]) -> None:
    """The team knows of the problems of these."""
    tx.execute(update(SourceRow).where(SourceRow.name.in_(names)).values(told=True))


def _watched(row: SourceRow) -> Watched:
    return Watched(row.name, row.watch, row.checked_on, row.digest, row.etag, row.modified, tuple(row.problems))
