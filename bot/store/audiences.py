"""Audiences as queries: who is in one, how many, and what the names in it stand for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from typing import assert_never, cast

from sqlalchemy import ColumnElement, CursorResult, Table, and_, delete, exists, func, insert, not_, or_, select, true

from bot.audiences import (
    EVERYONE,
    KINDS,
    Audience,
    Both,
    Either,
    Everyone,
    Is,
    Kind,
    Not,
    UnknownAudience,
    nearest,
    parse,
    written,
)
from bot.people import ROLES
from bot.store.database import Transaction
from bot.store.tables.announcements import SavedAudiencePersonRow, SavedAudienceRow
from bot.store.tables.champions import ThemeRow
from bot.store.tables.coalition import (
    NetworkRow,
    PartnerNetworkRow,
    PartnerRow,
    PersonNetworkRow,
    TaskgroupMemberRow,
    TaskgroupRow,
)
from bot.store.tables.people import PersonRow, RoleRow
from bot.words import LANGUAGES, Words, words_for

DEEPEST = 5
"""Saved audiences within saved audiences."""
CHUNK = 500
"""Addresses asked for at once."""


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
    return and_(PersonRow.stopped.is_(stopped), _on_record(), _condition(tx, resolve(tx, audience, words), DEEPEST))


def resolve(tx: Transaction, audience: Audience, words: Words | None = None) -> Audience:
    """The same audience with ids in the place of names. Of ids it makes the same again.

    Raises:
        UnknownAudience: it names something that is not there, or that two have the name.
    """
    match audience:
        case Everyone():
            return audience
        case Is():
            return _resolved(tx, audience, words or words_for("en"))
        case Not(part=part):
            return Not(resolve(tx, part, words))
        case Both(parts=parts):
            return Both(tuple(resolve(tx, part, words) for part in parts))
        case Either(parts=parts):
            return Either(tuple(resolve(tx, part, words) for part in parts))
        case _:
            assert_never(audience)


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


def by_email(tx: Transaction, addresses: Collection[str]) -> dict[str, str]:
    """The ids of the people on record who have these addresses (lower case)."""
    wanted = sorted(addresses)
    found: dict[str, str] = {}
    for start in range(0, len(wanted), CHUNK):
        rows = tx.execute(
            select(PersonRow.email, PersonRow.id).where(
                PersonRow.email.in_(wanted[start : start + CHUNK]), _on_record()
            )
        )
        found |= {row.email: row.id for row in rows}
    return found


def terms(tx: Transaction) -> list[str]:
    """The audiences of one term that there are, as people write them: everyone, partner:Bridge, ... but no persons."""
    found = [EVERYONE]
    for kind in KINDS:
        called: dict[str, str] = {}
        for id, name in _names(tx, kind) if kind != "person" else ():
            if called.get(id, id) == id:
                called[id] = name
        found += sorted(written(Is(kind, name)) for name in called.values())
    return found


def named_people(tx: Transaction, text: str) -> list[str]:
    """The ids of the people on record who have exactly this name or address, whatever its case, sorted."""
    wanted = " ".join(text.split()).casefold()
    rows = tx.execute(select(PersonRow.id, PersonRow.name, PersonRow.email).where(_on_record()).order_by(PersonRow.id))
    return [row.id for row in rows if wanted in (row.name.casefold(), (row.email or "").casefold()) and wanted]


def _on_record() -> ColumnElement[bool]:
    return exists().where(RoleRow.person_id == PersonRow.id)


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


def _resolved(tx: Transaction, one: Is, words: Words) -> Audience:
    named = list(_names(tx, one.kind))
    wanted = one.value.casefold()
    ids = {id for id, _ in named if id == one.value} or {id for id, name in named if name.casefold() == wanted}
    if len(ids) > 1 and one.kind == "region":
        return Either(tuple(Is("region", id) for id in sorted(ids)))
    if len(ids) > 1:
        terms = words.listing([f"{one.kind}:{id}" for id in sorted(ids)])
        raise UnknownAudience(words('"{name}" may be any of {terms}: write one of them.', name=one.value, terms=terms))
    if ids:
        return Is(one.kind, ids.pop())
    near = nearest(one.value, (name for _, name in named))
    if near:
        raise UnknownAudience(
            words('There is no {kind} "{name}". Did you mean "{near}"?', kind=one.kind, name=one.value, near=near)
        )
    few = words.listing(sorted({name for id, name in named if name != id} or {id for id, _ in named})[:8])
    raise UnknownAudience(
        words('There is no {kind} "{name}". There are: {few}.', kind=one.kind, name=one.value, few=few)
        if few
        else words('There is no {kind} "{name}": none is recorded yet.', kind=one.kind, name=one.value)
    )


def _names(tx: Transaction, kind: Kind) -> Iterator[tuple[str, str]]:
    """Ids with everything they are called: the id itself, the name, aliases."""
    match kind:
        case "partner":
            yield from _record_names(tx, PartnerRow)
        case "network":
            yield from _record_names(tx, NetworkRow)
        case "taskgroup":
            yield from _record_names(tx, TaskgroupRow)
        case "champion":
            yield from _record_names(tx, TaskgroupRow)
            yield from _record_names(tx, NetworkRow)
            scopes = tx.scalars(select(RoleRow.scope).where(RoleRow.role == "champion", RoleRow.scope != "").distinct())
            yield from ((scope, scope) for scope in scopes)
            yield from ((theme.id, theme.name) for theme in tx.scalars(select(ThemeRow)))
        case "role":
            yield from ((role, name) for role in ROLES for name in (role, role.replace("_", " ")))
        case "language":
            yield from ((code, name) for code, own in LANGUAGES.items() for name in (code, own))
        case "region":
            for column in (PersonRow.region, PartnerRow.region):
                yield from ((region, region) for region in tx.scalars(select(column).distinct()) if region)
        case "person":
            rows = tx.execute(select(PersonRow.id, PersonRow.name, PersonRow.email).where(_on_record()))
            yield from ((row.id, name) for row in rows for name in (row.id, row.name, row.email) if name)
        case "saved":
            yield from ((name, name) for name in tx.scalars(select(SavedAudienceRow.name)))
        case _:
            assert_never(kind)


def _record_names(tx: Transaction, row: type[PartnerRow | NetworkRow | TaskgroupRow]) -> Iterator[tuple[str, str]]:
    for id, name, aliases in tx.execute(select(row.id, row.name, row.aliases)):
        yield from ((id, called) for called in (id, name, *(aliases or ())))
