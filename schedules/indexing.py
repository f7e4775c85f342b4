"""Indexes again when knowledge has changed, so that the next question need not wait for it."""

from __future__ import annotations

import asyncio

from bot.dispatch import Dispatch

EVERY = 5.0


async def run(dispatch: Dispatch) -> None:
    """Swap the index if there is something new."""
    await asyncio.to_thread(dispatch.shelf.refresh)
