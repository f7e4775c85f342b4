"""Questions that people put to the team."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from pydantic import TypeAdapter
from sqlalchemy import func, select

from bot.events import Place
from bot.people import Person
from bot.store.database import Transaction
from bot.store.tables.people import PersonRow
from bot.store.tables.traffic import QuestionRow

PLACE: TypeAdapter[Place] = TypeAdapter(Place)


@dataclass(frozen=True, slots=True)
class Question:
    """A question for the team; ``state`` is new or answered."""

    id: int
    text: str
    asked: dt.datetime
    place: Place
    language: str
    state: str
    person: str | None = None
    name: str | None = None
    answer: str | None = None
    answered: dt.datetime | None = None


def open_question(tx: Transaction, event: str, person: Person, place: Place, text: str, now: dt.datetime) -> int:
    """Put a question to the team; while it waits, the same words of the same person are the same question.

    Returns its number.
    """
    same = (QuestionRow.person_id == person.id) & (QuestionRow.text == text) & (QuestionRow.state == "new")
    row = tx.scalars(select(QuestionRow).where((QuestionRow.event_id == event) | same)).first()
    if row is None:
        row = QuestionRow(
            event_id=event,
            asked=now,
            person_id=person.id,
            text=text,
            language=person.language,
            place=PLACE.dump_json(place).decode(),
            state="new",
        )
        tx.add(row)
        tx.flush()
    return row.id


def unanswered(tx: Transaction, limit: int = 100) -> list[Question]:
    """Questions that wait for an answer, oldest first."""
    query = (
        select(QuestionRow, PersonRow.name)
        .outerjoin(PersonRow, QuestionRow.person_id == PersonRow.id)
        .where(QuestionRow.state == "new")
        .order_by(QuestionRow.asked)
        .limit(limit)
    )
    return [_question(row, name) for row, name in tx.execute(query)]


def count_unanswered(tx: Transaction) -> int:
    """How many wait."""
    return tx.scalar(select(func.count()).select_from(QuestionRow).where(QuestionRow.state == "new")) or 0


def find(tx: Transaction, number: int) -> Question | None:
    """One question."""
    row = tx.get(QuestionRow, number)
    return _question(row, None) if row else None


def answer(tx: Transaction, number: int, text: str, by: Person, now: dt.datetime) -> bool:
    """Record the team's answer; False if there is no such question or it was answered before."""
    row = tx.get(QuestionRow, number, with_for_update=True)
    if row is None or row.state != "new":
        return False
    row.state, row.answer, row.answered_by, row.answered = "answered", text, by.id, now
    return True


def _question(row: QuestionRow, name: str | None) -> Question:
    return Question(
        id=row.id,
        text=row.text,
        asked=row.asked,
        place=PLACE.validate_json(row.place),
        language=row.language,
        state=row.state,
        person=row.person_id,
        name=name,
        answer=row.answer,
        answered=row.answered,
    )
