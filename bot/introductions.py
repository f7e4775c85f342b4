"""The life of one introduction, as values: two or more sides, what each does, and what may be told to whom.

Names are shown only by ``Reveal``, and only to sides that have all said yes. Whatever keeps an introduction from coming
about (a no, silence, somebody who left or is avoided) looks the same to the others: they hear it at the end of the
asks, in one ``Regret``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, assert_never

Answer = Literal["asked", "yes", "no", "expired", "withdrawn"]
State = Literal["planned", "asking", "together", "ended", "cancelled"]


@dataclass(frozen=True, slots=True)
class Side:
    """One person of an introduction. ``barred``: never put in touch here, and nobody is to notice. ``named``: their
    name was shown to the others, and the others' to them."""

    person: str
    answer: Answer = "asked"
    barred: bool = False
    named: bool = False


@dataclass(frozen=True, slots=True)
class Introduction:
    """Two or more people who may be put in touch; ``reasons`` are why. ``until`` is when the asks end."""

    id: str
    programme: str
    sides: tuple[Side, ...]
    state: State = "planned"
    reasons: tuple[str, ...] = ()
    until: dt.datetime | None = None
    round: str | None = None
    together_at: dt.datetime | None = None

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody who is part of it."""
        return tuple(side.person for side in self.sides)

    @property
    def agreed(self) -> tuple[str, ...]:
        """Those who said yes and may be put in touch."""
        return tuple(side.person for side in self.sides if side.answer == "yes" and not side.barred)

    @property
    def named(self) -> tuple[str, ...]:
        """Those who have learned each other's names."""
        return tuple(side.person for side in self.sides if side.named)

    def side(self, person: str) -> Side | None:
        """A person's side, if they have one."""
        return next((side for side in self.sides if side.person == person), None)


@dataclass(frozen=True, slots=True)
class Yes:
    """A side agrees."""

    person: str


@dataclass(frozen=True, slots=True)
class No:
    """A side would rather not; they may change their mind while the asks last."""

    person: str


@dataclass(frozen=True, slots=True)
class Leave:
    """A side takes no part any more: they withdrew, stopped the bot or left the coalition."""

    person: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A side avoids another. They do not learn from it who the other was, nor does the other learn anything."""

    person: str


@dataclass(frozen=True, slots=True)
class Expire:
    """The time for answers is over."""


Event = Yes | No | Leave | Bar | Expire


@dataclass(frozen=True, slots=True)
class Reveal:
    """These have all agreed: names and contacts go to each of them."""

    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Regret:
    """Tell a side that agreed that it did not come about."""

    person: str


@dataclass(frozen=True, slots=True)
class Lapse:
    """The ask of a side that gave no answer, or said no, closes."""

    person: str


@dataclass(frozen=True, slots=True)
class Farewell:
    """Tell a side that was in touch that it is over."""

    person: str


Effect = Reveal | Regret | Lapse | Farewell


def step(before: Introduction, event: Event) -> tuple[Introduction, tuple[Effect, ...]]:
    """What an event makes of an introduction, and what is to be told. What comes too late changes nothing."""
    match before.state:
        case "asking":
            return _asking(before, event)
        case "together":
            return _together(before, event)
        case "planned" | "ended" | "cancelled":
            return before, ()
        case _:
            assert_never(before.state)


def _asking(before: Introduction, event: Event) -> tuple[Introduction, tuple[Effect, ...]]:
    match event:
        case Yes(person=person):
            after = _answered(before, person, "yes")
            complete = len(after.agreed) == len(after.sides) > 1  # one is left alone when somebody was erased
            return _put_in_touch(after) if complete else (after, ())
        case No(person=person):
            return _answered(before, person, "no"), ()
        case Leave(person=person):
            return _answered(before, person, "withdrawn"), ()
        case Bar(person=person):
            return _changed(before, person, lambda side: replace(side, barred=True)), ()
        case Expire():
            return _expired(before)
        case _:
            assert_never(event)


def _together(before: Introduction, event: Event) -> tuple[Introduction, tuple[Effect, ...]]:
    """In touch: only leaving means anything now, and those left alone hear of it."""
    if not isinstance(event, Leave | Bar) or event.person not in before.agreed:
        return before, ()
    after = _answered(before, event.person, "withdrawn")
    if len(after.agreed) > 1:
        return after, ()
    return replace(after, state="ended"), tuple(Farewell(person) for person in after.agreed)


def _expired(before: Introduction) -> tuple[Introduction, tuple[Effect, ...]]:
    """Those of a group who agreed are put in touch without the rest, if at least two did. From now on a no is not even
    on record."""
    silent = tuple(side.person for side in before.sides if side.answer in ("asked", "no"))
    sides = tuple(replace(side, answer="expired") if side.person in silent else side for side in before.sides)
    after = replace(before, sides=sides)
    lapsed: tuple[Effect, ...] = tuple(Lapse(person) for person in silent)
    if len(after.agreed) > 1:
        after, told = _put_in_touch(after)
    else:
        after, told = replace(after, state="ended"), ()
    hoped = (side.person for side in sides if side.answer == "yes")
    left = tuple(Regret(person) for person in hoped if after.state == "ended" or person not in after.agreed)
    return after, (*told, *left, *lapsed)


def _put_in_touch(before: Introduction) -> tuple[Introduction, tuple[Effect, ...]]:
    agreed = before.agreed
    sides = tuple(replace(side, named=side.person in agreed) for side in before.sides)
    return replace(before, state="together", sides=sides), (Reveal(agreed),)


def _answered(before: Introduction, person: str, answer: Answer) -> Introduction:
    """With this answer; who has withdrawn stays so."""
    return _changed(before, person, lambda side: side if side.answer == "withdrawn" else replace(side, answer=answer))


def _changed(before: Introduction, person: str, change: Callable[[Side], Side]) -> Introduction:
    return replace(before, sides=tuple(change(side) if side.person == person else side for side in before.sides))
