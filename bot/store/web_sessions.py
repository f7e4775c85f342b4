"""One-time sign-in links and signed-in browsers. Only digests of their secrets are kept."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import cast

from sqlalchemy import CursorResult, delete, func, select, update

from bot.store.database import Transaction
from bot.store.tables.traffic import SignInLinkRow, WebSessionRow


@dataclass(frozen=True, slots=True)
class WebSession:
    """A signed-in browser."""

    person: str
    csrf: str
    expires: dt.datetime


def add_link(tx: Transaction, digest: str, person: str, now: dt.datetime, expires: dt.datetime) -> None:
    """Keep a new link."""
    tx.add(SignInLinkRow(digest=digest, person_id=person, created=now, expires=expires))


def link_owner(tx: Transaction, digest: str, now: dt.datetime) -> str | None:
    """Whose link this is, if it can still be used."""
    row = tx.get(SignInLinkRow, digest)
    return row.person_id if row and row.used is None and row.expires > now else None


def use_link(tx: Transaction, digest: str, now: dt.datetime) -> bool:
    """Use a link up; False if it was used, has expired or never was."""
    result = tx.execute(
        update(SignInLinkRow)
        .where(SignInLinkRow.digest == digest, SignInLinkRow.used.is_(None), SignInLinkRow.expires > now)
        .values(used=now)
    )
    return cast(CursorResult[object], result).rowcount == 1


def links_since(tx: Transaction, person: str, since: dt.datetime) -> int:
    """How many links a person was given since then."""
    given = select(func.count()).where(SignInLinkRow.person_id == person, SignInLinkRow.created > since)
    return tx.scalar(given) or 0


def add_session(tx: Transaction, digest: str, person: str, csrf: str, now: dt.datetime, expires: dt.datetime) -> None:
    """Sign a browser in."""
    tx.add(WebSessionRow(digest=digest, person_id=person, csrf=csrf, created=now, expires=expires))


def session(tx: Transaction, digest: str, now: dt.datetime) -> WebSession | None:
    """The session of a browser, if it has not ended."""
    row = tx.get(WebSessionRow, digest)
    return WebSession(row.person_id, row.csrf, row.expires) if row and row.expires > now else None


def end_session(tx: Transaction, digest: str) -> None:
    """Sign a browser out."""
    tx.execute(delete(WebSessionRow).where(WebSessionRow.digest == digest))


def purge(tx: Transaction, now: dt.datetime) -> None:
    """Forget links and sessions that have ended."""
    tx.execute(delete(SignInLinkRow).where(SignInLinkRow.expires <= now))
    tx.execute(delete(WebSessionRow).where(WebSessionRow.expires <= now))
