"""What champions, and who put them forward, hear of the steps that others take with them.

Whoever put somebody forward hears only of what every member can see by then: of a no, or of silence, nobody is told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import assert_never

from bot.cards import Card, Text
from bot.champions import Champion, shown
from bot.store import people
from bot.store.database import Transaction
from bot.usecases.notifying import notify
from bot.usecases.planning_routes import House
from bot.words import Words, words_for

KIND = "champion"
"""What broadcasts about champions are called in the ledger."""


def tell_step(tx: Transaction, before: Champion, after: Champion, by: str, house: House, now: dt.datetime) -> None:
    """Tell a champion of a step that somebody else took, and who put them forward once they are a champion."""
    if by != after.id:
        _tell(tx, after.id, after.state, lambda words: _of_step(after, words), house, now)
    nominator = after.nominated_by
    first = before.state == "approved" and shown(after, "members", now.date()) is not None
    if first and nominator and nominator not in (after.id, by):
        _tell(tx, nominator, f"thanks-{after.id}", lambda words: _thanks(after, words), house, now)


def tell_declined(tx: Transaction, champion: Champion, house: House, now: dt.datetime) -> None:
    """Tell somebody who had agreed that the team does not take it up; whoever never answered is left in peace."""
    if champion.consent_at is not None:
        _tell(tx, champion.id, "declined", _declined, house, now)


def _tell(tx: Transaction, to: str, what: str, text: Callable[[Words], str], house: House, now: dt.datetime) -> None:
    reader = people.find(tx, to)
    if reader is not None:
        told = text(words_for(reader.language))
        key = f"champion-{what}-{to}-{now:%Y%m%d%H%M%S}"[:190]
        notify(tx, key, KIND, to, Card(told, (Text(told),)), house, now)


def _of_step(champion: Champion, words: Words) -> str:
    match champion.state:
        case "approved":
            return words(
                "The team has approved you as a champion. Members find you once the team has activated you. To say "
                "how you can help, and who may see it, write: champion profile."
            )
        case "active":
            return words(
                "You are a champion now: members can find you. Write champion profile to change what they see, "
                "introductions to be introduced to others, or stop being a champion to end it."
            )
        case "resting":
            return words(
                "The team lets you rest as a champion: nobody finds you. To return, write: back as a champion."
            )
        case "alumni":
            return words("Your time as a champion has ended, and nobody finds you any more. Thank you for all you did.")
        case "nominated":
            return words("You were put forward as a champion.")
        case _:
            assert_never(champion.state)


def _thanks(champion: Champion, words: Words) -> str:
    return words("{name}, whom you put forward, is a champion now. Thank you.", name=champion.name)


def _declined(words: Words) -> str:
    return words(
        "The team does not take up your being put forward as a champion this time. Nothing of it is kept. Thank you "
        "for being willing."
    )
