"""Approved answers: adding one, finding those whose review is due, putting the stale ones away."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass

from sqlalchemy import select

from bot.knowledge.documents import Faq
from bot.store.database import Transaction
from bot.store.importing import knowledge_changed
from bot.store.tables.knowledge import FaqRow
from bot.store.tables.people import PersonRow


@dataclass(frozen=True, slots=True)
class Due:
    """An approved answer whose review is due."""

    id: str
    question: str
    owner: str
    review_on: dt.date


def add(tx: Transaction, faq: Faq) -> None:
    """Keep an approved answer; running bots index again."""
    tx.merge(FaqRow(**{**asdict(faq), "phrasings": list(faq.phrasings)}))
    tx.flush()
    knowledge_changed(tx)


def due(tx: Transaction, today: dt.date) -> list[Due]:
    """Answers that should be looked at again, the longest waiting first."""
    rows = tx.scalars(
        select(FaqRow).where(FaqRow.review_on <= today, FaqRow.archived.is_(False)).order_by(FaqRow.review_on)
    )
    return [Due(row.id, row.question, row.owner or "", row.review_on) for row in rows if row.review_on]


def reviewed(tx: Transaction, id: str, today: dt.date, again: dt.date) -> bool:
    """Somebody has looked at it and it still holds; False if there is no such answer."""
    row = tx.get(FaqRow, id)
    if row is None:
        return False
    row.checked_on, row.review_on, row.archived = today, again, False
    tx.flush()
    knowledge_changed(tx)
    return True


def owners(tx: Transaction, owner: str) -> list[str]:
    """The people whom an answer names as its owner, by address or name: nobody, where nobody is called that."""
    if not owner:
        return []
    named = PersonRow.email == owner.lower() if "@" in owner else PersonRow.name == owner
    return list(tx.scalars(select(PersonRow.id).where(named).order_by(PersonRow.id)))


def archive(tx: Transaction, before: dt.date) -> int:
    """Put away answers whose review was due before this day: they are not given any more. Returns how many."""
    rows = tx.scalars(select(FaqRow).where(FaqRow.review_on < before, FaqRow.archived.is_(False))).all()
    for row in rows:
        row.archived = True
    if rows:
        tx.flush()
        knowledge_changed(tx)
    return len(rows)
