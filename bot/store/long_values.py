"""Values of options that are too long for a platform: it carries a mark, and what the mark stands for is kept here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import cast

from sqlalchemy import CursorResult, delete, select

from bot.store.database import Transaction
from bot.store.tables.traffic import LongValueRow


def keep(tx: Transaction, values: Mapping[str, str], now: dt.datetime) -> None:
    """The marks are about to be shown: keep what they stand for."""
    for mark, value in values.items():
        tx.merge(LongValueRow(mark=mark, shown=now, value=value))


def of_marks(tx: Transaction, marks: Collection[str]) -> dict[str, str]:
    """What marks stand for, as far as it is still kept."""
    rows = tx.scalars(select(LongValueRow).where(LongValueRow.mark.in_(marks)))
    return {row.mark: row.value for row in rows}


def purge(tx: Transaction, before: dt.datetime) -> int:
    """Forget values that were last shown before then. Returns how many."""
    return cast(CursorResult[object], tx.execute(delete(LongValueRow).where(LongValueRow.shown < before))).rowcount
