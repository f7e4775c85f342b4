"""Who drains which lane: a partitioned queue of DBOS, one partition a lane. The only file that knows DBOS.

The queue holds no truth: what is due stands in the ledger, and an owner is fenced by its lane's epoch. So whatever
the queue forgets is asked for again by the next tick, and whatever it does twice is refused by the ledger. The
workflow of epoch 5 is called "lane@5": it raises the epoch first of all, so each is needed once.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import sqlite3
import time
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import structlog
from dbos import DBOS, DBOSConfig, Queue, SetEnqueueOptions, SetWorkflowID

from bot.store import replicas
from bot.store.database import IDLE, Database, DatabaseDown
from bot.usecases.delivering import Outbox, drain

log = structlog.get_logger()

QUEUE = "lanes"
VERSION = "1"
"""Of the workflow below: pinned, because work that was queued under another version is left lying."""
POLL = 0.5
"""Seconds between two looks of the queue."""
ASK_AGAIN = 10.0
"""Seconds after which a lane is asked for again under the same epoch."""
ALL_AT_ONCE = 1000
"""Lanes of a process that is alone."""
FINISHED_KEPT = timedelta(minutes=10)
PURGED_AT_ONCE = 500
ENDED = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]


@dataclass(slots=True)
class Lanes:
    """The queue as this process takes part in it."""

    outbox: Outbox
    loop: asyncio.AbstractEventLoop
    replica: str
    queue: Queue = field(init=False)
    working: set[str] = field(default_factory=set)
    at_rest: asyncio.Event = field(default_factory=asyncio.Event)
    asked: dict[str, tuple[int, float]] = field(default_factory=dict)
    share: int = 0

    async def wake(self, due: Mapping[str, int]) -> None:
        """Have these lanes drained by somebody, unless somebody has been asked to under the same epoch."""
        now = time.monotonic()
        for lane, epoch in due.items():
            of_epoch, until = self.asked.get(lane, (-1, 0.0))
            if lane in self.working or (of_epoch == epoch and now < until) or self.outbox.stopping.is_set():
                continue
            self.asked[lane] = (epoch, now + ASK_AGAIN)
            await asyncio.to_thread(self._enqueue, lane, epoch)

    def _enqueue(self, lane: str, epoch: int) -> None:
        with SetWorkflowID(f"{lane}@{epoch}"), SetEnqueueOptions(queue_partition_key=lane):
            self.queue.enqueue(drain_lane, lane)

    async def drain(self, lane: str) -> None:
        """Drain a lane in this process, for as long as it takes to become its owner."""
        self.working.add(lane)
        self.at_rest.clear()
        try:
            while True:
                try:
                    await drain(lane, self.outbox)
                except DatabaseDown as error:
                    log.error("database down, the lane waits", lane=lane, error=str(error))
                    if self.outbox.stopping.is_set():
                        return
                    await asyncio.sleep(1)
                else:
                    return
        finally:
            self.working.discard(lane)
            if not self.working:
                self.at_rest.set()

    async def take_over(self, dead: Collection[str]) -> None:
        """What dead processes were working on is nobody's any more; the next tick asks for it again."""
        await asyncio.to_thread(_forget, executor_id=list(dead), status=["PENDING"])

    async def share_out(self, lanes: int, replicas: int) -> None:
        """No process takes more than its share of the lanes, so that a new one finds some."""
        share = -(-lanes // replicas) + 1
        if not self.outbox.database.is_sqlite and share != self.share:
            await self.queue.set_worker_concurrency_async(share)
            self.share = share


_current: Lanes | None = None
"""DBOS is one per process, and so is this."""


def current() -> Lanes:
    """The queue of this process, while it is ``running``."""
    if _current is None:
        raise RuntimeError("the lanes are not running")
    return _current


@DBOS.workflow(name="drain_lane")
async def drain_lane(lane: str) -> None:
    """Drain a lane where the doors are: DBOS has an event loop of its own."""
    if _current is not None:
        await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(_current.drain(lane), _current.loop))


@asynccontextmanager
async def running(outbox: Outbox) -> AsyncIterator[Lanes]:
    """Take part in the queue. At the end nothing more is claimed, and what is in flight is waited for and recorded."""
    global _current  # noqa: PLW0603
    # Whoever may be given work is known to the others, and able to do it, before there is any: the queue is shared.
    _current = lanes = Lanes(outbox, asyncio.get_running_loop(), secrets.token_hex(8))
    lanes.at_rest.set()
    await asyncio.to_thread(_first_sign, outbox, lanes.replica)
    lanes.queue = await asyncio.to_thread(_launch, outbox.database, lanes.replica)
    try:
        yield lanes
    finally:
        outbox.stopping.set()
        await lanes.at_rest.wait()
        await asyncio.to_thread(DBOS.destroy, workflow_completion_timeout_sec=2)
        _current = None


def _first_sign(outbox: Outbox, replica: str) -> None:
    if outbox.database.is_sqlite:
        return
    with outbox.database.write() as tx:
        replicas.beat(tx, replica, outbox.clock())


def forget_finished() -> None:
    """Delete what the queue remembers of work that is done."""
    before = (current().outbox.clock() - FINISHED_KEPT).isoformat()
    _forget(status=ENDED, completed_before=before)


def _forget(**which: object) -> None:
    found = DBOS.list_workflows(
        queue_name=QUEUE,
        limit=PURGED_AT_ONCE,
        load_input=False,
        load_output=False,
        **which,  # type: ignore[arg-type]
    )
    if found:
        DBOS.delete_workflows([one.workflow_id for one in found])


def _launch(database: Database, replica: str) -> Queue:
    logging.getLogger("dbos").addHandler(logging.NullHandler())
    config = DBOSConfig(
        name="coalition-bot",
        system_database_url=_url(database),
        sys_db_pool_size=5,
        sys_db_idle_transaction_timeout_sec=IDLE,
        application_version=VERSION,
        executor_id=replica,
        enable_otlp=False,
        log_level="WARNING",
    )
    DBOS(config=config)
    DBOS.launch()
    return DBOS.register_queue(
        QUEUE, partition_concurrency=1, worker_concurrency=ALL_AT_ONCE, polling_interval_sec=POLL
    )


def _url(database: Database) -> str:
    """PostgreSQL's own database, in a schema beside ours; beside a SQLite file another, new with every start."""
    if not database.is_sqlite:
        return database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    file = Path(f"{database.url.database}.lanes")
    for part in (file, file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-shm")):
        part.unlink(missing_ok=True)
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.close()
    return f"sqlite:///{file}"
