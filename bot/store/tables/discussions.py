"""Small-group discussions: into how many people's groups an event is divided, and who sits at which table."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.tables.base import Base, Key, Words


class DiscussionRow(Base):
    """The small groups of an event. ``size`` is people at a table; ``audience`` who comes besides those who said so.

    The event may be imported anew, so its id is no foreign key. Until ``confirmed`` nobody is told anything.
    """

    __tablename__ = "discussion"

    event_id: Mapped[Key] = mapped_column(primary_key=True)
    size: Mapped[int]
    audience: Mapped[Words] = mapped_column(default="")
    seed: Mapped[int]
    confirmed: Mapped[dt.datetime | None]
    created: Mapped[dt.datetime]


class SeatRow(Base):
    """Somebody's table. ``told`` is the table they were last told of, ``way`` the platform of it or why there is none."""

    __tablename__ = "seat"

    event_id: Mapped[Key] = mapped_column(ForeignKey("discussion.event_id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[Key] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True)
    number: Mapped[int]
    told: Mapped[int | None]
    way: Mapped[Key] = mapped_column(default="")
