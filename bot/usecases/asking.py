"""Asking the bot a question: the one way, for chat and command line."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from bot.knowledge.answers import Answer, answer
from bot.knowledge.context import Context
from bot.knowledge.library import Library
from bot.people import Person, Viewer
from bot.settings import Settings
from bot.store import sources
from bot.store.database import Transaction
from bot.store.records import StoredRecords
from bot.words import words_for


def ask(
    question: str,
    context: Context | None,
    person: Person,
    viewer: Viewer,
    *,
    tx: Transaction,
    library: Library,
    settings: Settings,
    now: dt.datetime,
) -> Answer:
    """What this person is told, from what may be seen here."""
    found = answer(
        question,
        viewer=viewer,
        context=context,
        records=StoredRecords(tx),
        library=library,
        words=words_for(person.language),
        now=now,
        zone=person.zone or settings.config.coalition.zone,
        thresholds=settings.config.answers,
    )
    return replace(found, sources=tuple(sources.dated(tx, source) for source in found.sources))
