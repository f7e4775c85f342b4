"""Introducing people: asking without names, taking answers, putting in touch those who agreed, and ending it.

Everything here holds the introduction alone while it decides: of two people who press at the same moment one comes
after the other, and sees what the first has said.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Literal, assert_never

from bot.cards import Card
from bot.introductions import (
    Bar,
    Effect,
    Event,
    Expire,
    Introduction,
    Leave,
    Yes,
    step,
)
from bot.routes import NoRoute
from bot.store import introductions, programmes, relays, sketches
from bot.store.database import Transaction
from bot.usecases import introduction_cards as cards
from bot.usecases import mentoring
from bot.usecases.introduction_people import described, explained
from bot.usecases.notifying import notify
from bot.usecases.telling import ASK, Desk, close_ask, key_of, tell, together, without_those_gone
from bot.words import Words

Why = Literal["gone", "not_yours", "over", "not_together"]


class Refused(Exception):
    """Something that cannot be done with an introduction."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why: Why = why


def refusal(refused: Refused, words: Words) -> str:
    """What to tell whoever tried it; never more than they know anyway."""
    match refused.why:
        case "gone" | "not_yours":
            return words("I know of no such introduction. Write introductions to see yours.")
        case "over":
            return words("The time to answer this has passed. I will think of somebody else for you.")
        case "not_together":
            return words("You can do that once everybody has said yes.")
        case _:
            assert_never(refused.why)


def ask(tx: Transaction, introduction: Introduction, desk: Desk, days: int, *, unasked: str = "") -> Introduction:
    """Ask every side of a planned introduction but ``unasked``; nobody learns a name. A side that cannot be reached
    has left."""
    asking = replace(introduction, state="asking", until=desk.now + dt.timedelta(days=days))
    introductions.keep(tx, introduction, asking, desk.now)
    known = sketches.of(tx, asking.people)
    after = asking
    for side in asking.sides:
        if side.person == unasked:
            continue
        words, zone = desk.reads(known[side.person])
        others = [described(known[person], words) for person in asking.people if person != side.person]
        card = cards.ask(asking, others, _why(tx, asking, side.person, known, words), words, zone)
        reached = notify(tx, key_of(asking, "ask", side.person), ASK, side.person, card, desk.house, desk.now)
        if isinstance(reached, NoRoute):
            after, _ = step(after, Leave(side.person))
    introductions.keep(tx, asking, after, desk.now)
    return after


def answer(tx: Transaction, id: str, event: Event, desk: Desk) -> Introduction:
    """Take what a side says. Whoever has become unable or unwilling meanwhile counts as such first.

    Raises:
        Refused: there is no such introduction for this person, or the time is over.
    """
    person = "" if isinstance(event, Expire) else event.person
    before = mine(tx, id, person, alone=True)
    if before.state in ("ended", "cancelled"):
        raise Refused("over")
    if before.state == "asking" and before.until and before.until <= desk.now:
        raise Refused("over")
    return _carried_out(tx, before, _checked(tx, before, event), desk, seen=person)


def mine(tx: Transaction, id: str, person: str, *, alone: bool = False) -> Introduction:
    """An introduction of which this person is a side.

    Raises:
        Refused: there is none.
    """
    found = introductions.find(tx, id, alone=alone)
    if found is None or found.state == "planned" or found.side(person) is None:
        raise Refused("gone")
    return found


def expire(tx: Transaction, id: str, desk: Desk) -> bool:
    """End the asks of an introduction whose time is over; False if somebody else has."""
    before = introductions.find(tx, id, alone=True)
    if before is None or before.state != "asking" or before.until is None or before.until > desk.now:
        return False
    _carried_out(tx, before, _checked(tx, before, Expire()), desk)
    return True


def leave(tx: Transaction, person: str, desk: Desk) -> int:
    """Take a person out of every introduction that goes on. Returns of how many."""
    number = 0
    for found in introductions.of_person(tx, person, ("asking", "together")):
        before = introductions.find(tx, found.id, alone=True)
        side = before.side(person) if before else None
        if before is None or side is None or side.answer == "withdrawn":
            continue
        close_ask(tx, before, person, desk)
        _carried_out(tx, before, (Leave(person),), desk)
        number += 1
    return number


def withdraw(tx: Transaction, person: str, desk: Desk) -> int:
    """Somebody wants no introductions any more: their consent ends, and so does all that rests on it."""
    programmes.withdraw(tx, person, desk.now)
    return leave(tx, person, desk)


def avoid(tx: Transaction, person: str, other: str, desk: Desk) -> None:
    """Never introduce these two. What is being asked now goes on as it looks, and comes to nothing."""
    programmes.avoid(tx, person, other, desk.now)
    for found in introductions.of_person(tx, person, ("asking", "together")):
        if other in found.people:
            before = introductions.find(tx, found.id, alone=True)
            if before is not None:
                _carried_out(tx, before, (Bar(person),), desk)


def end(tx: Transaction, id: str, person: str, desk: Desk) -> None:
    """A side ends being in touch.

    Raises:
        Refused: they are not in touch.
    """
    before = mine(tx, id, person, alone=True)
    if before.state != "together" or person not in before.agreed:
        raise Refused("not_together")
    _carried_out(tx, before, (Leave(person),), desk)


def touching(tx: Transaction, id: str, person: str) -> Introduction:
    """An introduction in which this person is in touch with others.

    Raises:
        Refused: there is none, or it has ended, or they have left it.
    """
    found = mine(tx, id, person)
    if found.state != "together" or person not in found.agreed:
        raise Refused("over" if found.state == "ended" else "not_together")
    return found


def card_of(tx: Transaction, introduction: Introduction, person: str, desk: Desk) -> Card:
    """How an introduction stands, as one side may see it."""
    known = sketches.of(tx, introduction.people)
    words, zone = desk.reads(known[person])
    side = introduction.side(person)
    if introduction.state == "together" and person in introduction.agreed:
        return together(introduction, person, known, desk)
    if introduction.state != "asking" or side is None or side.answer == "withdrawn":
        return cards.over(words)
    match side.answer:
        case "yes":
            return cards.thanks(introduction, words, zone)
        case "no":
            return cards.declined(introduction, words)
        case "asked" | "expired":
            others = [described(known[other], words) for other in introduction.people if other != person]
            return cards.ask(introduction, others, _why(tx, introduction, person, known, words), words, zone)
        case _:
            assert_never(side.answer)


def _why(
    tx: Transaction, introduction: Introduction, reader: str, known: dict[str, sketches.Sketch], words: Words
) -> list[str]:
    """Why these people, and in a programme of mentors which one the reader would be."""
    people = [known[person] for person in introduction.people]
    mentors = mentoring.of_mentors(programmes.find(tx, introduction.programme))
    role = mentoring.without_names(known[reader], people, words) if mentors else []
    rest = [reason for reason in introduction.reasons if not (role and reason.startswith("help:"))]
    return [*role, *explained(rest, words)]


def _checked(tx: Transaction, before: Introduction, event: Event) -> tuple[Event, ...]:
    """The event, after what must be known before it: whose consent has ended, and who avoids whom by now."""
    if before.state != "asking" or not isinstance(event, Yes | Expire):
        return (event,)
    willing = programmes.consenting(tx, before.programme, before.people)
    left = tuple(Leave(person) for person in before.people if person not in willing)
    barred = tuple(Bar(person) for person in programmes.avoiders(tx, before.people))
    return (*left, *barred, event)


def _carried_out(
    tx: Transaction, before: Introduction, events: tuple[Event, ...], desk: Desk, *, seen: str = ""
) -> Introduction:
    """The introduction after these events, with everybody told but ``seen``, who is looking at it now."""
    after, effects = before, list[Effect]()
    for event in events:
        after, more = step(after, event)
        effects += more
    if after.state == "together" and before.state != "together":
        after = replace(after, together_at=desk.now)
    introductions.keep(tx, before, after, desk.now)
    if before.state == "together":
        gone = set(before.agreed) - set(after.agreed)
        for person in gone:
            relays.leave(tx, after.id, person)
        if gone:
            without_those_gone(tx, after, desk)
    for effect in effects:
        tell(tx, after, effect, desk, seen)
    return after
