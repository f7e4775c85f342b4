"""How good an order is, and how well scores tell right from wrong."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.bool_]


def average_precision(right: Flags) -> float:
    """The mean precision at each right place of an order."""
    places = np.flatnonzero(right) + 1
    return float(np.mean(np.arange(1, len(places) + 1) / places))


def ndcg(right: Flags, depth: int = 10) -> float:
    """The discounted gain of the first places, as a share of the best possible one."""
    gains = sum(1 / math.log2(place + 2) for place in np.flatnonzero(right[:depth]))
    return gains / sum(1 / math.log2(place + 2) for place in range(min(depth, int(right.sum()))))


def auroc(scores: NDArray[np.float64], right: Flags) -> float:
    """How often a right one scores above a wrong one; ties count half."""
    order = np.sort(scores)
    ranks = (np.searchsorted(order, scores, "left") + np.searchsorted(order, scores, "right") + 1) / 2
    count = int(right.sum())
    return float((ranks[right].sum() - count * (count + 1) / 2) / (count * int((~right).sum())))
