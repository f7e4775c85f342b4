"""Sends weekly messages that are due."""

from __future__ import annotations

import asyncio

from bot.dispatch import Dispatch
from bot.usecases.planning_routes import House
from bot.usecases.weekly import note_lost, send_weekly

EVERY = 60.0


async def run(dispatch: Dispatch) -> None:
    """Look once."""
    await asyncio.to_thread(send_due, dispatch)


def send_due(dispatch: Dispatch) -> None:
    """Some people at a time, until nobody's is due; and note those that did not arrive."""
    now, house = dispatch.clock(), House.of(dispatch.settings, dispatch.doors)
    sent = 1
    while sent:
        with dispatch.database.write() as tx:
            sent = send_weekly(tx, house, now)
    with dispatch.database.write() as tx:
        note_lost(tx, now)
