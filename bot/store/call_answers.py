"""Answers that waiting calls were given: a copy of a call, late or at another process, is to get the same one."""

from __future__ import annotations

import datetime as dt
from typing import cast

from sqlalchemy import CursorResult, delete

from bot.events import Event
from bot.store.database import Transaction
from bot.store.tables.traffic import CallAnswerRow


def keep(tx: Transaction, event: Event, body: str, now: dt.datetime) -> None:
    """The call that this event came with was given ``body``."""
    tx.add(CallAnswerRow(platform=event.place.platform, event_id=event.id, given=now, body=body))


def find(tx: Transaction, event: Event) -> str | None:
    """What the call was given, once it was and for as long as that is kept."""
    row = tx.get(CallAnswerRow, (event.place.platform, event.id))
    return row.body if row else None


def purge(tx: Transaction, before: dt.datetime) -> int:
    """Forget answers given before then. Returns how many."""
    return cast(CursorResult[object], tx.execute(delete(CallAnswerRow).where(CallAnswerRow.given < before))).rowcount
