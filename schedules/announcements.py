"""Launches announcements whose moment has come, and notes those that are done."""

from __future__ import annotations

import asyncio

from bot.dispatch import Dispatch
from bot.store import announcements
from bot.usecases.announcement_desk import finish
from bot.usecases.launching import launch
from bot.usecases.planning_routes import House

EVERY = 1.0


async def run(dispatch: Dispatch) -> None:
    """Look once."""
    await asyncio.to_thread(launch_due, dispatch)


def launch_due(dispatch: Dispatch) -> None:
    """Each announcement in a transaction of its own: one that fails holds up no other."""
    now, house = dispatch.clock(), House.of(dispatch.settings, dispatch.doors)
    with dispatch.database.read() as tx:
        due, ended = announcements.due(tx, now), announcements.ended(tx)
    for id in due:
        with dispatch.database.write() as tx:
            launch(tx, id, house, now)
    if ended:
        with dispatch.database.write() as tx:
            finish(tx, house, now)
