"""A member's side of check-ins: answering, changing it, skipping, later, away, never again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Literal

from bot.checkins import Ask, answers
from bot.clock import local
from bot.local_time import moment
from bot.people import Person
from bot.store import broadcasts, checkin_answers, checkins, needs, prompts
from bot.store.database import Transaction
from bot.usecases import needing
from bot.usecases.open_checkins import Open
from bot.usecases.planning_routes import House
from bot.words import Words

LATER = dt.timedelta(hours=3)
LONGEST_AWAY = dt.timedelta(days=366)


class Refused(Exception):
    """It cannot be answered: the check-in is ``gone``, this person was ``not_asked``, a newer round is ``over`` it, or its
    moods were ``told`` and it asks nothing else."""

    def __init__(self, why: Literal["gone", "not_asked", "over", "told"]) -> None:
        super().__init__(why)
        self.why = why


def open_to(tx: Transaction, id: str, day: dt.date | None, person: Person) -> Open:
    """The ask of a day as this person can answer it.

    Raises:
        Refused: they cannot.
    """
    checkin = checkins.find(tx, id)
    if checkin is None or day is None or checkin.state == "ended":
        raise Refused("gone")
    asked, round = checkins.ask_of(tx, id, day, person.id), checkins.round_of(tx, id, day)
    if asked is None or round is None:
        raise Refused("not_asked")
    if any(one.checkin == id and one.day > day for one in checkins.latest(tx, person.id)):
        raise Refused("over")
    found = Open(checkin, round, asked, prompts.find(tx, asked.prompt) if asked.prompt else None)
    if not found.places and not checkin.prompts:
        raise Refused("told")
    return found


def waiting(tx: Transaction, person: str) -> list[Open]:
    """What waits for a person's answer."""
    found: list[Open] = []
    for asked in checkins.latest(tx, person) if checkins.awaits(tx, person) else ():
        checkin, round = checkins.find(tx, asked.checkin), checkins.round_of(tx, asked.checkin, asked.day)
        if checkin and round and asked.state in ("asked", "snoozed"):
            prompt = prompts.find(tx, asked.prompt) if asked.prompt else None
            found.append(Open(checkin, round, asked, prompt))
    return found


def answer(tx: Transaction, one: Open, values: Mapping[str, str], words: Words, house: House, now: dt.datetime) -> bool:
    """Keep an answer, in place of an earlier one. Whether it asks for help, and somebody is told.

    Raises:
        BadAnswer: it cannot be kept.
    """
    said, before = answers(one.checkin, one.places, values, words), checkin_answers.of(tx, one.asked)
    checkin_answers.keep(tx, one.asked, said, now)
    _move(tx, one, "answered", now)
    return needing.follow(tx, one.checkin, one.asked, before, said, house, now)


def skip(tx: Transaction, one: Open, now: dt.datetime) -> None:
    """Not this time; what was answered before goes."""
    checkin_answers.keep(tx, one.asked, {}, now)
    needs.drop(tx, one.asked, ())
    _move(tx, one, "skipped", now)


def later(tx: Transaction, one: Open, when: str, zone: str, now: dt.datetime) -> dt.datetime:
    """Ask again in some hours, or (``tomorrow``) the next day at the check-in's time. Returns when."""
    tomorrow = local(now, zone).date() + dt.timedelta(days=1)
    at = moment(tomorrow, one.checkin.at, zone) if when == "tomorrow" else now + LATER
    _move(tx, one, "snoozed", now, at)
    return at


def be_away(tx: Transaction, person: Person, until: dt.date | None, now: dt.datetime) -> None:
    """Ask this person nothing before a day (None: they are back); what waits for them waits no more."""
    checkin_answers.be_away(tx, person.id, until)
    for one in waiting(tx, person.id) if until else ():
        _move(tx, one, "away", now)


def rest(tx: Transaction, champion: str, now: dt.datetime) -> None:
    """A champion rests, or is none any more: prompts wait for them no more, and nobody is told that they are silent."""
    for one in waiting(tx, champion):
        if one.checkin.prompts:
            _move(tx, one, "away", now)


def stop(tx: Transaction, id: str, person: Person, now: dt.datetime) -> None:
    """Ask this person this check-in no more."""
    checkin_answers.stop(tx, id, person.id, stopped=True)
    for one in waiting(tx, person.id):
        if one.checkin.id == id:
            _move(tx, one, "skipped", now)


def start_again(tx: Transaction, id: str, person: Person) -> None:
    """Ask this person again from the next round on."""
    checkin_answers.stop(tx, id, person.id, stopped=False)


def _move(tx: Transaction, one: Open, state: Ask, now: dt.datetime, remind_at: dt.datetime | None = None) -> None:
    """Somebody has said how they stand: a card that still waits for the morning does not ask them again."""
    checkins.move(tx, one.asked, state, now, remind_at)
    broadcasts.take_back(tx, checkins.KIND, checkins.ref(one.asked.checkin, one.asked.day), one.asked.person, now)
