"""Asking the bot a question: the one way, for chat and command line."""

from __future__ import annotations

import datetime as dt

from bot.knowledge.answers import Answer, answer
from bot.knowledge.context import Context
from bot.knowledge.library import Library
from bot.people import Person
from bot.settings import Settings
from bot.store.database import Transaction
from bot.store.records import StoredRecords
from bot.words import words_for


def ask(
    question: str,
    context: Context | None,
    person: Person,
    *,
    tx: Transaction,
    library: Library,
    settings: Settings,
    now: dt.datetime,
) -> Answer:
    """What this person is told, from what they may see."""
    return answer(
        question,
        viewer=person.sees,
        context=context,
        records=StoredRecords(tx),
        library=library,
        words=words_for(person.language),
        now=now,
        zone=person.zone or settings.config.coalition.zone,
    )
