"""Telling the team which documents, folders and calendars cannot be read, by name and once."""

from __future__ import annotations

import datetime as dt

from bot.cards import Card, Context, Item, Listing, Text
from bot.store import people, sources
from bot.store.database import Transaction
from bot.store.sources import Watched
from bot.usecases.notifying import notify
from bot.usecases.planning_routes import House
from bot.words import Words, words_for

KIND = "sources"
SHOWN = 20
"""Problems in one message; the staff page has them all."""


def tell_team(tx: Transaction, house: House, now: dt.datetime) -> int:
    """Tell everybody of the team what is newly wrong. Returns of how many sources."""
    found = sources.untold(tx)
    for person in people.holding(tx, "staff") if found else ():
        card = trouble_card(found, words_for(person.language))
        notify(tx, f"sources-{now.timestamp():.0f}-{person.id}", KIND, person.id, card, house, now)
    sources.told(tx, [one.name for one in found])
    return len(found)


def trouble_card(found: list[Watched], words: Words) -> Card:
    """What is wrong, and that nothing is lost."""
    title = words("Some sources cannot be read")
    lines = [line for one in found for line in one.problems]
    items = tuple(Item(line) for line in lines[:SHOWN])
    kept = words("What the bot knew from them is kept until they can be read. The staff pages list all sources.")
    return Card(title, (Text(title, "heading"), Listing(items), Context(kept)))
