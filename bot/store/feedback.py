"""What people thought of the answers they got."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select

from bot.people import Person
from bot.store.database import Transaction
from bot.store.tables.questions import FeedbackRow


@dataclass(frozen=True, slots=True)
class Feedback:
    """One judgement; the question and the comment only where the person lets their words be kept."""

    at: dt.datetime
    helpful: bool
    reason: str
    question: str
    comment: str
    refers_to: str


def give(tx: Transaction, person: Person, *, helpful: bool, question: str, refers_to: str, now: dt.datetime) -> int:
    """Keep a judgement. Returns its number."""
    row = FeedbackRow(
        at=now,
        person_id=person.id,
        helpful=helpful,
        question=question or None if person.keep_words else None,
        refers_to=refers_to or None,
    )
    tx.add(row)
    tx.flush()
    return row.id


def explain(tx: Transaction, number: int, person: Person, reason: str, comment: str = "") -> bool:
    """Why it did not help; False unless it is this person's own judgement."""
    row = tx.get(FeedbackRow, number)
    if row is None or row.person_id != person.id:
        return False
    row.reason = reason
    row.comment = comment or None if person.keep_words else None
    return True


def unhelpful(tx: Transaction, since: dt.datetime, limit: int = 50) -> list[Feedback]:
    """What did not help since then, the latest first."""
    rows = tx.scalars(
        select(FeedbackRow)
        .where(FeedbackRow.at >= since, FeedbackRow.helpful.is_(False))
        .order_by(FeedbackRow.at.desc())
        .limit(limit)
    )
    return [
        Feedback(row.at, row.helpful, row.reason or "", row.question or "", row.comment or "", row.refers_to or "")
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Judged:
    """A question, the one thing that was shown for it, and whether that helped."""

    question: str
    refers_to: str
    helpful: bool


def judged(tx: Transaction) -> list[Judged]:
    """Every judgement of an answer from one source whose question may be kept, the oldest first."""
    rows = tx.execute(
        select(FeedbackRow.question, FeedbackRow.refers_to, FeedbackRow.helpful)
        .where(FeedbackRow.question.is_not(None), FeedbackRow.refers_to.is_not(None))
        .order_by(FeedbackRow.id)
    )
    return [Judged(question or "", refers_to or "", helpful) for question, refers_to, helpful in rows]


def counts(tx: Transaction, since: dt.datetime) -> tuple[int, int]:
    """How many judgements since then said it helped, and how many that it did not."""
    rows = tx.execute(
        select(FeedbackRow.helpful, func.count()).where(FeedbackRow.at >= since).group_by(FeedbackRow.helpful)
    )
    found: dict[bool, int] = {row.helpful: row[1] for row in rows}
    return found.get(True, 0), found.get(False, 0)
