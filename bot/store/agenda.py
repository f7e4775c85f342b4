"""What waits for the clock: how much of each kind, and when the first of it is due."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Select, func, select, union_all

from bot.store.database import Transaction
from bot.store.tables.announcements import AnnouncementPersonRow, AnnouncementRow
from bot.store.tables.checkins import CheckInRow
from bot.store.tables.delivery import DeliveryRow
from bot.store.tables.polls import PollRow
from bot.store.tables.traffic import InboundEventRow

_POLL_MOMENTS = union_all(
    select(PollRow.opens.label("at")).where(PollRow.state == "planned"),
    select(PollRow.closes).where(PollRow.state == "open"),
    select(PollRow.remind_at).where(PollRow.state == "open"),
    select(PollRow.repeat_at),
).subquery()
_AT = _POLL_MOMENTS.c.at
_KINDS: dict[str, Select[int, dt.datetime | None]] = {
    "inbound": select(func.count(), func.min(InboundEventRow.received)).where(
        InboundEventRow.state.in_(("received", "answered", "sending"))
    ),
    "deliveries": select(func.count(), func.min(DeliveryRow.not_before)).where(DeliveryRow.state == "pending"),
    "announcements": select(func.count(), func.min(AnnouncementRow.launch_at)).where(
        AnnouncementRow.state == "scheduled"
    ),
    "polls": select(func.count(), func.min(_AT)).where(_AT.is_not(None)),
    "checkins": select(func.count(), func.min(CheckInRow.next_at)).where(
        CheckInRow.state == "active", CheckInRow.next_at.is_not(None)
    ),
    "digests": select(func.count(), func.min(AnnouncementPersonRow.planned)).where(
        AnnouncementPersonRow.outcome.in_(("digest", "held")), AnnouncementPersonRow.digested.is_(None)
    ),
}
"""By the name of the job that does it."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """``count`` things wait; the first is due at ``first``."""

    count: int
    first: dt.datetime | None


def agenda(tx: Transaction) -> dict[str, Waiting]:
    """What waits for each job, by its name."""
    return {job: Waiting(*tx.execute(query).one()) for job, query in _KINDS.items()}
