"""Partners and people as staff pages and the person switcher list them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select

from bot.store.database import Transaction
from bot.store.tables.coalition import PartnerRow
from bot.store.tables.people import IdentityRow, PersonRow, RoleRow


@dataclass(frozen=True, slots=True)
class Entry:
    """A person in the directory; ``part`` is the weightiest of their roles, or empty, ``doors`` where they chat."""

    id: str
    name: str
    partner: str
    job: str
    part: str
    doors: tuple[str, ...]


ORDER = ("staff", "taskgroup_lead", "champion", "partner_admin", "member")


def persons(tx: Transaction) -> list[Entry]:
    """Everybody with a role: one of each kind first, so that a newcomer sees each, then the rest by name."""
    known = [entry for entry in people(tx, limit=500) if entry.part]
    firsts: list[Entry] = []
    for part in ("member", "champion", "taskgroup_lead", "staff"):
        first = next((entry for entry in known if entry.part == part and entry not in firsts), None)
        firsts += [first] if first else []
    return firsts + [entry for entry in known if entry not in firsts]


def people(tx: Transaction, text: str = "", limit: int = 50, offset: int = 0) -> list[Entry]:
    """People whose name, partner or job holds the text, by name."""
    query = (
        select(PersonRow, PartnerRow.name)
        .outerjoin(PartnerRow, PartnerRow.id == PersonRow.partner_id)
        .where(*_matching(text))
        .order_by(PersonRow.name, PersonRow.id)
        .limit(limit)
        .offset(offset)
    )
    rows = tx.execute(query).all()
    ids = [person.id for person, _ in rows]
    roles: dict[str, set[str]] = defaultdict(set)
    for id, role in tx.execute(select(RoleRow.person_id, RoleRow.role).where(RoleRow.person_id.in_(ids))):
        roles[id].add(role)
    doors: dict[str, set[str]] = defaultdict(set)
    for id, platform in tx.execute(
        select(IdentityRow.person_id, IdentityRow.platform).where(IdentityRow.person_id.in_(ids))
    ):
        doors[id].add(platform)
    return [
        Entry(
            person.id,
            person.name,
            partner or "",
            person.job or "",
            next((role for role in ORDER if role in roles[person.id]), ""),
            tuple(sorted(doors[person.id])),
        )
        for person, partner in rows
    ]


def count(tx: Transaction, text: str = "") -> int:
    """How many people match."""
    query = select(func.count(PersonRow.id)).outerjoin(PartnerRow, PartnerRow.id == PersonRow.partner_id)
    return tx.scalar(query.where(*_matching(text))) or 0


def _matching(text: str) -> list[ColumnElement[bool]]:
    pieces = (PersonRow.name, PartnerRow.name, PersonRow.job)
    return [or_(*(piece.icontains(text, autoescape=True) for piece in pieces))] if text else []
