"""Has the lanes drained in which something is due."""

from __future__ import annotations

from bot.dispatch import Dispatch
from bot.usecases.delivering import due_lanes
from schedules import lanes

EVERY = 1.0


async def run(dispatch: Dispatch) -> None:
    """Look once."""
    here = lanes.current()
    await here.wake(await due_lanes(here.outbox))
