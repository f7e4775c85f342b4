"""How to reach conversations on platforms that give no lasting address for them."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.tables.base import Base, Key, Words


class ConversationReferenceRow(Base):
    """A conversation that the bot is part of. ``account`` is the person's id there, in a direct conversation."""

    __tablename__ = "conversation_reference"
    __table_args__ = (
        Index("ix_conversation_reference_person", "platform", "workspace", "person"),
        Index("ix_conversation_reference_workspace", "platform", "workspace", "touched"),
    )

    platform: Mapped[Key] = mapped_column(primary_key=True)
    workspace: Mapped[Key] = mapped_column(primary_key=True)
    place: Mapped[Words] = mapped_column(primary_key=True)
    kind: Mapped[Key]
    service: Mapped[Words]
    bot: Mapped[Key]
    person: Mapped[Key | None]
    account: Mapped[Words | None]
    team: Mapped[Words | None]
    touched: Mapped[dt.datetime]
