"""The processes that share this database: signs of life, and the one process that a SQLite file may have."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from sqlalchemy import delete, select

from bot.store.database import Database, Transaction
from bot.store.tables.delivery import ReplicaRow


class AlreadyRunning(Exception):
    """Another process serves from the same SQLite file."""


@contextmanager
def alone(database: Database) -> Iterator[None]:
    """Be the only process that serves from a SQLite file; PostgreSQL is shared by as many as there are.

    The lock ends with the process, however it ends.

    Raises:
        AlreadyRunning: another process holds it.
    """
    file = database.url.database
    if not database.is_sqlite or not file or file == ":memory:":
        yield
        return
    lock = sqlite3.connect(f"{file}.lock", timeout=0, isolation_level=None)
    try:
        _take(lock, file)
        yield
    finally:
        lock.close()


def _take(lock: sqlite3.Connection, file: str) -> None:
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        raise AlreadyRunning(
            f"another bot is running with {file}. Stop it first; to run several processes, "
            "give them one PostgreSQL database (database.url in config.yaml)"
        ) from error


def beat(tx: Transaction, replica: str, now: dt.datetime) -> dict[str, dt.datetime]:
    """Give a sign of life. Returns everybody's last."""
    tx.merge(ReplicaRow(id=replica, beat=now))
    tx.flush()
    return {row.id: row.beat for row in tx.scalars(select(ReplicaRow))}


def leave(tx: Transaction, gone: Collection[str]) -> None:
    """These processes have ended."""
    tx.execute(delete(ReplicaRow).where(ReplicaRow.id.in_(gone)))
