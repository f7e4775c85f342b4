"""The names in audiences: what they stand for, which there are, and the nearest to one that is not there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import assert_never

from sqlalchemy import ColumnElement, exists, or_, select

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
    written,
)
from bot.people import ROLES
from bot.store.database import Transaction
from bot.store.tables.announcements import SavedAudienceRow
from bot.store.tables.champions import ThemeRow
from bot.store.tables.coalition import (
    NetworkRow,
    PartnerRow,
    TaskgroupRow,
)
from bot.store.tables.people import PersonRow, RoleRow
from bot.words import LANGUAGES, Words, words_for

CHUNK = 500
"""Addresses asked for at once."""
MOST_TOLD = 10
"""Unknown names that are told at once."""


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
            return Both(_all_resolved(tx, parts, words))
        case Either(parts=parts):
            return Either(_all_resolved(tx, parts, words))
        case _:
            assert_never(audience)


def by_email(tx: Transaction, addresses: Collection[str]) -> dict[str, str]:
    """The ids of the people on record who have these addresses (lower case)."""
    wanted = sorted(addresses)
    found: dict[str, str] = {}
    for start in range(0, len(wanted), CHUNK):
        rows = tx.execute(
            select(PersonRow.email, PersonRow.id).where(PersonRow.email.in_(wanted[start : start + CHUNK]), on_record())
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
    rows = tx.execute(select(PersonRow.id, PersonRow.name, PersonRow.email).where(on_record()).order_by(PersonRow.id))
    return [row.id for row in rows if wanted in (row.name.casefold(), (row.email or "").casefold()) and wanted]


def on_record() -> ColumnElement[bool]:
    """The condition on a ``PersonRow`` for being somebody with a role."""
    return exists().where(RoleRow.person_id == PersonRow.id)


def _all_resolved(tx: Transaction, parts: Iterable[Audience], words: Words | None) -> tuple[Audience, ...]:
    found: list[Audience] = []
    unknown: list[str] = []
    for part in parts:
        try:
            found.append(resolve(tx, part, words))
        except UnknownAudience as error:
            unknown.append(str(error))
    if unknown:
        raise UnknownAudience(" ".join(unknown[:MOST_TOLD]))
    return tuple(found)


def _resolved(tx: Transaction, one: Is, words: Words) -> Audience:
    if one.kind == "person" and (id := _known_person(tx, one.value)):
        return Is("person", id)
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
    called = dict(sorted(named, key=lambda one: one[0] != one[1]))
    few = words.listing(sorted(set(called.values()))[:8])
    raise UnknownAudience(
        words('There is no {kind} "{name}". There are: {few}.', kind=one.kind, name=one.value, few=few)
        if few
        else words('There is no {kind} "{name}": none is recorded yet.', kind=one.kind, name=one.value)
    )


def _known_person(tx: Transaction, text: str) -> str | None:
    """The person on record with this id or else this address, without looking through everybody's names."""
    rows = tx.execute(
        select(PersonRow.id).where(on_record(), or_(PersonRow.id == text, PersonRow.email == text.casefold()))
    )
    ids = list(rows.scalars())
    return text if text in ids else next(iter(ids), None)


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
            rows = tx.execute(select(PersonRow.id, PersonRow.name, PersonRow.email).where(on_record()))
            yield from ((row.id, name) for row in rows for name in (row.id, row.name, row.email) if name)
        case "saved":
            yield from ((name, name) for name in tx.scalars(select(SavedAudienceRow.name)))
        case _:
            assert_never(kind)


def _record_names(tx: Transaction, row: type[PartnerRow | NetworkRow | TaskgroupRow]) -> Iterator[tuple[str, str]]:
    for id, name, aliases in tx.execute(select(row.id, row.name, row.aliases)):
        yield from ((id, called) for called in (id, name, *(aliases or ())))
