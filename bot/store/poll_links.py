"""Links to the page on which a person votes. Only digests of their secrets are kept."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete

from bot.store.database import Transaction
from bot.store.tables.polls import PollLinkRow


def add(tx: Transaction, digest: str, poll: str, person: str, expires: dt.datetime) -> None:
    """Keep a new link."""
    tx.add(PollLinkRow(digest=digest, poll_id=poll, person_id=person, expires=expires))


def owner(tx: Transaction, digest: str, now: dt.datetime) -> tuple[str, str] | None:
    """The poll and the person of a link, if it still works."""
    row = tx.get(PollLinkRow, digest)
    return (row.poll_id, row.person_id) if row and row.expires > now else None


def purge(tx: Transaction, now: dt.datetime) -> None:
    """Forget links that have ended."""
    tx.execute(delete(PollLinkRow).where(PollLinkRow.expires <= now))
