"""Vectors of texts, kept so that each text is encoded once."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from sqlalchemy import delete, func, insert, select

from bot.store.database import Transaction
from bot.store.tables.answering import VectorRow

TOGETHER = 500
"""Keys in one statement, within SQLite's limit on parameters."""


def known(tx: Transaction) -> dict[str, bytes]:
    """Every vector under its key."""
    return {row.key: row.packed for row in tx.execute(select(VectorRow.key, VectorRow.packed))}


def count(tx: Transaction) -> int:
    """How many there are."""
    return tx.scalar(select(func.count()).select_from(VectorRow)) or 0


def keep(tx: Transaction, vectors: Mapping[str, bytes]) -> None:
    """Add these; what is there already stays."""
    there = _keys(tx, vectors.keys())
    rows = [{"key": key, "packed": packed} for key, packed in vectors.items() if key not in there]
    if rows:
        tx.execute(insert(VectorRow), rows)


def keep_only(tx: Transaction, keys: AbstractSet[str]) -> int:
    """Forget vectors of texts that nothing says any more; how many."""
    old = sorted(set(tx.scalars(select(VectorRow.key))) - keys)
    for some in _parts(old):
        tx.execute(delete(VectorRow).where(VectorRow.key.in_(some)))
    return len(old)


def _keys(tx: Transaction, keys: AbstractSet[str]) -> set[str]:
    found: set[str] = set()
    for some in _parts(sorted(keys)):
        found.update(tx.scalars(select(VectorRow.key).where(VectorRow.key.in_(some))))
    return found


def _parts(keys: list[str]) -> list[list[str]]:
    return [keys[start : start + TOGETHER] for start in range(0, len(keys), TOGETHER)]
