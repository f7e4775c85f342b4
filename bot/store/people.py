"""Who is this? Accounts and the people behind them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

from sqlalchemy import Row, Select, Table, bindparam, func, select

from bot.clock import zones
from bot.events import Profile, Sender
from bot.people import Grant, Person, Role
from bot.store.database import Transaction
from bot.store.tables.coalition import TaskgroupMemberRow
from bot.store.tables.people import IdentityRow, PersonRow, RoleRow
from bot.words import LANGUAGES

_IDENTITY, _PERSON = cast(Table, IdentityRow.__table__), cast(Table, PersonRow.__table__)
_ROLE, _MEMBER = cast(Table, RoleRow.__table__), cast(Table, TaskgroupMemberRow.__table__)
_APART = "\n"
_JOINED = "joined"
_ROLES = select(func.aggregate_strings(_ROLE.c.role + ":" + _ROLE.c.scope, _APART)).where(
    _ROLE.c.person_id == _PERSON.c.id
)
_GROUPS = select(func.aggregate_strings(_MEMBER.c.taskgroup_id, _APART)).where(_MEMBER.c.person_id == _PERSON.c.id)
_COLUMNS = ("id", "name", "partner_id", "zone", "language", "keep_words", "noticed", "stopped", "email")
_PEOPLE = select(
    *(_PERSON.c[name] for name in _COLUMNS),
    _ROLES.scalar_subquery().label("roles"),
    _GROUPS.scalar_subquery().label("groups"),
)
_BY_ID = _PEOPLE.where(_PERSON.c.id == bindparam("person"))
_BY_ACCOUNT = _PEOPLE.join(_IDENTITY, _IDENTITY.c.person_id == _PERSON.c.id).where(
    _IDENTITY.c.platform == bindparam("platform"),
    _IDENTITY.c.workspace == bindparam("workspace"),
    _IDENTITY.c.external_id == bindparam("external_id"),
    _IDENTITY.c.gone.is_(None),
)
"""A person with roles and groups in one statement, of tables alone: every event begins with one, and rows kept as
objects would cost twice as much."""


def meet(tx: Transaction, sender: Sender, profile: Profile | None, language: str, now: dt.datetime) -> Person:
    """The person behind an account: known by it, else by the verified e-mail address, else new."""
    profile = profile or Profile()
    person = of_account(tx, sender)
    if person is None and (back := tx.get(IdentityRow, (sender.platform, sender.workspace, sender.id))):
        back.gone = None
        person = find(tx, back.person_id)
    if person is None:
        row = _by_email(tx, profile.email) or _stranger(profile, language, now)
        tx.add(row)
        tx.flush()
        link(tx, row.id, sender, now)
        person = cast(Person, find(tx, row.id))
    if person.zone is None and profile.zone in zones():
        choose_zone(tx, person.id, profile.zone)
        person = replace(person, zone=profile.zone)
    return person


def link(tx: Transaction, person: str, sender: Sender, now: dt.datetime) -> None:
    """From now on, this account is that person."""
    tx.add(
        IdentityRow(
            platform=sender.platform, workspace=sender.workspace, external_id=sender.id, person_id=person, created=now
        )
    )
    tx.flush()


def account_gone(tx: Transaction, sender: Sender, now: dt.datetime) -> None:
    """The platform says that there is no such account: nobody is sought there until somebody writes from it again."""
    row = tx.get(IdentityRow, (sender.platform, sender.workspace, sender.id))
    if row and row.gone is None:
        row.gone = now
        tx.flush()


def find(tx: Transaction, person: str) -> Person | None:
    """A person by id."""
    return next(iter(_people(tx, _BY_ID, {"person": person})), None)


def of_account(tx: Transaction, sender: Sender) -> Person | None:
    """The person behind an account, if it has been seen before."""
    account = {"platform": sender.platform, "workspace": sender.workspace, "external_id": sender.id}
    return next(iter(_people(tx, _BY_ACCOUNT, account)), None)


def current(tx: Transaction, person: Person, sender: Sender) -> Person:
    """The person, or who they are now if they were joined with another in this transaction."""
    return (of_account(tx, sender) or person) if person.id in tx.info.get(_JOINED, ()) else person


def note_joined(tx: Transaction, gone: str) -> None:
    """Remember that a person has become part of another in this transaction."""
    tx.info.setdefault(_JOINED, set()).add(gone)


def holding(tx: Transaction, role: Role) -> list[Person]:
    """Everybody with a role, by name."""
    holders = select(RoleRow.person_id).where(RoleRow.role == role)
    return _people(tx, _PEOPLE.where(_PERSON.c.id.in_(holders)).order_by(_PERSON.c.name), {})


def accounts(tx: Transaction, person: str) -> list[Sender]:
    """The accounts a person writes from, the latest linked first."""
    rows = tx.scalars(select(IdentityRow).where(IdentityRow.person_id == person).order_by(IdentityRow.created.desc()))
    return [Sender(row.platform, row.workspace, row.external_id) for row in rows]


def notice_given(tx: Transaction, person: str, now: dt.datetime) -> None:
    """The person has been told what the bot keeps."""
    tx.get_one(PersonRow, person).noticed = now


def choose_words(tx: Transaction, person: str, *, keep: bool) -> None:
    """The person's choice whether the bot keeps what they write."""
    tx.get_one(PersonRow, person).keep_words = keep


def choose_zone(tx: Transaction, person: str, zone: str) -> None:
    """The time zone whose clocks the person lives by (IANA name)."""
    tx.get_one(PersonRow, person).zone = zone


def choose_language(tx: Transaction, person: str, language: str) -> None:
    """The language the person wants to be spoken to in."""
    tx.get_one(PersonRow, person).language = language


def stop(tx: Transaction, person: str, *, stopped: bool) -> None:
    """The person wants to hear nothing more, or wants to be back."""
    tx.get_one(PersonRow, person).stopped = stopped


def _by_email(tx: Transaction, email: str | None) -> PersonRow | None:
    if not email:
        return None
    return tx.scalars(select(PersonRow).where(PersonRow.email == email.strip().lower())).one_or_none()


def _stranger(profile: Profile, language: str, now: dt.datetime) -> PersonRow:
    spoken = (profile.locale or "")[:2].lower()
    return PersonRow(
        id=f"guest-{uuid.uuid4().hex[:12]}",
        name=profile.name or "",
        email=profile.email.strip().lower() if profile.email else None,
        language=spoken if spoken in LANGUAGES and spoken != "en" else language,
        stopped=False,
        source="",
        created=now,
    )


def _people(tx: Transaction, query: Select[*tuple[Any, ...]], values: Mapping[str, str]) -> list[Person]:
    tx.flush()  # a plain statement does not see by itself what has changed as objects
    return [_person(row) for row in tx.connection().execute(query, values)]


def _person(row: Row[*tuple[Any, ...]]) -> Person:
    grants = (entry.split(":", 1) for entry in (row.roles or "").split(_APART) if entry)
    return Person(
        id=row.id,
        name=row.name,
        partner=row.partner_id,
        zone=row.zone,
        language=row.language,
        keep_words=row.keep_words,
        noticed=row.noticed is not None,
        stopped=row.stopped,
        grants=frozenset(Grant(cast(Role, role), scope) for role, scope in grants),
        taskgroups=frozenset((row.groups or "").split(_APART)) - {""},
        email=row.email,
    )
