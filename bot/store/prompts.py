"""The library of prompts, who was given which, and the stories that came back."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select

from bot.checkins import WAITING
from bot.prompts import Prompt
from bot.store.database import Transaction
from bot.store.tables.checkins import CheckInAnswerRow, CheckInAskRow, PromptRow
from bot.store.tables.people import PersonRow

DONE, STORY, QUOTE = "done", "story", "quote"


def library(tx: Transaction, *, retired: bool = False) -> list[Prompt]:
    """The prompts in the order in which they were added; with the retired ones if asked."""
    rows = tx.scalars(select(PromptRow).order_by(PromptRow.created, PromptRow.id))
    return [_prompt(row) for row in rows if retired or not row.retired]


def find(tx: Transaction, prompt: str) -> Prompt | None:
    """A prompt by id."""
    row = tx.get(PromptRow, prompt)
    return _prompt(row) if row else None


def save(tx: Transaction, prompt: Prompt, now: dt.datetime) -> None:
    """Write a prompt down, new or changed."""
    row = tx.get(PromptRow, prompt.id) or PromptRow(id=prompt.id, created=now)
    row.text, row.themes, row.regions, row.retired = (
        prompt.text, list(prompt.themes), list(prompt.regions), prompt.retired,
    )  # fmt: skip
    tx.add(row)
    tx.flush()


def given(tx: Transaction, checkin: str, people: Sequence[str]) -> dict[str, list[tuple[str, bool]]]:
    """What each of these people was given so far, the latest last: the prompt's id, and whether it was left unanswered."""
    row = CheckInAskRow
    query = (
        select(row.person_id, row.prompt_id, row.state)
        .where(row.checkin_id == checkin, row.person_id.in_(people), row.prompt_id.is_not(None))
        .order_by(row.day)
    )
    found: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for person, prompt, state in tx.execute(query):
        found[person].append((prompt or "", state in WAITING))
    return found


def told(
    tx: Transaction, since: dt.datetime, person: str | None = None
) -> list[tuple[dt.date, str, str, dict[str, str]]]:
    """What champions did and told, the latest first: the day, who (id and name), and their answers by field."""
    row = CheckInAnswerRow
    query = (
        select(row.day, row.person_id, PersonRow.name, row.field, row.value, row.checkin_id)
        .join(PersonRow, PersonRow.id == row.person_id)
        .where(row.field.in_((DONE, STORY, QUOTE)), row.at >= since)
        .order_by(row.day.desc(), PersonRow.name, row.person_id, row.checkin_id)
    )
    if person:
        query = query.where(row.person_id == person)
    found: dict[tuple[dt.date, str, str, str], dict[str, str]] = defaultdict(dict)
    for day, id, name, field, value, checkin in tx.execute(query):
        found[day, id, name, checkin][field] = value
    return [(day, id, name, answers) for (day, id, name, _), answers in found.items()]


def _prompt(row: PromptRow) -> Prompt:
    return Prompt(row.id, row.text, tuple(row.themes), tuple(row.regions), row.retired)
