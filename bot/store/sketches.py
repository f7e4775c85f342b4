"""What introductions need to know of people: what may be said before names, and what the pairing weighs."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select

from bot.champions import Champion, shown
from bot.events import Sender
from bot.store import champions
from bot.store.addressees import CHUNK
from bot.store.database import Transaction
from bot.store.tables.coalition import (
    NetworkRow,
    PartnerNetworkRow,
    PartnerRow,
    PersonNetworkRow,
    TaskgroupMemberRow,
    TaskgroupRow,
)
from bot.store.tables.people import IdentityRow, PersonRow, RoleRow


@dataclass(frozen=True, slots=True)
class Sketch:
    """A person as introductions see them. ``roles`` and ``region`` may be told before names; name and partner not."""

    id: str
    name: str
    language: str
    zone: str | None
    email: str | None
    partner: str | None = None
    partner_name: str = ""
    region: str = ""
    roles: frozenset[str] = frozenset()
    networks: frozenset[str] = frozenset()
    taskgroups: frozenset[str] = frozenset()
    accounts: tuple[Sender, ...] = ()
    champion: Champion | None = None
    """What they show of themselves as a champion to every member."""


def of(tx: Transaction, people: Sequence[str]) -> dict[str, Sketch]:
    """These people by id; those who are gone are left out."""
    found: dict[str, Sketch] = {}
    for start in range(0, len(people), CHUNK):
        found.update(_some(tx, people[start : start + CHUNK]))
    if any("champion" in one.roles for one in found.values()):
        for champion in champions.active(tx):
            if champion.id in found:
                profile = shown(champion, "members", dt.date.max)  # as they are when no rest keeps them
                found[champion.id] = replace(found[champion.id], champion=profile)
    return found


def _said(champion: Champion | None) -> tuple[str, ...]:
    if champion is None:
        return ()
    return (*champion.themes, *champion.can_help, *champion.interests, *champion.area)


def _some(tx: Transaction, people: Sequence[str]) -> dict[str, Sketch]:
    roles = _sets(tx, people, RoleRow, "role")
    groups = _sets(tx, people, TaskgroupMemberRow, "taskgroup_id")
    networks = _sets(tx, people, PersonNetworkRow, "network_id")
    accounts: dict[str, list[Sender]] = defaultdict(list)
    linked = select(IdentityRow).where(IdentityRow.person_id.in_(people), IdentityRow.gone.is_(None))
    for row in tx.scalars(linked.order_by(IdentityRow.created)):
        accounts[row.person_id].append(Sender(row.platform, row.workspace, row.external_id))
    rows = tx.execute(
        select(PersonRow, PartnerRow.name)
        .outerjoin(PartnerRow, PartnerRow.id == PersonRow.partner_id)
        .where(PersonRow.id.in_(people))
    ).all()
    of_partner: dict[str, set[str]] = defaultdict(set)
    partners = {row.partner_id for row, _ in rows if row.partner_id}
    for place in tx.scalars(select(PartnerNetworkRow).where(PartnerNetworkRow.partner_id.in_(partners))):
        of_partner[place.partner_id].add(place.network_id)
    return {
        row.id: Sketch(
            id=row.id,
            name=row.name,
            language=row.language,
            zone=row.zone,
            email=row.email,
            partner=row.partner_id,
            partner_name=partner or "",
            region=row.region or "",
            roles=frozenset(roles[row.id]),
            networks=frozenset(networks[row.id] | of_partner[row.partner_id or ""]),
            taskgroups=frozenset(groups[row.id]),
            accounts=tuple(accounts[row.id]),
        )
        for row, partner in rows
    }


def taskgroup_names(tx: Transaction) -> dict[str, str]:
    """The names of all taskgroups."""
    return dict(tx.execute(select(TaskgroupRow.id, TaskgroupRow.name)).all())


def topics(tx: Transaction, people: Sequence[str]) -> dict[str, str]:
    """What each of these people is about, in words: their region, networks, taskgroups and what they show as champions."""
    known = of(tx, people)
    names = dict(tx.execute(select(NetworkRow.id, NetworkRow.name)).all()) | taskgroup_names(tx)
    return {
        id: " ".join(
            (one.region, *(names.get(key, "") for key in sorted(one.networks | one.taskgroups)), *_said(one.champion))
        )
        for id, one in known.items()
    }


def _sets(
    tx: Transaction,
    people: Sequence[str],
    table: type[RoleRow | TaskgroupMemberRow | PersonNetworkRow],
    column: str,
) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for person, value in tx.execute(select(table.person_id, getattr(table, column)).where(table.person_id.in_(people))):
        found[person].add(value)
    return found
