"""Opening the database: SQLite in WAL mode or PostgreSQL, through the same code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Engine, Executable, create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session, sessionmaker

Transaction = Session
"""What queries take: everything outside the store passes it on without looking inside."""

SQLITE_WAIT = 5.0
"""Seconds that a SQLite writer waits for another to finish."""
IDLE = 10
"""Seconds after which PostgreSQL ends a transaction that does nothing: a frozen process must not keep its locks."""


class DatabaseDown(Exception):
    """The database is locked, gone or unreachable; nothing was changed."""


class Conflict(Exception):
    """Another transaction wrote the same row first; nothing was changed, and trying again sees that row."""


BALLOT_KEY = "ballot key"
"""Under this name a transaction knows the key that boxes of secret ballots are sealed with."""


class Database:
    """Connections to one database. Writing transactions take SQLite's write lock at once, so that none has to
    be repeated half-way."""

    def __init__(self, url: str, ballot_key: bytes | None = None) -> None:
        self.url = make_url(url)
        if self.is_sqlite and self.url.database and self.url.database != ":memory:":
            Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
        self.engine = _engine(str(url), sqlite=self.is_sqlite)
        self._writing = Lock()
        self._sessions = sessionmaker(self.engine, expire_on_commit=False, info={BALLOT_KEY: ballot_key})

    @property
    def is_sqlite(self) -> bool:
        """True for SQLite."""
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """One transaction: committed at the end, undone on any exception.

        Raises:
            DatabaseDown: it could not begin or commit because the database is locked or gone.
            Conflict: another transaction wrote the same row first.
        """
        with self._turn(), _named_errors(), self._sessions() as session, session.begin():
            if self.is_sqlite:
                session.connection().exec_driver_sql("BEGIN IMMEDIATE")
            yield session

    def execute(self, statement: Executable, values: Mapping[str, object]) -> int:
        """One statement that is its own transaction, at half the cost; how many rows it touched.

        Raises:
            DatabaseDown: the database is locked or gone; nothing was changed.
            Conflict: another transaction wrote the same row first.
        """
        with self._turn(), _named_errors(), self.engine.begin() as connection:
            return connection.execute(statement, values).rowcount

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """SQLite's writers of this process queue here: its own waiting sleeps longer and longer between two looks."""
        if not self.is_sqlite:
            yield
            return
        if not self._writing.acquire(timeout=SQLITE_WAIT):
            raise DatabaseDown("another writer of this process did not finish in time")
        try:
            yield
        finally:
            self._writing.release()

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """A consistent view for reading only.

        Raises:
            DatabaseDown: the database is locked or gone.
        """
        with _named_errors(), self._sessions() as session:
            if self.is_sqlite:
                session.connection().exec_driver_sql("BEGIN")
            yield session

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        """A plain connection in one transaction, for migrations: committed at the end, undone on any exception.

        Raises:
            DatabaseDown: the database is locked or gone.
        """
        with _named_errors(), self.engine.begin() as connection:
            if self.is_sqlite:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection

    def forget_history(self) -> None:
        """Empty SQLite's write-ahead log, which keeps what was changed, change by change; nothing is lost by it.

        While somebody reads, the log stays until the next call: nobody has to wait for it.
        """
        if not self.is_sqlite:
            return
        with self._turn(), closing(self.engine.raw_connection()) as connection:
            cursor = connection.cursor()
            cursor.execute("PRAGMA busy_timeout=0")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.execute(f"PRAGMA busy_timeout={round(1000 * SQLITE_WAIT)}")

    def is_up(self) -> bool:
        """Whether a query goes through now."""
        try:
            with self.read() as session:
                session.execute(text("SELECT 1"))
        except DatabaseDown:
            return False
        return True

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def _engine(url: str, *, sqlite: bool) -> Engine:
    if not sqlite:
        return create_engine(
            url,
            pool_pre_ping=True,
            pool_size=10,
            max_overflow=10,
            connect_args={"connect_timeout": 5, "options": f"-c idle_in_transaction_session_timeout={IDLE}s"},
        )
    engine = create_engine(url, connect_args={"timeout": SQLITE_WAIT, "check_same_thread": False})
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself: `Database` says when and how
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


@contextmanager
def _named_errors() -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        raise Conflict(str(error.orig)) from error
    except DBAPIError as error:
        if _is_outage(error):
            raise DatabaseDown(str(error.orig)) from error
        raise


def _is_outage(error: DBAPIError) -> bool:
    return error.connection_invalidated or type(error).__name__ in ("OperationalError", "InterfaceError")
