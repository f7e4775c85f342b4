"""Relayed chat: people who cannot reach each other on one platform write through the bot, by name and with consent.

A message is written down with the event that brought it, in one transaction, under an id that follows from that event:
a crash neither loses nor doubles it. Its words are forgotten once they have arrived, unless everybody asked otherwise.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from typing import Literal, assert_never

from bot.cards import Button, Buttons, Card, Context, Text
from bot.events import Action
from bot.people import Person
from bot.routes import NoRoute
from bot.store import people, relays
from bot.store.database import Transaction
from bot.store.relays import KIND, Relay
from bot.usecases.notifying import notify
from bot.usecases.planning_routes import House
from bot.usecases.posting import cancel, redraw
from bot.words import Words, words_for

LASTS = dt.timedelta(days=60)
"""How long a relayed chat is open."""
LONGEST = 3000
"""Characters of one relayed message: what every door shows in one piece."""

Why = Literal["closed", "empty", "long", "gone", "unreachable"]


class CannotRelay(Exception):
    """A message that is not passed on; nothing of it is kept. ``length`` is how long it was, in characters."""

    def __init__(self, why: Why, length: int = 0) -> None:
        super().__init__(why)
        self.why: Why = why
        self.length = length


def refusal(error: CannotRelay, words: Words) -> str:
    """What to tell whoever wrote it."""
    match error.why:
        case "closed":
            return words("That chat has ended, so I passed nothing on.")
        case "empty":
            return words("There were no words in that, so I passed nothing on. I cannot pass on files and pictures.")
        case "long":
            return words(
                "That has {length} characters, and I pass on at most {most} at once. I passed nothing on: please "
                "shorten it or send it in parts.",
                length=error.length,
                most=LONGEST,
            )
        case "gone":
            return words("I cannot find that message of yours any more.")
        case "unreachable":
            return words("I cannot reach anybody in that chat just now, so I passed nothing on.")
        case _:
            assert_never(error.why)


def open(tx: Transaction, relay: str, members: Sequence[str], now: dt.datetime) -> None:
    """A relayed chat between these people, under the id of what brought them together; opened twice it is one."""
    if relays.find(tx, relay) is None:
        relays.open(tx, relay, members, now, now + LASTS)


def close(tx: Transaction, relay: str, now: dt.datetime) -> None:
    """End it: what is still on its way does not go out."""
    relays.close(tx, relay)
    for message in relays.passing(tx, relay):
        for broadcast in relays.carriers(tx, message):
            cancel(tx, broadcast, now)


def pass_on(tx: Transaction, relay: str, person: Person, text: str, event: str, house: House, now: dt.datetime) -> str:
    """Pass what somebody wrote on to everybody else in the chat. ``event`` names what brought it; twice is once.

    Returns the message's id.

    Raises:
        CannotRelay: the chat has ended, or the text is empty or too long.
    """
    found, text = _open(tx, relay, person, now), _checked(text)
    message = _id(relay, person, event)
    if relays.message(tx, message) is not None:
        return message
    reached = [_sent(tx, message, message, found, person, other, text, house, now) for other in found.members]
    if not any(reached):
        raise CannotRelay("unreachable")
    relays.note(tx, message, relay, person.id, text if found.kept else None, now)
    return message


def carried_as(tx: Transaction, person: Person, event: str) -> str | None:
    """The id of the message that something a person wrote was passed on as, if it was and has not been taken back."""
    ids = (_id(relay, person, event) for relay in relays.all_of(tx, person.id))
    return next((id for id in ids if (one := relays.message(tx, id)) and one.state != "taken_back"), None)


def change(tx: Transaction, message: str, person: Person, text: str, house: House, now: dt.datetime) -> None:
    """Carry an edit: what was delivered shows the new words, what waits goes out with them. Where nothing that has
    arrived can be changed, the new words follow as a message of their own.

    Raises:
        CannotRelay: the message or the chat is gone, or the text is empty or too long.
    """
    passed = _own(tx, message, person)
    found, text = _open(tx, passed.relay, person, now), _checked(text)
    relays.change(tx, message, "passing", text if found.kept else None)
    fixed = _fixed(tx, message, house)
    for broadcast, variants in relays.carriers(tx, message).items():
        cards = {one: _carried(found, person, text, words_for(one), changed=True) for one in variants}
        redraw(tx, broadcast, cards, now)
    for reader in fixed & set(found.members):
        again = f"{message}-{hashlib.sha256(text.encode()).hexdigest()[:12]}"
        _sent(tx, again, message, found, person, reader, text, house, now, changed=True)


def take_back(tx: Transaction, message: str, person: Person, house: House, now: dt.datetime) -> list[str]:
    """Carry a deletion: what was delivered says so, what waits does not go out. Also after the chat has ended.

    Returns the names of those who have it where nothing that has arrived can be changed.

    Raises:
        CannotRelay: the message is gone.
    """
    _own(tx, message, person)
    fixed = _fixed(tx, message, house)
    relays.change(tx, message, "taken_back", None)
    for broadcast, variants in relays.carriers(tx, message).items():
        cancel(tx, broadcast, now)
        redraw(tx, broadcast, {one: _taken_back(person, words_for(one)) for one in variants}, now)
    return sorted(one.name for id in fixed if (one := people.find(tx, id)))


def wish_kept(tx: Transaction, relay: str, person: Person, now: dt.datetime, *, keep: bool) -> bool:
    """A member's wish that words be kept from now on. Returns whether they are: only if everybody wishes it.

    Raises:
        CannotRelay: the chat has ended.
    """
    _open(tx, relay, person, now)
    relays.keep_words(tx, relay, person.id, keep=keep)
    tx.expire_all()
    return _open(tx, relay, person, now).kept


def report(tx: Transaction, relay: str, person: Person, about: str, event: str, house: House, now: dt.datetime) -> int:
    """Tell the team, in the words of whoever reports it: nothing else is held. Returns how many were told.

    Raises:
        CannotRelay: they never were in that chat.
    """
    found = relays.find(tx, relay)
    if found is None or person.id not in found.members:
        raise CannotRelay("closed")
    others = [one.name for id in found.members if id != person.id and (one := people.find(tx, id))]
    team = people.holding(tx, "staff")
    for one in team:
        words = words_for(one.language)
        title = words(
            "{name} reports a relayed chat with {others}", name=person.name, others=words.listing(others or ["?"])
        )
        note = words("I keep no words of relayed chats. Please talk to {name} about it.", name=person.name)
        card = Card(title, (Text(title, "heading"), Text(about[:LONGEST], "quote"), Context(note)))
        notify(tx, f"relay-report-{event}-{one.id}"[:190], "relay_report", one.id, card, house, now)
    return len(team)


def forget_arrived(tx: Transaction, message: str, house: House, now: dt.datetime) -> None:
    """The words of a message that has arrived are not kept here, nor of one that could not; its writer hears of that."""
    passed = relays.message(tx, message)
    writer = people.find(tx, passed.person) if passed else None
    if writer is not None:
        words = words_for(writer.language)
        if names := _names(tx, message, ("failed", "dead"), words):
            told = words(
                "What you wrote did not reach {names}: it was refused where I sent it. I keep none of your words, so "
                "please write again or another way.",
                names=names,
            )
            notify(tx, f"relay-lost-{message}", "relay_lost", writer.id, Card(told, (Text(told),)), house, now)
        if names := _names(tx, message, ("uncertain",), words):
            told = words(
                "I cannot tell whether what you wrote reached {names}. I keep none of your words, so please ask, or "
                "write again.",
                names=names,
            )
            notify(tx, f"relay-unsure-{message}", "relay_lost", writer.id, Card(told, (Text(told),)), house, now)
    text = words_for("en")("This was passed on. I keep no words of relayed chats.")
    relays.forget_words(tx, message, Card(text, (Text(text),)))


def _id(relay: str, person: Person, event: str) -> str:
    return hashlib.sha256(f"{relay}/{person.id}/{event}".encode()).hexdigest()[:24]


def _names(tx: Transaction, message: str, states: Sequence[str], words: Words) -> str:
    """The readers whose copies ended so."""
    readers = {reader for reader, _ in relays.copies(tx, message, states)}
    return words.listing(sorted(one.name for id in readers if (one := people.find(tx, id))))


def _fixed(tx: Transaction, message: str, house: House) -> set[str]:
    """The readers who have it where nothing that has arrived can be changed."""
    sent = relays.copies(tx, message, ("sent", "sending", "uncertain"))
    return {reader for reader, door in sent if door in house.doors and not house.doors[door].can_update}


def _sent(
    tx: Transaction, key: str, message: str, relay: Relay, writer: Person, to: str, text: str, house: House,
    now: dt.datetime, *, changed: bool = False,
) -> bool:  # fmt: skip
    """Write one reader's copy down; False for the writer, and for somebody who cannot be reached."""
    reader = people.find(tx, to)
    if reader is None or reader.stopped or to == writer.id:
        return False
    card = _carried(relay, writer, text, words_for(reader.language), changed=changed)
    reached = notify(tx, f"relay-{key}-{to}"[:190], KIND, to, card, house, now, ref=message)
    return not isinstance(reached, NoRoute)


def _open(tx: Transaction, relay: str, person: Person, now: dt.datetime) -> Relay:
    found = relays.find(tx, relay, alone=True)
    if found is None or not found.is_open or found.until <= now or person.id not in found.members:
        raise CannotRelay("closed")
    if len(found.members) < 2:
        raise CannotRelay("closed")
    return found


def _own(tx: Transaction, message: str, person: Person) -> relays.Passed:
    passed = relays.message(tx, message)
    if passed is None or passed.person != person.id or passed.state == "taken_back":
        raise CannotRelay("gone")
    return passed


def _checked(text: str) -> str:
    text = text.strip()
    if not text:
        raise CannotRelay("empty")
    if len(text) > LONGEST:
        raise CannotRelay("long", len(text))
    return text


def _carried(relay: Relay, writer: Person, text: str, words: Words, *, changed: bool = False) -> Card:
    """A relayed message as its reader sees it: whose words they are above them, and below that the bot carries them."""
    label = (
        words("{name} wrote to you and has changed it:", name=writer.name)
        if changed
        else words("{name} writes to you:", name=writer.name)
    )
    note = (
        words("Passed on by me, the coalition's bot. I keep these words, because everybody asked me to.")
        if relay.kept
        else words("Passed on by me, the coalition's bot. I keep none of these words.")
    )
    how = words("Press Answer, or write: tell {name}: and your words.", name=writer.name)
    buttons = (
        Button(words("Answer"), Action("relay_write", (relay.id,)), "primary"),
        Button(words("End this"), Action("intro_leave", (relay.id,))),
        Button(words("Report to the team"), Action("relay_report", (relay.id,))),
    )
    return Card(label, (Text(label), Text(text, "quote"), Context(f"{note} {how}"), Buttons(buttons)))


def _taken_back(writer: Person, words: Words) -> Card:
    text = words("{name} has taken this message back.", name=writer.name)
    return Card(text, (Text(text),))
