"""Announcements: what is told to many, who is meant, and how each of them stands to it. And saved audiences."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.tables.base import Base, Key, Words


class SavedAudienceRow(Base):
    """An audience under a name: a text, or (then ``text`` is null) a list of people from a file."""

    __tablename__ = "saved_audience"

    name: Mapped[Key] = mapped_column(primary_key=True)
    text: Mapped[Words | None]
    created: Mapped[dt.datetime]
    by_id: Mapped[Key | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)


class SavedAudiencePersonRow(Base):
    """Somebody in a list of people."""

    __tablename__ = "saved_audience_person"

    name: Mapped[Key] = mapped_column(ForeignKey("saved_audience.name", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[Key] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True)


class AnnouncementRow(Base):
    """An announcement. ``definition`` is what its author wrote (``bot.announcements.Announcement``).

    ``launch_at`` is when its recipients are worked out; ``broadcast_id`` is its posting in the ledger from then on.
    """

    __tablename__ = "announcement"
    __table_args__ = (Index("ix_announcement_state_launch", "state", "launch_at"),)

    id: Mapped[Key] = mapped_column(primary_key=True)
    state: Mapped[Key]
    definition: Mapped[dict[str, Any]] = mapped_column(JSON)
    author_id: Mapped[Key | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    approver_id: Mapped[Key | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    launch_at: Mapped[dt.datetime | None]
    broadcast_id: Mapped[Key | None] = mapped_column(index=True)
    created: Mapped[dt.datetime]
    changed: Mapped[dt.datetime] = mapped_column(index=True)


class AnnouncementLinkRow(Base):
    """A link in an announcement, and how often it was opened; never by whom."""

    __tablename__ = "announcement_link"

    announcement_id: Mapped[Key] = mapped_column(ForeignKey("announcement.id", ondelete="CASCADE"), primary_key=True)
    mark: Mapped[Key] = mapped_column(primary_key=True)
    url: Mapped[Words]
    opened: Mapped[int] = mapped_column(default=0)


class AnnouncementPersonRow(Base):
    """One person of an announcement's audience, as planned when it was launched.

    ``outcome``: posted, digest (in their next weekly message), held (the weekly limit; in their next weekly message
    too) or unreachable. ``route`` and ``reason`` say how and why.
    """

    __tablename__ = "announcement_person"
    __table_args__ = (Index("ix_announcement_person_outcome", "person_id", "outcome"),)

    announcement_id: Mapped[Key] = mapped_column(ForeignKey("announcement.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[Key] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    outcome: Mapped[Key]
    route: Mapped[Key]
    reason: Mapped[Key]
    variant: Mapped[Key]
    planned: Mapped[dt.datetime]
    digested: Mapped[dt.datetime | None]
    acknowledged: Mapped[dt.datetime | None]
    rsvp: Mapped[Key | None]
    replied: Mapped[dt.datetime | None]
