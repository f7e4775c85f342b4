"""Small groups by the clock: who comes late to an event is seated, who cancelled is taken out, and both are told."""

from __future__ import annotations

import asyncio

from bot.dispatch import Dispatch
from bot.usecases.planning_routes import House
from bot.usecases.seating import tick

EVERY = 30.0


async def run(dispatch: Dispatch) -> None:
    """Follow the events whose tables people know."""
    house = House.of(dispatch.settings, dispatch.doors)
    await asyncio.to_thread(tick, dispatch.database, dispatch.clock(), house)
