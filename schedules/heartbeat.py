"""Signs of life between the processes that share a database: the lanes of one that has died go to the others.

Only a change of another's sign counts, by one's own clock: clocks that differ kill nobody. After an outage, in which
nobody could give a sign, everybody has the full time again.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from bot.dispatch import Dispatch
from bot.store import lanes as lane_rows
from bot.store import replicas
from schedules import lanes

log = structlog.get_logger()

EVERY = 2.0
DEAD_AFTER = 3 * EVERY
"""Seconds without a sign of life."""


@dataclass(slots=True)
class Watch:
    """What was seen of the others: their last sign, and when it was first seen."""

    seen: dict[str, tuple[datetime, float]] = field(default_factory=dict)
    looked: float = 0.0

    def dead(self, beats: Mapping[str, datetime], now: float) -> list[str]:
        """Who has given no sign for too long."""
        if now - self.looked > 2 * EVERY:
            self.seen.clear()
        self.looked = now
        for replica, beat in beats.items():
            known = self.seen.get(replica)
            if known is None or known[0] != beat:
                self.seen[replica] = (beat, now)
        self.seen = {replica: sign for replica, sign in self.seen.items() if replica in beats}
        return [replica for replica, (_, since) in self.seen.items() if now - since >= DEAD_AFTER]


_watch = Watch()


async def run(dispatch: Dispatch) -> None:
    """Give a sign of life, and take over from those who give none."""
    if dispatch.database.is_sqlite:
        return
    here = lanes.current()
    beats, count = await asyncio.to_thread(_beat, dispatch, here.replica)
    dead = _watch.dead(beats, time.monotonic())
    if dead:
        log.warning("processes have died, their lanes go to others", replicas=dead)
        await here.take_over(dead)
        await asyncio.to_thread(_leave, dispatch, dead)
    await here.share_out(count, len(beats) - len(dead))


def _beat(dispatch: Dispatch, replica: str) -> tuple[dict[str, datetime], int]:
    with dispatch.database.write() as tx:
        return replicas.beat(tx, replica, dispatch.clock()), lane_rows.count(tx)


def _leave(dispatch: Dispatch, gone: list[str]) -> None:
    with dispatch.database.write() as tx:
        replicas.leave(tx, gone)
