"""The team's desk: what waits for the team right now, and where it is seen to."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bot.clock import local
from bot.people import Person
from bot.settings import Settings
from bot.store import announcements, champions, inbound, intro_rounds, questions, sources
from bot.store.database import Transaction
from bot.usecases import expiring, reviewing
from bot.words import Words

LATELY = dt.timedelta(days=7)
"""Messages without an answer are told of for so long."""
COUNTED = 100
"""Of long lists not more are counted."""


@dataclass(frozen=True, slots=True)
class Task:
    """One line of the desk; ``page`` ends the address of the staff page where it is seen to."""

    text: str
    page: str


def tasks(tx: Transaction, person: Person, settings: Settings, words: Words, now: dt.datetime) -> list[Task]:
    """What waits for this person of the team, the most pressing first."""
    today = local(now, settings.config.coalition.zone).date()
    ending = [expiring.sentence(one, today, words) for one in expiring.soon(settings.expiries, today)]
    asked, lost = questions.count_waiting(tx), sum(one.received > now - LATELY for one in inbound.lost(tx, COUNTED))
    drafts = sum(one.author != person.id for one in announcements.listed(tx, ("approval",), COUNTED))
    nominated = sum(bool(one.consent_at) for one in champions.listed(tx, ("nominated",)))
    planned = sum(one.state == "preview" for one in intro_rounds.latest(tx, COUNTED))
    unread, due = sum(bool(one.problems) for one in sources.listed(tx)), len(reviewing.due(tx, settings, now))
    counted = (
        (asked, "questions", words("Questions that wait for an answer: {n}", n=asked)),
        (lost, "questions", words("Messages of this week that got no answer: {n}", n=lost)),
        (drafts, "announcements", words("Announcements that need a second person's approval: {n}", n=drafts)),
        (nominated, "champions", words("Nominations to approve: {n}", n=nominated)),
        (planned, "introductions", words("Rounds of introductions that are planned and not sent: {n}", n=planned)),
        (unread, "sources", words("Sources that cannot be read: {n}", n=unread)),
        (due, "sources", words("Answers to look at again: {n}", n=due)),
    )
    return [Task(text, "run-book") for text in ending] + [Task(text, page) for n, page, text in counted if n]
