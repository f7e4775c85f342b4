"""Bringing a database to the version that this bot needs."""

from __future__ import annotations

import datetime as dt
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from bot.store.database import Database

FOLDER = Path(__file__).parent / "migrations"


class DatabaseNewer(Exception):
    """The database was migrated by a newer bot than this one."""


@dataclass(frozen=True, slots=True)
class Migration:
    """What was done: the versions before and after, and the copy taken before on SQLite."""

    before: str | None
    after: str
    backup: Path | None = None

    @property
    def changed(self) -> bool:
        """Whether anything was done."""
        return self.before != self.after


def version(database: Database) -> str | None:
    """The database's version; None for an empty one."""
    with database.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest() -> str:
    """The version that this bot needs."""
    head = _script().get_current_head()
    if head is None:
        raise FileNotFoundError(f"no migrations in {FOLDER}")
    return head


def migrate(database: Database, now: dt.datetime) -> Migration:
    """Make an empty database, or bring an older one up to date after a copy (SQLite only).

    Raises:
        DatabaseNewer: this bot does not know the database's version.
    """
    before, after = version(database), newest()
    if before == after:
        return Migration(before, after)
    known = {script.revision for script in _script().walk_revisions()}
    if before is not None and before not in known:
        raise DatabaseNewer(
            f"the database is at version {before}, which this bot does not know (it knows up to {after}): "
            "start the newer bot that made it, or restore the copy made before its migration"
        )
    copy = _backup(database, before, now) if before else None
    _run(database, command.upgrade, "head")
    return Migration(before, after, copy)


def undo(database: Database, to: str = "base") -> None:
    """Go back to an older version; ``base`` takes every table away."""
    _run(database, command.downgrade, to)


def _backup(database: Database, before: str, now: dt.datetime) -> Path | None:
    """Copy a SQLite database beside itself; None for other databases, which have tools of their own."""
    if not database.is_sqlite or not database.url.database:
        return None
    file = Path(database.url.database)
    copy = file.with_name(f"{file.name}.{before}.{now:%Y%m%dT%H%M%S}.bak")
    source, target = sqlite3.connect(file), sqlite3.connect(copy)
    with source, target:
        source.backup(target)
    source.close()
    target.close()
    shutil.copymode(file, copy)
    return copy


def _run(database: Database, step: Callable[[Config, str], None], to: str) -> None:
    config = _config()
    with database.connect() as connection:
        config.attributes["connection"] = connection
        step(config, to)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    return config


def _script() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())
