"""What is due with check-ins now. One transaction a step: a step that fails takes no other with it."""

from __future__ import annotations

import datetime as dt

import structlog

from bot.cards import Card, Item, Listing, Text
from bot.checkins import CheckIn
from bot.people import Person
from bot.store import checkins, needs, people, prompts
from bot.store.checkins import KIND, Asked, Round
from bot.store.database import Conflict, Database, Transaction
from bot.usecases import checkin_cards, checkin_reports, needing
from bot.usecases.checkin_asking import ask_due, reader, readers
from bot.usecases.notifying import notify
from bot.usecases.planning_routes import House
from bot.words import words_for

log = structlog.get_logger()
LISTED = 30
AT_ONCE = 500
"""Reminders that are looked up at once."""


def tick(database: Database, now: dt.datetime, house: House) -> int:
    """Do everything that is due. Returns how many steps this process took."""
    with database.read() as tx:
        first = checkins.next_due(tx)
        if first is None or first > now:
            return 0
        ids = checkins.due(tx, now)
        unmet = needs.to_escalate(tx, now)
        ends = [(which, *end) for which in ENDS for end in checkins.to_end(tx, now, which)]
    taken = 0
    for id in ids:
        more = True
        while more:
            try:
                with database.write() as tx:
                    more = ask_due(tx, id, now, house)
            except Conflict:  # another process asks
                break
            taken += 1
    taken += _remind_due(database, now, house)
    for which, id, day in ends:
        with database.write() as tx:
            taken += _end(tx, which, id, day, now, house)
    for key in unmet:
        with database.write() as tx:
            taken += needing.escalate(tx, key, now, house)
    return taken


def _remind_due(database: Database, now: dt.datetime, house: House) -> int:
    taken = 0
    while True:
        with database.read() as tx:
            found = checkins.to_remind(tx, now, AT_ONCE)
        for one in found:
            with database.write() as tx:
                taken += remind(tx, one, now, house)
        if len(found) < AT_ONCE:
            return taken


def remind(tx: Transaction, one: Asked, now: dt.datetime, house: House) -> bool:
    """Ask somebody once more; False if they answered meanwhile, or the round is over."""
    return checkins.take_reminder(tx, one, now) and _asked_again(tx, one, now, house)


def remind_all(tx: Transaction, checkin: CheckIn, now: dt.datetime, house: House) -> int:
    """Ask everybody once more who has not answered in the latest round. Returns how many."""
    latest = checkins.rounds(tx, checkin.id, 1)
    silent = checkins.silent(tx, checkin.id, latest[0].day) if latest else []
    asked = [checkins.ask_of(tx, checkin.id, latest[0].day, person) for person, _ in silent]
    return sum(_asked_again(tx, one, now, house) for one in asked if one)


def _asked_again(tx: Transaction, one: Asked, now: dt.datetime, house: House) -> bool:
    checkin, round, person = checkins.find(tx, one.checkin), checkins.round_of(tx, one.checkin, one.day), one.person
    newer = any(other.checkin == one.checkin and other.day > one.day for other in checkins.latest(tx, person))
    found = people.find(tx, person)
    if checkin is None or checkin.state != "active" or round is None or newer or found is None or found.stopped:
        return False
    prompt = prompts.find(tx, one.prompt) if one.prompt else None
    card = checkin_cards.asking(checkin, round, words_for(found.language), reader(tx, checkin, house), prompt)
    key = f"{KIND}-again-{one.checkin}-{one.day}-{person}-{now:%Y%m%d%H%M}"
    notify(tx, key, KIND, person, card, house, now, ref=checkins.ref(one.checkin, one.day))
    return True


def _end(tx: Transaction, which: str, id: str, day: dt.date, now: dt.datetime, house: House) -> bool:
    if not checkins.take_end(tx, id, day, which, now):
        return False
    checkin, round = checkins.find(tx, id), checkins.round_of(tx, id, day)
    if checkin is None or round is None:
        return False
    if which == "summarise_at":
        checkins.keep_moods(tx, round, checkin_reports.moods_in(tx, checkin, round))
        round = checkins.round_of(tx, id, day) or round
    for person in readers(tx, checkin.owner):
        card = ENDS[which](tx, round, person)
        if card:
            notify(tx, f"{KIND}-{which}-{id}-{day}-{person.id}", KIND, person.id, card, house, now)
    return True


def _escalation(tx: Transaction, round: Round, person: Person) -> Card | None:
    """Who has not answered; None where everybody has."""
    checkin, silent = checkins.find(tx, round.checkin), checkins.silent(tx, round.checkin, round.day)
    if checkin is None or not silent:
        return None
    words = words_for(person.language)
    text = words.plural(
        '{n} person has not answered "{title}" yet. A call may help more than another message.',
        '{n} people have not answered "{title}" yet. A call may help more than another message.',
        len(silent),
        title=checkin.title,
    )
    return Card(text, (Text(text), Listing(tuple(Item(name) for _, name in silent[:LISTED]))))


def _summary(tx: Transaction, round: Round, person: Person) -> Card | None:
    checkin = checkins.find(tx, round.checkin)
    return checkin_reports.summary(tx, checkin, round, words_for(person.language)) if checkin else None


ENDS = {"escalate_at": _escalation, "summarise_at": _summary}
"""What the owner is told of a round, by the column that says when."""
