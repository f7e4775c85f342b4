"""Requests for help that people made in check-ins, and what became of each. Their words are the answer they stand in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import cast

from sqlalchemy import ColumnElement, CursorResult, Select, delete, select, update
from sqlalchemy.orm import aliased

from bot.checkins import Need
from bot.store.checkins import Asked
from bot.store.database import Transaction
from bot.store.tables.checkins import CheckInAnswerRow, CheckInNeedRow
from bot.store.tables.people import PersonRow

Key = tuple[str, dt.date, str, str]
"""The check-in, the day, the person and the field."""


@dataclass(frozen=True, slots=True)
class Needed:
    """One request: who made it, what for, since when, and who sees to it (id and name)."""

    key: Key
    name: str
    text: str
    state: Need
    since: dt.datetime
    helper: str | None
    helper_name: str


def raise_(tx: Transaction, one: Asked, field: str, now: dt.datetime, escalate_at: dt.datetime | None) -> None:
    """Somebody asks for help; asked anew, it is open again."""
    key = (one.checkin, one.day, one.person, field)
    row = tx.get(CheckInNeedRow, key) or CheckInNeedRow(
        checkin_id=one.checkin, day=one.day, person_id=one.person, field=field
    )
    row.state, row.helper_id, row.since, row.escalate_at = "open", None, now, escalate_at
    tx.add(row)
    tx.flush()


def drop(tx: Transaction, one: Asked, kept: Collection[str]) -> None:
    """Forget this person's requests in a round, but those in the ``kept`` fields."""
    row = CheckInNeedRow
    own = (row.checkin_id == one.checkin, row.day == one.day, row.person_id == one.person)
    tx.execute(delete(row).where(*own, row.field.not_in(kept)))


def find(tx: Transaction, key: Key) -> Needed | None:
    """A request."""
    return next(iter(_found(tx, _own(key))), None)


def of_checkin(tx: Transaction, checkin: str, day: dt.date | None = None) -> list[Needed]:
    """The requests in a round, or all of a check-in that are not settled; the oldest first."""
    row = CheckInNeedRow
    which = row.day == day if day else row.state != "settled"
    return _found(tx, row.checkin_id == checkin, which)


def of_person(tx: Transaction, person: str) -> list[Needed]:
    """What this person asked for and is not settled."""
    return _found(tx, CheckInNeedRow.person_id == person, CheckInNeedRow.state != "settled")


def move(tx: Transaction, key: Key, state: Need, helper: str | None) -> bool:
    """Somebody sees to it, or it is settled; False if it is so already."""
    row = CheckInNeedRow
    moved = update(row).where(_own(key), row.state != state).values(state=state, helper_id=helper)
    done = cast(CursorResult[object], tx.execute(moved)).rowcount == 1
    tx.expire_all()
    return done


def to_escalate(tx: Transaction, now: dt.datetime) -> list[Key]:
    """Requests that are not met in time."""
    row = CheckInNeedRow
    query = select(row.checkin_id, row.day, row.person_id, row.field).where(row.escalate_at <= now)
    return [(checkin, day, person, field) for checkin, day, person, field in tx.execute(query.order_by(row.since))]


def take_escalation(tx: Transaction, key: Key, now: dt.datetime) -> bool:
    """Claim it; False if another process has."""
    claim = update(CheckInNeedRow).where(_own(key), CheckInNeedRow.escalate_at <= now).values(escalate_at=None)
    return cast(CursorResult[object], tx.execute(claim)).rowcount == 1


def _own(key: Key) -> ColumnElement[bool]:
    row, (checkin, day, person, field) = CheckInNeedRow, key
    return (row.checkin_id == checkin) & (row.day == day) & (row.person_id == person) & (row.field == field)


def _found(tx: Transaction, *conditions: ColumnElement[bool]) -> list[Needed]:
    row, answer, helper = CheckInNeedRow, CheckInAnswerRow, aliased(PersonRow)
    query: Select[CheckInNeedRow, str, str, str | None] = (
        select(row, PersonRow.name, answer.value, helper.name)
        .join(PersonRow, PersonRow.id == row.person_id)
        .join(
            answer,
            (answer.checkin_id == row.checkin_id)
            & (answer.day == row.day)
            & (answer.person_id == row.person_id)
            & (answer.field == row.field),
        )
        .outerjoin(helper, helper.id == row.helper_id)
        .where(*conditions)
        .order_by(row.since, row.person_id, row.field)
    )
    return [
        Needed(
            (one.checkin_id, one.day, one.person_id, one.field),
            name, text, cast(Need, one.state), one.since, one.helper_id, helper_name or "",
        )
        for one, name, text, helper_name in tx.execute(query)
    ]  # fmt: skip
