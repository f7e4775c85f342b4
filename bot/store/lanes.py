"""Lanes: who works on one, how fast it may go, and which have work."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import cast

from sqlalchemy import ColumnElement, Table, and_, bindparam, func, or_, select, update

from bot.store.database import Transaction
from bot.store.tables.delivery import BroadcastContentRow, BroadcastRow, DeliveryRow, LaneRow

_LANE, _DELIVERY = cast(Table, LaneRow.__table__), cast(Table, DeliveryRow.__table__)
_CONTENT, _BROADCAST = cast(Table, BroadcastContentRow.__table__), cast(Table, BroadcastRow.__table__)

PRIORITIES = (0, 1, 2)
"""See ``bot.usecases.posting``. Asking for one after the other keeps a look at work due now from reading what waits."""


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane as its owner holds it; ``rate`` is None where the platform's own applies."""

    id: str
    epoch: int
    rate: float | None
    tat: float
    update_tat: float
    blocked_until: dt.datetime | None


STALE = and_(
    _BROADCAST.c.redrawn.is_not(None),
    _CONTENT.c.broadcast_id == _BROADCAST.c.id,
    _DELIVERY.c.broadcast_id == _BROADCAST.c.id,
    _DELIVERY.c.variant == _CONTENT.c.variant,
    _DELIVERY.c.state == "sent",
    _DELIVERY.c.shown_version < _CONTENT.c.version,
)
"""A copy that was sent and has been drawn again since."""


def _any(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether there is one: asked in the order of the index, so that no planner reads them all to find out."""
    of_lane = _DELIVERY.c.lane == _LANE.c.id
    one = select(_DELIVERY.c.id).where(of_lane, *conditions).order_by(_DELIVERY.c.not_before).limit(1)
    return one.correlate(_LANE).scalar_subquery().is_not(None)


_DUE = select(_LANE.c.id, _LANE.c.epoch).where(
    or_(_LANE.c.blocked_until.is_(None), _LANE.c.blocked_until <= bindparam("now")),
    or_(
        *(
            _any(
                _DELIVERY.c.state == "pending",
                _DELIVERY.c.priority == priority,
                _DELIVERY.c.not_before <= bindparam("now"),
            )
            for priority in PRIORITIES
        ),
        _any(_DELIVERY.c.state == "sending", _DELIVERY.c.touched <= bindparam("doubtful")),
        _any(STALE, _DELIVERY.c.not_before <= bindparam("now")),
    ),
)


def due(tx: Transaction, now: dt.datetime, doubtful: dt.datetime) -> dict[str, int]:
    """The lanes, with their epochs, that have something to do now or something in flight since ``doubtful``."""
    return {row.id: row.epoch for row in tx.execute(_DUE, {"now": now, "doubtful": doubtful})}


def count(tx: Transaction) -> int:
    """How many lanes there are."""
    return tx.scalar(select(func.count()).select_from(_LANE)) or 0


def acquire(tx: Transaction, lane: str) -> int:
    """Become the lane's owner: whoever was can claim nothing more. Returns the epoch."""
    acquired = update(_LANE).where(_LANE.c.id == lane).values(epoch=_LANE.c.epoch + 1).returning(_LANE.c.epoch)
    epoch: int = tx.execute(acquired).scalar_one()
    return epoch


_HELD = select(_LANE).where(_LANE.c.id == bindparam("lane"), _LANE.c.epoch == bindparam("mine")).with_for_update()


def hold(tx: Transaction, lane: str, epoch: int) -> Lane | None:
    """Lock the lane for this transaction; None if somebody else owns it now."""
    row = tx.execute(_HELD, {"lane": lane, "mine": epoch}).one_or_none()
    return Lane(row.id, row.epoch, row.rate, row.tat, row.update_tat, row.blocked_until) if row else None


def remember(tx: Transaction, lane: Lane) -> None:
    """Keep the permits that were taken."""
    tx.execute(update(_LANE).where(_LANE.c.id == lane.id).values(tat=lane.tat, update_tat=lane.update_tat))


def block(tx: Transaction, lane: str, until: dt.datetime, rate: float) -> None:
    """The platform complained: nothing goes out before then, and from then on more slowly."""
    tx.execute(update(_LANE).where(_LANE.c.id == lane).values(blocked_until=until, rate=rate))
