"""Indexes again when knowledge has changed, so that the next question need not wait for it, and encodes what is new."""

from __future__ import annotations

import asyncio

from bot.dispatch import Dispatch

EVERY = 5.0
ENCODING = 4.0
"""Seconds of each tick for encoding: the rest is for the next index and for stopping soon."""


async def run(dispatch: Dispatch) -> None:
    """Swap the index if there is something new; let the full engine go on learning the texts."""
    await asyncio.to_thread(dispatch.shelf.refresh)
    await asyncio.to_thread(dispatch.shelf.encode, ENCODING)
