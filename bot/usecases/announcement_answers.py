"""What people do with an announcement that reached them: acknowledge it, say whether they come, write back."""

from __future__ import annotations

import datetime as dt

from bot.announcements import Announcement, read
from bot.cards import Card, Context, Text
from bot.people import Person
from bot.routes import NoRoute
from bot.store import addressees, announcement_people, announcements, broadcasts
from bot.store.announcements import Kept
from bot.store.database import Transaction
from bot.usecases.announcement_cards import RSVPS
from bot.usecases.launching import Maker
from bot.usecases.notifying import notify
from bot.usecases.planning_routes import House
from bot.words import Words, words_for

REPLY = "announcement_answer"
"""What replies on their way to a person are called in the ledger."""
LONGEST_REPLY = 3000
"""Characters."""


class NotForYou(Exception):
    """There is no such announcement, it was withdrawn, or it was for others."""


def received(tx: Transaction, id: str, person: Person) -> Kept:
    """An announcement that went to this person.

    Raises:
        NotForYou: it did not.
    """
    kept = announcements.find(tx, id)
    if kept is None or kept.state == "withdrawn" or not announcement_people.is_for(tx, id, person.id):
        raise NotForYou
    return kept


def opened(tx: Transaction, id: str, person: Person, now: dt.datetime) -> Kept:
    """The announcement on which somebody has pressed something: that proves that it arrived.

    Raises:
        NotForYou: see ``received``.
    """
    kept = received(tx, id, person)
    if kept.broadcast:
        broadcasts.prove(tx, kept.broadcast, person.id, now)
    return kept


def shown(tx: Transaction, kept: Kept, person: Person, house: House, now: dt.datetime, *, noted: str = "") -> Card:
    """The announcement as this person sees it."""
    one = _read(kept, house)
    (addressee,) = addressees.addressees(tx, [person.id], house.usual, house.coalition.zone, now)
    return Maker(tx, kept, one, house).card(addressee, noted=noted)


def acknowledge(tx: Transaction, id: str, person: Person, house: House, words: Words, now: dt.datetime) -> Card:
    """Keep that they have seen to it; the first time counts. Returns the card without its button.

    Raises:
        NotForYou: see ``received``.
    """
    kept = opened(tx, id, person, now)
    first = announcement_people.answered(tx, id, person.id, now, "acknowledged") or now
    noted = words(
        "You confirmed this on {date}. Thank you.", date=words.moment(first, person.zone or house.coalition.zone)
    )
    return shown(tx, kept, person, house, now, noted=noted)


def come(tx: Transaction, id: str, person: Person, answer: str, now: dt.datetime) -> Kept:
    """Keep whether they come: yes, maybe or no; the last word holds.

    Raises:
        NotForYou: see ``received``, or there is no such answer.
    """
    kept = opened(tx, id, person, now)
    if answer not in RSVPS:
        raise NotForYou
    announcement_people.rsvp(tx, id, person.id, answer)
    return kept


def reply(tx: Transaction, id: str, person: Person, text: str, key: str, house: House, now: dt.datetime) -> bool:
    """Pass their words on to the person whom the announcement names; the same ``key`` twice is one message.

    Returns whether that person can be reached.

    Raises:
        NotForYou: see ``received``; or nobody takes replies.
    """
    kept = opened(tx, id, person, now)
    one = _read(kept, house)
    if not one.reply_to:
        raise NotForYou
    words = words_for(house.coalition.language)
    title = words("{name} replied to: {title}", name=person.name or words("A guest"), title=one.title)
    contact = (Context(words("Write to them at {email}.", email=person.email)),) if person.email else ()
    card = Card(title, (Text(title, "heading"), Text(text, "quote"), *contact))
    way = notify(tx, f"announcement-reply-{key}"[:190], REPLY, one.reply_to, card, house, now)
    if isinstance(way, NoRoute):
        return False
    announcement_people.answered(tx, id, person.id, now, "replied")
    return True


def _read(kept: Kept, house: House) -> Announcement:
    zone = house.coalition.zone
    return read(kept.values, kept.values.get("zone", zone), words_for(house.coalition.language))[0]
