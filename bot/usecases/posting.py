"""Telling people something that is not a reply: written down with the decision that causes it, sent when due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from bot.cards import Card
from bot.events import Place
from bot.people import Person
from bot.store import broadcasts
from bot.store.broadcasts import Addressed
from bot.store.database import Transaction

__all__ = ["ANSWER", "BULK", "NOTICE", "Addressed", "cancel", "enqueue", "pause", "post", "redraw", "resend", "resume"]

ANSWER, NOTICE, BULK = 0, 1, 2
"""Priorities: what a person waits for goes before what concerns one person, and that before what goes to many."""


def post(
    tx: Transaction,
    key: str,
    kind: str,
    ref: str,
    cards: Mapping[str, Card],
    recipients: Sequence[Addressed],
    now: dt.datetime,
    *,
    priority: int = BULK,
) -> str:
    """Send the card of their variant to each recipient, once, not before their moment; nothing is sent yet.

    A variant is a language, or begins with one and a hyphen ("cy", "cy-easy"). ``kind`` and ``ref`` say what it is
    about. The same ``key`` twice is one broadcast. Returns its id.

    Raises:
        ValueError: a recipient's variant has no card, or nobody knows where they can be reached.
    """
    lacking = {one.variant for one in recipients} - cards.keys()
    if lacking:
        raise ValueError(f"{key}: no card for {', '.join(sorted(lacking))}; there are {', '.join(sorted(cards))}")
    return broadcasts.find(tx, key) or broadcasts.add(tx, key, kind, ref, cards, recipients, priority, now)


def enqueue(tx: Transaction, key: str, person: Person, place: Place, card: Card, now: dt.datetime) -> None:
    """Send this card to the person where they last talked about it; the same key twice is one message."""
    addressed = Addressed(person.id, place, None, person.language, now)
    post(tx, key, "message", key, {person.language: card}, [addressed], now, priority=ANSWER)


def redraw(tx: Transaction, broadcast: str, cards: Mapping[str, Card], now: dt.datetime) -> bool:
    """From now on these variants look like this; copies that were sent are updated where they are, at the lane's pace.

    However often that happens meanwhile, each copy is only ever brought to the latest. False if nothing changed.
    """
    return broadcasts.redraw(tx, broadcast, cards, now)


def cancel(tx: Transaction, broadcast: str, now: dt.datetime) -> int:
    """Send it to nobody else. What is on its way may still arrive. Returns how many do not get it."""
    return broadcasts.change_state(tx, broadcast, "cancelled", {"pending": "cancelled", "paused": "cancelled"}, now)


def pause(tx: Transaction, broadcast: str, now: dt.datetime) -> int:
    """Send it to nobody until it is resumed. Returns how many wait."""
    return broadcasts.change_state(tx, broadcast, "paused", {"pending": "paused"}, now)


def resume(tx: Transaction, broadcast: str, now: dt.datetime) -> int:
    """Go on after a pause. Returns how many were waiting."""
    return broadcasts.change_state(tx, broadcast, "open", {"paused": "pending"}, now)


def resend(tx: Transaction, broadcast: str, now: dt.datetime, person: str = "") -> int:
    """Staff have decided to send again what may not have arrived or was tried too often, to all or to one person.

    Returns how many.
    """
    return broadcasts.retry(tx, broadcast, ("uncertain", "dead"), now, person)
