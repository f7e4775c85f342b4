"""The browser's conversations: what people wrote and what the bot showed, in order."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import delete, select

from bot.cards import CARD, Card
from bot.store.database import Transaction
from bot.store.tables.traffic import WebMessageRow


@dataclass(frozen=True, slots=True)
class Line:
    """One message: a person's words, or a card of the bot. ``key`` is the one it was added under."""

    number: int
    key: str
    at: dt.datetime
    words: str | None
    card: Card | None


def add_words(tx: Transaction, place: str, key: str, words: str, now: dt.datetime) -> None:
    """Keep what the person wrote; the same key twice is one line."""
    _add(tx, place, f"in-{key}", "person", words, now)


def add_card(tx: Transaction, place: str, key: str, card: Card, now: dt.datetime) -> None:
    """Show a card; the same key twice is one line."""
    _add(tx, place, f"out-{key}", "bot", CARD.dump_json(card).decode(), now)


def replace_card(tx: Transaction, place: str, key: str, card: Card) -> bool:
    """Show another card in the place of one shown before in this conversation; False if it is gone."""
    row = tx.scalars(
        select(WebMessageRow).where(WebMessageRow.place == place, WebMessageRow.key == f"out-{key}")
    ).one_or_none()
    if row is None:
        return False
    row.content = CARD.dump_json(card).decode()
    return True


def after(tx: Transaction, place: str, number: int, also: str = "", limit: int = 100) -> list[Line]:
    """The lines after this one, oldest first, and the card under the key ``also``; of many, the latest ones."""
    rows = tx.scalars(
        select(WebMessageRow)
        .where(WebMessageRow.place == place, (WebMessageRow.number > number) | (WebMessageRow.key == f"out-{also}"))
        .order_by(WebMessageRow.number.desc())
        .limit(limit)
    ).all()
    return [
        Line(
            row.number,
            row.key.removeprefix("out-"),
            row.at,
            row.content if row.who == "person" else None,
            CARD.validate_json(row.content) if row.who == "bot" else None,
        )
        for row in reversed(rows)
    ]


def clear(tx: Transaction, place: str) -> None:
    """Forget a conversation."""
    tx.execute(delete(WebMessageRow).where(WebMessageRow.place == place))


def purge(tx: Transaction, before: dt.datetime) -> None:
    """Forget lines older than ``before``."""
    tx.execute(delete(WebMessageRow).where(WebMessageRow.at < before))


def _add(tx: Transaction, place: str, key: str, who: str, content: str, now: dt.datetime) -> None:
    there = tx.scalars(select(WebMessageRow.number).where(WebMessageRow.key == key)).first()
    if there is None:
        tx.add(WebMessageRow(place=place, key=key, at=now, who=who, content=content))
