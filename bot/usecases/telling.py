"""Telling the sides of an introduction: names to those who agreed, the same regret to all others, asks that close."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import assert_never

from bot.cards import Card
from bot.events import Sender
from bot.introductions import Effect, Farewell, Introduction, Lapse, Regret, Reveal
from bot.store import broadcasts, introductions, sketches
from bot.store.database import Transaction
from bot.usecases import introduction_cards as cards
from bot.usecases import relaying
from bot.usecases.introduction_people import contacts
from bot.usecases.notifying import notify
from bot.usecases.planning_routes import House
from bot.usecases.posting import NOTICE, Addressed, cancel, post, redraw
from bot.words import Words, words_for

ASK, NEWS = "introduction_ask", "introduction"
"""What broadcasts of introductions are called in the ledger."""
FOLLOW_AFTER = dt.timedelta(days=10)
"""From when people are put in touch to when they are asked whether they met."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What the use cases of introductions need besides the transaction."""

    house: House
    now: dt.datetime

    def reads(self, person: sketches.Sketch) -> tuple[Words, str]:
        """A person's language and zone."""
        return words_for(person.language), person.zone or self.house.coalition.zone


def tell(tx: Transaction, introduction: Introduction, effect: Effect, desk: Desk, seen: str) -> None:
    """Carry an effect out; ``seen`` is looking at the introduction now and is told by what they see."""
    match effect:
        case Reveal(people=people):
            introductions.follow_at(tx, introduction.id, desk.now + FOLLOW_AFTER)
            relaying.open(tx, introduction.id, people, desk.now)
            known = sketches.of(tx, introduction.people)
            _gather(tx, introduction, [known[person] for person in people], desk)
            for person in people:
                card = together(introduction, person, known, desk)
                words, _ = desk.reads(known[person])
                close_ask(tx, introduction, person, desk, card if person == seen else cards.answered(words))
                if person != seen:
                    _notify(tx, introduction, "together", person, card, desk)
        case Regret(person=person) | Lapse(person=person) | Farewell(person=person):
            words, _ = desk.reads(sketches.of(tx, [person])[person])
            if isinstance(effect, Farewell):
                relaying.close(tx, introduction.id, desk.now)
                _notify(tx, introduction, "farewell", person, cards.farewell(words), desk)
                return
            close_ask(tx, introduction, person, desk)
            if isinstance(effect, Regret):
                _notify(tx, introduction, "regret", person, cards.regret(words), desk)
        case _:
            assert_never(effect)


def _gather(tx: Transaction, introduction: Introduction, people: list[sketches.Sketch], desk: Desk) -> None:
    """A conversation with all of them, where they are in one workspace whose platform can; else the relayed chat."""
    for platform, able in sorted(desk.house.doors.items()):
        own = [{(one.workspace, one.id) for one in person.accounts if one.platform == platform} for person in people]
        for workspace in sorted(set.intersection(*({place for place, _ in accounts} for accounts in own))):
            if len(people) > able.most_in_direct:
                continue
            ids = [min(id for place, id in accounts if place == workspace) for accounts in own]
            language = desk.house.coalition.language
            card = cards.opener([person.name for person in people], words_for(language))
            everybody = Sender(platform, workspace, ",".join(ids))
            to = Addressed(f"place:group/{introduction.id}", None, everybody, language, desk.now)
            key = key_of(introduction, "group", "")
            post(tx, key, NEWS, introduction.id, {language: card}, [to], desk.now, priority=NOTICE)
            return


def without_those_gone(tx: Transaction, introduction: Introduction, desk: Desk) -> None:
    """Somebody has left people who were in touch: what waits does not go out, since it may name them, and the cards
    with the names are drawn again without theirs."""
    known = sketches.of(tx, introduction.people)
    shown: dict[str, Card] = {}
    for person in introduction.agreed:
        alone = len(introduction.agreed) == 1
        card = cards.farewell(desk.reads(known[person])[0]) if alone else together(introduction, person, known, desk)
        keys = [key_of(introduction, what, person) for what in ("ask", "together")]
        shown |= {found: card for key in keys if (found := broadcasts.find(tx, key))}
    for broadcast in broadcasts.about(tx, NEWS, introduction.id):
        if broadcast not in shown or introduction.state == "ended":
            cancel(tx, broadcast, desk.now)
    for broadcast, card in shown.items():
        redraw(tx, broadcast, dict.fromkeys(broadcasts.variants(tx, broadcast), card), desk.now)


def together(introduction: Introduction, person: str, known: dict[str, sketches.Sketch], desk: Desk) -> Card:
    """The card with the names, as one of those who agreed sees it."""
    words, _ = desk.reads(known[person])
    others = contacts(known[person], [known[id] for id in introduction.agreed if id != person], desk.house, words)
    return cards.together(introduction, others, words)


def _notify(tx: Transaction, introduction: Introduction, what: str, person: str, card: Card, desk: Desk) -> None:
    key = key_of(introduction, what, person)
    notify(tx, key, NEWS, person, card, desk.house, desk.now, ref=introduction.id)


def close_ask(tx: Transaction, introduction: Introduction, person: str, desk: Desk, card: Card | None = None) -> None:
    """The ask as it was posted has no buttons from now on; one that has not gone out yet never does."""
    broadcast = broadcasts.find(tx, key_of(introduction, "ask", person))
    if broadcast is None:
        return
    cancel(tx, broadcast, desk.now)
    language = sketches.of(tx, [person])[person].language
    closed = card or cards.over(words_for(language))
    redraw(tx, broadcast, dict.fromkeys(broadcasts.variants(tx, broadcast), closed), desk.now)


def key_of(introduction: Introduction, what: str, person: str) -> str:
    """The key under which something about an introduction is posted to a person: twice is once."""
    return f"intro-{introduction.id}-{what}-{person}"[:190]
