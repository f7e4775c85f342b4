"""Small-group discussions as kept: one an event, who sits where, and who said that they come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import delete, select

from bot.store.database import Transaction
from bot.store.tables.announcements import AnnouncementPersonRow, AnnouncementRow
from bot.store.tables.discussions import DiscussionRow, SeatRow
from bot.store.tables.people import PersonRow, RoleRow


@dataclass(frozen=True, slots=True)
class Discussion:
    """The small groups of an event; people are told once it is ``confirmed``."""

    event: str
    size: int
    seed: int
    audience: str = ""
    confirmed: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody's table, the table they were told of, and on which platform or why not."""

    person: str
    number: int
    told: int | None = None
    way: str = ""


def find(tx: Transaction, event: str, *, alone: bool = False) -> Discussion | None:
    """The small groups of an event; ``alone``: nobody else changes them until the transaction ends."""
    row = tx.get(DiscussionRow, event, with_for_update=True if alone else None, populate_existing=True)
    return Discussion(row.event_id, row.size, row.seed, row.audience, row.confirmed) if row else None


def confirmed(tx: Transaction) -> list[str]:
    """The events whose groups have been told to people."""
    query = select(DiscussionRow.event_id).where(DiscussionRow.confirmed.is_not(None))
    return list(tx.scalars(query.order_by(DiscussionRow.event_id)))


def save(tx: Transaction, made: Discussion, now: dt.datetime) -> None:
    """Write down the small groups of an event, new or changed."""
    row = tx.get(DiscussionRow, made.event) or DiscussionRow(event_id=made.event, created=now)
    row.size, row.seed, row.audience, row.confirmed = made.size, made.seed, made.audience, made.confirmed
    tx.add(row)
    tx.flush()


def seats(tx: Transaction, event: str) -> dict[str, Seat]:
    """Everybody's seat, by person, in the order of tables."""
    query = select(SeatRow).where(SeatRow.event_id == event).execution_options(populate_existing=True)
    rows = tx.scalars(query.order_by(SeatRow.number, SeatRow.person_id))
    return {row.person_id: Seat(row.person_id, row.number, row.told, row.way) for row in rows}


def seat(tx: Transaction, event: str, tables: Mapping[int, tuple[str, ...]]) -> None:
    """Everybody sits here from now on, and nobody else; what people were told stays known."""
    before = seats(tx, event)
    placed = {person: number for number, table in tables.items() for person in table}
    gone = before.keys() - placed.keys()
    tx.execute(delete(SeatRow).where(SeatRow.event_id == event, SeatRow.person_id.in_(gone)))
    for person, number in placed.items():
        row = tx.get(SeatRow, (event, person)) or SeatRow(event_id=event, person_id=person)
        row.number = number
        tx.add(row)
    tx.flush()


def told(tx: Transaction, event: str, person: str, way: str) -> None:
    """Somebody has been told of their table on this platform, or (``none``) cannot be."""
    row = tx.get_one(SeatRow, (event, person))
    row.told, row.way = row.number, way
    tx.flush()


def of_person(tx: Transaction, person: str) -> dict[str, int]:
    """The tables of which somebody was told, by event."""
    query = select(SeatRow).where(SeatRow.person_id == person, SeatRow.told.is_not(None)).order_by(SeatRow.event_id)
    return {row.event_id: row.number for row in tx.scalars(query)}


def answers(tx: Transaction, event: str) -> dict[str, str]:
    """Who said what to an invitation to this event: yes, maybe or no. Of several invitations the latest counts.

    Whoever told the bot to stop, or is on no record, is left out.
    """
    row = AnnouncementPersonRow
    query = (
        select(row.person_id, row.rsvp)
        .join(AnnouncementRow, AnnouncementRow.id == row.announcement_id)
        .join(PersonRow, PersonRow.id == row.person_id)
        .where(
            AnnouncementRow.definition[("values", "event")].as_string() == event,
            AnnouncementRow.state.not_in(("withdrawn", "cancelled")),
            row.rsvp.is_not(None),
            ~PersonRow.stopped,
            select(RoleRow.person_id).where(RoleRow.person_id == PersonRow.id).exists(),
        )
        .order_by(AnnouncementRow.launch_at, AnnouncementRow.id)
    )
    return {person: rsvp or "" for person, rsvp in tx.execute(query)}
