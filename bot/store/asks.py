"""Asks to those who may know: written down, widened ring by ring, ended."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal, cast

from sqlalchemy import delete, func, select

from bot.store.database import Transaction
from bot.store.tables.asks import AskedRow, AskRow

Ring = Literal["network", "region", "nation"]
RINGS: tuple[Ring, ...] = ("network", "region", "nation")


@dataclass(frozen=True, slots=True)
class Ask:
    """A short question of one person to those who may know."""

    id: str
    person: str
    words: str
    ring: Ring
    until: dt.datetime
    is_open: bool = True


def save(tx: Transaction, ask: Ask, now: dt.datetime) -> None:
    """Write an ask down, new or changed; of one that has ended the words are forgotten."""
    row = tx.get(AskRow, ask.id) or AskRow(id=ask.id, person_id=ask.person, created=now)
    row.words, row.ring, row.until = ask.words if ask.is_open else "", ask.ring, ask.until
    row.state = "open" if ask.is_open else "ended"
    tx.add(row)
    tx.flush()


def find(tx: Transaction, ask: str) -> Ask | None:
    """An ask by id; nobody else changes it until this transaction ends."""
    row = tx.get(AskRow, ask, with_for_update=True, populate_existing=True)
    return Ask(row.id, row.person_id, row.words, cast(Ring, row.ring), row.until, row.state == "open") if row else None


def forget(tx: Transaction, ask: str) -> None:
    """An ask that went to nobody."""
    tx.delete(tx.get_one(AskRow, ask))
    tx.flush()


def purge(tx: Transaction, before: dt.datetime) -> None:
    """Forget asks from before then that have ended: who asked and whom it went to."""
    tx.execute(delete(AskRow).where(AskRow.state == "ended", AskRow.until < before))


def due(tx: Transaction, now: dt.datetime) -> list[str]:
    """Open asks of which a ring has had its time."""
    query = select(AskRow.id).where(AskRow.state == "open", AskRow.until <= now)
    return list(tx.scalars(query.order_by(AskRow.id)))


def since(tx: Transaction, person: str, moment: dt.datetime) -> int:
    """How many asks a person has made from a moment on."""
    query = select(func.count()).select_from(AskRow)
    return tx.scalar(query.where(AskRow.person_id == person, AskRow.created >= moment)) or 0


def add_asked(tx: Transaction, ask: str, person: str, ring: Ring) -> int:
    """The ask goes to somebody. Returns their number in it."""
    number = (tx.scalar(select(func.max(AskedRow.number)).where(AskedRow.ask_id == ask)) or 0) + 1
    tx.add(AskedRow(ask_id=ask, person_id=person, number=number, ring=ring))
    tx.flush()
    return number


def asked(tx: Transaction, ask: str) -> dict[str, int]:
    """Everybody an ask went to, with their numbers."""
    rows = tx.scalars(select(AskedRow).where(AskedRow.ask_id == ask).order_by(AskedRow.number))
    return {row.person_id: row.number for row in rows}


def answered(tx: Transaction, ask: str) -> list[int]:
    """The numbers of those who have answered."""
    query = select(AskedRow.number).where(AskedRow.ask_id == ask, AskedRow.answered.is_not(None))
    return list(tx.scalars(query.order_by(AskedRow.number)))


def mark_answered(tx: Transaction, ask: str, person: str, now: dt.datetime) -> bool:
    """Somebody answers; False if the ask did not go to them, or they have answered."""
    row = tx.get(AskedRow, (ask, person), with_for_update=True, populate_existing=True)
    if row is None or row.answered is not None:
        return False
    row.answered = now
    tx.flush()
    return True
