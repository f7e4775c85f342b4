"""Records for measuring: a large coalition, and none at all."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.people import Viewer
from bot.records import CoalitionEvent, Contact, Name, Network, Partner, Record, RecordKind, Taskgroup

TOPICS = ("Mental Health", "Health Equity", "Treatment Backlog", "Digital Shift", "Staff Support", "Co-production")
SIDES = ("", "North", "South", "East", "West", "Coast", "Valley")
KINDS = ("Council", "Hospice", "Carers", "Voices", "Foundation")
SEED = 20260303


@dataclass(frozen=True)
class Known:
    """Records in memory."""

    groups: tuple[Taskgroup, ...] = ()
    members: tuple[Partner, ...] = ()
    everybody: tuple[Contact, ...] = ()

    @cached_property
    def _named(self) -> tuple[Name, ...]:
        kinds: tuple[RecordKind, ...] = ("taskgroup", "partner", "person")
        rows = zip(kinds, (self.groups, self.members, self.everybody), strict=True)
        return tuple(Name(one.name, kind, one.id) for kind, records in rows for one in records)

    @cached_property
    def _by_id(self) -> dict[str, Record]:
        return {one.id: one for one in (*self.groups, *self.members, *self.everybody)}

    def names(self, viewer: Viewer) -> Sequence[Name]:
        """Names of every kind."""
        return self._named

    def get(self, kind: RecordKind, id: str, viewer: Viewer) -> Record | None:
        """One record."""
        return self._by_id.get(id)

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

    def people(
        self, viewer: Viewer, role: str | None = None, partner: str | None = None, job: str = ""
    ) -> Sequence[Contact]:
        """All of them, or none of a job."""
        return () if job else self.everybody


NONE = Known()


def coalition() -> Known:
    """Forty taskgroups, five hundred partners and three thousand people, as large as a coalition may be."""
    chance = random.Random(SEED)
    groups = tuple(
        Taskgroup(
            f"{topic} {side}".lower(), f"{topic} {side}".strip(), lead="Farah Wintergreen", purpose=f"About {topic}"
        )
        for topic in TOPICS
        for side in SIDES
    )[:40]
    towns, surnames = _made_up(100, chance), _made_up(600, chance)
    partners = tuple(Partner(f"{town}-{kind}", f"{town} {kind}") for town in towns for kind in KINDS)
    first = _made_up(80, chance)
    people = dict.fromkeys(f"{chance.choice(first)} {chance.choice(surnames)}" for _ in range(3_000))
    return Known(groups, partners, tuple(Contact(name, name) for name in people))


def _made_up(count: int, chance: random.Random) -> list[str]:
    """So many names that nobody has."""
    parts = (
        "mar",
        "win",
        "salt",
        "lan",
        "peb",
        "tide",
        "har",
        "gul",
        "sam",
        "ter",
        "bour",
        "wick",
        "well",
        "ford",
        "green",
    )
    made: dict[str, None] = {}
    while len(made) < count:
        made["".join(chance.choices(parts, k=chance.randint(2, 3))).capitalize()] = None
    return list(made)
