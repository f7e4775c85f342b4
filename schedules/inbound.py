"""Answers what a crash or an outage left unanswered."""

from __future__ import annotations

from bot.dispatch import Dispatch

EVERY = 5.0
"""Seconds between two looks."""


async def run(dispatch: Dispatch) -> None:
    """Finish events without an outcome."""
    await dispatch.recover()
