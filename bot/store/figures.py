"""Counts for monitoring."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute

from bot.store.database import Transaction
from bot.store.tables.delivery import DeliveryRow
from bot.store.tables.questions import QuestionRow
from bot.store.tables.traffic import InboundEventRow, InteractionRow


@dataclass(frozen=True, slots=True)
class Figure:
    """Amounts by the values of one label."""

    name: str
    told: str
    label: str
    amounts: tuple[tuple[str, int], ...]


def all_of(tx: Transaction) -> list[Figure]:
    """Every figure."""
    return [
        _by(tx, "interactions", "Interactions by what they led to", "led_to", InteractionRow.led_to),
        _by(tx, "inbound_events", "Inbound events by state", "state", InboundEventRow.state),
        _by(tx, "deliveries", "Deliveries by state", "state", DeliveryRow.state),
        _by(tx, "questions", "Questions for the team by state", "state", QuestionRow.state),
    ]


def _by(tx: Transaction, name: str, told: str, label: str, column: InstrumentedAttribute[str]) -> Figure:
    rows = tx.execute(select(column, func.count()).group_by(column).order_by(column))
    return Figure(name, told, label, tuple((value, amount) for value, amount in rows))
