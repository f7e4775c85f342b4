"""Signing in to the staff pages: a link that works once becomes a session that lasts a working day."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass

from bot.people import Person
from bot.store import people, web_sessions
from bot.store.database import Transaction

LINK_LASTS = dt.timedelta(minutes=15)
SESSION_LASTS = dt.timedelta(hours=8)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who is signed in; ``csrf`` must come back with every form."""

    person: Person
    csrf: str


def make_link(tx: Transaction, person: Person, now: dt.datetime) -> str:
    """The secret of a new one-time link for this person."""
    token = secrets.token_urlsafe(32)
    web_sessions.add_link(tx, digest(token), person.id, now, now + LINK_LASTS)
    return token


def link_works(tx: Transaction, token: str, now: dt.datetime) -> bool:
    """Whether the link can still be used; looking does not use it up."""
    return web_sessions.link_owner(tx, digest(token), now) is not None


def redeem(tx: Transaction, token: str, now: dt.datetime) -> str | None:
    """Use a link: the secret of a new session, or None if the link was used, has expired or never was."""
    owner = web_sessions.link_owner(tx, digest(token), now)
    if owner is None or not web_sessions.use_link(tx, digest(token), now):
        return None
    secret = secrets.token_urlsafe(32)
    web_sessions.add_session(tx, digest(secret), owner, secrets.token_urlsafe(32), now, now + SESSION_LASTS)
    return secret


def signed_in(tx: Transaction, secret: str, now: dt.datetime) -> SignedIn | None:
    """Who holds this session, if it has not ended."""
    found = web_sessions.session(tx, digest(secret), now)
    person = people.find(tx, found.person) if found else None
    return SignedIn(person, found.csrf) if found and person else None


def sign_out(tx: Transaction, secret: str) -> None:
    """End the session."""
    web_sessions.end_session(tx, digest(secret))


def digest(secret: str) -> str:
    """What is kept of a secret: SHA-256; the secrets are random, so no salt is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()
