"""Doing one of the deeds by its name, for a button or a page, and telling what came of it."""

from __future__ import annotations

import datetime as dt

from bot.announcements import Deed
from bot.people import Person
from bot.store.database import Transaction
from bot.usecases import announcement_desk, announcing
from bot.usecases.announcing import NotPossible
from bot.usecases.planning_routes import House
from bot.words import Words


def labels(words: Words) -> dict[Deed, str]:
    """The deeds that need nothing but a press, by their buttons' labels."""
    return {
        "return": words("Back to a draft"),
        "pause": words("Pause"),
        "resume": words("Go on"),
        "chase": words("Remind those who have not confirmed"),
        "cancel": words("Cancel"),
        "withdraw": words("Withdraw"),
    }


def do(tx: Transaction, id: str, deed: Deed | None, by: Person, words: Words, house: House, now: dt.datetime) -> str:
    """Do it. Returns what to tell the person.

    Raises:
        NotAllowed: they may not. NotPossible: not in this state, or there is no such deed.
    """
    match deed:
        case "return":
            announcing.turn_back(tx, id, by, now)
            return words("It is a draft again.")
        case "pause":
            n = announcement_desk.pause(tx, id, by, now)
            return words.plural("Paused: {n} person waits.", "Paused: {n} people wait.", n)
        case "resume":
            n = announcement_desk.resume(tx, id, by, now)
            return words.plural("Going on: {n} person is still to get it.", "Going on: {n} people are still to get it.", n)  # fmt: skip
        case "chase":
            n = announcement_desk.chase(tx, id, by, house, now)
            return words.plural("I am reminding {n} person.", "I am reminding {n} people.", n)
        case "cancel":
            n = announcement_desk.cancel(tx, id, by, now)
            return words.plural("Cancelled: {n} person does not get it.", "Cancelled: {n} people do not get it.", n)
        case "withdraw":
            n = announcement_desk.withdraw(tx, id, by, house, now)
            return words.plural("Withdrawn: {n} person does not get it.", "Withdrawn: {n} people do not get it.", n)
        case _:
            raise NotPossible("edit", announcing.kept_now(tx, id).state)
