"""Warns the team before a secret ends."""

from __future__ import annotations

import asyncio

from bot.dispatch import Dispatch
from bot.usecases.expiring import warn
from bot.usecases.planning_routes import House

EVERY = 3600.0


async def run(dispatch: Dispatch) -> None:
    """Look once."""
    await asyncio.to_thread(look, dispatch)


def look(dispatch: Dispatch) -> None:
    """Tell those who are to know."""
    expiries = dispatch.settings.expiries
    if expiries:
        with dispatch.database.write() as tx:
            warn(tx, expiries, House.of(dispatch.settings, dispatch.doors), dispatch.clock())
