"""Records for measuring: a coalition of thirty names, and none at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from bot.people import Viewer
from bot.records import CoalitionEvent, Contact, Name, Network, Partner, Record, RecordKind, Taskgroup

TOPICS = ("Mental Health", "Health Equity", "Treatment Backlog", "Digital Shift", "Staff Support", "Co-production")
TOWNS = ("Saltmarsh", "Lanternwick", "Harbourlight", "Pebblebank", "Samphire", "Marrowmere", "Gullhaven", "Tidewell")


@dataclass(frozen=True)
class Known:
    """Records in memory."""

    groups: tuple[Taskgroup, ...] = ()
    members: tuple[Partner, ...] = ()

    def names(self, viewer: Viewer) -> Sequence[Name]:
        """Names of both kinds."""
        return [
            *(Name(one.name, "taskgroup", one.id) for one in self.groups),
            *(Name(one.name, "partner", one.id) for one in self.members),
        ]

    def get(self, kind: RecordKind, id: str, viewer: Viewer) -> Record | None:
        """One record."""
        return next((one for one in (*self.groups, *self.members) if one.id == id), None)

    def taskgroups(self, viewer: Viewer) -> Sequence[Taskgroup]:
        """All of them."""
        return self.groups

    def partners(self, viewer: Viewer, network: str | None = None) -> Sequence[Partner]:
        """All of them."""
        return self.members

    def networks(self, viewer: Viewer) -> Sequence[Network]:
        """None."""
        return ()

    def events(
        self, viewer: Viewer, start: dt.datetime, end: dt.datetime | None = None, taskgroup: str | None = None
    ) -> Sequence[CoalitionEvent]:
        """None."""
        return ()

    def people(self, viewer: Viewer, role: str | None = None, partner: str | None = None) -> Sequence[Contact]:
        """None."""
        return ()


NONE = Known()


def coalition() -> Known:
    """Six taskgroups and twenty-four partners."""
    groups = tuple(
        Taskgroup(topic.lower(), topic, lead="Farah Wintergreen", purpose=f"About {topic}") for topic in TOPICS
    )
    kinds = ("Council", "Hospice", "Carers")
    return Known(groups, tuple(Partner(f"{town}-{kind}", f"{town} {kind}") for town in TOWNS for kind in kinds))
