"""Receipts: how attempts to send ended, recorded many at a time and each only for the owner who made the attempt."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

from sqlalchemy import Table, and_, bindparam, case, select, update

from bot.events import Place, Sender
from bot.store import people
from bot.store.broadcasts import PLACE
from bot.store.database import Transaction
from bot.store.tables.delivery import BroadcastRow, DeliveryRow

_D, _B = cast(Table, DeliveryRow.__table__), cast(Table, BroadcastRow.__table__)
_THIS = _D.c.id == bindparam("of")


@dataclass(frozen=True, slots=True)
class Sent:
    """It arrived, at this place and under this id."""

    id: str
    place: Place
    platform_id: str


@dataclass(frozen=True, slots=True)
class Back:
    """Nothing was sent; it may be tried again from ``not_before`` on."""

    id: str
    attempt: int
    not_before: dt.datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Ended:
    """It ended without arriving, or so that nobody can tell."""

    id: str
    state: Literal["failed", "dead", "uncertain"]
    reason: str
    gone: Sender | None = None
    """The account, where the platform says that it is no more."""


@dataclass(frozen=True, slots=True)
class Doubted:
    """It may have arrived; somebody will look once the platform must have made up its mind."""

    id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A copy shows this version, or can never show it (``reason``)."""

    id: str
    version: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class NotShown:
    """A copy could not be brought up to date; it may be tried again from ``not_before`` on."""

    id: str
    attempt: int
    not_before: dt.datetime
    reason: str


Receipt = Sent | Back | Ended | Doubted | Shown | NotShown

_MINE = and_(_THIS, _D.c.state == "sending", _D.c.epoch == bindparam("mine"))
_WHILE_OPEN = (
    select(case({"paused": "paused", "cancelled": "cancelled"}, value=_B.c.state, else_="pending"))
    .where(_B.c.id == _D.c.broadcast_id)
    .scalar_subquery()
)
_WAITING: dict[str, Any] = {"attempt": bindparam("tried"), "not_before": bindparam("then"), "reason": bindparam("why")}
_SETTLE = {
    Sent: update(_D)
    .where(_MINE)
    .values(
        state="sent",
        attempt=0,
        place=bindparam("where"),
        platform_id=bindparam("known_as"),
        touched=bindparam("now"),
        reason=None,
    ),
    Back: update(_D).where(_MINE).values(state=_WHILE_OPEN, touched=bindparam("now"), **_WAITING),
    Ended: update(_D).where(_MINE).values(state=bindparam("how"), reason=bindparam("why"), touched=bindparam("now")),
    Doubted: update(_D).where(_MINE).values(reason=bindparam("why")),
    Shown: update(_D)
    .where(_THIS, _D.c.state == "sent")
    .values(shown_version=bindparam("shown"), attempt=0, reason=bindparam("why")),
    NotShown: update(_D).where(_THIS, _D.c.state == "sent").values(**_WAITING),
}
"""Each ending counts only for the owner under whom the attempt was made, and only once."""


def settle(tx: Transaction, receipts: Sequence[Receipt], epoch: int, now: dt.datetime) -> None:
    """Record how attempts ended that were made under this epoch."""
    for kind, statement in _SETTLE.items():
        rows = [_row(receipt, epoch, now) for receipt in receipts if type(receipt) is kind]
        if rows:
            tx.execute(statement, rows)
    for receipt in receipts:
        if isinstance(receipt, Ended) and receipt.gone:
            people.account_gone(tx, receipt.gone, now)


def _row(receipt: Receipt, epoch: int, now: dt.datetime) -> dict[str, object]:
    match receipt:
        case Sent(id=id, place=place, platform_id=platform_id):
            where = PLACE.dump_json(place).decode()
            return {"of": id, "mine": epoch, "now": now, "where": where, "known_as": platform_id}
        case Back(id=id, attempt=attempt, not_before=then, reason=reason):
            return {"of": id, "mine": epoch, "now": now, "tried": attempt, "then": then, "why": reason}
        case Ended(id=id, state=state, reason=reason):
            return {"of": id, "mine": epoch, "now": now, "how": state, "why": reason}
        case Doubted(id=id, reason=reason):
            return {"of": id, "mine": epoch, "why": reason}
        case Shown(id=id, version=version, reason=reason):
            return {"of": id, "shown": version, "why": reason or None}
        case NotShown(id=id, attempt=attempt, not_before=then, reason=reason):
            return {"of": id, "tried": attempt, "then": then, "why": reason}
