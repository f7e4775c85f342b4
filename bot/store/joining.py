"""Joining and leaving networks and taskgroups. Places that an import gave are the import's to take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, assert_never

from sqlalchemy import delete, select

from bot.people import Viewer
from bot.store.database import Transaction
from bot.store.tables.coalition import NetworkRow, PersonNetworkRow, TaskgroupMemberRow, TaskgroupRow

OWN = "joined"
"""The source of a place that somebody took themselves."""
Kind = Literal["network", "taskgroup"]


@dataclass(frozen=True, slots=True)
class Group:
    """A network or taskgroup that somebody may see; ``joinable`` unless it has ended."""

    kind: Kind
    id: str
    name: str
    names: frozenset[str]
    joinable: bool = True


def groups(tx: Transaction, viewer: Viewer) -> list[Group]:
    """Every network and taskgroup that this viewer may see, by name."""
    found = [
        Group("network", row.id, row.name, _names(row))
        for row in tx.scalars(select(NetworkRow))
        if viewer.may_see(row.audience)
    ]
    found += [
        Group("taskgroup", row.id, row.name, _names(row), not (row.status or "").casefold().startswith("closed"))
        for row in tx.scalars(select(TaskgroupRow))
        if viewer.may_see(row.audience)
    ]
    return sorted(found, key=lambda group: (group.name, group.kind, group.id))


def places(tx: Transaction, person: str) -> dict[tuple[Kind, str], set[str]]:
    """The groups somebody is in, each with where that comes from."""
    found: dict[tuple[Kind, str], set[str]] = {}
    networks = select(PersonNetworkRow.network_id, PersonNetworkRow.source).where(PersonNetworkRow.person_id == person)
    for id, source in tx.execute(networks):
        found.setdefault(("network", id), set()).add(source)
    held = select(TaskgroupMemberRow.taskgroup_id, TaskgroupMemberRow.source).where(
        TaskgroupMemberRow.person_id == person
    )
    for id, source in tx.execute(held):
        found.setdefault(("taskgroup", id), set()).add(source)
    return found


def join(tx: Transaction, person: str, group: Group) -> None:
    """Somebody takes a place themselves; twice is once."""
    match group.kind:
        case "network":
            tx.merge(PersonNetworkRow(person_id=person, network_id=group.id, source=OWN))
        case "taskgroup":
            tx.merge(TaskgroupMemberRow(person_id=person, taskgroup_id=group.id, source=OWN))
        case _:
            assert_never(group.kind)
    tx.flush()


def leave(tx: Transaction, person: str, group: Group, sources: Sequence[str] = (OWN, "")) -> None:
    """Somebody gives up the place that they took or that staff gave."""
    match group.kind:
        case "network":
            tx.execute(
                delete(PersonNetworkRow).where(
                    PersonNetworkRow.person_id == person,
                    PersonNetworkRow.network_id == group.id,
                    PersonNetworkRow.source.in_(sources),
                )
            )
        case "taskgroup":
            tx.execute(
                delete(TaskgroupMemberRow).where(
                    TaskgroupMemberRow.person_id == person,
                    TaskgroupMemberRow.taskgroup_id == group.id,
                    TaskgroupMemberRow.source.in_(sources),
                )
            )
        case _:
            assert_never(group.kind)


def _names(row: NetworkRow | TaskgroupRow) -> frozenset[str]:
    return frozenset(" ".join(name.split()).casefold() for name in (row.id, row.name, *(row.aliases or ())))
