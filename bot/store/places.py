"""Places that are kept for later: a conversation may get another id."""

from __future__ import annotations

from dataclasses import replace

from pydantic import TypeAdapter
from sqlalchemy import select

from bot.events import Place
from bot.questions import OPEN
from bot.store import conversations
from bot.store.database import Transaction
from bot.store.tables.delivery import DeliveryRow
from bot.store.tables.questions import QuestionRow

PLACE: TypeAdapter[Place] = TypeAdapter(Place)


def move(tx: Transaction, platform: str, workspace: str, old: str, new: str) -> int:
    """Open questions, messages and what was talked about follow their conversation to its new id. Returns how many
    questions and messages there were."""
    questions = select(QuestionRow).where(QuestionRow.state.in_(OPEN), QuestionRow.place.contains(old, autoescape=True))
    messages = select(DeliveryRow).where(
        DeliveryRow.state.in_(("pending", "paused", "sending", "sent")),
        DeliveryRow.place.contains(old, autoescape=True),
    )
    moved = 0
    for row in [*tx.scalars(questions), *tx.scalars(messages)]:
        place = PLACE.validate_json(row.place or "")
        if (place.platform, place.workspace, place.id) == (platform, workspace, old):
            row.place = PLACE.dump_json(replace(place, id=new)).decode()
            moved += 1
    conversations.move(tx, Place(platform, workspace, old), Place(platform, workspace, new))
    return moved
