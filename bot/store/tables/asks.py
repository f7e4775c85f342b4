"""Short asks that go to those who may know, without the asker's name, one ring of people at a time."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.tables.base import Base, Key, Words


class AskRow(Base):
    """An ask. ``state``: open or ended, when its ``words`` are gone. ``ring``: network, region or nation; the next one
    is asked at ``until``."""

    __tablename__ = "know_ask"

    id: Mapped[Key] = mapped_column(primary_key=True)
    person_id: Mapped[Key] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    words: Mapped[Words]
    ring: Mapped[Key]
    state: Mapped[Key] = mapped_column(index=True)
    until: Mapped[dt.datetime]
    created: Mapped[dt.datetime]


class AskedRow(Base):
    """Somebody an ask went to; ``number`` names them to the asker, who does not know who it is."""

    __tablename__ = "know_asked"
    __table_args__ = (Index("uq_know_asked_ask_id_number", "ask_id", "number", unique=True),)

    ask_id: Mapped[Key] = mapped_column(ForeignKey("know_ask.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[Key] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True)
    number: Mapped[int]
    ring: Mapped[Key]
    answered: Mapped[dt.datetime | None]
