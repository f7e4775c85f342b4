"""What was last talked about, for each person in each place, so that a follow-up is understood."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import delete

from bot.events import Place
from bot.store.database import Transaction
from bot.store.tables.traffic import ConversationRow

FRESH = dt.timedelta(minutes=30)
"""A follow-up later than this starts anew."""


def recall(tx: Transaction, person: str, place: Place, now: dt.datetime) -> dict[str, Any] | None:
    """The context of this person's conversation here, if it is fresh."""
    row = tx.get(ConversationRow, (person, _key(place)))
    return row.context if row and now - row.at <= FRESH else None


def remember(tx: Transaction, person: str, place: Place, context: dict[str, Any], now: dt.datetime) -> None:
    """Keep the context for the next question."""
    tx.merge(ConversationRow(person_id=person, place=_key(place), at=now, context=context))


def forget(tx: Transaction, person: str) -> None:
    """Forget what this person last talked about, everywhere."""
    tx.execute(delete(ConversationRow).where(ConversationRow.person_id == person))


def _key(place: Place) -> str:
    return "/".join((place.platform, place.workspace, place.id, place.thread or ""))[:190]
