"""Telling the team in time that a secret ends: without a new one, its platform stops."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from bot.cards import Card, Text
from bot.clock import local
from bot.store import people
from bot.store.database import Transaction
from bot.usecases.notifying import notify
from bot.usecases.planning_routes import House
from bot.words import Words, words_for

KIND = "expiry"
WARN_BEFORE = dt.timedelta(days=30)

Expiry = tuple[str, dt.date]
"""The variable that holds a secret, and the secret's last day."""


def soon(expiries: Iterable[Expiry], today: dt.date) -> list[Expiry]:
    """Those that end within ``WARN_BEFORE`` or have ended, the first to end first."""
    return sorted((one for one in expiries if one[1] - today <= WARN_BEFORE), key=lambda one: one[1])


def sentence(expiry: Expiry, today: dt.date, words: Words) -> str:
    """What to tell staff about one of them."""
    name, day = expiry
    if day < today:
        return words(
            "The secret in {name} ended on {date}. Put a new one in its place.", name=name, date=words.date(day)
        )
    return words(
        "The secret in {name} ends on {date}. Put a new one in its place before.", name=name, date=words.date(day)
    )


def warn(tx: Transaction, expiries: Iterable[Expiry], house: House, now: dt.datetime) -> int:
    """Tell everybody of the team, once a week. Returns how many people are told, or were."""
    today = local(now, house.coalition.zone).date()
    ending, team = soon(expiries, today), people.holding(tx, "staff")
    year, week, _ = today.isocalendar()
    for person in team if ending else ():
        words = words_for(person.language)
        title = words("A secret of the bot ends")
        texts = tuple(Text(sentence(one, today, words)) for one in ending)
        notify(
            tx,
            f"expiry-{year}-{week}-{person.id}",
            KIND,
            person.id,
            Card(title, (Text(title, "heading"), *texts)),
            house,
            now,
        )
    return len(team) if ending else 0
