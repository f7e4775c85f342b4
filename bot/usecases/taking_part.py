"""Taking part in introductions, and asking for one."""

from __future__ import annotations

import datetime as dt
import secrets

from bot.introductions import Introduction, Side, Yes, step
from bot.people import Person
from bot.store import introductions, programmes
from bot.store.database import Transaction
from bot.store.programmes import Programme
from bot.usecases import finding, introducing
from bot.usecases.telling import Desk

USUAL = Programme("champions", "Champions")
"""The programme that there is before staff have made any."""
MOST_ASKED = 3
"""Introductions that one person may have asked for in a month: nobody can feel their way through the directory."""
MONTH = dt.timedelta(days=30)


def join(tx: Transaction, person: str, consent: str, now: dt.datetime) -> list[str]:
    """Somebody takes part in every programme from now on. Returns the programmes' ids."""
    found = programmes.running(tx)
    if not found:
        programmes.save(tx, USUAL, now)
        found = [USUAL]
    for programme in found:
        programmes.join(tx, programme.id, person, consent, now)
    return [programme.id for programme in found]


def on_demand(tx: Transaction, person: Person, about: str, desk: Desk) -> Introduction | None:
    """Ask the fittest person whether they would like to meet this one, who has agreed by asking. None: nobody fits."""
    mine = programmes.memberships(tx, person.id)
    if not mine or introductions.asked_for(tx, person.id, desk.now - MONTH) >= MOST_ASKED:
        return None
    other = finding.fittest(tx, mine[0].programme, person, about, desk.now)
    return ask_to_meet(tx, person.id, other, finding.subject(about), desk) if other else None


def ask_to_meet(tx: Transaction, person: str, other: str, subject: str, desk: Desk) -> Introduction | None:
    """Ask somebody whether they would like to meet a person who has agreed by asking. None: they do not both take part
    in a programme now, or one avoids the other."""
    today, both = desk.now.date(), [person, other]
    shared = [one for one in programmes.running(tx) if len(programmes.willing(tx, one.id, today, both)) == 2]
    if not shared or programmes.avoiders(tx, both):
        return None
    programme = shared[0]
    reasons = (f"asked:{subject}",) if subject else ()
    made = Introduction(secrets.token_hex(6), programme.id, (Side(person), Side(other)), reasons=reasons)
    introductions.add(tx, made, desk.now, asked_by=person)
    asking = introducing.ask(tx, made, desk, programme.ask_days, unasked=person)
    after, _ = step(asking, Yes(person))
    introductions.keep(tx, asking, after, desk.now)
    return after
