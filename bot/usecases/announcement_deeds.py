"""Doing one of the deeds by its name, for a button or a page, and telling what came of it or why it cannot be."""

from __future__ import annotations

import datetime as dt

from bot.announcement_states import Deed, possible
from bot.people import Person
from bot.store import announcement_people
from bot.store.announcements import Kept
from bot.store.database import Transaction
from bot.usecases import announcement_desk, announcing
from bot.usecases.announcement_reports import states
from bot.usecases.announcing import Checked, NotPossible, OwnApproval
from bot.usecases.planning_routes import House
from bot.words import Words

Refusal = NotPossible | OwnApproval


def labels(words: Words) -> dict[Deed, str]:
    """Every deed that needs nothing but a press, with its button's label."""
    return {
        "return": words("Back to a draft"),
        "pause": words("Pause"),
        "resume": words("Go on"),
        "chase": words("Remind those who have not confirmed"),
        "resend": words("Send again to those it may not have reached"),
        "cancel": words("Cancel"),
        "withdraw": words("Withdraw"),
    }


def offered(tx: Transaction, kept: Kept, words: Words, *, asks: bool) -> dict[Deed, str]:
    """Those that make sense for it now; ``asks``: people are asked to confirm it."""
    doubtful = announcement_people.statuses(tx, kept.id).keys() & {"uncertain", "dead"}
    idle = {deed for deed, useful in (("chase", asks), ("resend", bool(doubtful))) if not useful}
    return {deed: label for deed, label in labels(words).items() if possible(kept.state, deed) and deed not in idle}


def asked_back(deed: Deed, words: Words) -> str:
    """What is asked before something is done that cannot be undone; empty for all else."""
    match deed:
        case "cancel":
            return words(
                "Cancel this announcement? Whoever has it keeps it, and nobody else gets it. This cannot be undone."
            )
        case "withdraw":
            return words(
                "Withdraw this announcement? Where messages can be changed, its text is replaced. This cannot be undone."
            )
        case "resend":
            return words("Send it again? Somebody whom it reached after all gets it twice.")
        case _:
            return ""


def do(
    tx: Transaction,
    id: str,
    deed: Deed | None,
    by: Person,
    words: Words,
    house: House,
    now: dt.datetime,
    person: str = "",
) -> str:
    """Do it; ``person``: for them alone. Returns what to tell the person who asked.

    Raises:
        NotAllowed: they may not. NotPossible: not in this state, or there is no such deed.
    """
    match deed:
        case "return":
            announcing.turn_back(tx, id, by, house, now)
            return words("It is a draft again.")
        case "pause":
            n = announcement_desk.pause(tx, id, by, now)
            return words.plural("Paused: {n} person waits.", "Paused: {n} people wait.", n)
        case "resume":
            n = announcement_desk.resume(tx, id, by, now)
            return words.plural("Going on: {n} person is still to get it.", "Going on: {n} people are still to get it.", n)  # fmt: skip
        case "chase":
            return _chased(announcement_desk.chase(tx, id, by, house, now), words)
        case "resend":
            n = announcement_desk.resend(tx, id, by, now, person)
            return words.plural("I am sending it again to {n} person.", "I am sending it again to {n} people.", n)
        case "cancel":
            n = announcement_desk.cancel(tx, id, by, now)
            return words.plural("Cancelled: {n} person does not get it.", "Cancelled: {n} people do not get it.", n)
        case "withdraw":
            n = announcement_desk.withdraw(tx, id, by, house, now)
            return words.plural("Withdrawn: {n} person does not get it.", "Withdrawn: {n} people do not get it.", n)
        case _:
            raise NotPossible("edit", announcing.kept_now(tx, id).state)


def _chased(reminded: int | None, words: Words) -> str:
    if reminded is None:
        return words("They were reminded today. You can remind them again tomorrow.")
    return words.plural("I am reminding {n} person.", "I am reminding {n} people.", reminded)


def settled(kept: Kept, checked: Checked, house: House, words: Words, now: dt.datetime) -> str:
    """What becomes of an announcement that was submitted or approved and had no problems."""
    one = checked.one
    if kept.state == "approval":
        n = house.limits.approval_from
        return words(
            "It goes to {n} people or more, so a second person has to approve it. I am asking the others.", n=n
        )
    if one.when == "now":
        return words("It is on its way.")
    moment = words.moment(one.wanted(one.zone, now), one.zone)
    if one.when == "local":
        return words("It will be sent on {moment}, to each person by their own clock.", moment=moment)
    return words("It will be sent on {moment}.", moment=moment)


def kept_apart(words: Words) -> str:
    """What to tell somebody whose changes came too late to be made."""
    return words("It has gone out meanwhile and stays as it is. What you typed is kept as a new draft.")


def refusal(error: Refusal, words: Words) -> str:
    """Why something cannot be done with an announcement, for the person who tried."""
    if isinstance(error, OwnApproval):
        return words("You wrote or changed this announcement, so somebody else has to approve it.")
    if error.state is None:
        return words("That announcement is gone.")
    if error.deed == "chase" and error.state in ("sending", "done"):
        return words("Nobody was asked to confirm this announcement, so there is nobody to remind.")
    if error.deed == "edit":
        return words(
            "This announcement is {state}: its text can be corrected, but it cannot be edited. Nothing was changed.",
            state=states(words)[error.state],
        )
    return words("This announcement is {state} now, so that is not possible.", state=states(words)[error.state])
