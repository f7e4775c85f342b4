"""Documents live: watched folders and calendars are read again, and knowledge follows them.

Only what has changed is imported. What cannot be read leaves the knowledge as it was, and the team is told by name. A
file that is deleted disappears from answers; a folder that is gone or has become empty, as one does whose disk is not
there, takes nothing with it. A folder or calendar that is taken out of the configuration does.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from bot.clock import local
from bot.knowledge.importers.fetching import Fetched, NotFetched, fetch
from bot.settings import Settings
from bot.sources import Sources
from bot.store import sources
from bot.store.database import Database
from bot.store.sources import Watched
from bot.usecases.importing import Incoming, files_in, import_sources, remove_source

log = structlog.get_logger()
Fetch = Callable[..., Fetched | None]
Marks = tuple[str, str]
"""By which a server knows whether something has changed: ETag and Last-Modified."""
NONE: Marks = ("", "")


@dataclass(frozen=True, slots=True)
class _Look:
    """One look at what is watched."""

    database: Database
    settings: Settings
    now: dt.datetime
    fetch: Fetch = field(default=fetch)

    @property
    def zone(self) -> str:
        return self.settings.config.coalition.zone

    @property
    def today(self) -> dt.date:
        return local(self.now, self.zone).date()


def watch(database: Database, settings: Settings, now: dt.datetime, fetch: Fetch = fetch) -> None:
    """Bring knowledge to what the folders and calendars hold, each once in its time across all processes.

    Raises:
        DatabaseDown: what was read before is kept.
    """
    look, wanted = _Look(database, settings, now, fetch), settings.config.sources
    _forget_others(database, wanted)
    for folder in wanted.folders:
        if _mine(look, _root(folder)):
            _folder(look, folder)
    for calendar in wanted.calendars:
        name = _calendar_name(calendar.name)
        if _mine(look, name):
            secret = settings.secret(calendar.url_env) if calendar.url_env else None
            url = calendar.url or (secret.get_secret_value() if secret else "")
            _calendar(look, name, url)


def _root(folder: Path) -> str:
    return f"{folder.name}/"


def _calendar_name(name: str) -> str:
    return f"calendars/{name}.ics"


def _mine(look: _Look, name: str) -> bool:
    with look.database.write() as tx:
        return sources.claim(tx, name, look.now, dt.timedelta(minutes=look.settings.config.sources.every_minutes))


def _forget_others(database: Database, wanted: Sources) -> None:
    """What is not watched any more is not known any more."""
    names = {_root(folder) for folder in wanted.folders} | {_calendar_name(one.name) for one in wanted.calendars}
    with database.read() as tx:
        others = sources.roots(tx) - names
    for name in sorted(others):
        remove_source(database, name)
        log.info("no longer watched", source=name)


def _folder(look: _Look, folder: Path) -> None:
    """Import the files that are new or different, and forget those that are gone."""
    root = _root(folder)
    with look.database.read() as tx:
        known = sources.watched(tx, root)
    try:
        found = {one.source: one for one in files_in(folder, root)} if folder.is_dir() else None
    except OSError:
        found = None
    trouble = _missing(root, found, known)
    with look.database.write() as tx:
        sources.blame(tx, root, trouble)
    if found is None or trouble:
        return
    for gone in sorted(known.keys() - found.keys()):
        remove_source(look.database, gone)
        log.info("source gone", source=gone)
    digests = {name: digest for name, one in found.items() if (digest := _digest(one, look.today))}
    changed = {name for name in found if name not in known or known[name].digest != digests.get(name)}
    again = {name for name in known if name in found and known[name].problems} if changed else set()
    _take(look, root, [one for name, one in found.items() if name in changed | again], digests)
    with look.database.write() as tx:
        for name in found.keys() - changed - again:
            if not known[name].problems:
                sources.checked(tx, name, look.today)


def _missing(root: str, found: Mapping[str, Incoming] | None, known: Mapping[str, Watched]) -> tuple[str, ...]:
    if found is None:
        return (f"{root}: the folder is not there or cannot be opened: what came from it is kept",)
    if known and not found:
        return (f"{root}: the folder is empty now: what came from it is kept until it is out of the configuration",)
    return ()


def _digest(one: Incoming, today: dt.date) -> str:
    """What tells whether a file must be read again: its content, and of a calendar the day, as its window moves on."""
    try:
        data = one.content.read_bytes() if isinstance(one.content, Path) else one.content
    except OSError:
        return ""
    day = today.isoformat().encode() if one.source.lower().endswith(".ics") else b""
    return hashlib.sha256(data + day).hexdigest()


def _take(
    look: _Look, watch: str, incoming: Sequence[Incoming], digests: Mapping[str, str], marks: Marks = NONE
) -> None:
    """Import these, and keep how each was found."""
    if not incoming:
        return
    report = import_sources(incoming, look.database, today=look.today, zone=look.zone)
    with look.database.write() as tx:
        for one in incoming:
            problems = tuple(str(problem) for problem in report.problems if problem.file == one.source)
            digest = digests.get(one.source, "")
            sources.keep(tx, Watched(one.source, watch, None, digest, *marks, problems=problems))
    log.info("sources read", watch=watch, files=len(incoming), problems=len(report.problems))


def _calendar(look: _Look, name: str, url: str) -> None:
    """Fetch a calendar and import it if it is new, or if its window has moved to another day."""
    with look.database.read() as tx:
        known = sources.find(tx, name)
    settled = known.checked_on == look.today and not known.problems
    try:
        found = look.fetch(url, **({"etag": known.etag, "modified": known.modified} if settled else {}))
    except NotFetched as error:
        with look.database.write() as tx:
            sources.blame(tx, name, (f"{name}: {error}: what came from it is kept",))
        return
    if found is None:
        return
    incoming = Incoming(name, found.data)
    digest = _digest(incoming, look.today)
    if not settled or digest != known.digest:
        _take(look, name, [incoming], {name: digest}, (found.etag, found.modified))
