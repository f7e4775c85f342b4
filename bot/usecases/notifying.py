"""One message to one person by their best route, when it is welcome."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from bot.cards import Card
from bot.routes import Choice, Circumstances, NoRoute, Route, best_route
from bot.store import addressees
from bot.store.broadcasts import Addressed
from bot.store.database import Transaction
from bot.usecases.planning_routes import House
from bot.usecases.posting import NOTICE, post


def notify(
    tx: Transaction, key: str, kind: str, person: str, card: Card, house: House, now: dt.datetime, *, ref: str = ""
) -> Choice:
    """Write the message down; the same ``key`` twice is one message. Returns its route, or why there is none.

    ``kind`` and ``ref`` (else the key) say what it is about.

    What concerns one person does not wait for their weekly message, and does not count as an announcement.
    """
    found = next(addressees.addressees(tx, [person], house.usual, house.coalition.zone, now), None)
    if found is None:
        return NoRoute("unknown")
    asked = replace(found, preferences=replace(found.preferences, digest=False))
    choice = best_route(asked, Circumstances(house.doors.keys(), now))
    if isinstance(choice, Route):
        recipient = Addressed(person, None, choice.account, found.language, choice.at)
        post(tx, key, kind, ref or key, {found.language: card}, [recipient], now, priority=NOTICE)
    return choice
