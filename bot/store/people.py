"""Who is this? Accounts and the people behind them."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import bindparam, select

from bot.clock import zones
from bot.events import Profile, Sender
from bot.people import Grant, Person, Role
from bot.store.database import Transaction
from bot.store.tables.coalition import TaskgroupMemberRow
from bot.store.tables.people import IdentityRow, PersonRow, RoleRow
from bot.words import LANGUAGES

_GRANTS = select(RoleRow.role, RoleRow.scope).where(RoleRow.person_id == bindparam("person"))
_GROUPS = select(TaskgroupMemberRow.taskgroup_id).where(TaskgroupMemberRow.person_id == bindparam("person"))


def meet(tx: Transaction, sender: Sender, profile: Profile | None, language: str, now: dt.datetime) -> Person:
    """The person behind an account: known by it, else by the verified e-mail address, else new."""
    profile = profile or Profile()
    identity = tx.get(IdentityRow, (sender.platform, sender.workspace, sender.id))
    row = tx.get_one(PersonRow, identity.person_id) if identity else _by_email(tx, profile.email)
    if row is None:
        row = _stranger(profile, language, now)
        tx.add(row)
        tx.flush()
    if identity is None:
        link(tx, row.id, sender, now)
    if row.zone is None and profile.zone in zones():
        row.zone = profile.zone
    return _person(tx, row)


def link(tx: Transaction, person: str, sender: Sender, now: dt.datetime) -> None:
    """From now on, this account is that person."""
    tx.add(
        IdentityRow(
            platform=sender.platform, workspace=sender.workspace, external_id=sender.id, person_id=person, created=now
        )
    )
    tx.flush()


def find(tx: Transaction, person: str) -> Person | None:
    """A person by id."""
    row = tx.get(PersonRow, person)
    return _person(tx, row) if row else None


def of_account(tx: Transaction, sender: Sender) -> Person | None:
    """The person behind an account, if it has been seen before."""
    identity = tx.get(IdentityRow, (sender.platform, sender.workspace, sender.id))
    return find(tx, identity.person_id) if identity else None


def current(tx: Transaction, person: Person, sender: Sender) -> Person:
    """The person, or who they are now if they were joined with another in this transaction."""
    return person if tx.get(PersonRow, person.id) else of_account(tx, sender) or person


def holding(tx: Transaction, role: Role) -> list[Person]:
    """Everybody with a role, by name."""
    rows = tx.scalars(
        select(PersonRow)
        .where(PersonRow.id.in_(select(RoleRow.person_id).where(RoleRow.role == role)))
        .order_by(PersonRow.name)
    ).all()
    return [_person(tx, row) for row in rows]


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


def _person(tx: Transaction, row: PersonRow) -> Person:
    grants = tx.execute(_GRANTS, {"person": row.id}).all()
    groups = tx.scalars(_GROUPS, {"person": row.id}).all()
    return Person(
        id=row.id,
        name=row.name,
        partner=row.partner_id,
        zone=row.zone,
        language=row.language,
        keep_words=row.keep_words,
        noticed=row.noticed is not None,
        stopped=row.stopped,
        grants=frozenset(Grant(role, scope) for role, scope in grants),  # type: ignore[arg-type]
        taskgroups=frozenset(groups),
        email=row.email,
    )
