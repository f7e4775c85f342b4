"""Forgets what is no longer needed: rests of long cards, long values of options, sign-ins that have ended."""

from __future__ import annotations

import asyncio
import datetime as dt

from bot.dispatch import Dispatch
from bot.store import (
    answer_links,
    asks,
    broadcasts,
    call_answers,
    ledger,
    long_values,
    relays,
    rest_of_card,
    web_messages,
    web_sessions,
)
from schedules import lanes

EVERY = 3600.0
CONVERSATIONS_KEPT = dt.timedelta(days=30)
REST_KEPT = dt.timedelta(days=7)
BROADCASTS_KEPT = dt.timedelta(days=180)
EXPIRED_LINKS_KEPT = dt.timedelta(days=30)
RELAYS_KEPT = dt.timedelta(days=30)
CALL_ANSWERS_KEPT = dt.timedelta(minutes=10)
LONG_VALUES_KEPT = dt.timedelta(days=180)


async def run(dispatch: Dispatch) -> None:
    """Delete what has outlived its purpose."""
    await asyncio.to_thread(forget, dispatch)
    await asyncio.to_thread(lanes.forget_finished)


def forget(dispatch: Dispatch) -> None:
    """Delete from the database what has outlived its purpose."""
    now = dispatch.clock()
    with dispatch.database.write() as tx:
        rest_of_card.purge(tx, now - REST_KEPT)
        call_answers.purge(tx, now - CALL_ANSWERS_KEPT)
        ledger.all_redrawn(tx)
        broadcasts.purge(tx, now - BROADCASTS_KEPT)
        long_values.purge(tx, now - LONG_VALUES_KEPT)
        web_messages.purge(tx, now - CONVERSATIONS_KEPT)
        web_sessions.purge(tx, now)
        relays.purge(tx, now - RELAYS_KEPT)
        asks.purge(tx, now - RELAYS_KEPT)
        answer_links.purge(tx, now - EXPIRED_LINKS_KEPT)
