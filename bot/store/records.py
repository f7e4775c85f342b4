"""Live look-ups of the coalition's records, limited to what a viewer may see. Implements ``bot.records.Records``."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from bot.people import Viewer
from bot.records import (
    CoalitionEvent,
    Contact,
    Milestone,
    Name,
    Network,
    Partner,
    Record,
    RecordKind,
    Report,
    Taskgroup,
)
from bot.store import names
from bot.store.database import Transaction
from bot.store.sources import read_on
from bot.store.tables.coalition import (
    EventRow,
    MilestoneRow,
    NetworkRow,
    PartnerNetworkRow,
    PartnerRow,
    ReportRow,
    TaskgroupMemberRow,
    TaskgroupRow,
)
from bot.store.tables.people import PersonRow, RoleRow


@dataclass(frozen=True, slots=True)
class StoredRecords:
    """Records as one transaction sees them."""

    tx: Transaction

    def names(self, viewer: Viewer) -> Sequence[Name]:
        """Every name and alias of every visible record."""
        return names.names(self.tx, viewer)

    def get(self, kind: RecordKind, id: str, viewer: Viewer) -> Record | None:
        """One record, or None if there is none that the viewer may see."""
        table = {kind: table for kind, table, _ in names.NAMED}[kind]
        build: dict[RecordKind, Callable[[Select[Any]], Sequence[Record]]] = {
            "partner": self._partners,
            "network": self._networks,
            "taskgroup": self._taskgroups,
            "event": self._events,
            "person": self._people,
        }
        found = build[kind](_visible(table, viewer).where(table.id == id))
        return found[0] if found else None

    def taskgroups(self, viewer: Viewer) -> Sequence[Taskgroup]:
        """All visible taskgroups, by name."""
        return self._taskgroups(_visible(TaskgroupRow, viewer).order_by(TaskgroupRow.name))

    def partners(self, viewer: Viewer, network: str | None = None) -> Sequence[Partner]:
        """Visible partners by name; with ``network``, those in it."""
        query = _visible(PartnerRow, viewer).order_by(PartnerRow.name)
        if network is not None:
            members = select(PartnerNetworkRow.partner_id).where(PartnerNetworkRow.network_id == network)
            query = query.where(PartnerRow.id.in_(members))
        return self._partners(query)

    def networks(self, viewer: Viewer) -> Sequence[Network]:
        """All visible networks, by name."""
        return self._networks(_visible(NetworkRow, viewer).order_by(NetworkRow.name))

    def events(
        self, viewer: Viewer, start: dt.datetime, end: dt.datetime | None = None, taskgroup: str | None = None
    ) -> Sequence[CoalitionEvent]:
        """Visible events that overlap ``[start, end)``, by start; open-ended without ``end``."""
        over = EventRow.end.is_not(None) & (EventRow.end > start)
        query = _visible(EventRow, viewer).where((EventRow.start >= start) | over)
        if end is not None:
            query = query.where(EventRow.start < end)
        if taskgroup is not None:
            query = query.where(EventRow.taskgroup_id == taskgroup)
        return self._events(query.order_by(EventRow.start, EventRow.id))

    def people(
        self, viewer: Viewer, role: str | None = None, partner: str | None = None, job: str = ""
    ) -> Sequence[Contact]:
        """Visible people by name; with a role, of a partner or with these letters in their job's name, if given."""
        query = _visible(PersonRow, viewer).where(PersonRow.name != "").order_by(PersonRow.name)
        if role is not None:
            query = query.where(PersonRow.id.in_(select(RoleRow.person_id).where(RoleRow.role == role)))
        if partner is not None:
            query = query.where(PersonRow.partner_id == partner)
        if job:
            query = query.where(PersonRow.job.icontains(job, autoescape=True))
        return self._people(query)

    def _partners(self, query: Select[Any]) -> list[Partner]:
        rows = self.tx.scalars(query).all()
        networks = self._grouped(
            select(PartnerNetworkRow.partner_id, NetworkRow.name)
            .join(NetworkRow, NetworkRow.id == PartnerNetworkRow.network_id)
            .where(PartnerNetworkRow.partner_id.in_([row.id for row in rows]))
            .order_by(NetworkRow.name)
        )
        return [Partner(**values, networks=tuple(networks[row.id])) for row, values in self._shared(rows, Partner)]

    def _networks(self, query: Select[Any]) -> list[Network]:
        return [Network(**values) for _, values in self._shared(self.tx.scalars(query).all(), Network)]

    def _taskgroups(self, query: Select[Any]) -> list[Taskgroup]:
        rows = self.tx.scalars(query).all()
        ids = [row.id for row in rows]
        steps: dict[str, list[Milestone]] = defaultdict(list)
        for step in self.tx.scalars(
            select(MilestoneRow).where(MilestoneRow.taskgroup_id.in_(ids)).order_by(MilestoneRow.number)
        ):
            steps[step.taskgroup_id].append(Milestone(step.title, step.due, step.done))
        reports: dict[str, list[Report]] = defaultdict(list)
        for report in self.tx.scalars(
            select(ReportRow).where(ReportRow.taskgroup_id.in_(ids)).order_by(ReportRow.number)
        ):
            reports[report.taskgroup_id].append(Report(report.title, report.due, report.published, report.link))
        people = self._grouped(
            select(TaskgroupMemberRow.taskgroup_id, PersonRow.name)
            .join(PersonRow, PersonRow.id == TaskgroupMemberRow.person_id)
            .where(TaskgroupMemberRow.taskgroup_id.in_(ids))
            .order_by(PersonRow.name)
        )
        return [
            Taskgroup(
                **{**values, "members": tuple(dict.fromkeys((*row.members, *people[row.id])))},
                milestones=tuple(steps[row.id]),
                reports=tuple(reports[row.id]),
            )
            for row, values in self._shared(rows, Taskgroup)
        ]

    def _events(self, query: Select[Any]) -> list[CoalitionEvent]:
        rows = self.tx.scalars(query).all()
        groups = dict(self.tx.execute(select(TaskgroupRow.id, TaskgroupRow.name)).all())
        return [
            CoalitionEvent(**values, taskgroup=groups.get(row.taskgroup_id or ""))
            for row, values in self._shared(rows, CoalitionEvent)
        ]

    def _people(self, query: Select[Any]) -> list[Contact]:
        rows = self.tx.scalars(query).all()
        ids = [row.id for row in rows]
        partners = {row.id: row for row in self.tx.execute(select(PartnerRow.id, PartnerRow.name, PartnerRow.region))}
        roles = self._grouped(select(RoleRow.person_id, RoleRow.role).where(RoleRow.person_id.in_(ids)).distinct())
        leads = self._grouped(
            select(func.lower(TaskgroupRow.lead_email), TaskgroupRow.name).where(TaskgroupRow.lead_email != "")
        )
        return [
            Contact(
                **values,
                partner=at.name if (at := partners.get(row.partner_id or "")) else None,
                partner_region=at.region if at else None,
                roles=tuple(sorted(roles[row.id])),
                leads=tuple(leads[(row.email or "").lower()]),
            )
            for row, values in self._shared(rows, Contact)
        ]

    def _shared(self, rows: Sequence[Any], record: Any) -> Iterator[tuple[Any, dict[str, Any]]]:
        """Each row with the columns that it and its record have in common, lists as tuples; what nobody checked by hand was
        checked when its file or calendar was last read."""
        read = read_on(self.tx, {row.source for row in rows if row.checked_on is None})
        for row in rows:
            values = {name: getattr(row, name) for name in record.__dataclass_fields__ if name in row.__table__.c}
            values["checked_on"] = row.checked_on or read.get(row.source)
            yield row, {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}

    def _grouped(self, query: Select[Any, str]) -> dict[str, list[str]]:
        groups: dict[str, list[str]] = defaultdict(list)
        for key, value in self.tx.execute(query):
            groups[key].append(value)
        return groups


def _visible(table: Any, viewer: Viewer) -> Select[Any]:
    return select(table).where(names.may_see(table, viewer))
