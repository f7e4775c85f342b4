"""What the matching knows of people and of a programme, and what it says: the words of the plan and of its weights.

Hard rules take a link away: one avoids the other, no common language, met lately, or not across what the programme
asks for. The rest is weighed; the largest parts are told as the reasons.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

MATCHED, WAITED, MOST_WAITED, NEVER_MET, SINCE_MET = 2000, 1000, 6, 1000, 10
"""What counts most: nobody is left out, least of all twice; then people who never met."""
HELP, MORE_HELP, TASKGROUP, INTEREST, MOST_INTEREST = 30, 5, 20, 8, 24
ORGANISATION, NETWORK, PLATFORM, REGION = 40, 15, 6, 4
SLOTS, SLOT, NO_SLOT = 10, 5, -10
"""Free at several of the same times, at one, at none; nothing where one of the two does not say."""
LATELY = 12
"""People who met are not introduced again for so many rounds, or for a quarter of those present if that is less."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who can be introduced, and what the weights need; ``waited`` counts rounds left out in a row."""

    id: str
    partner: str = ""
    region: str = ""
    networks: frozenset[str] = frozenset()
    taskgroups: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    can_help: frozenset[str] = frozenset()
    want_help: frozenset[str] = frozenset()
    interests: frozenset[str] = frozenset()
    platforms: frozenset[str] = frozenset()
    free: frozenset[str] = frozenset()
    """Parts of the week, as ``bot.free_times`` names them."""
    waited: int = 0


@dataclass(frozen=True, slots=True)
class Rules:
    """What a programme asks for: ``size`` people each, and ``across``: organisation, network, region, mentor or ""."""

    size: int = 2
    across: str = ""
    never: frozenset[frozenset[str]] = frozenset()
    """Pairs of whom one avoids the other."""
    met: Mapping[frozenset[str], int] = field(default_factory=dict)
    """How many rounds ago two people really met; the next round is 1 after the last."""


Why = Literal["odd", "nobody_fits"]


@dataclass(frozen=True, slots=True)
class Plan:
    """Groups by id with the reasons why, and who is in none with why not; no plan scores more than ``bound``."""

    groups: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
    left_out: Mapping[str, Why]
    score: int
    bound: int


def bonus(one: Candidate) -> int:
    """What it counts that this person is in a group at all."""
    return MATCHED + WAITED * min(MOST_WAITED, one.waited)


def lately(number: int) -> int:
    """For how many rounds people who met are not introduced again, among so many."""
    return max(1, min(LATELY, number // 4))


def parts(one: Candidate, other: Candidate) -> dict[str, int]:
    """What speaks for a link, by reason; a reason with a detail is ``kind:detail``."""
    found: dict[str, int] = {}
    for giver, taker in ((one, other), (other, one)):
        fits = sorted(giver.can_help & taker.want_help)
        if fits:
            key = f"help:{fits[0]}"
            found[key] = found.get(key, 0) + HELP + MORE_HELP * (len(fits) - 1)
    for group in sorted(one.taskgroups & other.taskgroups)[:1]:
        found[f"taskgroup:{group}"] = TASKGROUP
    shared = sorted(one.interests & other.interests)
    if shared:
        found[f"interest:{shared[0]}"] = min(MOST_INTEREST, INTEREST * len(shared))
    found["organisation"] = ORGANISATION * bool(one.partner and other.partner and one.partner != other.partner)
    found["network"] = NETWORK * bool(one.networks and other.networks and not one.networks & other.networks)
    found["slot"] = _slots(one.free, other.free)
    found["platform"] = PLATFORM * bool(one.platforms & other.platforms)
    found["region"] = REGION * (one.region != "" and one.region == other.region)
    return {reason: weight for reason, weight in found.items() if weight}


def _slots(one: frozenset[str], other: frozenset[str]) -> int:
    if not one or not other:
        return 0
    return (NO_SLOT, SLOT, SLOTS)[min(2, len(one & other))]
