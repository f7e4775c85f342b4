"""Polls by the clock: they open, remind, close and come again when due, and posted cards follow the votes.

Each step is claimed in the database, so that of several processes one takes it.
"""

from __future__ import annotations

import asyncio

from bot.dispatch import Dispatch
from bot.usecases.planning_routes import House
from bot.usecases.poll_clock import tick

EVERY = 2.0
"""Seconds between two looks; posted cards show new votes at the latest after so long."""


async def run(dispatch: Dispatch) -> None:
    """Do what is due."""
    house = House.of(dispatch.settings, dispatch.doors)
    await asyncio.to_thread(tick, dispatch.database, dispatch.clock(), house)
