"""Reads watched folders and calendars again, and tells the team what cannot be read."""

from __future__ import annotations

import asyncio

from bot.dispatch import Dispatch
from bot.usecases.planning_routes import House
from bot.usecases.source_notices import tell_team
from bot.usecases.watching import watch

EVERY = 60.0
"""How often it is looked whether something is due; ``sources.every_minutes`` says how often each is."""


async def run(dispatch: Dispatch) -> None:
    """Look once."""
    await asyncio.to_thread(look, dispatch)


def look(dispatch: Dispatch) -> None:
    """Read what is due now."""
    now = dispatch.clock()
    watch(dispatch.database, dispatch.settings, now)
    with dispatch.database.write() as tx:
        tell_team(tx, House.of(dispatch.settings, dispatch.doors), now)
