"""Who knows? A short ask without the asker's name, to fitting people of their networks, then their region, then all.

Only those who take part in introductions are asked. Answers come through the bot and name nobody; whoever asked may
then wish to be introduced, which the other side can decline like any introduction.
"""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import replace
from typing import Literal

from bot.cards import Button, Buttons, Card, Context, Text
from bot.events import Action
from bot.introductions import Introduction
from bot.people import Person
from bot.store import asks, programmes, sketches
from bot.store.asks import RINGS, Ask, Ring
from bot.store.database import Transaction
from bot.store.sketches import Sketch
from bot.usecases import finding, taking_part
from bot.usecases.introduction_people import described
from bot.usecases.notifying import notify
from bot.usecases.telling import Desk
from bot.words import Words

KIND = "know_ask"
"""What broadcasts of asks and their answers are called in the ledger."""
RING_LASTS = dt.timedelta(days=2)
MOST_IN_RING = 5
"""People asked at once: a question is not a mailing."""
MOST_A_MONTH = 5
LONGEST = 1000

Why = Literal["empty", "long", "nobody", "often", "over"]


class CannotAsk(Exception):
    """An ask or answer that goes nowhere; nothing of it is kept."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why: Why = why


def refusal(error: CannotAsk, words: Words) -> str:
    """What to tell whoever wrote it."""
    told: dict[Why, str] = {
        "empty": words("There were no words in that, so I asked nobody."),
        "long": words("Please say it in at most {most} characters, so that people answer.", most=LONGEST),
        "nobody": words("Nobody who takes part fits that, so I asked nobody. Other words may find somebody."),
        "often": words(
            "You have asked {most} times this month. Please wait a little, or ask the team.", most=MOST_A_MONTH
        ),
        "over": words("This ask has ended, or you have answered it. Thank you."),
    }
    return told[error.why]


def ring_of(asker: Sketch, other: Sketch) -> Ring:
    """How near somebody is: in one of the asker's networks, in their region, or anywhere."""
    if asker.networks & other.networks:
        return "network"
    return "region" if asker.region and asker.region == other.region else "nation"


def start(tx: Transaction, person: Person, text: str, desk: Desk) -> int:
    """Ask the nearest ring in which somebody fits. Returns how many are asked.

    Raises:
        CannotAsk: it is empty or too long, nobody fits, or this person asks too often.
    """
    text = _checked(text)
    if asks.since(tx, person.id, desk.now - taking_part.MONTH) >= MOST_A_MONTH:
        raise CannotAsk("often")
    ask = Ask(secrets.token_hex(6), person.id, text, RINGS[0], desk.now + RING_LASTS)
    asks.save(tx, ask, desk.now)
    number = _ask_nearest(tx, ask, RINGS, desk)
    if number == 0:
        asks.forget(tx, ask.id)
        raise CannotAsk("nobody")
    return number


def widen_due(tx: Transaction, id: str, desk: Desk) -> bool:
    """A ring has had its time: ask the next, unless somebody answered or there is none; then it ends."""
    ask = asks.find(tx, id)
    if ask is None or not ask.is_open or ask.until > desk.now:
        return False
    further = RINGS[RINGS.index(ask.ring) + 1 :]
    if not asks.answered(tx, id) and _ask_nearest(tx, ask, further, desk):
        return True
    end(tx, ask, desk)
    return True


def end(tx: Transaction, ask: Ask, desk: Desk) -> None:
    """Forget its words, and tell the asker how it went if nobody answered."""
    asks.save(tx, replace(ask, is_open=False), desk.now)
    if not asks.answered(tx, ask.id):
        words, _ = desk.reads(sketches.of(tx, [ask.person])[ask.person])
        text = words("Nobody has answered what you asked around. You can put it to the team: write ask the team.")
        notify(tx, f"know-{ask.id}-end", KIND, ask.person, Card(text, (Text(text),)), desk.house, desk.now)


def answer(tx: Transaction, id: str, person: Person, text: str, desk: Desk) -> None:
    """Pass an answer on to whoever asked, without a name. One a person.

    Raises:
        CannotAsk: it is empty or too long, or the ask has ended or never went to this person.
    """
    text, ask = _checked(text), asks.find(tx, id)
    if ask is None or not ask.is_open or not asks.mark_answered(tx, id, person.id, desk.now):
        raise CannotAsk("over")
    known = sketches.of(tx, [ask.person, person.id])
    words, _ = desk.reads(known[ask.person])
    title = words("An answer from {person}:", person=described(known[person.id], words))
    number = asks.asked(tx, id)[person.id]
    meet = Button(words("I would like to meet them"), Action("champions_ask_meet", (id, str(number))))
    note = words("To what you asked around: {question}", question=ask.words)
    card = Card(title, (Text(title), Text(text, "quote"), Context(note), Buttons((meet,))))
    notify(tx, f"know-{id}-answer-{number}", KIND, ask.person, card, desk.house, desk.now)


def meet(tx: Transaction, id: str, person: Person, number: int, desk: Desk) -> Introduction:
    """Whoever asked would like to meet somebody who answered; that one is asked like for any introduction.

    Raises:
        CannotAsk: it was not theirs, or nobody with that number answered, or one of them takes part no more.
    """
    ask = asks.find(tx, id)
    other = next((one for one, known in asks.asked(tx, id).items() if known == number), None)
    if ask is None or ask.person != person.id or other is None or number not in asks.answered(tx, id):
        raise CannotAsk("over")
    made = taking_part.ask_to_meet(tx, person.id, other, "", desk)
    if made is None:
        raise CannotAsk("nobody")
    return made


def _ask_nearest(tx: Transaction, ask: Ask, rings: tuple[Ring, ...], desk: Desk) -> int:
    """Ask the first of these rings in which somebody fits. Returns how many were asked."""
    before = asks.asked(tx, ask.id)
    able = {
        one for programme in programmes.running(tx) for one in programmes.willing(tx, programme.id, desk.now.date())
    }
    avoided = {other for pair in programmes.avoided_pairs(tx) if ask.person in pair for other in pair}
    free = sorted(able - before.keys() - avoided - {ask.person})
    fits = finding.fits(tx, free, ask.words)
    known = sketches.of(tx, [ask.person, *fits])
    for ring in rings:
        near = [id for id in fits if ring_of(known[ask.person], known[id]) == ring][:MOST_IN_RING]
        if near:
            asks.save(tx, replace(ask, ring=ring, until=desk.now + RING_LASTS), desk.now)
            for id in near:
                number = asks.add_asked(tx, ask.id, id, ring)
                card = _card(ask, desk.reads(known[id])[0])
                notify(tx, f"know-{ask.id}-ask-{number}", KIND, id, card, desk.house, desk.now)
            return len(near)
    return 0


def _card(ask: Ask, words: Words) -> Card:
    title = words("Somebody of the coalition asks: do you know?")
    note = words("They are not told who you are, and hear nothing if you do not answer.")
    button = Button(words("Answer"), Action("champions_answer", (ask.id,)), "primary")
    return Card(title, (Text(title, "heading"), Text(ask.words, "quote"), Context(note), Buttons((button,))))


def _checked(text: str) -> str:
    text = text.strip()
    if not text:
        raise CannotAsk("empty")
    if len(text) > LONGEST:
        raise CannotAsk("long")
    return text
