"""What was last talked about, and what the bot asked, for each person in each place, so that what follows is understood."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import delete, select

from bot.events import Place
from bot.store.database import Transaction
from bot.store.tables.traffic import ConversationRow

FRESH = dt.timedelta(minutes=30)
"""A follow-up later than this starts anew."""
ASKED = "asked:"
"""Begins the key under which lies what the bot asked, apart from what the person did."""


def recall(tx: Transaction, person: str, place: Place, now: dt.datetime) -> dict[str, Any] | None:
    """The context of this person's conversation here, if it is fresh."""
    row = tx.get(ConversationRow, (person, _key(place)))
    return row.context if row and now - row.at <= FRESH else None


def remember(tx: Transaction, person: str, place: Place, context: dict[str, Any], now: dt.datetime) -> None:
    """Keep the context for the next question."""
    tx.merge(ConversationRow(person_id=person, place=_key(place), at=now, context=context))


def last_talk(tx: Transaction, person: str, place: Place) -> dt.datetime | None:
    """When this person last asked something here."""
    row = tx.get(ConversationRow, (person, _key(place)))
    return row.at if row else None


def put_to(tx: Transaction, person: str, place: Place, since: dt.datetime) -> dict[str, Any] | None:
    """What the bot asked this person here and waits for, if it did so after ``since``. Nobody else reads or changes it
    until this transaction ends, so that two quick messages are two answers."""
    row = tx.get(ConversationRow, (person, _key(place, ASKED)), with_for_update=True, populate_existing=True)
    return row.context if row and row.at > since else None


def put(tx: Transaction, person: str, place: Place, context: dict[str, Any], now: dt.datetime) -> None:
    """Keep what the bot has just asked this person here."""
    tx.merge(ConversationRow(person_id=person, place=_key(place, ASKED), at=now, context=context))


def forget(tx: Transaction, person: str) -> None:
    """Forget what this person last talked about, everywhere."""
    tx.execute(delete(ConversationRow).where(ConversationRow.person_id == person))


def move(tx: Transaction, old: Place, new: Place) -> None:
    """What was talked about in a conversation, and in its threads, follows it to its new id. What was said there since
    stays."""
    was, now = _key(old), _key(new)
    for row in tx.scalars(select(ConversationRow).where(ConversationRow.place.contains(was, autoescape=True))).all():
        place = row.place.replace(was, now)
        if tx.get(ConversationRow, (row.person_id, place)) is None:
            tx.add(ConversationRow(person_id=row.person_id, place=place, at=row.at, context=row.context))
        tx.delete(row)


def _key(place: Place, about: str = "") -> str:
    return about + "/".join((place.platform, place.workspace, place.id, place.thread or ""))[: 190 - len(about)]
