"""Keeping the place of a check-in that is asked one question at a time, for each person where they talk with the bot."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from bot.events import Place
from bot.people import Person
from bot.store import broadcasts, checkin_answers, checkins, conversations
from bot.store.checkins import KIND
from bot.store.database import Transaction
from bot.usecases import checking_in
from bot.usecases.checking_in import Refused
from bot.usecases.open_checkins import Open

PATIENCE = dt.timedelta(hours=24)
"""How long an answer to a question is waited for; what is written later is heard as anything else."""
MOST_KEPT = 30
"""Messages whose edits are still carried to the answers."""


@dataclass(frozen=True, slots=True)
class Going:
    """A check-in that is asked one by one here. ``field`` is what was asked last, empty at the end; ``said`` are the
    fields that the person's own messages answered, by their origin."""

    one: Open
    field: str
    said: Mapping[str, str]


def going_on(tx: Transaction, person: Person, place: Place, now: dt.datetime) -> Going | None:
    """What is asked here; None once the person answered, skipped or put it off in another way."""
    known = conversations.put_to(tx, person.id, place, now - PATIENCE)
    if known is None:
        return None
    try:
        one = checking_in.open_to(tx, known["checkin"], dt.date.fromisoformat(known["day"]), person)
    except Refused:
        return None
    return Going(one, known["field"], known["said"]) if one.asked.at.isoformat() == known["at"] else None


def put(tx: Transaction, going: Going, person: Person, place: Place, now: dt.datetime) -> None:
    """Keep what is asked here from now on."""
    asked = going.one.asked
    stands = checkins.ask_of(tx, asked.checkin, asked.day, person.id) or asked
    context = {
        "checkin": asked.checkin,
        "day": asked.day.isoformat(),
        "field": going.field,
        "at": stands.at.isoformat(),
        "said": dict(list(going.said.items())[-MOST_KEPT:]),
    }
    conversations.put(tx, person.id, place, context, now)


def just_asked(tx: Transaction, person: Person, place: Place) -> Open | None:
    """The unanswered check-in whose card is the last that this person was told here."""
    found = checking_in.waiting(tx, person.id)
    last = broadcasts.last_to(tx, person.id, f"{place.platform}:{place.workspace}") if found else None
    if last is None or last[0] != KIND:
        return None
    talked = conversations.last_talk(tx, person.id, place)
    if talked and talked >= last[2]:
        return None
    return next((one for one in found if last[1] == checkins.ref(one.checkin.id, one.round.day)), None)


def take_back(tx: Transaction, one: Open, name: str, now: dt.datetime) -> str:
    """What was noted in a field was no answer. Returns what it was."""
    given = checkin_answers.of(tx, one.asked)
    said = given.pop(name, "")
    checkin_answers.keep(tx, one.asked, given, now)
    if not given:
        checkins.move(tx, one.asked, "asked", now)
    return said
