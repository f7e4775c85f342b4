"""Introductions: who takes part and agreed to what, who avoids whom, rounds with their plan, what each side answered.

Nothing here holds a person's name, and no column says who declined to anybody but that person.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.tables.base import Base, Key, Words


class ProgrammeRow(Base):
    """Introductions that belong together. ``every`` is its rhythm ("": only when staff say so), ``next_at`` when the
    next round is planned; ``rules`` what the pairing asks for."""

    __tablename__ = "programme"

    id: Mapped[Key] = mapped_column(primary_key=True)
    name: Mapped[Words]
    size: Mapped[int] = mapped_column(default=2)
    every: Mapped[Key] = mapped_column(default="")
    next_at: Mapped[dt.datetime | None]
    ask_days: Mapped[int] = mapped_column(default=7)
    rules: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    owner_id: Mapped[Key | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    retired: Mapped[bool] = mapped_column(default=False)
    created: Mapped[dt.datetime]


class ProgrammeMemberRow(Base):
    """Somebody who agreed to be introduced: to which words, and when; ``withdrawn`` is when they took it back."""

    __tablename__ = "programme_member"

    programme_id: Mapped[Key] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[Key] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True)
    consent: Mapped[Words]
    consent_at: Mapped[dt.datetime]
    withdrawn: Mapped[dt.datetime | None]
    paused_until: Mapped[dt.date | None]


class AvoidRow(Base):
    """Somebody whom a person never wants to be introduced to. Only that person and the pairing ever see it."""

    __tablename__ = "avoid"

    person_id: Mapped[Key] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    other_id: Mapped[Key] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True)
    at: Mapped[dt.datetime]


class IntroRoundRow(Base):
    """One round of a programme. Its groups are written down with it, in one transaction: they are never made anew.

    ``state``: preview, confirmed, asked or cancelled. ``goes_at``: when a preview goes out by itself.
    """

    __tablename__ = "intro_round"
    __table_args__ = (Index("uq_intro_round_programme_id_number", "programme_id", "number", unique=True),)

    id: Mapped[Key] = mapped_column(primary_key=True)
    programme_id: Mapped[Key] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"))
    number: Mapped[int]
    state: Mapped[Key] = mapped_column(index=True)
    seed: Mapped[int]
    input_hash: Mapped[Key]
    goes_at: Mapped[dt.datetime | None]
    score: Mapped[int]
    bound: Mapped[int]
    created: Mapped[dt.datetime]


class LeftOutRow(Base):
    """Somebody who could not be introduced in a round, and why: they go first in the next."""

    __tablename__ = "left_out"

    round_id: Mapped[Key] = mapped_column(ForeignKey("intro_round.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[Key] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True)
    reason: Mapped[Key]


class IntroductionRow(Base):
    """Two or more people who may be put in touch. ``round_id`` is empty for one that somebody asked for.

    ``state``: planned, asking, together, ended or cancelled. ``until`` is when the asks end; ``follow_at`` when the
    sides are asked whether they met, empty once done; ``meets_at`` what they agreed on, ``calendar`` a digest of the
    secret in the link to its calendar file.
    """

    __tablename__ = "introduction"

    id: Mapped[Key] = mapped_column(primary_key=True)
    round_id: Mapped[Key | None] = mapped_column(ForeignKey("intro_round.id", ondelete="CASCADE"), index=True)
    programme_id: Mapped[Key] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"), index=True)
    state: Mapped[Key] = mapped_column(index=True)
    reasons: Mapped[list[str]] = mapped_column(JSON, default=list)
    until: Mapped[dt.datetime | None]
    asked_by: Mapped[Key | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    together_at: Mapped[dt.datetime | None]
    follow_at: Mapped[dt.datetime | None]
    meets_at: Mapped[dt.datetime | None]
    calendar: Mapped[Key | None] = mapped_column(index=True)
    created: Mapped[dt.datetime]


class IntroductionSideRow(Base):
    """One person of an introduction. ``answer``: asked, yes, no, expired or withdrawn; ``barred`` keeps them from
    being put in touch without anybody noticing; ``named``: names were shown. A round has a person once."""

    __tablename__ = "introduction_side"
    __table_args__ = (Index("uq_introduction_side_round_id_person_id", "round_id", "person_id", unique=True),)

    introduction_id: Mapped[Key] = mapped_column(ForeignKey("introduction.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[Key] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True)
    round_id: Mapped[Key | None] = mapped_column(ForeignKey("intro_round.id", ondelete="CASCADE"))
    answer: Mapped[Key]
    barred: Mapped[bool] = mapped_column(default=False)
    named: Mapped[bool] = mapped_column(default=False)
    answered: Mapped[dt.datetime | None]


class OutcomeRow(Base):
    """What became of an introduction, as one side tells it. ``met``: yes, no or later; ``again``: yes or never."""

    __tablename__ = "outcome"

    introduction_id: Mapped[Key] = mapped_column(ForeignKey("introduction.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[Key] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True)
    at: Mapped[dt.datetime]
    met: Mapped[Key]
    again: Mapped[Key] = mapped_column(default="")
    story: Mapped[Words] = mapped_column(default="")
    quote: Mapped[bool] = mapped_column(default=False)
