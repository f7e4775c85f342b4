"""Champions: the steps from nominated to alumni, and who may see what they say of themselves.

``shown`` is the only way from a profile to anybody else's eyes: what it leaves out cannot be found either.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

State = Literal["nominated", "approved", "active", "resting", "alumni"]
STATES: tuple[State, ...] = get_args(State)
Tier = Literal["local", "regional", "national"]
TIERS: tuple[Tier, ...] = get_args(Tier)
Eyes = Literal["nobody", "champions", "members"]
"""Who may see a field: the champion alone, other champions and staff, every member."""
EYES: tuple[Eyes, ...] = get_args(Eyes)
Field = Literal[
    "themes", "area", "tier", "interests", "can_help", "want_help", "languages", "availability", "bio",
    "lived_experience", "badges",
]  # fmt: skip
FIELDS: tuple[Field, ...] = get_args(Field)

_PARTS: Mapping[Field, tuple[str, ...]] = {what: (what,) for what in FIELDS} | {"area": ("region", "system", "place")}

MOVES: Mapping[State, frozenset[State]] = {
    "nominated": frozenset({"approved"}),
    "approved": frozenset({"active", "alumni"}),
    "active": frozenset({"resting", "alumni"}),
    "resting": frozenset({"active", "alumni"}),
    "alumni": frozenset({"approved"}),
}
"""The steps that are allowed from each state."""
Badge = Literal["first", "five", "steady"]
BADGES: tuple[Badge, ...] = get_args(Badge)
"""For something done, for five things, and for three months in which something was done. Nobody is ranked by them."""
MOST_ITEMS = 12
LONGEST_BIO = 1000


@dataclass(frozen=True, slots=True)
class Theme:
    """What somebody can be a champion for."""

    id: str
    name: str
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Champion:
    """A person as a champion. ``themes`` are names; ``load_limit`` is introductions a month.

    ``reachable``: they did not tell the bot to stop, and some account or address of theirs is left.
    """

    id: str
    name: str = ""
    partner: str = ""
    state: State = "nominated"
    nominated_by: str | None = None
    why: str = ""
    themes: tuple[str, ...] = ()
    region: str = ""
    system: str = ""
    place: str = ""
    tier: Tier = "local"
    bio: str = ""
    availability: str = ""
    can_help: tuple[str, ...] = ()
    want_help: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    lived_experience: bool | None = None
    load_limit: int = 2
    resting_until: dt.date | None = None
    consent_at: dt.datetime | None = None
    visibility: Mapping[Field, Eyes] = field(default_factory=dict)
    reachable: bool = True
    badges: tuple[Badge, ...] = ()

    @property
    def area(self) -> tuple[str, ...]:
        """Where they are, from near to far; only what is known."""
        return tuple(filter(None, (self.place, self.system, self.region)))

    def eyes(self, what: Field) -> Eyes:
        """Who may see a field. Of their own experience of care, and of badges, nobody is told unless they say so."""
        return self.visibility.get(what, "nobody" if what in ("lived_experience", "badges") else "members")


class NotNow(Exception):
    """A step that this champion cannot take: ``wanted`` from ``state``, or one that needs their consent."""

    def __init__(self, state: State, wanted: State, why: Literal["order", "consent"] = "order") -> None:
        super().__init__(f"{state} cannot become {wanted}: {why}")
        self.state, self.wanted, self.why = state, wanted, why


def moved(champion: Champion, to: State, until: dt.date | None = None) -> Champion:
    """The champion after a step; ``until`` is the day on which one who rests is back.

    Raises:
        NotNow: the step is not allowed from here, or they never agreed to be shown.
    """
    if to not in MOVES[champion.state]:
        raise NotNow(champion.state, to)
    if to in ("approved", "active") and champion.consent_at is None:
        raise NotNow(champion.state, to, "consent")
    return replace(champion, state=to, resting_until=until if to == "resting" else None)


def state_on(champion: Champion, day: dt.date) -> State:
    """The state on a day: one whose rest is over is active."""
    back = champion.state == "resting" and champion.resting_until is not None and champion.resting_until <= day
    return "active" if back else champion.state


def shown(champion: Champion, to: Eyes, day: dt.date) -> Champion | None:
    """What others may see: ``to`` members or champions. None: nothing, not even that they are a champion."""
    hidden = champion.consent_at is None or not champion.reachable or state_on(champion, day) != "active"
    if hidden or to == "nobody":
        return None
    blank = Champion(champion.id)
    hidden_parts = [
        part for what in FIELDS if EYES.index(champion.eyes(what)) < EYES.index(to) for part in _PARTS[what]
    ]
    emptied = {part: getattr(blank, part) for part in (*hidden_parts, "why", "nominated_by")}
    return replace(champion, state="active", resting_until=None, **emptied)


def earned(done: Sequence[dt.date]) -> tuple[Badge, ...]:
    """The badges for what was done on these days."""
    months = {(day.year, day.month) for day in done}
    reached = {"first": bool(done), "five": len(done) >= 5, "steady": len(months) >= 3}
    return tuple(badge for badge in BADGES if reached[badge])


def items(text: str) -> tuple[str, ...]:
    """What somebody listed, by commas, semicolons or lines; each once, at most MOST_ITEMS."""
    pieces = (" ".join(piece.split()) for piece in text.replace(";", ",").replace("\n", ",").split(","))
    return tuple(dict.fromkeys(piece[:100] for piece in pieces if piece))[:MOST_ITEMS]
