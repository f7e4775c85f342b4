"""The links that the matching looks at: everybody's best, found in blocks of rows so that memory stays small."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from bot.matching.weights import FINE, Block, Crowd, Ints

KEPT = 20
"""Links of each person that are kept."""
CELLS = 1 << 20
"""Weights that are worked out at once."""


@dataclass(frozen=True, slots=True)
class Links:
    """Each link once, ``one`` < ``other``; ``weight`` counts both people and ends in FINE bits that settle ties."""

    one: Ints
    other: Ints
    weight: Ints
    own: Ints
    """What the link weighs without what it counts that both have a group."""
    degree: Ints
    """How many links each person has in all, kept or not."""


def blocks(crowd: Crowd, among: Ints | None = None) -> Iterator[tuple[Ints, Block]]:
    """The crowd's weights, or those of some people, a few rows at a time."""
    rows = np.arange(len(crowd)) if among is None else among
    for start in range(0, len(rows), max(1, CELLS // max(1, len(crowd)))):
        some = rows[start : start + max(1, CELLS // len(crowd))]
        yield some, crowd.own(some)


def best(crowd: Crowd, wide: Ints | None = None) -> Links:
    """Everybody's best links, and all links of the ``wide``.

    What a link counts for its people's having a group is no part of being the best: it would lead everybody to those
    few who waited.
    """
    degree = np.zeros(len(crowd), np.int64)
    all_of = np.zeros(len(crowd), np.bool_)
    all_of[[] if wide is None else wide] = True
    found = [np.empty(0, np.int64)]
    for rows, own in blocks(crowd):
        allowed = own >= 0
        degree[rows] = allowed.sum(axis=1)
        key = (own.astype(np.int64) << FINE) | crowd.fine(rows)
        keep = np.zeros_like(allowed)
        worst = max(0, len(crowd) - KEPT)
        np.put_along_axis(keep, np.argpartition(key, worst - (worst > 0), axis=1)[:, worst:], values=True, axis=1)
        row, column = np.nonzero((keep | all_of[rows][:, None]) & allowed)
        mine, theirs = rows[row], column.astype(np.int64)
        low, high = np.minimum(mine, theirs), np.maximum(mine, theirs)
        pair = low * len(crowd) + high
        found.append(np.stack([pair, key[row, column]]))
    return _once(crowd, degree, found)


def _once(crowd: Crowd, degree: Ints, found: list[Ints]) -> Links:
    """Links that were found from both ends are one."""
    both = np.concatenate([part.reshape(2, -1) for part in found], axis=1)
    pair, first = np.unique(both[0], return_index=True)
    one, other = np.divmod(pair, max(1, len(crowd)))
    key = both[1][first]
    weight = key + ((crowd.bonus[one] + crowd.bonus[other]) << FINE)
    return Links(one, other, weight, key >> FINE, degree)
