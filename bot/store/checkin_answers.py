"""What people answered in check-ins, and what they want of them: none of one any more, or none while away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from sqlalchemy import delete, select

from bot.store.checkins import Asked
from bot.store.database import Transaction
from bot.store.tables.checkins import CheckInAnswerRow, CheckInAwayRow, CheckInStopRow
from bot.store.tables.people import PersonRow


def keep(tx: Transaction, one: Asked, answers: Mapping[str, str], now: dt.datetime) -> None:
    """What somebody answered, in place of what they did before."""
    row = CheckInAnswerRow
    own = (row.checkin_id == one.checkin, row.day == one.day, row.person_id == one.person)
    tx.execute(delete(row).where(*own))
    tx.add_all(
        row(checkin_id=one.checkin, day=one.day, person_id=one.person, field=field, value=value, at=now)
        for field, value in answers.items()
    )
    tx.flush()


def of(tx: Transaction, one: Asked) -> dict[str, str]:
    """What somebody answered, by field."""
    row = CheckInAnswerRow
    own = (row.checkin_id == one.checkin, row.day == one.day, row.person_id == one.person)
    query = select(row.field, row.value).where(*own).order_by(row.field)
    return {found[0]: found[1] for found in tx.execute(query)}


def of_round(tx: Transaction, checkin: str, day: dt.date) -> list[tuple[str, str, str, str]]:
    """Every answer of a round, by name: person's id and name, field, value."""
    row = CheckInAnswerRow
    query = (
        select(row.person_id, PersonRow.name, row.field, row.value)
        .join(PersonRow, PersonRow.id == row.person_id)
        .where(row.checkin_id == checkin, row.day == day)
        .order_by(PersonRow.name, row.person_id, row.field)
    )
    return [(person, name, field, value) for person, name, field, value in tx.execute(query)]


def stop(tx: Transaction, checkin: str, person: str, *, stopped: bool) -> None:
    """Ask somebody no more, or again."""
    tx.execute(delete(CheckInStopRow).where(CheckInStopRow.checkin_id == checkin, CheckInStopRow.person_id == person))
    if stopped:
        tx.add(CheckInStopRow(checkin_id=checkin, person_id=person))
    tx.flush()


def stopped_by(tx: Transaction, person: str) -> list[str]:
    """The ids of check-ins that somebody wants no more."""
    query = select(CheckInStopRow.checkin_id).where(CheckInStopRow.person_id == person)
    return list(tx.scalars(query.order_by(CheckInStopRow.checkin_id)))


def be_away(tx: Transaction, person: str, until: dt.date | None) -> None:
    """Ask somebody nothing before a day; None: they are back."""
    tx.execute(delete(CheckInAwayRow).where(CheckInAwayRow.person_id == person))
    if until:
        tx.add(CheckInAwayRow(person_id=person, until=until))
    tx.flush()


def away_until(tx: Transaction, person: str) -> dt.date | None:
    """Until when somebody is away."""
    row = tx.get(CheckInAwayRow, person)
    return row.until if row else None
