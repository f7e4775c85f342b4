"""After people were put in touch: asked once whether they met, and what they tell is what counts as having met."""

from __future__ import annotations

import datetime as dt

from bot.introductions import Introduction
from bot.store import introductions, programmes, sketches
from bot.store.database import Transaction
from bot.store.introductions import Outcome
from bot.usecases import introduction_cards
from bot.usecases.notifying import notify
from bot.usecases.telling import NEWS, Desk

MET = ("yes", "later", "no")
ONCE_MORE = dt.timedelta(days=14)
"""After "not yet"; later than that nobody is asked again."""


def ask_due(tx: Transaction, id: str, desk: Desk) -> bool:
    """Ask each side that has not told yet; False if another process has."""
    found = introductions.find(tx, id, alone=True)
    if found is None or found.state != "together" or not introductions.take_follow_up(tx, id, desk.now):
        return False
    known = sketches.of(tx, found.agreed)
    for person in found.agreed:
        told = introductions.outcome(tx, id, person)
        if told and told.met != "later":
            continue
        words, _ = desk.reads(known[person])
        names = words.listing([known[other].name for other in found.agreed if other != person])
        key = f"intro-{id}-met{'-again' if told else ''}-{person}"[:190]
        card = introduction_cards.did_you_meet(found, names, words)
        notify(tx, key, NEWS, person, card, desk.house, desk.now, ref=id)
    return True


def told_met(tx: Transaction, introduction: Introduction, person: str, met: str, desk: Desk) -> None:
    """A side says whether they met. "Not yet" is asked about once more, and only once."""
    before = introductions.outcome(tx, introduction.id, person)
    introductions.record(tx, Outcome(introduction.id, person, met), desk.now)
    if met == "later" and before is None:
        introductions.follow_at(tx, introduction.id, desk.now + ONCE_MORE)


def told(tx: Transaction, introduction: Introduction, outcome: Outcome, desk: Desk) -> None:
    """What came of it. "Never again" is on the person's own avoid list from then on."""
    introductions.record(tx, outcome, desk.now)
    if outcome.again == "never":
        for other in introduction.named:
            if other != outcome.person:
                programmes.avoid(tx, outcome.person, other, desk.now)
