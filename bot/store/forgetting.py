"""Taking back what was kept of a person's words."""

from __future__ import annotations

from sqlalchemy import update

from bot.store.database import Transaction
from bot.store.tables.traffic import InteractionRow


def forget_words(tx: Transaction, event: str) -> None:
    """What was kept of an event's words goes; that it happened stays."""
    tx.execute(update(InteractionRow).where(InteractionRow.event_id == event).values(words=None))
