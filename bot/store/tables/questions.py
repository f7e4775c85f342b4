"""Questions that people put to the team, the steps they take, and what people think of answers."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.tables.base import Base, Key, Words


class QuestionRow(Base):
    """A question for the team. ``state``: new, assigned, then answered or closed; ``answer`` holds why when closed."""

    __tablename__ = "question"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    event_id: Mapped[Key] = mapped_column(unique=True)
    asked: Mapped[dt.datetime]
    person_id: Mapped[Key | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    owner_id: Mapped[Key | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    text: Mapped[Words]
    language: Mapped[Key]
    place: Mapped[Words]
    state: Mapped[Key] = mapped_column(default="new", index=True)
    answer: Mapped[Words | None]
    answered_by: Mapped[Key | None]
    answered: Mapped[dt.datetime | None]
    nudged: Mapped[dt.datetime | None]
    faq_id: Mapped[Key | None]


class QuestionStepRow(Base):
    """One step of a question: who did what when. ``what``: asked, assigned, nudged, answered, closed or promoted."""

    __tablename__ = "question_step"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"), index=True)
    at: Mapped[dt.datetime]
    what: Mapped[Key]
    person_id: Mapped[Key | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)


class FeedbackRow(Base):
    """What a person thought of an answer. ``question`` and ``comment`` only with their consent."""

    __tablename__ = "feedback"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[dt.datetime] = mapped_column(index=True)
    person_id: Mapped[Key | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    helpful: Mapped[bool]
    reason: Mapped[Key | None]
    question: Mapped[Words | None]
    comment: Mapped[Words | None]
    refers_to: Mapped[Words | None]
