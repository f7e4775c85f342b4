"""Broadcasts: writing down what is to be told to whom, changing it, stopping it, and how far it is."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, cast

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, CursorResult, Table, and_, case, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.cards import CARD, Card
from bot.events import Place, Sender
from bot.store.database import Transaction
from bot.store.tables.delivery import BroadcastContentRow, BroadcastRow, DeliveryRow, LaneRow

PLACE: TypeAdapter[Place] = TypeAdapter(Place)
CHUNK = 2000
"""Rows written at once: 100,000 recipients must not all lie in memory a second time."""

_DELIVERY = cast(Table, DeliveryRow.__table__)


@dataclass(frozen=True, slots=True)
class Addressed:
    """One recipient: a person's id, or ``place:<platform>/<workspace>/<id>`` for a shared place.

    Where they get it is a known ``place``, or else the direct conversation of ``sender``.
    """

    recipient: str
    place: Place | None
    sender: Sender | None
    variant: str
    not_before: dt.datetime

    @property
    def lane(self) -> str:
        """The lane that this goes through.

        Raises:
            ValueError: neither a place nor an account is known.
        """
        where = self.place or self.sender
        if where is None:
            raise ValueError(f"recipient {self.recipient!r} has neither a place nor an account")
        return f"{where.platform}:{where.workspace}"


def find(tx: Transaction, key: str) -> str | None:
    """The id of the broadcast posted under a key."""
    return tx.scalar(select(BroadcastRow.id).where(BroadcastRow.client_key == key))


def about(tx: Transaction, kind: str, ref: str) -> list[str]:
    """The broadcasts of a kind that are about something, the oldest first."""
    query = select(BroadcastRow.id).where(BroadcastRow.kind == kind, BroadcastRow.ref == ref)
    return list(tx.scalars(query.order_by(BroadcastRow.created, BroadcastRow.id)))


def variants(tx: Transaction, broadcast: str) -> list[str]:
    """The variants of which a broadcast has a card."""
    query = select(BroadcastContentRow.variant).where(BroadcastContentRow.broadcast_id == broadcast)
    return list(tx.scalars(query.order_by(BroadcastContentRow.variant)))


def add(
    tx: Transaction,
    key: str,
    kind: str,
    ref: str,
    cards: Mapping[str, Card],
    recipients: Sequence[Addressed],
    priority: int,
    now: dt.datetime,
) -> str:
    """Write down a new broadcast. A recipient named twice gets one copy. Returns its id."""
    broadcast = secrets.token_hex(8)
    tx.execute(insert(BroadcastRow), {"id": broadcast, "client_key": key, "kind": kind, "ref": ref, "created": now})
    tx.execute(
        insert(BroadcastContentRow),
        [{"broadcast_id": broadcast, "variant": name, "card": _dumped(card)} for name, card in cards.items()],
    )
    _add_lanes(tx, {one.lane for one in recipients})
    rows = _rows(broadcast, recipients, priority, now)
    while chunk := list(islice(rows, CHUNK)):
        tx.execute(insert(_DELIVERY), chunk)
    return broadcast


def _add_lanes(tx: Transaction, lanes: set[str]) -> None:
    dialect = postgresql if tx.get_bind().dialect.name == "postgresql" else sqlite
    for lane in sorted(lanes):
        tx.execute(dialect.insert(LaneRow).values(id=lane).on_conflict_do_nothing())


def _rows(
    broadcast: str, recipients: Sequence[Addressed], priority: int, now: dt.datetime
) -> Iterator[dict[str, object]]:
    seen: set[str] = set()
    for number, one in enumerate(recipients):
        if one.recipient in seen:
            continue
        seen.add(one.recipient)
        yield {
            "id": f"{broadcast}-{number}",
            "broadcast_id": broadcast,
            "lane": one.lane,
            "person_id": None if one.recipient.startswith("place:") else one.recipient,
            "account": one.sender.id if one.sender else None,
            "place": PLACE.dump_json(one.place).decode() if one.place else None,
            "variant": one.variant,
            "priority": priority,
            "not_before": one.not_before,
            "touched": now,
        }


def redraw(tx: Transaction, broadcast: str, cards: Mapping[str, Card], now: dt.datetime) -> bool:
    """Replace the cards of these variants; False if none of them was any different."""
    changed = False
    for variant, card in cards.items():
        dumped = _dumped(card)
        changed |= (
            _count(
                tx.execute(
                    update(BroadcastContentRow)
                    .where(
                        BroadcastContentRow.broadcast_id == broadcast,
                        BroadcastContentRow.variant == variant,
                        BroadcastContentRow.card != dumped,
                    )
                    .values(card=dumped, version=BroadcastContentRow.version + 1)
                )
            )
            > 0
        )
    if changed:
        tx.execute(update(BroadcastRow).where(BroadcastRow.id == broadcast).values(redrawn=now))
    return changed


def change_state(tx: Transaction, broadcast: str, state: str, moves: Mapping[str, str], now: dt.datetime) -> int:
    """The broadcast is open, paused or cancelled from now on, and its deliveries go from one state to another.

    One UPDATE whatever their number. Returns how many moved.
    """
    tx.execute(update(BroadcastRow).where(BroadcastRow.id == broadcast).values(state=state))
    return _count(
        tx.execute(
            update(_DELIVERY)
            .where(_DELIVERY.c.broadcast_id == broadcast, _DELIVERY.c.state.in_(moves))
            .values(state=case(dict(moves), value=_DELIVERY.c.state), touched=now)
        )
    )


def take_back(tx: Transaction, kind: str, ref: str, person: str, now: dt.datetime, key: str = "") -> int:
    """Send no more of this to a person who has answered: the copies that wait, of broadcasts about it whose key begins
    with ``key``. Returns how many.
    """
    about = select(BroadcastRow.id).where(
        BroadcastRow.kind == kind, BroadcastRow.ref == ref, BroadcastRow.client_key.startswith(key, autoescape=True)
    )
    waiting = _DELIVERY.c.state.in_(("pending", "paused"))
    mine = update(_DELIVERY).where(_DELIVERY.c.broadcast_id.in_(about), _DELIVERY.c.person_id == person, waiting)
    return _count(tx.execute(mine.values(state="cancelled", touched=now)))


def last_to(tx: Transaction, person: str, lane: str) -> tuple[str, str, dt.datetime] | None:
    """What a person was sent last through a lane, replies apart: its kind, what it is about, and when."""
    query = (
        select(BroadcastRow.kind, BroadcastRow.ref, DeliveryRow.touched)
        .join(DeliveryRow, DeliveryRow.broadcast_id == BroadcastRow.id)
        .where(DeliveryRow.person_id == person, DeliveryRow.lane == lane, DeliveryRow.state == "sent")
        .order_by(DeliveryRow.touched.desc(), DeliveryRow.id.desc())
    )
    row = tx.execute(query.limit(1)).first()
    return (row.kind, row.ref, row.touched) if row else None


def retry(tx: Transaction, broadcast: str, states: Sequence[str], now: dt.datetime, person: str = "") -> int:
    """Try those that ended in these states once more, or only one person's. Returns how many."""
    ended = update(_DELIVERY).where(_DELIVERY.c.broadcast_id == broadcast, _DELIVERY.c.state.in_(states))
    if person:
        ended = ended.where(_DELIVERY.c.person_id == person)
    again = ended.values(state="pending", attempt=0, not_before=now, touched=now, reason=None)
    return _count(tx.execute(again))


def prove(tx: Transaction, broadcast: str, person: str, now: dt.datetime) -> bool:
    """The person pressed something on the card, so it arrived. True if that was in doubt."""
    return _proved(tx, and_(_DELIVERY.c.broadcast_id == broadcast, _DELIVERY.c.person_id == person), now)


def prove_delivery(tx: Transaction, delivery: str, now: dt.datetime) -> bool:
    """Somebody answered this copy, so it arrived. True if that was in doubt."""
    return _proved(tx, _DELIVERY.c.id == delivery, now)


def _proved(tx: Transaction, which: ColumnElement[bool], now: dt.datetime) -> bool:
    proof = update(_DELIVERY).where(which, _DELIVERY.c.state == "uncertain")
    return _count(tx.execute(proof.values(state="sent", touched=now, reason=None))) > 0


def progress(tx: Transaction, broadcast: str) -> dict[str, int]:
    """How many deliveries are in each state."""
    found = tx.execute(
        select(_DELIVERY.c.state, func.count()).where(_DELIVERY.c.broadcast_id == broadcast).group_by(_DELIVERY.c.state)
    )
    return {row[0]: row[1] for row in found}


def failed(tx: Transaction, kind: str, since: dt.datetime) -> list[tuple[str, dt.datetime, str]]:
    """What was posted since then and cannot arrive: to whom, when it was posted, and the platform's reason."""
    query = (
        select(_DELIVERY.c.person_id, BroadcastRow.created, _DELIVERY.c.reason)
        .join(BroadcastRow, BroadcastRow.id == _DELIVERY.c.broadcast_id)
        .where(BroadcastRow.kind == kind, BroadcastRow.created >= since, _DELIVERY.c.state.in_(("failed", "dead")))
    )
    return [(person, posted, reason or "") for person, posted, reason in tx.execute(query) if person]


@dataclass(frozen=True, slots=True)
class Copy:
    """How it went with one recipient. ``person`` is None for a shared place."""

    id: str
    person: str | None
    lane: str
    variant: str
    state: str
    touched: dt.datetime
    reason: str


def copies(tx: Transaction, broadcast: str, states: Sequence[str] = ()) -> list[Copy]:
    """Every recipient of a broadcast, or those in these states."""
    query = select(_DELIVERY).where(_DELIVERY.c.broadcast_id == broadcast).order_by(_DELIVERY.c.id)
    if states:
        query = query.where(_DELIVERY.c.state.in_(states))
    return [
        Copy(row.id, row.person_id, row.lane, row.variant, row.state, row.touched, row.reason or "")
        for row in tx.execute(query)
    ]


def purge(tx: Transaction, before: dt.datetime) -> int:
    """Forget broadcasts posted before then of which nothing is on its way any more. Returns how many."""
    open_ = select(_DELIVERY.c.id).where(
        _DELIVERY.c.broadcast_id == BroadcastRow.id, _DELIVERY.c.state.in_(("pending", "paused", "sending"))
    )
    return _count(tx.execute(delete(BroadcastRow).where(BroadcastRow.created < before, ~open_.exists())))


def _dumped(card: Card) -> str:
    return CARD.dump_json(card).decode()


def _count(result: Any) -> int:
    return cast(CursorResult[Any], result).rowcount
