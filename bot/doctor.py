"""What `bot doctor` looks at: configuration, database, migrations, clock, disk. Each door checks itself."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

from bot.findings import Finding
from bot.settings import Settings
from bot.store import migrating, sources
from bot.store.database import Database, DatabaseDown, Transaction
from bot.usecases import engine

LOW_DISK = 500 * 1024 * 1024
"""Bytes of free disk below which the doctor warns."""


def house(settings: Settings) -> list[Finding]:
    """Everything that can be seen without calling anybody; nothing is changed."""
    database = Database(settings.database_url, settings.ballot_key)
    try:
        return [
            Finding("configuration", "ok", f"{settings.file} is valid"),
            *_database(database),
            *_ballots(settings, database),
            _disk(database),
            _clock(),
            Finding("web", "ok", f"opens at {settings.public_url}"),
        ]
    finally:
        database.close()


def _database(database: Database) -> list[Finding]:
    shown = database.url.render_as_string(hide_password=True)
    if database.is_sqlite and database.url.database and not Path(database.url.database).exists():
        return [Finding("database", "warning", f"{shown} does not exist yet", "run `bot migrate` or `bot run`")]
    try:
        found, needed = migrating.version(database), migrating.newest()
    except DatabaseDown as error:
        mend = "check that it runs, and the address in database.url or BOT_DATABASE_URL"
        return [Finding("database", "broken", f"{shown}: {' '.join(str(error).split())}", mend)]
    reachable = Finding("database", "ok", f"{shown} is reachable")
    if found == needed:
        with database.read() as tx:
            return [reachable, Finding("migrations", "ok", f"at {found}"), engine.looked_at(tx), *watched(tx)]
    return [reachable, Finding("migrations", "warning", f"at {found}, this bot needs {needed}", "run `bot migrate`")]


def _ballots(settings: Settings, database: Database) -> list[Finding]:
    """Whether boxes of secret ballots are sealed, where the database keeps earlier states of them."""
    name, about = settings.config.database.ballot_key_env, "secret ballots"
    if settings.secret(name):
        return [Finding(about, "ok", f"sealed with {name} while a poll is open")]
    if database.is_sqlite:
        return []
    detail = "PostgreSQL and its backups keep every state of a ballot box, one after the other"
    return [Finding(about, "warning", detail, f"set {name} to 32 random characters or more, the same on each machine")]


def watched(tx: Transaction) -> list[Finding]:
    """Each watched source that cannot be read, or how many there are."""
    found = sources.listed(tx)
    troubled = [one for one in found if one.problems]
    if not troubled:
        return [Finding("sources", "ok", f"{len(found)} watched")] if found else []
    mend = "mend it where it comes from; what the bot knew from it is kept"
    return [Finding(f"source {one.name}", "warning", "; ".join(one.problems), mend) for one in troubled]


def _disk(database: Database) -> Finding:
    folder = Path(database.url.database or ".").parent if database.is_sqlite else Path()
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    detail = f"{free // 1024**2:,} MB free"
    if free < LOW_DISK:
        return Finding("disk", "warning", detail, f"make room on the disk that holds {folder.resolve()}")
    return Finding("disk", "ok", detail)


def _clock() -> Finding:
    now = dt.datetime.now(dt.UTC)
    if now.year < 2026:
        return Finding("clock", "broken", f"it says {now:%Y-%m-%d %H:%M} UTC", "set this machine's clock")
    return Finding("clock", "ok", f"{now:%Y-%m-%d %H:%M} UTC")
