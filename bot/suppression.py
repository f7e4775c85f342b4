"""Small numbers kept back, and enough beside them that nobody can work them out.

A count under ``SMALL`` could show what single people chose. Held back alone it could still be had by taking the rest
from the total, so what is held back together must add up to at least ``SMALL`` and must leave each number open.
Nobody is told which of the numbers held back are small. After "complementary cell suppression" as statistical offices
use it (Hundepool et al., Statistical Disclosure Control, 2012, chapter 4).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

SMALL = 5
Label = TypeVar("Label")


def withheld(counted: Mapping[Label, int]) -> frozenset[Label]:
    """Which counts are not shown, though everybody knows their sum.

    Equal counts are held back together: which of them it is would tell something, too.
    """
    small = {label for label, number in counted.items() if number < SMALL}
    if not small or sum(counted.values()) == 0:
        return frozenset(small)
    if not _open([counted[label] for label in small]):
        next_larger = min((number for label, number in counted.items() if label not in small), default=0)
        small = {label for label, number in counted.items() if number <= max(next_larger, SMALL - 1)}
    return frozenset(small)


def shown(counted: Mapping[Label, int]) -> dict[Label, int | None]:
    """Every count as it may be shown: None where it is held back."""
    hidden = withheld(counted)
    return {label: None if label in hidden else number for label, number in counted.items()}


def is_telling(total: int, number: int, lowest: int, highest: int) -> bool:
    """Whether the sum of so many answers on a scale lies so near an end that fewer than ``SMALL`` may be away from it."""
    return min(total - lowest * number, highest * number - total) < SMALL


def _open(numbers: list[int]) -> bool:
    """Whether small numbers add up to enough, and their sum leaves more than one possibility for each."""
    together, largest = sum(numbers), SMALL - 1
    return together >= SMALL and together < largest * len(numbers)
