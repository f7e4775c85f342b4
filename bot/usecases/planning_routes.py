"""Working out how everybody of an audience is reached, before anything is sent."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.config import Announcements, Coalition
from bot.platform import Capabilities
from bot.preferences import Preferences
from bot.routes import Addressee, Choice, Circumstances, NoRoute, Route, Weekly, best_route, seconds_needed
from bot.settings import Settings
from bot.store import addressees
from bot.store.database import Transaction

WEEK = dt.timedelta(days=7)
Wanted = Callable[[str], dt.datetime]
"""When it is wanted, by a person's time zone."""


@dataclass(frozen=True, slots=True)
class House:
    """What planning and wording an announcement needs to know of this house."""

    doors: Mapping[str, Capabilities]
    usual: Preferences
    coalition: Coalition
    limits: Announcements
    public_url: str = ""
    """What the addresses of our own pages begin with."""

    @classmethod
    def of(cls, settings: Settings, doors: Mapping[str, Capabilities]) -> House:
        """From the settings and the open doors."""
        return cls(doors, settings.usual, settings.config.coalition, settings.config.announcements, settings.public_url)


@dataclass(frozen=True, slots=True)
class Plan:
    """How each person is reached, in the order they were given."""

    choices: tuple[tuple[Addressee, Choice], ...]
    seconds: float
    """How long the platforms' rates alone make it take, once it may begin."""
    later: tuple[dt.datetime, ...] = ()
    """When those get it who do not welcome it at the moment that is meant for them."""
    past: int = 0
    """How many get it after the moment that is meant for them, because that is past where they are."""

    @property
    def routed(self) -> list[tuple[Addressee, Route]]:
        """Those who get it."""
        return [(person, choice) for person, choice in self.choices if isinstance(choice, Route)]

    @property
    def weekly(self) -> list[tuple[Addressee, Weekly]]:
        """Those who find it in their weekly message."""
        return [(person, choice) for person, choice in self.choices if isinstance(choice, Weekly)]

    @property
    def by_platform(self) -> dict[str, int]:
        """How many get it on each platform."""
        return dict(Counter(route.account.platform for _, route in self.routed).most_common())

    def unreachable(self) -> dict[str, list[tuple[Addressee, NoRoute]]]:
        """Those who cannot be reached, by their partner's id ("" without one)."""
        found: dict[str, list[tuple[Addressee, NoRoute]]] = defaultdict(list)
        for person, choice in self.choices:
            if isinstance(choice, NoRoute):
                found[person.partner or ""].append((person, choice))
        return dict(sorted(found.items()))


def plan(
    tx: Transaction,
    people: Sequence[str],
    wanted: Wanted,
    house: House,
    now: dt.datetime,
    *,
    urgent: bool = False,
    limited: bool = True,
) -> Plan:
    """The best route of each person. Nothing is written down. Not ``limited``: whatever else they had this week."""
    choices: list[tuple[Addressee, Choice]] = []
    lanes: Counter[str] = Counter()
    later: list[dt.datetime] = []
    past = 0
    for person in addressees.addressees(tx, people, house.usual, house.coalition.zone, now - WEEK):
        meant = wanted(person.zone)
        at = max(now, meant)
        around = Circumstances(house.doors.keys(), at, urgent, house.limits.weekly_cap if limited else 0)
        choice = best_route(person, around)
        choices.append((person, choice))
        if isinstance(choice, Route):
            later += [choice.at] if choice.at > at else []
            past += meant < now
            lanes[f"{choice.account.platform}:{choice.account.workspace}"] += 1
    rates = {name: capabilities.rate for name, capabilities in house.doors.items()}
    return Plan(tuple(choices), seconds_needed(lanes, rates), tuple(later), past)
