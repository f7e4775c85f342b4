"""Who can be introduced now: willing, not being asked already, not resting, and below their own limit of a month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from bot.champions import state_on
from bot.store import champions, introductions, programmes
from bot.store.database import Transaction

MONTH = dt.timedelta(days=30)


def able(
    tx: Transaction, programme: str, today: dt.date, now: dt.datetime, among: Sequence[str] | None = None
) -> list[str]:
    """Their ids, all or among these people. Somebody who is no champion has no limit but their own pause."""
    busy, lately = introductions.engaged(tx), introductions.since(tx, now - MONTH)
    full = {
        one.id
        for one in champions.listed(tx)
        if state_on(one, today) in ("resting", "alumni") or lately.get(one.id, 0) >= one.load_limit
    }
    return [id for id in programmes.willing(tx, programme, today, among) if id not in busy | full]
