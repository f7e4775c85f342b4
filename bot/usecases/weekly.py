"""Sending the weekly message: everything that waits for somebody, once, by their best route."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from bot.announcements import Variant, Wording, filled, read, variant_for
from bot.cards import Block, Button, Buttons, Card, Context, Divider, Text
from bot.events import Action
from bot.fitting import cut
from bot.routes import Addressee, Circumstances, NoRoute, Route, best_route
from bot.store import addressees, announcement_people, announcements, broadcasts
from bot.store.database import Transaction
from bot.usecases.launching import Maker
from bot.usecases.planning_routes import House
from bot.usecases.posting import BULK, Addressed, post
from bot.words import words_for

KIND = "weekly"
"""What weekly messages are called in the ledger."""
SHOWN = 300
"""Characters of each announcement; the rest is behind its button."""
AT_ONCE = 200
"""People in one transaction."""
LOOKED_BACK = dt.timedelta(days=8)
"""How old a weekly message may be whose end is still noted: a day more than until the next."""


def send_weekly(tx: Transaction, house: House, now: dt.datetime) -> int:
    """Post the weekly message of those for whom it is due. Returns for how many; ask again until that is none."""
    waiting = announcement_people.weekly_due(tx, now, AT_ONCE)
    people = addressees.addressees(tx, sorted(waiting), house.usual, house.coalition.zone, now)
    for person in people:
        _send(tx, person, waiting[person.id], house, now)
    return len(waiting)


def note_lost(tx: Transaction, now: dt.datetime) -> None:
    """Whose weekly message failed could not be reached by the announcements in it, for the reason of their platform."""
    for person, posted, reason in broadcasts.failed(tx, KIND, now - LOOKED_BACK):
        announcement_people.lost(tx, person, announcement_people.digested_at(tx, person, posted), "shut", reason)


def _send(tx: Transaction, person: Addressee, ids: Sequence[str], house: House, now: dt.datetime) -> None:
    asked = replace(person, preferences=replace(person.preferences, digest=False))
    choice = best_route(asked, Circumstances(house.doors.keys(), now))
    if isinstance(choice, NoRoute):
        announcement_people.lost(tx, person.id, ids, choice.why, choice.detail)
    elif isinstance(choice, Route):
        recipient = Addressed(person.id, None, choice.account, person.language, choice.at)
        card = weekly_card(tx, person, ids, house)
        post(tx, f"weekly-{person.id}-{ids[0]}"[:190], KIND, person.id, {person.language: card}, [recipient], now, priority=BULK)  # fmt: skip
        announcement_people.digested(tx, person.id, ids, now)


def weekly_card(tx: Transaction, person: Addressee, ids: Sequence[str], house: House) -> Card:
    """The beginning of each announcement, with a button for the whole of it."""
    words = words_for(person.language)
    title = words("This week from {coalition}", coalition=house.coalition.name)
    blocks: list[Block] = [Text(title, "heading")]
    for id in ids:
        kept = announcements.find(tx, id)
        if kept is None:
            continue
        one, _ = read(kept.values, house.coalition.zone, words)
        variant: Variant = variant_for(one.texts, person.language, easy_read=person.preferences.easy_read)
        text: Wording = one.texts[variant]
        fields = Maker(tx, kept, one, house).fields(person, variant[:2])
        beginning = next(cut(filled(text.body, fields), SHOWN)).rstrip()
        show = Button(words("Show it all"), Action("announcement_show", (id,)))
        blocks += [Divider(), Text(filled(text.title, fields), "heading"), Text(beginning), Buttons((show,))]
    blocks.append(Context(words("Write settings to choose how announcements reach you.")))
    return Card(title, tuple(blocks))
