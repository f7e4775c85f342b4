"""The clockwork: ticks only. The truth is in the database, so a missed tick is harmless and a doubled one does nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.dispatch import Dispatch
from bot.store.database import DatabaseDown
from schedules import deliveries, inbound, indexing, purge

log = structlog.get_logger()
JOBS = (inbound, deliveries, indexing, purge)


@asynccontextmanager
async def ticking(dispatch: Dispatch) -> AsyncIterator[None]:
    """Run every job on its interval while the context is open; a job never overlaps itself."""
    scheduler = AsyncIOScheduler(timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1})
    for job in JOBS:
        scheduler.add_job(_tick, "interval", (job.run, dispatch), seconds=job.EVERY, id=job.__name__)
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown(wait=False)


async def _tick(run: Callable[[Dispatch], Awaitable[None]], dispatch: Dispatch) -> None:
    try:
        await run(dispatch)
    except DatabaseDown as error:
        log.error("database down, next tick tries again", job=run.__module__, error=str(error))
