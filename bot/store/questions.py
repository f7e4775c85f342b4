"""Questions that people put to the team, and each step they take."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import aliased

from bot.events import Place
from bot.people import Person, Viewer
from bot.questions import OPEN, State
from bot.store.database import Transaction
from bot.store.importing import knowledge_changed
from bot.store.tables.knowledge import FaqRow
from bot.store.tables.people import PersonRow
from bot.store.tables.questions import QuestionRow, QuestionStepRow

PLACE: TypeAdapter[Place] = TypeAdapter(Place)
_ASKER, _OWNER = aliased(PersonRow), aliased(PersonRow)
_QUERY = (
    select(QuestionRow, _ASKER.name, _OWNER.name)
    .outerjoin(_ASKER, QuestionRow.person_id == _ASKER.id)
    .outerjoin(_OWNER, QuestionRow.owner_id == _OWNER.id)
)
MOST_WORDS = 12
"""Of a search that are looked for; who remembers more needs no more."""
_OPEN = QuestionRow.state.in_(OPEN)


@dataclass(frozen=True, slots=True)
class Question:
    """A question for the team; ``answer`` says why where it was closed without one."""

    id: int
    text: str
    asked: dt.datetime
    place: Place
    language: str
    state: State
    person: str | None = None
    name: str | None = None
    owner: str | None = None
    owner_name: str | None = None
    answer: str | None = None
    answered: dt.datetime | None = None
    nudged: dt.datetime | None = None
    faq: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether it still waits for an answer."""
        return self.state in OPEN


@dataclass(frozen=True, slots=True)
class Step:
    """Who did what with a question, and when."""

    at: dt.datetime
    what: str
    name: str


def open_question(tx: Transaction, event: str, person: Person, place: Place, text: str, now: dt.datetime) -> int:
    """Put a question to the team; while it waits, the same words of the same person are the same question.

    Returns its number.
    """
    same = (QuestionRow.person_id == person.id) & (QuestionRow.text == text) & _OPEN
    known = tx.scalars(select(QuestionRow.id).where((QuestionRow.event_id == event) | same)).first()
    if known is not None:
        return known
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
    _step(tx, row.id, "asked", person.id, now)
    return row.id


def waiting(tx: Transaction, owner: str | None = None, limit: int = 100) -> list[Question]:
    """Questions that wait for an answer (of one owner), oldest first."""
    return _found(tx, _of(owner), limit)


def count_waiting(tx: Transaction, owner: str | None = None) -> int:
    """How many wait (for one owner)."""
    return tx.scalar(select(func.count()).select_from(QuestionRow).where(_of(owner))) or 0


def find(tx: Transaction, number: int) -> Question | None:
    """One question."""
    return next(iter(_found(tx, QuestionRow.id == number, 1)), None)


def ended(tx: Transaction, text: str = "", limit: int = 50) -> list[Question]:
    """Answered and closed questions that hold every word of a text, the latest first."""
    pieces = (QuestionRow.text, QuestionRow.answer)
    holds = (or_(*(piece.icontains(word, autoescape=True) for piece in pieces)) for word in text.split()[:MOST_WORDS])
    rows = tx.execute(
        _QUERY.where(~_OPEN, *holds).order_by(QuestionRow.answered.desc(), QuestionRow.id.desc()).limit(limit)
    )
    return [_question(*row) for row in rows]


def of_asker(tx: Transaction, person: str) -> list[Question]:
    """Everything that a person asked, the latest first."""
    rows = tx.execute(_QUERY.where(QuestionRow.person_id == person).order_by(QuestionRow.id.desc()))
    return [_question(*row) for row in rows]


def learned(tx: Transaction, viewer: Viewer, since: dt.datetime, limit: int = 10) -> list[tuple[str, str]]:
    """Questions whose answers have become knowledge since then, with what the bot answers now, the latest first; without
    those that the viewer may not see or that were put away."""
    rows = tx.execute(
        select(FaqRow.question, FaqRow.answer, FaqRow.audience)
        .join(QuestionRow, QuestionRow.faq_id == FaqRow.id)
        .join(QuestionStepRow, QuestionStepRow.question_id == QuestionRow.id)
        .where(QuestionStepRow.what == "promoted", QuestionStepRow.at >= since, FaqRow.archived.is_(False))
        .order_by(QuestionStepRow.at.desc(), QuestionStepRow.id.desc())
    )
    return [(question, answer) for question, answer, audience in rows if viewer.may_see(audience)][:limit]


def count_learned(tx: Transaction, since: dt.datetime) -> int:
    """How many questions have become knowledge since then."""
    promoted = select(func.count()).select_from(QuestionStepRow).where(QuestionStepRow.what == "promoted")
    return tx.scalar(promoted.where(QuestionStepRow.at >= since)) or 0


def steps(tx: Transaction, number: int) -> list[Step]:
    """What happened to a question, in order."""
    rows = tx.execute(
        select(QuestionStepRow.at, QuestionStepRow.what, PersonRow.name)
        .outerjoin(PersonRow, PersonRow.id == QuestionStepRow.person_id)
        .where(QuestionStepRow.question_id == number)
        .order_by(QuestionStepRow.id)
    )
    return [Step(at, what, name or "") for at, what, name in rows]


def assign(tx: Transaction, number: int, owner: str, by: str | None, now: dt.datetime) -> bool:
    """It is this person's from now on; False if it no longer waits, or is theirs already."""
    row = tx.get(QuestionRow, number, with_for_update=True)
    if row is None or row.state not in OPEN or row.owner_id == owner:
        return False
    row.state, row.owner_id, row.nudged = "assigned", owner, now
    _step(tx, number, "assigned", by, now)
    return True


def end(tx: Transaction, number: int, state: State, text: str, by: Person, now: dt.datetime) -> bool:
    """Record the answer, or why there is none: the bot then learns that it is none of its own. False if there is no such question or it has ended before."""
    row = tx.get(QuestionRow, number, with_for_update=True)
    if row is None or row.state not in OPEN:
        return False
    row.state, row.answer, row.answered_by, row.answered = state, text, by.id, now
    _step(tx, number, state, by.id, now)
    if state == "closed":
        knowledge_changed(tx)
    return True


def promote(tx: Transaction, number: int, faq: str, by: Person, now: dt.datetime) -> bool:
    """Its answer has become knowledge under this id; False if it was before."""
    row = tx.get(QuestionRow, number, with_for_update=True)
    if row is None or row.state != "answered" or row.faq_id:
        return False
    row.faq_id = faq
    _step(tx, number, "promoted", by.id, now)
    return True


def nudge(tx: Transaction, question: Question, now: dt.datetime) -> bool:
    """Note that somebody is reminded of it; False if another process has noted that since it was read."""
    row = tx.get(QuestionRow, question.id, with_for_update=True, populate_existing=True)
    if row is None or row.state not in OPEN or row.nudged != question.nudged:
        return False
    row.nudged = now
    _step(tx, question.id, "nudged", None, now)
    return True


def _of(owner: str | None) -> ColumnElement[bool]:
    return _OPEN & (QuestionRow.owner_id == owner) if owner else _OPEN


def _found(tx: Transaction, which: ColumnElement[bool], limit: int) -> list[Question]:
    return [_question(*row) for row in tx.execute(_QUERY.where(which).order_by(QuestionRow.asked).limit(limit))]


def _step(tx: Transaction, number: int, what: str, by: str | None, now: dt.datetime) -> None:
    tx.add(QuestionStepRow(question_id=number, at=now, what=what, person_id=by))
    tx.flush()


def _question(row: QuestionRow, name: str | None, owner_name: str | None) -> Question:
    return Question(
        id=row.id,
        text=row.text,
        asked=row.asked,
        place=PLACE.validate_json(row.place),
        language=row.language,
        state=row.state,  # type: ignore[arg-type]
        person=row.person_id,
        name=name,
        owner=row.owner_id,
        owner_name=owner_name,
        answer=row.answer,
        answered=row.answered,
        nudged=row.nudged,
        faq=row.faq_id,
    )
