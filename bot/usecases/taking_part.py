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
from bot.usecases.introducing import Desk

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
    programme = programmes.find(tx, mine[0].programme)
    other = finding.fittest(tx, mine[0].programme, person, about, desk.now)
    if programme is None or other is None:
        return None
    subject = finding.subject(about)
    reasons = (f"asked:{subject}",) if subject else ()
    sides = (Side(person.id), Side(other))
    made = Introduction(secrets.token_hex(6), programme.id, sides, reasons=reasons)
    introductions.add(tx, made, desk.now, asked_by=person.id)
    asking = introducing.ask(tx, made, desk, programme.ask_days, unasked=person.id)
    after, _ = step(asking, Yes(person.id))
    introductions.keep(tx, asking, after, desk.now)
    return after
