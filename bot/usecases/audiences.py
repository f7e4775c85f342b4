"""Who an audience is, now."""

from __future__ import annotations

from bot.store import polls
from bot.store.database import Transaction


class NoSuchAudience(Exception):
    """Nobody is called that; the text says what would be right."""


def members(tx: Transaction, audience: str) -> list[str]:
    """The ids of everybody in an audience.

    Raises:
        NoSuchAudience: there is none of that name.
    """
    found = polls.people_of(tx, audience)
    if found is None:
        raise NoSuchAudience(audience)
    return found
