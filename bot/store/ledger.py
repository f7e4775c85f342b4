"""The ledger: what is due, and what is claimed to be sent now. Plain statements, many rows at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

from sqlalchemy import Row, Select, Table, bindparam, exists, select, true, tuple_, update

from bot.cards import CARD, Card
from bot.events import Place, Sender
from bot.store.broadcasts import PLACE
from bot.store.database import Transaction
from bot.store.lanes import PRIORITIES, STALE
from bot.store.tables.delivery import BroadcastContentRow, BroadcastRow, DeliveryRow
from bot.store.tables.people import PersonRow

_D, _B = cast(Table, DeliveryRow.__table__), cast(Table, BroadcastRow.__table__)
_C, _PERSON = cast(Table, BroadcastContentRow.__table__), cast(Table, PersonRow.__table__)

Work = Literal["send", "doubt", "update"]
"""Send it; find out whether it has been sent; bring what was sent up to date."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A delivery that has something due. ``place`` is None until its direct conversation was opened."""

    id: str
    work: Work
    broadcast: str
    variant: str
    account: Sender | None
    place: Place | None
    attempt: int
    touched: dt.datetime
    platform_id: str
    stopped: bool

    @property
    def conversation(self) -> str:
        """What is one conversation for pacing."""
        return self.place.id if self.place else f"to {self.account.id if self.account else ''}"


@dataclass(frozen=True, slots=True)
class Content:
    """A broadcast's card in one variant."""

    version: int
    card: Card


_COLUMNS = (
    _D.c.id,
    _D.c.broadcast_id,
    _D.c.lane,
    _D.c.variant,
    _D.c.account,
    _D.c.place,
    _D.c.attempt,
    _D.c.touched,
    _D.c.platform_id,
)
_ROWS = select(*_COLUMNS, _PERSON.c.stopped).select_from(_D.outerjoin(_PERSON, _PERSON.c.id == _D.c.person_id))
_HERE = _D.c.lane == bindparam("lane")
_PENDING = (
    _ROWS.where(
        _HERE,
        _D.c.state == "pending",
        _D.c.priority == bindparam("urgency"),
        _D.c.not_before <= bindparam("now"),
    )
    .order_by(_D.c.not_before)
    .limit(bindparam("most"))
)
_DOUBTFUL = _ROWS.where(_HERE, _D.c.state == "sending", _D.c.touched <= bindparam("doubtful")).limit(bindparam("most"))
_STALE = (
    select(*_COLUMNS, PersonRow.stopped)
    .select_from(_B.join(_C, true()).join(_D, true()).outerjoin(_PERSON, _PERSON.c.id == _D.c.person_id))
    .where(STALE, _HERE, _D.c.not_before <= bindparam("now"))
    .limit(bindparam("most"))
)


def doubtful(tx: Transaction, lane: str, before: dt.datetime, most: int) -> list[Candidate]:
    """Deliveries that have been on their way since before then: nobody knows whether they arrived."""
    return _found(tx, _DOUBTFUL, "doubt", {"lane": lane, "doubtful": before, "most": most})


def pending(tx: Transaction, lane: str, now: dt.datetime, most: int) -> list[Candidate]:
    """Deliveries that are due, by priority and then the longest due first."""
    found: list[Candidate] = []
    for priority in PRIORITIES:
        if len(found) < most:
            wanted = {"lane": lane, "urgency": priority, "now": now, "most": most - len(found)}
            found += _found(tx, _PENDING, "send", wanted)
    return found


def stale(tx: Transaction, lane: str, now: dt.datetime, most: int) -> list[Candidate]:
    """Copies that were sent and have been drawn again since."""
    return _found(tx, _STALE, "update", {"lane": lane, "now": now, "most": most})


def _found(tx: Transaction, query: Select[Any], work: Work, wanted: dict[str, object]) -> list[Candidate]:
    return [_candidate(row, work) for row in tx.execute(query, wanted)]


def _candidate(row: Row[Any], work: Work) -> Candidate:
    platform, _, workspace = row.lane.partition(":")
    return Candidate(
        id=row.id,
        work=work,
        broadcast=row.broadcast_id,
        variant=row.variant,
        account=Sender(platform, workspace, row.account) if row.account else None,
        place=PLACE.validate_json(row.place) if row.place else None,
        attempt=row.attempt,
        touched=row.touched,
        platform_id=row.platform_id or "",
        stopped=bool(row.stopped),
    )


def versions(tx: Transaction, wanted: set[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """The version of each (broadcast, variant)."""
    query = select(_C.c.broadcast_id, _C.c.variant, _C.c.version).where(
        tuple_(_C.c.broadcast_id, _C.c.variant).in_(wanted)
    )
    return {(broadcast, variant): version for broadcast, variant, version in tx.execute(query)}


def content(tx: Transaction, broadcast: str, variant: str) -> Content:
    """A broadcast's card in one variant."""
    query = select(_C.c.version, _C.c.card).where(_C.c.broadcast_id == broadcast, _C.c.variant == variant)
    version, card = tx.execute(query).one()
    return Content(version, CARD.validate_json(card))


@dataclass(frozen=True, slots=True)
class Claim:
    """A delivery that may go out from ``at`` on, showing this version."""

    id: str
    attempt: int
    version: int
    at: dt.datetime


_THIS = _D.c.id == bindparam("of")
_CLAIM = (
    update(_D)
    .where(_THIS)
    .values(
        state="sending",
        epoch=bindparam("mine"),
        attempt=bindparam("tried"),
        shown_version=bindparam("shown"),
        touched=bindparam("at"),
    )
)


def claim(tx: Transaction, claims: Iterable[Claim], epoch: int) -> None:
    """Mark them as on their way, under a lane that is held."""
    rows = [{"of": one.id, "mine": epoch, "tried": one.attempt, "shown": one.version, "at": one.at} for one in claims]
    if rows:
        tx.execute(_CLAIM, rows)


def postpone(tx: Transaction, later: dict[str, dt.datetime]) -> None:
    """These are not due before then: their conversations have just had something."""
    if later:
        moved = update(_D).where(_THIS).values(not_before=bindparam("then"))
        tx.execute(moved, [{"of": delivery, "then": then} for delivery, then in later.items()])


def drop(tx: Transaction, ids: Sequence[str], reason: str, now: dt.datetime) -> None:
    """These people do not want it any more."""
    if ids:
        dropped = update(_D).where(_D.c.id.in_(ids), _D.c.state == "pending")
        tx.execute(dropped.values(state="cancelled", reason=reason, touched=now))


def all_redrawn(tx: Transaction) -> None:
    """Broadcasts of which every copy shows the latest need no further look."""
    behind = exists().where(
        _C.c.broadcast_id == _B.c.id,
        _D.c.broadcast_id == _B.c.id,
        _D.c.variant == _C.c.variant,
        _D.c.state.in_(("sending", "sent")),
        _D.c.shown_version < _C.c.version,
    )
    for broadcast, redrawn in tx.execute(select(_B.c.id, _B.c.redrawn).where(_B.c.redrawn.is_not(None), ~behind)).all():
        tx.execute(update(_B).where(_B.c.id == broadcast, _B.c.redrawn == redrawn).values(redrawn=None))
