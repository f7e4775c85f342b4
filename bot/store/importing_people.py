"""What an import writes about people. It never loses a person's account or what they did: somebody whom a file no
longer holds loses the roles, memberships and partner that came from it, and keeps their row."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, select, update

from bot.members import Member
from bot.store.database import Transaction
from bot.store.importing import UNSAID, Changes, Put, in_parts, of_source, replace_rows
from bot.store.tables.coalition import PersonNetworkRow, TaskgroupMemberRow, TaskgroupRow
from bot.store.tables.people import IdentityRow, PersonRow, RoleRow
from bot.store.tables.questions import QuestionRow
from bot.store.tables.traffic import InteractionRow

LINKS: tuple[Any, ...] = (RoleRow, PersonNetworkRow, TaskgroupMemberRow)
LEADS = "taskgroup.lead_email"
"""The source of what a person holds because a taskgroup names them as its lead."""

GONE = {"partner_id": None, "job": None, "region": None, "audience": "staff", "source": ""}
"""What remains of a person who is in no file any more is for staff to see."""


def put_people(
    tx: Transaction, members: Sequence[Member], source: str, now: dt.datetime, *, yielding: bool = False
) -> tuple[Put, dict[int, str]]:
    """Write people as ``source`` gives them; also why some, by their place in ``members``, were left out.

    A person is known by e-mail address, else by id. Language and zone are the person's own choice once they are here:
    a file sets them only for somebody new.
    """
    known = _Known.of(tx, members)
    wanted: dict[str, Member] = {}
    refused: dict[int, str] = {}
    for number, member in enumerate(members):
        id = known.id_of(member, source, wanted)
        if id is None:
            refused[number] = (
                f"the address {member.email} belongs to the person {known.by_email[member.email or ''].id!r}"
            )
        elif id in wanted:
            refused[number] = f"{id!r} stands in the file twice"
        else:
            wanted[id] = member
    added, updated = _write(tx, wanted, known.by_id, source, now, yielding=yielding)
    links = {id: member for id, member in wanted.items() if not _yields(known.by_id.get(id), source, yielding=yielding)}
    updated |= _put_links(tx, links, source)
    changes = Changes(len(added), len(updated - added), len(wanted) - len(added | updated))
    return Put(changes, frozenset(wanted)), refused


class _Known:
    """The people in the database whom a file may mean."""

    def __init__(self, rows: Sequence[PersonRow]) -> None:
        self.by_id = {row.id: row for row in rows}
        self.by_email = {row.email: row for row in rows if row.email}

    @classmethod
    def of(cls, tx: Transaction, members: Sequence[Member]) -> _Known:
        rows = [
            row for ids in in_parts(_ids(members)) for row in tx.scalars(select(PersonRow).where(PersonRow.id.in_(ids)))
        ]
        for emails in in_parts({member.email for member in members if member.email}):
            rows += tx.scalars(select(PersonRow).where(PersonRow.email.in_(emails)))
        return cls(rows)

    def id_of(self, member: Member, source: str, taken: Mapping[str, Member]) -> str | None:
        """The id of this person's row; None if the address is another person's."""
        found, row = self.by_email.get(member.email or ""), self.by_id.get(member.id)
        if found is not None:
            clash = member.given and row is not None and row.id != found.id
            return None if clash else found.id
        if member.given or (row is None and member.id not in taken):
            return member.id
        of_another = row is not None and row.email and row.source != source
        return _other_id(member) if member.email and (of_another or member.id in taken) else member.id


def _ids(members: Sequence[Member]) -> set[str]:
    return {id for member in members for id in (member.id, _other_id(member))}


def _other_id(member: Member) -> str:
    """An id for somebody whose name is taken by another."""
    return f"{member.id[:120]}-{hashlib.sha256((member.email or '').encode()).hexdigest()[:6]}"


def _yields(row: PersonRow | None, source: str, *, yielding: bool) -> bool:
    return yielding and row is not None and row.source not in ("", source)


def _write(
    tx: Transaction,
    wanted: Mapping[str, Member],
    rows: Mapping[str, PersonRow],
    source: str,
    now: dt.datetime,
    *,
    yielding: bool,
) -> tuple[set[str], set[str]]:
    added: set[str] = set()
    updated: set[str] = set()
    for id, member in wanted.items():
        row = rows.get(id)
        if row is None:
            tx.add(PersonRow(id=id, **_columns(member), zone=member.zone, language=member.language, created=now))
            added.add(id)
        elif not _yields(row, source, yielding=yielding):
            values = _columns(member) | {"email": member.email or row.email}
            for name, value in values.items():
                if getattr(row, name) != value:
                    setattr(row, name, value)
                    if name not in UNSAID:
                        updated.add(id)
    tx.flush()
    return added, updated


def _columns(member: Member) -> dict[str, Any]:
    return {
        "name": member.name,
        "email": member.email,
        "partner_id": member.partner,
        "job": member.job,
        "region": member.region,
        "audience": member.audience,
        "source": member.source,
        "checked_on": member.checked_on,
    }


def _put_links(tx: Transaction, members: Mapping[str, Member], source: str) -> set[str]:
    roles = {id: [{"role": g.role, "scope": g.scope} for g in member.roles] for id, member in members.items()}
    networks = {id: [{"network_id": n} for n in member.networks] for id, member in members.items()}
    groups = {id: [{"taskgroup_id": g} for g in member.taskgroups] for id, member in members.items()}
    return (
        replace_rows(tx, RoleRow, "person_id", roles, source)
        | replace_rows(tx, PersonNetworkRow, "person_id", networks, source)
        | replace_rows(tx, TaskgroupMemberRow, "person_id", groups, source)
    )


def drop_missing_people(tx: Transaction, source: str, ids: frozenset[str]) -> Changes:
    """Take from the people whom a file no longer holds what it gave them."""
    gone = set(tx.scalars(select(PersonRow.id).where(PersonRow.source == source))) - ids
    for part in in_parts(gone):
        _strip(tx, part, source)
    return Changes(removed=len(gone))


def remove_people(tx: Transaction, prefix: str, *, keep_known: bool) -> Changes:
    """Take out the people of a file or folder; with ``keep_known``, those with an account or a history keep their row."""
    gone = set(tx.scalars(select(PersonRow.id).where(of_source(PersonRow, prefix))))
    known = _with_history(tx) if keep_known else set()
    for part in in_parts(gone & known):
        tx.execute(update(PersonRow).where(PersonRow.id.in_(part)).values(GONE))
    for part in in_parts(gone - known):
        tx.execute(delete(PersonRow).where(PersonRow.id.in_(part)))
    for table in LINKS:
        tx.execute(delete(table).where(of_source(table, prefix)))
    return Changes(removed=len(gone))


def settle_leads(tx: Transaction) -> bool:
    """Whoever a taskgroup names by address as its lead holds that role and belongs to it; True if that changed."""
    found = tx.execute(
        select(PersonRow.id, TaskgroupRow.id).join(TaskgroupRow, TaskgroupRow.lead_email == PersonRow.email)
    )
    leads: dict[str, list[str]] = {
        id: [] for id in tx.scalars(select(RoleRow.person_id).where(RoleRow.source == LEADS))
    }
    for person, group in found:
        leads.setdefault(person, []).append(group)
    roles = {
        person: [{"role": "taskgroup_lead", "scope": group} for group in groups] for person, groups in leads.items()
    }
    places = {person: [{"taskgroup_id": group} for group in groups] for person, groups in leads.items()}
    return bool(
        replace_rows(tx, RoleRow, "person_id", roles, LEADS)
        | replace_rows(tx, TaskgroupMemberRow, "person_id", places, LEADS)
    )


def _strip(tx: Transaction, people: list[str], source: str) -> None:
    tx.execute(update(PersonRow).where(PersonRow.id.in_(people)).values(GONE))
    for table in LINKS:
        tx.execute(delete(table).where(table.person_id.in_(people), table.source == source))


def _with_history(tx: Transaction) -> set[str]:
    tables: tuple[Any, ...] = (IdentityRow, InteractionRow, QuestionRow)
    return {id for table in tables for id in tx.scalars(select(table.person_id).distinct()) if id}
