"""The clockwork: ticks only. The truth is in the database, so a missed tick is harmless and a doubled one does nothing."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.dispatch import Dispatch
from bot.runs import Run
from bot.store.database import DatabaseDown
from bot.usecases.delivering import Outbox, Terms
from schedules import (
    announcements,
    checkins,
    deliveries,
    digests,
    discussions,
    expiry,
    heartbeat,
    inbound,
    indexing,
    introductions,
    lanes,
    polls,
    purge,
    questions,
    sources,
)

log = structlog.get_logger()
JOBS = (
    inbound,
    announcements,
    checkins,
    deliveries,
    digests,
    discussions,
    expiry,
    heartbeat,
    indexing,
    introductions,
    polls,
    purge,
    questions,
    sources,
)


@asynccontextmanager
async def ticking(dispatch: Dispatch, terms: Terms | None = None) -> AsyncIterator[None]:
    """Run every job on its interval, and the lanes, while the context is open; a job never overlaps itself."""
    scheduler = AsyncIOScheduler(timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1})
    for job in JOBS:
        scheduler.add_job(_tick, "interval", (job.run, dispatch, job.EVERY), seconds=job.EVERY, id=job.__name__)
    async with lanes.running(Outbox(dispatch.database, dispatch.platforms, dispatch.clock, terms or Terms())):
        scheduler.start()
        try:
            yield
        finally:
            scheduler.shutdown(wait=False)


async def _tick(run: Callable[[Dispatch], Awaitable[None]], dispatch: Dispatch, every: float) -> None:
    begun, failed, name = time.monotonic(), "see the log", run.__module__.rpartition(".")[2]
    try:
        await run(dispatch)
        failed = ""
    except DatabaseDown as error:
        failed = str(error)
        log.error("database down, next tick tries again", job=name, error=failed)
    finally:
        dispatch.runs[name] = Run(dispatch.clock(), time.monotonic() - begun, every, failed)
