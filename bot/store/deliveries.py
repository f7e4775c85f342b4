"""Deliveries: messages to one person that wait, are on their way, or have ended."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from pydantic import TypeAdapter
from sqlalchemy import select

from bot.cards import CARD, Card
from bot.events import Place
from bot.store.database import Transaction
from bot.store.tables.traffic import DeliveryRow

PLACE: TypeAdapter[Place] = TypeAdapter(Place)


@dataclass(frozen=True, slots=True)
class Delivery:
    """A claimed delivery. ``in_doubt`` when an earlier attempt may have arrived."""

    id: str
    person: str
    place: Place
    card: Card
    attempt: int
    touched: dt.datetime
    in_doubt: bool


def add(tx: Transaction, key: str, person: str, place: Place, card: Card, now: dt.datetime) -> None:
    """Write a delivery down; one that exists under this key stays as it is."""
    if tx.get(DeliveryRow, key) is None:
        tx.add(
            DeliveryRow(
                id=key,
                person_id=person,
                platform=place.platform,
                place=PLACE.dump_json(place).decode(),
                card=CARD.dump_json(card).decode(),
                state="pending",
                not_before=now,
                attempt=0,
                touched=now,
            )
        )


def claim_due(tx: Transaction, now: dt.datetime, doubtful_before: dt.datetime, limit: int) -> list[Delivery]:
    """Take the next due deliveries, and those whose last attempt began before ``doubtful_before`` without an end.

    The rows are locked while they are marked, so two processes never take the same one.
    """
    due = (DeliveryRow.state == "pending") & (DeliveryRow.not_before <= now)
    doubtful = (DeliveryRow.state == "sending") & (DeliveryRow.touched <= doubtful_before)
    rows = tx.scalars(
        select(DeliveryRow)
        .where(due | doubtful)
        .order_by(DeliveryRow.not_before)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    claimed = []
    for row in rows:
        claimed.append(
            Delivery(
                id=row.id,
                person=row.person_id,
                place=PLACE.validate_json(row.place),
                card=CARD.validate_json(row.card),
                attempt=row.attempt + 1,
                touched=row.touched,
                in_doubt=row.state == "sending",
            )
        )
        row.state, row.touched, row.attempt = "sending", now, row.attempt + 1
    return claimed


def settle(
    tx: Transaction,
    key: str,
    state: str,
    now: dt.datetime,
    *,
    platform_id: str | None = None,
    reason: str | None = None,
    not_before: dt.datetime | None = None,
) -> None:
    """Record how an attempt ended."""
    row = tx.get_one(DeliveryRow, key)
    row.state, row.touched, row.reason = state, now, reason
    row.platform_id = platform_id or row.platform_id
    row.not_before = not_before or row.not_before
