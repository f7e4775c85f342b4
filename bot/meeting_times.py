"""The best time to meet: "yes" weighs two, "if need be" one; between equals, the time at which more partners are
there, then the one with more plain yeses, then the one offered first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.polls import Answer

YES, IF_NEED_BE = 2, 1


@dataclass(frozen=True, slots=True)
class Slot:
    """How one time fares; ``partners`` are the organisations of which somebody could come."""

    id: str
    yes: int
    maybe: int
    partners: int

    @property
    def weight(self) -> int:
        """What the slots are ordered by."""
        return YES * self.yes + IF_NEED_BE * self.maybe


def best_first(ids: Sequence[str], answers: Iterable[tuple[Answer, str | None]]) -> tuple[Slot, ...]:
    """Every slot, the best first; answers come with the person's partner."""
    yes, maybe = dict.fromkeys(ids, 0), dict.fromkeys(ids, 0)
    there: dict[str, set[str]] = {id: set() for id in ids}
    for answer, partner in answers:
        for chosen, counts in ((answer.choices, yes), (answer.maybe, maybe)):
            for id in chosen:
                counts[id] += 1
                there[id].update({partner} if partner else ())
    slots = [Slot(id, yes[id], maybe[id], len(there[id])) for id in ids]
    return tuple(sorted(slots, key=lambda slot: (-slot.weight, -slot.partners, -slot.yes)))


def most_partners(slots: Sequence[Slot]) -> Slot:
    """The slot at which most partners are there; between equals, the better one."""
    return max(slots, key=lambda slot: slot.partners)
