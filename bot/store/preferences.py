"""What people chose about how they are written to."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, replace

from sqlalchemy import select

from bot.preferences import Preferences
from bot.store.database import Transaction
from bot.store.tables.preferences import PreferenceRow


def of(tx: Transaction, person: str, usual: Preferences) -> Preferences:
    """One person's wishes, ``usual`` where they chose nothing."""
    row = tx.get(PreferenceRow, person)
    return _preferences(row, usual) if row else usual


def of_many(tx: Transaction, people: Collection[str], usual: Preferences) -> dict[str, Preferences]:
    """The wishes of those among ``people`` who chose anything."""
    rows = tx.scalars(select(PreferenceRow).where(PreferenceRow.person_id.in_(people)))
    return {row.person_id: _preferences(row, usual) for row in rows}


def choose(tx: Transaction, person: str, chosen: Preferences) -> None:
    """Keep a person's wishes."""
    tx.merge(PreferenceRow(person_id=person, **asdict(chosen)))
    tx.flush()


def _preferences(row: PreferenceRow, usual: Preferences) -> Preferences:
    return replace(
        usual,
        quiet_from=usual.quiet_from if row.quiet_from is None else row.quiet_from,
        quiet_until=usual.quiet_until if row.quiet_until is None else row.quiet_until,
        paused_until=row.paused_until,
        digest=row.digest,
        route=row.route,
        easy_read=row.easy_read,
        large_print=row.large_print,
    )
