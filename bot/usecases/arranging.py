"""Finding a time for people who were put in touch: one suggests, another agrees, all get it for their calendars."""

from __future__ import annotations

import datetime as dt
import secrets

from bot.cards import Button, Buttons, Card, Link, Text
from bot.events import Action
from bot.first_meetings import Week, is_near, suggested
from bot.free_times import free_times
from bot.introductions import Introduction
from bot.people import Person
from bot.store import introductions, sketches
from bot.store.database import Transaction
from bot.usecases.introducing import Refused, touching
from bot.usecases.notifying import notify
from bot.usecases.signing_in import digest
from bot.usecases.telling import NEWS, Desk
from bot.words import Words

__all__ = ["agree", "choices", "suggest"]


def choices(tx: Transaction, introduction: Introduction, person: Person, desk: Desk) -> Card:
    """Times that suit everybody's clocks, told by this person's and by the others'."""
    known = sketches.of(tx, introduction.agreed)
    zones = {id: desk.reads(known[id])[1] for id in introduction.agreed}
    words, mine = desk.reads(known[person.id])
    times = suggested([_week(known[id], zones[id]) for id in sorted(zones)], desk.now)
    if not times:
        text = words("No hour of the day suits all your clocks. Please write to each other to find one.")
        return Card(text, (Text(text),))
    text = words("Which time shall I suggest?")
    others = sorted({zone for id, zone in zones.items() if id != person.id and zone != mine})
    lines = [
        Text("; ".join([words.moment(time, mine), *(f"{words.moment(time, zone)} ({zone})" for zone in others)]))
        for time in times
    ]
    buttons = tuple(
        Button(words.moment(time, mine), Action("intro_time", (introduction.id, time.isoformat()))) for time in times
    )
    return Card(text, (Text(text), *(lines if others else ()), Buttons(buttons)))


def _week(person: sketches.Sketch, zone: str) -> Week:
    return Week(zone, free_times(person.champion.availability) if person.champion else frozenset())


def suggest(tx: Transaction, id: str, person: Person, typed: str, desk: Desk) -> dt.datetime:
    """Tell the others of a time that would suit.

    Raises:
        Refused: they are not in touch, or the time is past or no time.
    """
    found, time = touching(tx, id, person.id), _moment(typed, desk)
    known = sketches.of(tx, found.agreed)
    for other in found.agreed:
        if other == person.id:
            continue
        words, zone = desk.reads(known[other])
        text = words("{name} suggests to meet on {moment}.", name=person.name, moment=words.moment(time, zone))
        buttons = (
            Button(words("That suits me"), Action("intro_time_yes", (id, time.isoformat())), "primary"),
            Button(words("Find another time"), Action("intro_times", (id,))),
        )
        key = f"intro-{id}-time-{time:%Y%m%d%H%M}-{other}"[:190]
        notify(tx, key, NEWS, other, Card(text, (Text(text), Buttons(buttons))), desk.house, desk.now, ref=id)
    return time


def agree(tx: Transaction, id: str, person: Person, typed: str, address: str, desk: Desk) -> Card:
    """The time is agreed: everybody gets it with a file for their calendar. ``address`` is the bot's own, for the link.

    Returns the card for whoever agreed.

    Raises:
        Refused: they are not in touch, or the time is past or no time.
    """
    introductions.find(tx, id, alone=True)
    found, time = touching(tx, id, person.id), _moment(typed, desk)
    token = secrets.token_urlsafe(24)
    introductions.meet_at(tx, id, time, digest(token))
    known = sketches.of(tx, found.agreed)
    link = f"{address}/introductions/{token}.ics"
    for other in found.agreed:
        if other != person.id:
            key = f"intro-{id}-agreed-{time:%Y%m%d%H%M}-{other}"[:190]
            card = _agreed(found, other, known, time, link, desk)
            notify(tx, key, NEWS, other, card, desk.house, desk.now, ref=id)
    return _agreed(found, person.id, known, time, link, desk)


def _agreed(
    found: Introduction, reader: str, known: dict[str, sketches.Sketch], time: dt.datetime, link: str, desk: Desk
) -> Card:
    words, zone = desk.reads(known[reader])
    names = words.listing([known[id].name for id in found.agreed if id != reader])
    text = words("You meet {names} on {moment}.", names=names, moment=words.moment(time, zone))
    return Card(text, (Text(text), Link(words("Put it in your calendar"), link)))


def title(names: list[str], words: Words) -> str:
    """What the meeting is called in a calendar."""
    return words("Introduction: {names}", names=words.listing(names))


def _moment(typed: str, desk: Desk) -> dt.datetime:
    try:
        time = dt.datetime.fromisoformat(typed)
    except ValueError:
        raise Refused("over") from None
    if time.tzinfo is None or not is_near(time, desk.now):
        raise Refused("over")
    return time
