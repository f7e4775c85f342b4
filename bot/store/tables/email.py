"""E-mail addresses that get no mail, and links in messages that are answered in the browser."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.tables.base import Base, Key, Words


class EmailAddressRow(Base):
    """An address that was written to. ``token`` is in the link by which its owner ends that; it opens nothing else."""

    __tablename__ = "email_address"

    address: Mapped[Key] = mapped_column(primary_key=True)
    token: Mapped[Key] = mapped_column(unique=True)
    bounced: Mapped[dt.datetime | None]
    reason: Mapped[Words | None]
    unsubscribed: Mapped[dt.datetime | None]


class AnswerLinkRow(Base):
    """A link to answer a card in the browser; only a digest of its secret is kept.

    ``version`` counts the cards it has shown: the answer to one version of a form is one event. ``delivery`` is the
    key under which the card went out: an answer proves that it arrived.
    """

    __tablename__ = "answer_link"

    digest: Mapped[Key] = mapped_column(primary_key=True)
    platform: Mapped[Key]
    workspace: Mapped[Key]
    account: Mapped[Key]
    person_id: Mapped[Key] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    message: Mapped[Key]
    delivery: Mapped[Key | None]
    card: Mapped[Words]
    version: Mapped[int] = mapped_column(default=0)
    created: Mapped[dt.datetime]
    expires: Mapped[dt.datetime] = mapped_column(index=True)
