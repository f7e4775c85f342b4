"""Introductions by the clock: rounds are planned, asks go out and end, people are asked whether they met.

Each step is claimed in the database, so that of several processes one takes it.
"""

from __future__ import annotations

import asyncio

from bot.dispatch import Dispatch
from bot.usecases.introduction_clock import tick
from bot.usecases.planning_routes import House

EVERY = 5.0


async def run(dispatch: Dispatch) -> None:
    """Do what is due."""
    house = House.of(dispatch.settings, dispatch.doors)
    await asyncio.to_thread(tick, dispatch.database, dispatch.clock(), house)
