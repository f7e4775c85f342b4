"""Weights of the decision that were trained here, kept beside those that are shipped."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, insert, select

from bot.store.database import Transaction
from bot.store.tables.answering import CalibrationRow


def current(tx: Transaction) -> dict[str, dict[str, Any]]:
    """What was trained here, by the kind of text and engine it is for."""
    return {row.name: row.weights for row in tx.scalars(select(CalibrationRow))}


def replace(tx: Transaction, trained: Mapping[str, Mapping[str, Any]], told: str, now: dt.datetime) -> None:
    """Keep these, and no others."""
    tx.execute(delete(CalibrationRow))
    rows = [{"name": name, "weights": dict(weights), "told": told, "at": now} for name, weights in trained.items()]
    if rows:
        tx.execute(insert(CalibrationRow), rows)
