"""Messages that are not replies: what is sent, to whom, how it went, and the lanes that share a platform's limits."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.tables.base import Base, Key, Words


class LaneRow(Base):
    """One workspace or tenant of a platform: what goes there goes in order and at one pace.

    ``epoch`` grows with every owner, so that an earlier owner can claim nothing. ``rate`` is null until the platform
    complained. ``tat`` and ``update_tat``: see ``bot.pacing``, in seconds since the epoch.
    """

    __tablename__ = "lane"

    id: Mapped[Key] = mapped_column(primary_key=True)
    epoch: Mapped[int] = mapped_column(default=0)
    rate: Mapped[float | None]
    tat: Mapped[float] = mapped_column(default=0.0)
    update_tat: Mapped[float] = mapped_column(default=0.0)
    blocked_until: Mapped[dt.datetime | None]


class BroadcastRow(Base):
    """One thing to tell, to one person or to ten thousand. ``state``: open, paused or cancelled.

    ``client_key`` is the sender's: the same key twice is one broadcast. ``redrawn`` is when its cards last changed,
    and null once everybody sees them.
    """

    __tablename__ = "broadcast"
    __table_args__ = (
        Index("ix_broadcast_kind_ref", "kind", "ref"),
        Index(
            "ix_broadcast_redrawn",
            "redrawn",
            sqlite_where=text("redrawn IS NOT NULL"),
            postgresql_where=text("redrawn IS NOT NULL"),
        ),
    )

    id: Mapped[Key] = mapped_column(primary_key=True)
    client_key: Mapped[Key] = mapped_column(unique=True)
    kind: Mapped[Key]
    ref: Mapped[Key]
    state: Mapped[Key] = mapped_column(default="open")
    created: Mapped[dt.datetime] = mapped_column(index=True)
    redrawn: Mapped[dt.datetime | None]


class BroadcastContentRow(Base):
    """A broadcast's card in one variant; ``version`` grows when it is drawn again."""

    __tablename__ = "broadcast_content"

    broadcast_id: Mapped[Key] = mapped_column(ForeignKey("broadcast.id", ondelete="CASCADE"), primary_key=True)
    variant: Mapped[Key] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    card: Mapped[Words]


class DeliveryRow(Base):
    """One copy of a broadcast: to a person, or to a shared place (then ``person_id`` is null).

    ``state``: pending or paused (not on its way), sending (it may be), then sent, failed (it cannot be), dead (tried
    too often), uncertain (nobody can tell) or cancelled. ``touched`` is since when; while sending, from when on it
    may have gone out. ``epoch`` is the lane's owner that claimed it.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        Index("ix_delivery_broadcast_person", "broadcast_id", "person_id", unique=True),
        Index(
            "ix_delivery_pending",
            "lane",
            "priority",
            "not_before",
            sqlite_where=text("state = 'pending'"),
            postgresql_where=text("state = 'pending'"),
        ),
        Index(
            "ix_delivery_sending",
            "lane",
            sqlite_where=text("state = 'sending'"),
            postgresql_where=text("state = 'sending'"),
        ),
        Index(
            "ix_delivery_sent",
            "broadcast_id",
            "lane",
            "variant",
            "shown_version",
            sqlite_where=text("state = 'sent'"),
            postgresql_where=text("state = 'sent'"),
        ),
    )

    id: Mapped[Key] = mapped_column(primary_key=True)
    broadcast_id: Mapped[Key] = mapped_column(ForeignKey("broadcast.id", ondelete="CASCADE"))
    lane: Mapped[Key]
    person_id: Mapped[Key | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    account: Mapped[Key | None]
    place: Mapped[Words | None]
    variant: Mapped[Key]
    priority: Mapped[int]
    state: Mapped[Key] = mapped_column(default="pending")
    not_before: Mapped[dt.datetime]
    attempt: Mapped[int] = mapped_column(default=0)
    epoch: Mapped[int] = mapped_column(default=0)
    touched: Mapped[dt.datetime]
    shown_version: Mapped[int] = mapped_column(default=0)
    platform_id: Mapped[Words | None]
    reason: Mapped[Words | None]


class ReplicaRow(Base):
    """A running process and its last sign of life."""

    __tablename__ = "replica"

    id: Mapped[Key] = mapped_column(primary_key=True)
    beat: Mapped[dt.datetime]
