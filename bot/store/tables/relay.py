"""Relayed chats: who writes to whom through the bot, for how long, and which messages are still on their way.

The words of a message lie in the broadcast that carries it, until it has arrived; here only if everybody asked for it.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.tables.base import Base, Key, Words


class RelayRow(Base):
    """A relayed chat; ``state``: open or closed. After ``until`` nothing is passed on."""

    __tablename__ = "relay"

    id: Mapped[Key] = mapped_column(primary_key=True)
    state: Mapped[Key] = mapped_column(index=True)
    opened: Mapped[dt.datetime]
    until: Mapped[dt.datetime] = mapped_column(index=True)


class RelayMemberRow(Base):
    """Somebody in a relayed chat; ``keep``: they want its words kept, which happens only if all do."""

    __tablename__ = "relay_member"

    relay_id: Mapped[Key] = mapped_column(ForeignKey("relay.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[Key] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True)
    keep: Mapped[bool] = mapped_column(default=False)
    left: Mapped[bool] = mapped_column(default=False)


class RelayMessageRow(Base):
    """A message passed on. ``id`` follows from the event that brought it, so that it is passed on once.

    ``state``: passing (its words are on their way), passed (they are forgotten) or taken_back.
    """

    __tablename__ = "relay_message"

    id: Mapped[Key] = mapped_column(primary_key=True)
    relay_id: Mapped[Key] = mapped_column(ForeignKey("relay.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[Key | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    at: Mapped[dt.datetime]
    state: Mapped[Key] = mapped_column(index=True)
    words: Mapped[Words | None]
