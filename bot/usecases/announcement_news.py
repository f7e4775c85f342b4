"""What the team hears of an announcement: that it waits for approval, what became of that, and how it went."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from bot.cards import Block, Button, Buttons, Card, Facts, Text
from bot.events import Action
from bot.people import Person, may
from bot.store import announcement_people, people
from bot.store.announcements import Kept
from bot.store.database import Transaction
from bot.usecases.announcement_reports import progress
from bot.usecases.notifying import notify
from bot.usecases.planning_routes import House
from bot.words import Words, words_for

KIND = "announcement_news"
"""What broadcasts to the team about its announcements are called in the ledger."""
Telling = Callable[[Words], str]


def ask_approval(tx: Transaction, kept: Kept, by: Person, house: House, now: dt.datetime) -> None:
    """Ask everybody who may approve it and wrote none of it."""

    def text(words: Words) -> str:
        return words("{name} asks for a second person to approve: {title}", name=by.name, title=kept.title)

    for person in people.holding(tx, "staff"):
        if person.id not in (kept.author, kept.writer) and may(person, "approve_announcements"):
            _tell(tx, kept, person.id, text, house, now)


def approved(tx: Transaction, kept: Kept, by: Person, house: House, now: dt.datetime) -> None:
    """Tell the author that a second person agreed."""

    def text(words: Words) -> str:
        return words("{name} has approved your announcement: {title}", name=by.name, title=kept.title)

    _tell(tx, kept, kept.author, text, house, now)


def turned_back(tx: Transaction, kept: Kept, by: Person, house: House, now: dt.datetime) -> None:
    """Tell the author that somebody else made it a draft again."""

    def text(words: Words) -> str:
        return words("{name} made your announcement a draft again: {title}", name=by.name, title=kept.title)

    if by.id != kept.author:
        _tell(tx, kept, kept.author, text, house, now)


def not_sent(tx: Transaction, kept: Kept, reasons: Callable[[Words], str], house: House, now: dt.datetime) -> None:
    """Tell the author why it did not go out at its moment."""

    def text(words: Words) -> str:
        told = words("Your announcement was not sent and is a draft again: {title}", title=kept.title)
        return f"{told}\n{reasons(words)}"

    _tell(tx, kept, kept.author, text, house, now)


def through(tx: Transaction, kept: Kept, house: House, now: dt.datetime) -> None:
    """Tell the author that nothing of it is on its way any more, and how many people there are in each state."""

    def text(words: Words) -> str:
        return words("Your announcement is through: {title}", title=kept.title)

    counts = announcement_people.statuses(tx, kept.id)
    _tell(tx, kept, kept.author, text, house, now, lambda words: (Facts(progress(tx, kept.id, counts, words)),))


def _tell(
    tx: Transaction,
    kept: Kept,
    to: str,
    text: Telling,
    house: House,
    now: dt.datetime,
    more: Callable[[Words], tuple[Block, ...]] = lambda _words: (),
) -> None:
    reader = people.find(tx, to)
    if reader is None:
        return
    words = words_for(reader.language)
    told = text(words)
    look = Buttons((Button(words("Look at it"), Action("announcement", (kept.id,)), "primary"),))
    key = f"{KIND}-{kept.id}-{kept.state}-{to}-{now:%Y%m%d%H%M%S}"[:190]
    notify(tx, key, KIND, to, Card(told, (Text(told), *more(words), look)), house, now)
