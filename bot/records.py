"""Records: what the coalition knows as data, and the live look-ups that answers are made from.

A field that nobody recorded is None or empty; answers say "not recorded" for it and never guess.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol

from bot.people import Viewer

RecordKind = Literal["partner", "network", "taskgroup", "event", "person"]


@dataclass(frozen=True, slots=True)
class Partner:
    """An organisation in the coalition."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    kind: str | None = None
    region: str | None = None
    contact: str | None = None
    email: str | None = None
    link: str | None = None
    about: str | None = None
    joined: dt.date | None = None
    networks: tuple[str, ...] = ()
    audience: str = "everyone"
    source: str = ""
    checked_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Network:
    """A set of members or partners: a region, an integrated care system, a theme, another coalition."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    kind: str | None = None
    lead: str | None = None
    about: str | None = None
    link: str | None = None
    how_to_join: str | None = None
    audience: str = "everyone"
    source: str = ""
    checked_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Milestone:
    """A step of a taskgroup."""

    title: str
    due: dt.date | None = None
    done: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """A report that a taskgroup owes or has published."""

    title: str
    due: dt.date | None = None
    published: dt.date | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Taskgroup:
    """A group with a purpose, a lead, members, milestones and reports."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    purpose: str | None = None
    lead: str | None = None
    lead_email: str | None = None
    status: str | None = None
    programme: str | None = None
    started: dt.date | None = None
    meets: str | None = None
    how_to_join: str | None = None
    link: str | None = None
    members: tuple[str, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    reports: tuple[Report, ...] = ()
    audience: str = "everyone"
    source: str = ""
    checked_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class CoalitionEvent:
    """A dated occasion. ``start`` and ``end`` are UTC; ``zone`` is where it takes place."""

    id: str
    title: str
    start: dt.datetime
    end: dt.datetime | None = None
    zone: str = "Europe/London"
    all_day: bool = False
    place: str | None = None
    link: str | None = None
    format: str | None = None
    capacity: int | None = None
    taskgroup: str | None = None
    about: str | None = None
    aliases: tuple[str, ...] = ()
    audience: str = "everyone"
    source: str = ""
    checked_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """A person as others may find them: no address, only their part in the coalition."""

    id: str
    name: str
    partner: str | None = None
    job: str | None = None
    roles: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()
    audience: str = "members"
    source: str = ""
    checked_on: dt.date | None = None
    partner_region: str | None = None
    """Where their organisation is: their own whereabouts are theirs to tell."""


Record = Partner | Network | Taskgroup | CoalitionEvent | Contact


class Name(NamedTuple):
    """One way to name a record: its name, an alias or an abbreviation."""

    text: str
    kind: RecordKind
    id: str


class Records(Protocol):
    """Live look-ups, limited to what the viewer may see. The store implements them."""

    def names(self, viewer: Viewer) -> Sequence[Name]:
        """Every name and alias of every visible record."""
        ...

    def get(self, kind: RecordKind, id: str, viewer: Viewer) -> Record | None:
        """One record, or None if there is none that the viewer may see."""
        ...

    def taskgroups(self, viewer: Viewer) -> Sequence[Taskgroup]:
        """All visible taskgroups, by name."""
        ...

    def partners(self, viewer: Viewer, network: str | None = None) -> Sequence[Partner]:
        """Visible partners by name; with ``network``, those in it."""
        ...

    def networks(self, viewer: Viewer) -> Sequence[Network]:
        """All visible networks, by name."""
        ...

    def events(
        self, viewer: Viewer, start: dt.datetime, end: dt.datetime | None = None, taskgroup: str | None = None
    ) -> Sequence[CoalitionEvent]:
        """Visible events that overlap ``[start, end)``, by start; open-ended without ``end``."""
        ...

    def people(
        self, viewer: Viewer, role: str | None = None, partner: str | None = None, job: str = ""
    ) -> Sequence[Contact]:
        """Visible people by name; with a role, of a partner or with these letters in their job's name, if given."""
        ...
