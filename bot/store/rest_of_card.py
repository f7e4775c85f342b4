"""Pages of cards that did not fit in one message."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import cast

from sqlalchemy import CursorResult, delete

from bot.cards import CARD, Card
from bot.store.database import Transaction
from bot.store.tables.traffic import RestOfCardRow


def keep(tx: Transaction, key: str, person: str | None, pages: Sequence[Card], now: dt.datetime) -> None:
    """Keep the pages after the first for this person's "more" button, or (None) for everybody who has the key."""
    dumped = [CARD.dump_json(page).decode() for page in pages]
    tx.merge(RestOfCardRow(id=key, person_id=person, created=now, pages=dumped))


def page(tx: Transaction, key: str, number: int, person: str) -> Card | None:
    """Page ``number`` (the second page is 2), if this person was shown the first and it is still kept.

    What was sent to many is kept once: the key, which cannot be guessed, was in the first page.
    """
    row = tx.get(RestOfCardRow, key)
    if row is None or row.person_id not in {None, person} or not 2 <= number <= len(row.pages) + 1:
        return None
    return CARD.validate_json(row.pages[number - 2])


def purge(tx: Transaction, before: dt.datetime) -> int:
    """Forget pages kept since before then. Returns how many cards."""
    return cast(CursorResult[object], tx.execute(delete(RestOfCardRow).where(RestOfCardRow.created < before))).rowcount
