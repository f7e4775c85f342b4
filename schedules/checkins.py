"""Check-ins by the clock: members are asked at their own local time, reminded once, and owners told how it went."""

from __future__ import annotations

import asyncio

from bot.dispatch import Dispatch
from bot.usecases.checkin_clock import tick
from bot.usecases.planning_routes import House

EVERY = 10.0
"""Seconds between two looks."""


async def run(dispatch: Dispatch) -> None:
    """Do what is due."""
    house = House.of(dispatch.settings, dispatch.doors)
    await asyncio.to_thread(tick, dispatch.database, dispatch.clock(), house)
