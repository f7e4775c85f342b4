"""Audiences as queries: who is in one, how many, and what the names in it stand for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import assert_never, cast

from sqlalchemy import ColumnElement, CursorResult, Table, and_, delete, exists, func, insert, not_, or_, select, true

from bot.audiences import (
    Audience,
    Both,
    Either,
    Everyone,
    Is,
    Kind,
    Not,
    UnknownAudience,
    parse,
)
from bot.store.audience_names import on_record, resolve
from bot.store.database import Transaction
from bot.store.tables.announcements import SavedAudiencePersonRow, SavedAudienceRow
from bot.store.tables.coalition import (
    PartnerNetworkRow,
    PartnerRow,
    PersonNetworkRow,
    TaskgroupMemberRow,
)
from bot.store.tables.people import PersonRow, RoleRow
from bot.words import Words, words_for

DEEPEST = 5
"""Saved audiences within saved audiences."""


def read(tx: Transaction, text: str, words: Words | None = None) -> Audience:
    """The audience that a text describes, with the ids of what it names.

    Raises:
        BadAudience: it cannot be read.
        UnknownAudience: it names something that is not there.
    """
    return resolve(tx, parse(text, words), words)


def people_in(tx: Transaction, audience: Audience, words: Words | None = None, *, stopped: bool = False) -> list[str]:
    """The ids of everybody in an audience, sorted: people on record (with a role) who have not told the bot to stop.

    ``stopped``: those who have, instead.

    Raises:
        UnknownAudience: it names something that is not there.
    """
    belong = belongs(tx, audience, words, stopped=stopped)
    return list(tx.scalars(select(PersonRow.id).where(belong).order_by(PersonRow.id)))


def count(tx: Transaction, audience: Audience, words: Words | None = None) -> int:
    """How many ``people_in`` would find.

    Raises:
        UnknownAudience: it names something that is not there.
    """
    return tx.scalar(select(func.count(PersonRow.id)).where(belongs(tx, audience, words))) or 0


def belongs(
    tx: Transaction, audience: Audience, words: Words | None = None, *, stopped: bool = False
) -> ColumnElement[bool]:
    """The condition on a ``PersonRow`` for being one whom ``people_in`` would find.

    Raises:
        UnknownAudience: it names something that is not there.
    """
    return and_(PersonRow.stopped.is_(stopped), on_record(), _condition(tx, resolve(tx, audience, words), DEEPEST))


def save(tx: Transaction, name: str, text: str, by: str, now: dt.datetime) -> None:
    """Keep an audience under a name; an earlier one of that name goes."""
    tx.merge(SavedAudienceRow(name=name, text=text, created=now, by_id=by))
    tx.flush()
    tx.execute(delete(SavedAudiencePersonRow).where(SavedAudiencePersonRow.name == name))


def save_list(tx: Transaction, name: str, people: Collection[str], by: str, now: dt.datetime) -> None:
    """Keep a list of people under a name; an earlier one of that name goes."""
    tx.merge(SavedAudienceRow(name=name, text=None, created=now, by_id=by))
    tx.flush()
    tx.execute(delete(SavedAudiencePersonRow).where(SavedAudiencePersonRow.name == name))
    if people:
        rows = [{"name": name, "person_id": person} for person in people]
        tx.execute(insert(cast(Table, SavedAudiencePersonRow.__table__)), rows)


def saved(tx: Transaction) -> dict[str, str | None]:
    """The names of saved audiences, each with its text (None for a list of people)."""
    rows = tx.execute(select(SavedAudienceRow.name, SavedAudienceRow.text).order_by(SavedAudienceRow.name))
    return {row.name: row.text for row in rows}


def forget(tx: Transaction, name: str) -> bool:
    """Delete a saved audience; False if there was none."""
    result = tx.execute(delete(SavedAudienceRow).where(SavedAudienceRow.name == name))
    return cast(CursorResult[object], result).rowcount > 0


def _condition(tx: Transaction, audience: Audience, depth: int) -> ColumnElement[bool]:
    match audience:
        case Everyone():
            return true()
        case Is(kind="saved", value=name):
            return _saved(tx, name, depth)
        case Is(kind=kind, value=value):
            return _is(kind, value)
        case Not(part=part):
            return not_(_condition(tx, part, depth))
        case Both(parts=parts):
            return and_(*(_condition(tx, part, depth) for part in parts))
        case Either(parts=parts):
            return or_(*(_condition(tx, part, depth) for part in parts))
        case _:
            assert_never(audience)


def _is(kind: Kind, value: str) -> ColumnElement[bool]:
    """True or false for everybody, never unknown: ``not`` must turn it round."""
    match kind:
        case "person":
            return PersonRow.id == value
        case "language":
            return PersonRow.language == value
        case "partner":
            return func.coalesce(PersonRow.partner_id == value, False)
        case "region":
            of_partner = exists().where(
                PartnerRow.id == PersonRow.partner_id, PartnerRow.region == value, PersonRow.region.is_(None)
            )
            return or_(func.coalesce(PersonRow.region == value, False), of_partner)
        case "role":
            return exists().where(RoleRow.person_id == PersonRow.id, RoleRow.role == value)
        case "champion":
            scoped = exists().where(
                RoleRow.person_id == PersonRow.id, RoleRow.role == "champion", RoleRow.scope == value
            )
            return or_(scoped, and_(_is("role", "champion"), or_(_is("taskgroup", value), _in_network(value))))
        case "taskgroup":
            return exists().where(
                TaskgroupMemberRow.person_id == PersonRow.id, TaskgroupMemberRow.taskgroup_id == value
            )
        case "network":
            of_partner = exists().where(
                PartnerNetworkRow.partner_id == PersonRow.partner_id, PartnerNetworkRow.network_id == value
            )
            return or_(_in_network(value), of_partner)
        case "saved":
            raise AssertionError("a saved audience is looked up first")
        case _:
            assert_never(kind)


def _in_network(network: str) -> ColumnElement[bool]:
    return exists().where(PersonNetworkRow.person_id == PersonRow.id, PersonNetworkRow.network_id == network)


def _saved(tx: Transaction, name: str, depth: int) -> ColumnElement[bool]:
    row = tx.get(SavedAudienceRow, name)
    if row is None or row.text is None:
        return exists().where(SavedAudiencePersonRow.name == name, SavedAudiencePersonRow.person_id == PersonRow.id)
    if depth == 0:
        raise UnknownAudience(words_for("en")('The saved audience "{name}" contains itself.', name=name))
    return _condition(tx, read(tx, row.text), depth - 1)
