"""Announcements as they are kept: what was typed, and their state."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import CursorResult, select, update

from bot.announcement_states import State
from bot.store.database import Transaction
from bot.store.tables.announcements import AnnouncementRow
from bot.store.tables.delivery import DeliveryRow


@dataclass(frozen=True, slots=True)
class Kept:
    """An announcement; ``values`` is what was typed, by input."""

    id: str
    state: State
    values: Mapping[str, str]
    author: str
    writer: str
    """Who changed it last."""
    approver: str
    launch_at: dt.datetime | None
    broadcast: str
    created: dt.datetime
    changed: dt.datetime

    @property
    def title(self) -> str:
        """What it is called, as far as that was typed."""
        return self.values.get("title") or self.values.get("title_cy") or ""


def add(tx: Transaction, id: str, state: State, values: Mapping[str, str], author: str, now: dt.datetime) -> None:
    """Keep a new announcement."""
    tx.add(
        AnnouncementRow(
            id=id, state=state, definition=_written(values, author), author_id=author, created=now, changed=now
        )
    )
    tx.flush()


def find(tx: Transaction, id: str) -> Kept | None:
    """An announcement as it is now."""
    row = tx.scalars(
        select(AnnouncementRow).where(AnnouncementRow.id == id).execution_options(populate_existing=True)
    ).one_or_none()
    return _kept(row) if row else None


def listed(tx: Transaction, states: Sequence[State], most: int) -> list[Kept]:
    """Announcements in these states, the last changed first."""
    query = select(AnnouncementRow).where(AnnouncementRow.state.in_(states))
    return [_kept(row) for row in tx.scalars(query.order_by(AnnouncementRow.changed.desc()).limit(most))]


def due(tx: Transaction, now: dt.datetime) -> list[str]:
    """Those whose recipients are to be worked out now."""
    query = select(AnnouncementRow.id).where(AnnouncementRow.state == "scheduled", AnnouncementRow.launch_at <= now)
    return list(tx.scalars(query.order_by(AnnouncementRow.launch_at)))


def ended(tx: Transaction) -> list[str]:
    """Those being sent of which nothing is on its way any more."""
    open_ = select(DeliveryRow.id).where(
        DeliveryRow.broadcast_id == AnnouncementRow.broadcast_id,
        DeliveryRow.state.in_(("pending", "paused", "sending")),
    )
    return list(tx.scalars(select(AnnouncementRow.id).where(AnnouncementRow.state == "sending", ~open_.exists())))


def write(tx: Transaction, id: str, values: Mapping[str, str], writer: str, now: dt.datetime) -> None:
    """Keep what was typed, and by whom."""
    _update(tx, id, definition=_written(values, writer), changed=now)


def move(tx: Transaction, id: str, before: Sequence[State], after: State, now: dt.datetime, **values: Any) -> bool:
    """Change the state, once: False if somebody else did before."""
    moved = update(AnnouncementRow).where(AnnouncementRow.id == id, AnnouncementRow.state.in_(before))
    return _count(tx.execute(moved.values(state=after, changed=now, **values))) == 1


def posted(tx: Transaction, id: str, broadcast: str) -> None:
    """It is this broadcast in the ledger."""
    _update(tx, id, broadcast_id=broadcast)


def _written(values: Mapping[str, str], writer: str) -> dict[str, Any]:
    return {"values": dict(values), "writer": writer}


def _kept(row: AnnouncementRow) -> Kept:
    return Kept(
        id=row.id,
        state=cast(State, row.state),
        values=row.definition["values"],
        author=row.author_id or "",
        writer=row.definition.get("writer") or row.author_id or "",
        approver=row.approver_id or "",
        launch_at=row.launch_at,
        broadcast=row.broadcast_id or "",
        created=row.created,
        changed=row.changed,
    )


def _update(tx: Transaction, id: str, **values: Any) -> None:
    tx.execute(update(AnnouncementRow).where(AnnouncementRow.id == id).values(**values))


def _count(result: Any) -> int:
    return cast(CursorResult[Any], result).rowcount
