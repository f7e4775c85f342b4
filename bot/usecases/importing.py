"""Importing files: read them all, resolve what refers to what, and bring the database to what they say.

A file is the truth for what came from it: the same file again changes nothing, a changed one updates, and a record it no
longer holds is removed. What was known stays until the new is whole: a document is replaced in one transaction, and so are
the records of an import together, because they refer to each other. Three things are careful: a file with an unreadable record removes nothing, a calendar leaves
occurrences alone that are older than its window, and nobody's account or history is ever removed (``bot.store.importing_people``).
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path

from bot.clock import utc_now
from bot.knowledge.documents import Document, Faq
from bot.knowledge.importers import read_bytes, read_file
from bot.knowledge.importers.calendars import window
from bot.knowledge.importers.reading import Context, Entry, Item, Problem, Reading
from bot.knowledge.importers.references import Directory, resolve
from bot.knowledge.passages import cut
from bot.members import Member
from bot.records import CoalitionEvent, Network, Partner, Taskgroup
from bot.store import importing as stored
from bot.store import importing_people as stored_people
from bot.store import sources
from bot.store.database import Database, Transaction
from bot.store.importing import Changes

KINDS: dict[type[Entry], str] = {
    Network: "networks",
    Partner: "partners",
    Taskgroup: "taskgroups",
    Member: "people",
    CoalitionEvent: "events",
    Document: "documents",
    Faq: "FAQ",
}
"""In the order in which they are written: what others refer to comes first."""

ROWS_AT_ONCE = 1000
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or would do: changes by kind, and every problem with its file and line."""

    changes: Mapping[str, Changes]
    problems: tuple[Problem, ...] = ()
    dry_run: bool = False

    def lines(self) -> list[str]:
        """The report for people, a line a kind."""
        would = "would be " if self.dry_run else ""
        told = [
            f"{kind}: {done.added} {would}added, {done.updated} {would}updated, {done.unchanged} unchanged, "
            f"{done.removed} {would}removed"
            for kind, done in self.changes.items()
            if done != Changes()
        ]
        return told or ["Nothing was found to import."]


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file to import, or what a calendar's address gave, and the name of it as a source."""

    source: str
    content: Path | bytes


@dataclass(slots=True)
class _File:
    """A file on its way: what it holds by kind, and which ids of each were written."""

    source: str
    content: Path | bytes
    items: list[Item] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    digest: str = ""
    passages: dict[str, list[str]] = field(default_factory=dict)
    written: dict[type[Entry], frozenset[str]] = field(default_factory=lambda: defaultdict(frozenset))


class _Undo(Exception):
    """Ends a dry run."""


def import_paths(
    paths: Iterable[Path],
    database: Database,
    *,
    today: dt.date,
    zone: str = "Europe/London",
    dry_run: bool = False,
    progress: Progress = lambda _: None,
    folder: str = "",
    yielding: bool = False,
) -> ImportReport:
    """Import files and folders. What came from a file is kept under its name, in ``folder`` if given.

    Raises:
        DatabaseDown: the files before this are imported.
    """
    incoming = list(_files(paths, folder))
    return import_sources(
        incoming, database, today=today, zone=zone, dry_run=dry_run, progress=progress, yielding=yielding
    )


def import_sources(
    incoming: Iterable[Incoming],
    database: Database,
    *,
    today: dt.date,
    zone: str = "Europe/London",
    dry_run: bool = False,
    progress: Progress = lambda _: None,
    yielding: bool = False,
) -> ImportReport:
    """Import what has a name already.

    With ``dry_run`` everything is done and undone, so that the report is true. With ``yielding``, records that came from
    elsewhere are left alone; otherwise they are taken over.

    Raises:
        DatabaseDown: the files before this are imported.
    """
    files = [_File(one.source, one.content) for one in incoming]
    for file in files:
        progress(f"{file.source}: reading")
        _read(file, today, zone)
    with database.read() as tx:
        directory = _directory(tx, files)
    _resolve(files, directory)
    begins: Callable[[], AbstractContextManager[Transaction]] = database.write
    run = _Run(files, today, window(today, zone)[0], yielding=yielding, progress=progress)
    if not dry_run:
        run.write(begins)
    else:
        with suppress(_Undo), database.write() as tx:
            run.write(lambda: nullcontext(tx))
            raise _Undo
    return ImportReport(run.report(), tuple(problem for file in files for problem in file.problems), dry_run)


def remove_source(database: Database, prefix: str, *, keep_people: bool = True) -> ImportReport:
    """Take out everything that came from a file or folder. People with an account or a history keep their row, without
    roles and partner, unless ``keep_people`` is False; their interactions stay in any case, without a name."""
    with database.write() as tx:
        people = stored_people.remove_people(tx, prefix, keep_known=keep_people)
        removed = {**stored.remove(tx, prefix), Member: people}
        if stored_people.settle_leads(tx) or any(done.any for done in removed.values()):
            stored.knowledge_changed(tx)
    return ImportReport({name: removed[kind] for kind, name in KINDS.items()})


def files_in(folder: Path, prefix: str) -> Iterator[Incoming]:
    """The files of a folder and the folders in it, but for hidden ones and an office program's locks."""
    for inside in sorted(folder.rglob("*")):
        name = inside.relative_to(folder)
        if inside.is_file() and not any(part.startswith((".", "~$")) for part in name.parts):
            yield Incoming(prefix + name.as_posix(), inside)


def _files(paths: Iterable[Path], folder: str) -> Iterator[Incoming]:
    for path in paths:
        if path.is_dir():
            yield from files_in(path, folder)
        else:
            yield Incoming(folder + path.name, path)


def _read(file: _File, today: dt.date, zone: str) -> None:
    context, content = Context(file.source, today, zone), file.content
    reading = read_file(content, context) if isinstance(content, Path) else read_bytes(content, context)
    if not reading.items and not reading.problems:
        reading = Reading((), (Problem(file.source, 0, "holds no records: nothing is changed"),))
    file.items, file.problems = list(reading.items), list(reading.problems)
    for item in file.items:
        if isinstance(item.entry, Document):
            data = content.read_bytes() if isinstance(content, Path) else content
            file.digest = hashlib.sha256(data).hexdigest()
            file.passages[item.entry.id] = cut(item.entry.text)


def _directory(tx: Transaction, files: Sequence[_File]) -> Directory:
    """Everything that can be referred to: what is stored, and what is about to be."""
    directory = Directory()
    for kind, id, name, aliases in stored.names(tx):
        directory.add(kind, id, name, aliases)
    directory.people.update(stored.addresses(tx))
    for file in files:
        for item in file.items:
            directory.add_entry(item.entry)
    return directory


def _resolve(files: Sequence[_File], directory: Directory) -> None:
    """Put ids in place of references, and leave out what stands twice."""
    first: dict[tuple[type[Entry], str], str] = {}
    for file in files:
        items, problems = resolve(file.items, directory, file.source)
        file.items = []
        file.problems += problems
        for item in items:
            entry = item.entry
            key = type(entry), entry.id if not isinstance(entry, Member) or entry.given else f"{entry.id} {entry.email}"
            if key in first:
                reason = f"left out, {entry.id!r} stands already in {first[key]}"
                file.problems.append(Problem(file.source, item.line, reason))
            else:
                first[key] = f"{file.source}:{item.line}"
                file.items.append(item)


@dataclass(slots=True)
class _Run:
    """Writing what was read: first what others refer to, and at the end what is gone."""

    files: Sequence[_File]
    today: dt.date
    since: dt.datetime
    yielding: bool
    progress: Progress
    changes: dict[type[Entry], Changes] = field(default_factory=lambda: defaultdict(Changes))

    def write(self, begin: Callable[[], AbstractContextManager[Transaction]]) -> None:
        records = [file for file in self.files if not file.passages]
        for together in (records, *([file] for file in self.files if file.passages)):
            if together:
                with begin() as tx:
                    self._bring(tx, together)

    def _bring(self, tx: Transaction, files: Sequence[_File]) -> None:
        for kind in KINDS:
            for file in files:
                items = [item for item in file.items if isinstance(item.entry, kind)]
                if items:
                    self._count(tx, kind, self._put(tx, kind, file, items))
        for file in files:
            if file.items and not any(problem.lost for problem in file.problems):
                for kind in reversed(KINDS):
                    self._count(tx, kind, self._drop(tx, kind, file))
                sources.checked(tx, file.source, self.today)
        if stored_people.settle_leads(tx):
            stored.knowledge_changed(tx)

    def report(self) -> dict[str, Changes]:
        return {name: self.changes[kind] for kind, name in KINDS.items()}

    def _count(self, tx: Transaction, kind: type[Entry], done: Changes) -> None:
        self.changes[kind] += done
        if done.any:
            stored.knowledge_changed(tx)

    def _put(self, tx: Transaction, kind: type[Entry], file: _File, items: list[Item]) -> Changes:
        members = [item.entry for item in items if isinstance(item.entry, Member)]
        if members:
            put, refused = stored_people.put_people(tx, members, file.source, utc_now(), yielding=self.yielding)
            file.problems += (
                Problem(file.source, items[number].line, f"left out, {reason}") for number, reason in refused.items()
            )
            file.written[kind] = put.ids
            self.progress(f"{file.source}: {len(items)} people")
            return put.changes
        done = Changes()
        entries = [item.entry for item in items if not isinstance(item.entry, Member)]
        for start in range(0, len(entries), ROWS_AT_ONCE):
            put = self._put_part(tx, file, entries[start : start + ROWS_AT_ONCE])
            done += put.changes
            file.written[kind] |= put.ids
            self.progress(f"{file.source}: {min(start + ROWS_AT_ONCE, len(entries))} of {len(entries)} {KINDS[kind]}")
        return done

    def _put_part(self, tx: Transaction, file: _File, entries: list[stored.Stored]) -> stored.Put:
        return stored.put(tx, entries, file.source, yielding=self.yielding, digest=file.digest, passages=file.passages)

    def _drop(self, tx: Transaction, kind: type[Entry], file: _File) -> Changes:
        ids = file.written[kind]
        if issubclass(kind, Member):
            return stored_people.drop_missing_people(tx, file.source, ids)
        since = self.since if kind is CoalitionEvent and file.source.lower().endswith(".ics") else None
        return stored.drop_missing(tx, kind, file.source, ids, since=since)
