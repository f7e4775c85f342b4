"""The life of an inbound event: received, answered, sending, done. Claims are one UPDATE, so one process wins."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import cast

from sqlalchemy import CursorResult, Table, and_, bindparam, exists, insert, select, update

from bot.cards import REPLY, Reply
from bot.events import EVENT, Event
from bot.store.database import Conflict, Database, Transaction
from bot.store.tables.traffic import InboundEventRow

PATIENCE = 0.01
"""Seconds for which an outcome may wait to be committed with the next event: nobody waits for it."""

_TABLE = cast(Table, InboundEventRow.__table__)
_THIS = and_(_TABLE.c.platform == bindparam("of_platform"), _TABLE.c.event_id == bindparam("of_event"))
_NEW = {
    "platform": "of_platform",
    "event_id": "of_event",
    "received": "received",
    "touched": "received",
    "state": "state",
    "event": "event",
}
_VALUES = select(*(bindparam(value, type_=_TABLE.c[column].type) for column, value in _NEW.items()))
_RECEIVE = insert(_TABLE).from_select(list(_NEW), _VALUES.where(~exists().where(_THIS)))
"""A copy of an event is looked for first: to insert it, PostgreSQL would wait for the decision on the first one."""
_CHANGE = update(_TABLE).where(_THIS)
_CLAIM = _CHANGE.where(_TABLE.c.state == bindparam("was"))
_CLAIM_SEEN = _CLAIM.where(_TABLE.c.touched == bindparam("seen"))
"""Every event passes here several times: plain statements cost a third of what rows kept as objects do."""


@dataclass(frozen=True, slots=True)
class OpenEvent:
    """An event without an outcome. ``reply`` is set once a handler has decided."""

    event: Event
    state: str
    touched: dt.datetime
    reply: Reply | None


async def receive(database: Database, event: Event, now: dt.datetime) -> bool:
    """Commit the event's row; False if the platform has sent it before."""
    row = {**_key(event), "received": now, "state": "received", "event": EVENT.dump_json(event).decode()}
    try:
        return await database.execute(_RECEIVE, row) == 1
    except Conflict:  # another process has received it at the same moment
        return False


def claim(
    tx: Transaction, event: Event, state: str, to: str, now: dt.datetime, seen: dt.datetime | None = None
) -> bool:
    """Move the event from one state to the next; False if somebody else already has (since ``seen``)."""
    values = {**_key(event), "was": state, "state": to, "touched": now}
    statement, values = (_CLAIM_SEEN, {**values, "seen": seen}) if seen else (_CLAIM, values)
    return tx.connection().execute(statement, values).rowcount == 1


def keep_reply(tx: Transaction, event: Event, reply: Reply) -> None:
    """Store the reply, so that a crash before it is sent does not lose it; of a secret one only what may be kept."""
    reply = replace(reply, card=reply.kept or reply.card, kept=None)
    tx.connection().execute(_CHANGE, {**_key(event), "reply": REPLY.dump_json(reply).decode()})


def settle(tx: Transaction, event: Event, state: str, outcome: str, now: dt.datetime) -> None:
    """Record how it ended. Once nothing more can be done with them, the words are erased."""
    tx.connection().execute(_CHANGE, _ending(event, state, outcome, now))


async def settle_alone(database: Database, event: Event, state: str, outcome: str, now: dt.datetime) -> None:
    """``settle`` as a transaction of its own.

    Raises:
        DatabaseDown: nothing was recorded.
    """
    await database.execute(_CHANGE, _ending(event, state, outcome, now), patience=PATIENCE)


def _ending(event: Event, state: str, outcome: str, now: dt.datetime) -> dict[str, object]:
    erased = {"event": None, "reply": None} if state in ("done", "failed") else {}
    return {**_key(event), "state": state, "outcome": outcome, "touched": now, **erased}


def _key(event: Event) -> dict[str, str]:
    return {"of_platform": event.place.platform, "of_event": event.id}


def unfinished(tx: Transaction, since: dt.datetime, before: dt.datetime) -> list[OpenEvent]:
    """Events received since ``since`` and last touched before ``before`` that have no outcome, oldest first."""
    rows = tx.scalars(
        select(InboundEventRow)
        .where(
            InboundEventRow.state.in_(("received", "answered", "sending")),
            InboundEventRow.received >= since,
            InboundEventRow.touched <= before,
        )
        .order_by(InboundEventRow.received)
    )
    return [
        OpenEvent(
            EVENT.validate_json(row.event or "null"),
            row.state,
            row.touched,
            REPLY.validate_json(row.reply) if row.reply else None,
        )
        for row in rows
    ]


def expire(tx: Transaction, before: dt.datetime, now: dt.datetime) -> int:
    """Give up on events received before ``before``; staff see them listed. Returns how many."""
    result = tx.execute(
        update(InboundEventRow)
        .where(InboundEventRow.state.in_(("received", "answered", "sending")), InboundEventRow.received < before)
        .values(state="expired", touched=now, outcome="left unanswered for too long")
    )
    return cast(CursorResult[object], result).rowcount


@dataclass(frozen=True, slots=True)
class LostEvent:
    """An event that was never answered, or whose answer may not have arrived."""

    platform: str
    id: str
    received: dt.datetime
    state: str
    outcome: str


def lost(tx: Transaction, limit: int = 100) -> list[LostEvent]:
    """The latest expired, failed and held events, for staff."""
    rows = tx.scalars(
        select(InboundEventRow)
        .where(InboundEventRow.state.in_(("expired", "failed", "held")))
        .order_by(InboundEventRow.received.desc())
        .limit(limit)
    )
    return [LostEvent(row.platform, row.event_id, row.received, row.state, row.outcome or "") for row in rows]
