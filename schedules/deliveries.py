"""Sends the messages that are due."""

from __future__ import annotations

from bot.dispatch import Dispatch
from bot.usecases.delivering import deliver_due

EVERY = 1.0


async def run(dispatch: Dispatch) -> None:
    """Send what is due now."""
    await deliver_due(dispatch.database, dispatch.platforms, dispatch.clock)
