"""Check-ins, their rounds, who was asked in each, and what they answered."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.tables.base import Base, Key, Words


class CheckInRow(Base):
    """A check-in. ``definition`` is what is asked (``bot.checkins.CheckIn``); ``source`` is the configuration file or
    staff. ``next_at`` is when to look next whether somebody is to be asked."""

    __tablename__ = "checkin"

    id: Mapped[Key] = mapped_column(primary_key=True)
    definition: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[Key]
    source: Mapped[Key]
    owner_id: Mapped[Key | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    next_at: Mapped[dt.datetime | None] = mapped_column(index=True)
    created: Mapped[dt.datetime]


class CheckInRoundRow(Base):
    """One local date of a check-in. ``places`` are the questions it asks. ``escalate_at`` and ``summarise_at`` are empty
    once done. ``moods`` are the averages by field as they were told, for good: one that went on changing would tell what
    whoever came late or took an answer back had said."""

    __tablename__ = "checkin_round"

    checkin_id: Mapped[Key] = mapped_column(ForeignKey("checkin.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[dt.date] = mapped_column(primary_key=True)
    number: Mapped[int]
    places: Mapped[list[int]] = mapped_column(JSON)
    opened: Mapped[dt.datetime]
    escalate_at: Mapped[dt.datetime | None] = mapped_column(index=True)
    summarise_at: Mapped[dt.datetime | None] = mapped_column(index=True)
    moods: Mapped[dict[str, float] | None] = mapped_column(JSON(none_as_null=True))


class CheckInAskRow(Base):
    """Somebody in a round: once, whatever their zone. ``state`` is one of ``bot.checkins.Ask``; ``remind_at`` is when
    they are asked again, empty once done."""

    __tablename__ = "checkin_ask"
    __table_args__ = (Index("ix_checkin_ask_person_state", "person_id", "state"), {"info": {"later": "at"}})

    checkin_id: Mapped[Key] = mapped_column(ForeignKey("checkin.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[dt.date] = mapped_column(primary_key=True)
    person_id: Mapped[Key] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    state: Mapped[Key]
    at: Mapped[dt.datetime]
    remind_at: Mapped[dt.datetime | None] = mapped_column(index=True)
    prompt_id: Mapped[Key | None] = mapped_column(ForeignKey("prompt.id", ondelete="SET NULL"), index=True)


class CheckInAnswerRow(Base):
    """What somebody answered in one field."""

    __tablename__ = "checkin_answer"
    __table_args__ = {"info": {"later": "at"}}  # noqa: RUF012

    checkin_id: Mapped[Key] = mapped_column(ForeignKey("checkin.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[dt.date] = mapped_column(primary_key=True)
    person_id: Mapped[Key] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True)
    field: Mapped[Key] = mapped_column(primary_key=True)
    value: Mapped[Words]
    at: Mapped[dt.datetime]


class CheckInNeedRow(Base):
    """Somebody asked for help in a check-in; what for is their answer in ``field``. ``state`` is one of
    ``bot.checkins.Need``; ``helper_id`` is who sees to it. ``escalate_at`` is when its owner hears that it is not met."""

    __tablename__ = "checkin_need"

    checkin_id: Mapped[Key] = mapped_column(ForeignKey("checkin.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[dt.date] = mapped_column(primary_key=True)
    person_id: Mapped[Key] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True)
    field: Mapped[Key] = mapped_column(primary_key=True)
    state: Mapped[Key]
    helper_id: Mapped[Key | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    since: Mapped[dt.datetime]
    escalate_at: Mapped[dt.datetime | None] = mapped_column(index=True)


class CheckInStopRow(Base):
    """Somebody does not want a check-in any more."""

    __tablename__ = "checkin_stop"

    checkin_id: Mapped[Key] = mapped_column(ForeignKey("checkin.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[Key] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True)


class CheckInAwayRow(Base):
    """Somebody is away and asked nothing before a day, by their own clock."""

    __tablename__ = "checkin_away"

    person_id: Mapped[Key] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    until: Mapped[dt.date]


class PromptRow(Base):
    """A prompt for champions; empty ``themes`` or ``regions`` fit everybody. A retired one is given no more."""

    __tablename__ = "prompt"

    id: Mapped[Key] = mapped_column(primary_key=True)
    text: Mapped[Words]
    themes: Mapped[list[str]] = mapped_column(JSON, default=list)
    regions: Mapped[list[str]] = mapped_column(JSON, default=list)
    retired: Mapped[bool] = mapped_column(default=False)
    created: Mapped[dt.datetime]
