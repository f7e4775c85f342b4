"""Taking back what was kept of a person's words."""

from __future__ import annotations

from sqlalchemy import or_, select, update

from bot.store import conversations
from bot.store.database import Transaction
from bot.store.tables.traffic import InteractionRow


def forget_words(tx: Transaction, event: str, edits: str = "") -> None:
    """What was kept of an event's words goes, and of its edits' (events whose ids begin with ``edits``), with what the
    person was talking about last; that it happened stays."""
    same = InteractionRow.event_id == event
    these = or_(same, InteractionRow.event_id.startswith(edits, autoescape=True)) if edits else same
    for person in set(tx.scalars(select(InteractionRow.person_id).where(these))):
        if person:
            conversations.forget(tx, person)
    tx.execute(update(InteractionRow).where(these).values(words=None))
