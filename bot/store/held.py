"""What is held about a person: every row of every table that refers to them, present and future."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Table, func, or_, select

from bot.store.database import Transaction
from bot.store.tables import Base

PERSON = "person.id"


def counts(tx: Transaction, person: str) -> dict[str, int]:
    """How many rows of which table are about this person; tables without any are left out."""
    amounts = {
        table.name: tx.scalar(select(func.count()).select_from(table).where(_about(table, person))) or 0
        for table in Base.metadata.sorted_tables
        if _refers(table)
    }
    return {name: amount for name, amount in amounts.items() if amount}


def _refers(table: Table) -> list[ColumnElement[str]]:
    return [column for column in table.columns if any(key.target_fullname == PERSON for key in column.foreign_keys)]


def _about(table: Table, person: str) -> ColumnElement[bool]:
    return or_(*(column == person for column in _refers(table)))
