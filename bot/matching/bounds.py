"""How good a plan could be at most: proven, so that nobody has to believe the matching.

Give every person a price so that the two ends of every link cost at least its weight: then no pairs weigh more than
all prices together (duality of linear programmes). The prices come from the assignment; afterwards every link of
everybody is looked at, and prices rise where one is too cheap.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy.sparse import csr_array

from bot.matching.links import Links, blocks
from bot.matching.pairs import assigned
from bot.matching.weights import FINE, Crowd, Ints


def of_pairs(crowd: Crowd, links: Links, triads: int) -> int:
    """No pairs score more, with so many people besides who join one."""
    if not len(crowd):
        return 0
    twice = _doubled_prices(len(crowd), links)
    short = np.zeros(len(crowd), np.int64)
    joining = np.zeros(len(crowd), np.int64)
    for rows, own in blocks(crowd):
        linked = own.astype(np.int64) + crowd.bonus[rows][:, None] + crowd.bonus[None, :]
        linked[own < 0] = 0
        short[rows] = (2 * linked - twice[rows][:, None] - twice[None, :]).max(axis=1)
        joining[rows] = np.maximum(0, np.partition(own, -min(2, len(crowd)), axis=1)[:, -2:]).sum(axis=1)
    twice += (np.maximum(0, short) + 1) // 2
    alone = int(twice.min()) if len(crowd) % 2 else 0  # of an odd number one has no partner: the cheapest is saved
    gains = np.sort(crowd.bonus + joining)[::-1]
    return (int(twice.sum()) - alone) // 2 + int(gains[:triads].sum())


def of_groups(crowd: Crowd, links: Links, made: Sequence[Sequence[int]], size: int) -> int:
    """No groups of these sizes, all whole, score more: half of everybody's best links, as many as there are others.

    Who is left over could be in a group of ``size``.
    """
    ends, own = np.concatenate([links.one, links.other]), np.concatenate([links.own, links.own])
    order = np.lexsort((-own, ends))
    ends, own = ends[order], own[order]
    rank = np.arange(len(ends)) - np.searchsorted(ends, ends)
    others = [len(group) - 1 for group in made for _ in group]
    others += [size - 1] * (len(crowd) - len(others))
    halves = 0
    for nth in range(max(others, default=0)):
        takers = sum(1 for number in others if number > nth)
        halves += int(np.sort(own[rank == nth])[::-1][:takers].sum())
    return int(crowd.bonus.sum()) + halves // 2


def _doubled_prices(number: int, links: Links) -> Ints:
    """Twice the price of each person by the links that were looked at."""
    successor, matrix, weight = assigned(number, replace(links, weight=links.weight >> FINE))
    rows = np.repeat(np.arange(number), np.diff(matrix.indptr))
    by_end = csr_array((matrix.data - weight[rows], (matrix.indices, rows)), shape=(number, number))
    starts, sources, extra = by_end.indptr[:-1], successor[by_end.indices], by_end.data
    price = np.zeros(number, np.int64)
    while True:  # longest ways; they end because no ring of the best assignment gains
        risen = np.maximum(price, np.maximum.reduceat(price[sources] + extra, starts))
        if (risen == price).all():
            break
        price = risen
    return price + weight - price[successor] - 1  # every weight there is greater by 1
