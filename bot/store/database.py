"""Opening the database: SQLite in WAL mode or PostgreSQL, through the same code."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Engine, Executable, create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

Transaction = Session
"""What queries take: everything outside the store passes it on without looking inside."""

SQLITE_WAIT = 5.0
"""Seconds that a SQLite writer waits for another to finish."""
IDLE = 10
"""Seconds after which PostgreSQL ends a transaction that does nothing: a frozen process must not keep its locks."""


_BRIEF = text("SELECT set_config(name, :limit, true) FROM pg_settings WHERE name = 'transaction_timeout'").bindparams(
    limit=f"{IDLE}s"
)
"""For one transaction, where PostgreSQL knows of it."""


class DatabaseDown(Exception):
    """The database is locked, gone or unreachable; nothing was changed."""


class Conflict(Exception):
    """Another transaction wrote the same row first; nothing was changed, and trying again sees that row."""


BALLOT_KEY = "ballot key"
"""Under this name a transaction knows the key that boxes of secret ballots are sealed with."""


@dataclass(slots=True)
class _Write:
    """A statement that waits to be committed; after that, how many rows it touched or why it was refused."""

    statement: Executable
    values: Mapping[str, object]
    outcome: int | Exception | None = None

    def on(self, connection: Connection) -> int:
        return connection.execute(self.statement, self.values, execution_options={"preserve_rowcount": True}).rowcount


class Database:
    """Connections to one database. Writing transactions take SQLite's write lock at once, so that none has to
    be repeated half-way."""

    def __init__(self, url: str, ballot_key: bytes | None = None) -> None:
        self.url = make_url(url)
        if self.is_sqlite and self.url.database and self.url.database != ":memory:":
            Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
        self.engine = _engine(str(url), sqlite=self.is_sqlite)
        self._writing = Lock()
        self._waiting: deque[_Write] = deque()
        self._committer = ThreadPoolExecutor(1, "commits")
        self._sessions = sessionmaker(self.engine, expire_on_commit=False, info={BALLOT_KEY: ballot_key})

    @property
    def is_sqlite(self) -> bool:
        """True for SQLite."""
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def write(self, *, brief: bool = False) -> Iterator[Transaction]:
        """One transaction: committed at the end, undone on any exception.

        ``brief``: PostgreSQL (from 17 on) ends it after ``IDLE`` seconds whatever it does. A process that freezes while
        it sends many statements at once is not idle in PostgreSQL's eyes, and would keep its locks.

        Raises:
            DatabaseDown: it could not begin or commit because the database is locked or gone.
            Conflict: another transaction wrote the same row first.
        """
        with self._turn(), _named_errors(), self._sessions() as session, session.begin():
            if self.is_sqlite:
                session.connection().exec_driver_sql("BEGIN IMMEDIATE")
            elif brief:
                session.execute(_BRIEF)
            yield session

    async def execute(self, statement: Executable, values: Mapping[str, object], *, patience: float = 0) -> int:
        """One statement, committed together with those that wait beside it; how many rows it touched.

        It must not wait for another transaction's rows: all that come after it would wait too. ``patience``: seconds
        for which it may wait to be taken along by another, so that it needs no commit of its own.

        Raises:
            DatabaseDown: the database is locked or gone; nothing was changed.
            Conflict: another transaction wrote the same row first.
        """
        write = _Write(statement, values)
        self._waiting.append(write)
        if patience:
            await asyncio.sleep(patience)
        if write.outcome is None:
            await asyncio.get_running_loop().run_in_executor(self._committer, self._commit_waiting)
        if not isinstance(write.outcome, int):
            raise write.outcome or DatabaseDown("the transaction was not finished")
        return write.outcome

    def _commit_waiting(self) -> None:
        """Commit what waits when its turn comes; each alone where one of them is refused."""
        if not self._waiting:
            return  # it went with those before
        writes: list[_Write] = []
        try:
            with self._plain() as connection:
                writes = self._taken()
                if self.is_sqlite and len(writes) > 1:
                    connection.exec_driver_sql("BEGIN IMMEDIATE")
                counts = [write.on(connection) for write in writes]
        except DatabaseDown as error:
            for write in writes or self._taken():
                write.outcome = error
        except (Conflict, SQLAlchemyError):
            for write in writes:
                write.outcome = self._alone(write)
        else:
            for write, count in zip(writes, counts, strict=True):
                write.outcome = count

    def _taken(self) -> list[_Write]:
        return [self._waiting.popleft() for _ in range(len(self._waiting))]

    def _alone(self, write: _Write) -> int | Exception:
        try:
            with self._plain() as connection:
                return write.on(connection)
        except (DatabaseDown, Conflict, SQLAlchemyError) as error:
            return error

    @contextmanager
    def _plain(self) -> Iterator[Connection]:
        """A transaction without a session, at half the cost."""
        with self._turn(), _named_errors(), self.engine.begin() as connection:
            yield connection

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
        self._committer.shutdown()
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
