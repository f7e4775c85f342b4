"""Help that somebody asks for in a check-in: whoever reads the answers is told at once, and again if it is not met."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from bot.cards import Block, Button, Buttons, Card, Text
from bot.checkins import CheckIn
from bot.events import Action
from bot.people import Person, may
from bot.store import checkins, needs, people
from bot.store.checkins import KIND, Asked
from bot.store.database import Transaction
from bot.store.needs import Key, Needed
from bot.usecases.checkin_asking import readers
from bot.usecases.checkin_reports import need_state
from bot.usecases.notifying import notify
from bot.usecases.planning_routes import House
from bot.words import Words, words_for

DAY = dt.timedelta(days=1)


def follow(
    tx: Transaction,
    checkin: CheckIn,
    asked: Asked,
    before: Mapping[str, str],
    now_said: Mapping[str, str],
    house: House,
    now: dt.datetime,
) -> bool:
    """Bring somebody's requests for help to what they answer now, and tell of those that are new. Whether one is."""
    fields = [field for field in checkin.of_kind("help") if field in now_said]
    needs.drop(tx, asked, fields)
    new = [field for field in fields if before.get(field) != now_said[field]]
    escalate = now + checkin.escalate_after_days * DAY if checkin.escalate_after_days else None
    for field in new:
        needs.raise_(tx, asked, field, now, escalate)
        _tell_readers(tx, checkin, (asked.checkin, asked.day, asked.person, field), "raised", house, now)
    return bool(new)


def may_see_to(tx: Transaction, found: Needed, person: Person) -> bool:
    """Whether this person reads the answers of that check-in."""
    checkin = checkins.find(tx, found.key[0])
    return checkin is not None and (checkin.owner == person.id or may(person, "run_checkins"))


def see_to(tx: Transaction, found: Needed, helper: Person, house: House, now: dt.datetime) -> bool:
    """Somebody sees to it, and whoever asked is told. False if somebody does already, or it is settled."""
    if found.state != "open" or not needs.move(tx, found.key, "taken", helper.id):
        return False
    _tell_asker(tx, found, helper, house, now)
    return True


def settle(tx: Transaction, found: Needed, by: Person, house: House, now: dt.datetime) -> bool:
    """It is settled; whoever asked is told, unless they say it themselves. False if it is so already."""
    if not needs.move(tx, found.key, "settled", found.helper or (None if by.id == found.key[2] else by.id)):
        return False
    if by.id != found.key[2]:
        _tell_asker(tx, found, by, house, now)
    return True


def reopen(tx: Transaction, found: Needed, house: House, now: dt.datetime) -> bool:
    """Whoever asked says that it is not settled: its readers hear of it again. False if it is open."""
    checkin = checkins.find(tx, found.key[0])
    if checkin is None or not needs.move(tx, found.key, "open", None):
        return False
    _tell_readers(tx, checkin, found.key, "reopened", house, now)
    return True


def escalate(tx: Transaction, key: Key, now: dt.datetime, house: House) -> bool:
    """Tell the owner of a request that was not met in time, once."""
    if not needs.take_escalation(tx, key, now):
        return False
    found, checkin = needs.find(tx, key), checkins.find(tx, key[0])
    if found is None or checkin is None or found.state == "settled":
        return False
    _tell_readers(tx, checkin, key, "unmet", house, now)
    return True


def asked_card(found: Needed, checkin: CheckIn, words: Words, now: dt.datetime) -> Card:
    """What somebody asks for, for whoever can see to it."""
    days = (now - found.since).days
    text = words('{name} asks for help in "{title}":', name=found.name, title=checkin.title)
    if days:
        text = words.plural(
            '{name} asked for help in "{title}" {n} day ago, and it is not settled:',
            '{name} asked for help in "{title}" {n} days ago, and it is not settled:',
            days,
            name=found.name,
            title=checkin.title,
        )
    blocks: list[Block] = [Text(text), Text(found.text), *([Text(need_state(found, words))] if days else [])]
    take = (Button(words("I see to it"), action("need_take", found), "primary"),) if found.state == "open" else ()
    blocks.append(Buttons((*take, Button(words("It is settled"), action("need_settle", found)))))
    return Card(text, tuple(blocks))


def action(name: str, found: Needed) -> Action:
    """A button about a request."""
    checkin, day, person, field = found.key
    return Action(name, (checkin, day.isoformat(), person, field))


def key_of(args: Sequence[str]) -> Key | None:
    """The request that an ``action`` is about; None if it is none of ours."""
    try:
        checkin, day, person, field = args
        return checkin[:190], dt.date.fromisoformat(day), person[:190], field[:190]
    except ValueError:
        return None


def _tell_readers(tx: Transaction, checkin: CheckIn, key: Key, why: str, house: House, now: dt.datetime) -> None:
    found = needs.find(tx, key)
    for person in readers(tx, checkin.owner) if found else ():
        if found and person.id != key[2]:
            card = asked_card(found, checkin, words_for(person.language), now)
            notify(tx, _once(found, f"{why}-{person.id}", now), KIND, person.id, card, house, now)


def _tell_asker(tx: Transaction, before: Needed, by: Person, house: House, now: dt.datetime) -> None:
    found, asker = needs.find(tx, before.key), people.find(tx, before.key[2])
    if found is None or asker is None:
        return
    words = words_for(asker.language)
    if found.state == "taken":
        text = words("{name} sees to what you asked for: {text}", name=by.name, text=found.text)
        buttons = (Button(words("It is settled"), action("need_settle", found)),)
    else:
        text = words("{name} says that this is settled: {text}", name=by.name, text=found.text)
        buttons = (Button(words("It is not"), action("need_reopen", found)),)
    card = Card(text, (Text(text), Buttons(buttons)))
    notify(tx, _once(found, found.state, now), KIND, asker.id, card, house, now)


def _once(found: Needed, what: str, now: dt.datetime) -> str:
    return f"need-{'-'.join(map(str, found.key))}-{what}-{now:%Y%m%d%H%M%S}"[:190]
