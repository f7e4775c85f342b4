"""What goes in and out: inbound events, interactions, open questions, web messages and sessions."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.tables.base import Base, Key, Words


class InboundEventRow(Base):
    """An event, committed before it is acknowledged; its words are erased once it has its outcome.

    ``state``: received; answered (the reply is ready and not on its way); sending (it may be on its way); then done,
    failed, held (nobody can tell whether it arrived) or expired.
    """

    __tablename__ = "inbound_event"
    __table_args__ = (Index("ix_inbound_event_open", "state", "received"),)

    platform: Mapped[Key] = mapped_column(primary_key=True)
    event_id: Mapped[Key] = mapped_column(primary_key=True)
    received: Mapped[dt.datetime]
    state: Mapped[Key]
    touched: Mapped[dt.datetime]
    event: Mapped[Words | None]
    reply: Mapped[Words | None]
    outcome: Mapped[Words | None]


class CallAnswerRow(Base):
    """What a call that waited for its answer was given, for copies of the call that come late or elsewhere."""

    __tablename__ = "call_answer"

    platform: Mapped[Key] = mapped_column(primary_key=True)
    event_id: Mapped[Key] = mapped_column(primary_key=True)
    given: Mapped[dt.datetime] = mapped_column(index=True)
    body: Mapped[Words]


class InteractionRow(Base):
    """One thing a person did with the bot or the bot with a person. ``words`` only with their consent."""

    __tablename__ = "interaction"
    __table_args__ = (Index("ix_interaction_at_kind", "at", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[dt.datetime]
    person_id: Mapped[Key | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    platform: Mapped[Key]
    workspace: Mapped[Key]
    place: Mapped[Key]
    kind: Mapped[Key]
    words: Mapped[Words | None]
    led_to: Mapped[Key]
    refers_to: Mapped[Words | None]
    event_id: Mapped[Key | None] = mapped_column(index=True)


class ConversationRow(Base):
    """What a follow-up needs to be understood, for one person in one place."""

    __tablename__ = "conversation"

    person_id: Mapped[Key] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    place: Mapped[Key] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime]
    context: Mapped[dict[str, Any]] = mapped_column(JSON)


class RestOfCardRow(Base):
    """The pages of a card that did not fit in one message, for its "more" button."""

    __tablename__ = "rest_of_card"

    id: Mapped[Key] = mapped_column(primary_key=True)
    person_id: Mapped[Key | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    created: Mapped[dt.datetime] = mapped_column(index=True)
    pages: Mapped[list[str]] = mapped_column(JSON)


class LongValueRow(Base):
    """The value of an option that is too long for a platform, which carries the mark instead."""

    __tablename__ = "long_value"

    mark: Mapped[Key] = mapped_column(primary_key=True)
    shown: Mapped[dt.datetime] = mapped_column(index=True)
    value: Mapped[Words]


class WebMessageRow(Base):
    """A line of a browser conversation: what the person wrote or what the bot showed (a card as JSON)."""

    __tablename__ = "web_message"
    __table_args__ = (Index("ix_web_message_place_number", "place", "number"),)

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    place: Mapped[Key]
    key: Mapped[Key] = mapped_column(unique=True)
    at: Mapped[dt.datetime]
    who: Mapped[Key]
    content: Mapped[Words]


class WebSessionRow(Base):
    """A signed-in browser; only a digest of its secret is kept."""

    __tablename__ = "web_session"

    digest: Mapped[Key] = mapped_column(primary_key=True)
    person_id: Mapped[Key] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    csrf: Mapped[Key]
    created: Mapped[dt.datetime]
    expires: Mapped[dt.datetime] = mapped_column(index=True)


class SignInLinkRow(Base):
    """A one-time sign-in link; only a digest of its secret is kept."""

    __tablename__ = "sign_in_link"

    digest: Mapped[Key] = mapped_column(primary_key=True)
    person_id: Mapped[Key] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    created: Mapped[dt.datetime]
    expires: Mapped[dt.datetime]
    used: Mapped[dt.datetime | None]
