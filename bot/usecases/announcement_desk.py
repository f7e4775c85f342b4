"""Looking after an announcement once it is on its way, and making new ones of old ones."""

from __future__ import annotations

import datetime as dt

from bot.announcement_states import MOVES, Deed
from bot.announcements import PERSONAL, Problems, Values, read, sent_as
from bot.cards import Card
from bot.people import Person, require
from bot.store import addressees, announcement_people, announcements, broadcasts
from bot.store.announcements import Kept
from bot.store.database import Transaction
from bot.usecases import announcement_cards, announcement_news, posting
from bot.usecases.announcing import NotPossible, existing, kept_now, new_id, note
from bot.usecases.launching import Maker, keep_links
from bot.usecases.planning_routes import House, plan
from bot.usecases.posting import NOTICE, Addressed
from bot.words import Words, words_for

CHASE = "announcement_chase"
"""What broadcasts of reminders are called in the ledger."""
TEXTS = ("title", "body", "links")
"""What a correction may change: the inputs that begin with one of these."""


def pause(tx: Transaction, id: str, by: Person, now: dt.datetime) -> int:
    """Send it to nobody until it is resumed. Returns how many wait.

    Raises:
        NotAllowed, NotPossible: see ``announcing.submit``.
    """
    kept = _moved(tx, id, "pause", by, now)
    return posting.pause(tx, kept.broadcast, now) if kept.broadcast else 0


def resume(tx: Transaction, id: str, by: Person, now: dt.datetime) -> int:
    """Go on. Returns how many were waiting.

    Raises:
        NotAllowed, NotPossible: see ``announcing.submit``.
    """
    kept = _moved(tx, id, "resume", by, now)
    return posting.resume(tx, kept.broadcast, now) if kept.broadcast else 0


def cancel(tx: Transaction, id: str, by: Person, now: dt.datetime) -> int:
    """Send it to nobody else; who has it keeps it. Returns how many do not get it.

    Raises:
        NotAllowed, NotPossible: see ``announcing.submit``.
    """
    kept = _moved(tx, id, "cancel", by, now)
    return posting.cancel(tx, kept.broadcast, now) if kept.broadcast else 0


def withdraw(tx: Transaction, id: str, by: Person, house: House, now: dt.datetime) -> int:
    """Send it to nobody else, and where a message can be changed, replace it. Returns how many do not get it.

    Raises:
        NotAllowed, NotPossible: see ``announcing.submit``.
    """
    kept = _moved(tx, id, "withdraw", by, now)
    if not kept.broadcast:
        return 0
    stopped = posting.cancel(tx, kept.broadcast, now)
    cards: dict[str, Card] = {}
    for variant, card in _cards(tx, kept, house, now).items():
        cards[variant] = announcement_cards.withdrawn(card.summary, words_for(variant[:2]), now.date())
    posting.redraw(tx, kept.broadcast, cards, now)
    return stopped


def correct(
    tx: Transaction, id: str, values: Values, by: Person, words: Words, house: House, now: dt.datetime
) -> Problems:
    """Change the texts of what went out, where messages can be changed. With problems nothing is changed.

    Raises:
        NotAllowed, NotPossible: see ``announcing.submit``.
    """
    kept = existing(tx, id, "correct", by)
    texts = {name: value for name, value in values.items() if name.startswith(TEXTS)}
    fixed = {name: value for name, value in kept.values.items() if not name.startswith(TEXTS)}
    zone = kept.values.get("zone", house.coalition.zone)
    before, _ = read(kept.values, zone, words)
    after, problems = read({**fixed, **texts}, zone, words)
    for field in sorted(after.fields - before.fields - {"coalition", "team"}):
        problems["body"] = words(
            "A correction cannot use {field}: what went out does not use it.", field=f"{{{field}}}"
        )
    if not problems:
        announcements.write(tx, id, {**fixed, **texts, "corrected": now.date().isoformat()}, by.id, now)
        keep_links(tx, id, after)
        if kept.broadcast:
            posting.redraw(tx, kept.broadcast, _cards(tx, kept_now(tx, id), house, now), now)
        note(tx, by, id, "corrected", now)
    return problems


def resend(tx: Transaction, id: str, by: Person, now: dt.datetime, person: str = "") -> int:
    """Send it again to those whom it may not have reached, or to one of them. Returns how many.

    Raises:
        NotAllowed, NotPossible: see ``announcing.submit``.
    """
    kept = _moved(tx, id, "resend", by, now)
    return posting.resend(tx, kept.broadcast, now, person) if kept.broadcast else 0


def chase(tx: Transaction, id: str, by: Person, house: House, now: dt.datetime) -> int | None:
    """Remind those who got it and have not acknowledged it. Returns how many, or None: they were reminded today.

    Raises:
        NotAllowed, NotPossible: see ``announcing.submit``; also if nobody was asked to acknowledge it.
    """
    kept = existing(tx, id, "chase", by)
    key = f"announcement-{id}-chase-{now:%Y%m%d}"
    if broadcasts.find(tx, key):
        return None
    one, _ = read(kept.values, kept.values.get("zone", house.coalition.zone), words_for(house.coalition.language))
    if not one.acknowledge:
        raise NotPossible("chase", kept.state)
    makes = Maker(tx, kept, one, house)
    found = plan(tx, announcement_people.silent(tx, id), lambda _zone: now, house, now, urgent=False, limited=False)
    recipients = [
        Addressed(person.id, None, route.account, makes.variant(person), route.at) for person, route in found.routed
    ]
    if recipients:
        cards = {name: announcement_cards.reminder(card, words_for(name[:2])) for name, card in makes.cards.items()}
        posting.post(tx, key, CHASE, id, cards, recipients, now, priority=NOTICE)
    note(tx, by, id, "chased", now)
    return len(recipients)


def duplicate(tx: Transaction, id: str, by: Person, now: dt.datetime, *, template: bool = False) -> Kept:
    """A new draft (or template) with the same words and audience, and no moment.

    Raises:
        NotAllowed: the person may not announce. NotPossible: there is none to copy.
    """
    require(by, "announce")
    values = {
        name: value for name, value in kept_now(tx, id).values.items() if name not in ("date", "time", "corrected")
    }
    values["when"] = "now"
    copy = new_id()
    announcements.add(tx, copy, "template" if template else "draft", values, by.id, now)
    note(tx, by, copy, f"copied from {id}", now)
    return kept_now(tx, copy)


def finish(tx: Transaction, house: House, now: dt.datetime) -> None:
    """Announcements of which nothing is on its way any more are done; their authors hear how it went."""
    for id in announcements.ended(tx):
        if announcements.move(tx, id, ["sending"], "done", now):
            announcement_news.through(tx, kept_now(tx, id), house, now)


def _moved(tx: Transaction, id: str, deed: Deed, by: Person, now: dt.datetime) -> Kept:
    kept = existing(tx, id, deed, by)
    after = MOVES[deed][1]
    if after is None or not announcements.move(tx, id, [kept.state], after, now):
        raise NotPossible(deed, kept_now(tx, id).state)
    note(tx, by, id, after, now)
    return kept


def _cards(tx: Transaction, kept: Kept, house: House, now: dt.datetime) -> dict[str, Card]:
    """The card of each variant in the ledger, as the texts are now.

    What a variant's people have chosen since, or are called since, changes nothing for the others who share it.
    """
    one, _ = read(kept.values, kept.values.get("zone", house.coalition.zone), words_for(house.coalition.language))
    makes = Maker(tx, kept, one, house)
    had = announcement_people.variants(tx, kept.id, everybody=bool(one.fields & PERSONAL))
    cards: dict[str, Card] = {}
    for person in addressees.addressees(tx, sorted(had), house.usual, house.coalition.zone, now):
        name = had[person.id]
        variant = sent_as(name, one.texts.keys())
        if name not in cards or makes.name(variant, person) == name:
            cards[name] = makes.card(person, variant)
    return cards
