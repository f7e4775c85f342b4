"""The best pairs there are among everybody's best links: exact up to EXACT people, above it nearly.

Above, everybody is assigned a successor so that the links weigh most, which is a matching but for its rings: even
rings fall into pairs, odd ones leave somebody over, and those are matched anew with the people around them, exactly.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import rustworkx
from scipy.sparse import csr_array
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from bot.matching.links import Links, best
from bot.matching.weights import FINE, Crowd, Ints

EXACT = 1500
"""People among whom the matching is exact on the links it looks at (0.1 s for 1,000)."""
ANEW = 500
"""People left over who are matched anew at a time."""
Pair = tuple[int, int]


def pairs(crowd: Crowd, links: Links) -> list[Pair]:
    """Pairs by place, each person in at most one."""
    if len(crowd) <= EXACT:
        found = exact(len(crowd), links)
    else:
        successor, _, weight = assigned(len(crowd), links)
        found = [pair for ring in rings(successor) for pair in split(ring, weight)]
    untried = links.degree > 0
    left = _left(crowd, untried, found)
    while len(left) > len(crowd) % 2:
        found = _anew(crowd, links, found, left[:ANEW])
        untried[left[:ANEW]] = False
        left = _left(crowd, untried, found)
    return sorted(found)


def exact(number: int, links: Links) -> list[Pair]:
    """Of all pairs among these links the heaviest. What settles ties stays below the unit for all pairs together."""
    units, fine = links.weight >> FINE, links.weight & ((1 << FINE) - 1)
    weight = units << (FINE + number.bit_length()) | fine
    graph: rustworkx.PyGraph[None, int] = rustworkx.PyGraph()
    graph.add_nodes_from([None] * number)
    graph.add_edges_from(list(zip(links.one.tolist(), links.other.tolist(), weight.tolist(), strict=True)))
    return [(min(pair), max(pair)) for pair in rustworkx.max_weight_matching(graph, weight_fn=int)]


def assigned(number: int, links: Links) -> tuple[Ints, csr_array, Ints]:
    """Everybody's successor, oneself if there is none, so that the links to them weigh most; the weights by row, each
    greater by 1 so that one's own is there too; and the weight of each one's link to the successor."""
    selves = np.arange(number)
    weight = np.concatenate([links.weight, links.weight, np.zeros(number, np.int64)]) + 1
    rows, columns = np.concatenate([links.one, links.other, selves]), np.concatenate([links.other, links.one, selves])
    matrix = csr_array((weight, (rows, columns)), shape=(number, number))
    order, successor = min_weight_full_bipartite_matching(matrix.astype(np.float64), maximize=True)
    successor = successor[np.argsort(order)].astype(np.int64)
    return successor, matrix, np.asarray(matrix[selves, successor]).ravel().astype(np.int64)


def rings(successor: Ints) -> Iterator[list[int]]:
    """People in rings, each followed by their successor."""
    following, seen = successor.tolist(), set[int]()
    for first in range(len(following)):
        ring, place = list[int](), first
        while place not in seen:
            seen.add(place)
            ring.append(place)
            place = following[place]
        if ring:
            yield ring


def split(ring: list[int], weight: Ints) -> list[Pair]:
    """The best pairs of neighbours in a ring; of an odd one somebody is left over."""
    size, links = len(ring), weight[ring]
    if size == 1:
        return []
    half = size // 2
    turns = np.arange(size if size % 2 else min(2, size))
    steps = 2 * np.arange(half)
    totals = [links[(turn + steps) % size].sum() for turn in turns]
    start = int(np.argmax(totals))
    return [(ring[(start + step) % size], ring[(start + step + 1) % size]) for step in steps.tolist()]


def _left(crowd: Crowd, among: npt.NDArray[np.bool_], found: list[Pair]) -> Ints:
    """Who of these has no partner, those first for whom it counts most."""
    alone = among.copy()
    alone[np.array(found, np.int64).ravel()] = False
    people = np.nonzero(alone)[0]
    return people[np.argsort(-crowd.bonus[people], kind="stable")]


def _anew(crowd: Crowd, links: Links, found: list[Pair], left: Ints) -> list[Pair]:
    """Match these anew, with all their links, among those who are nearest to them and their partners."""
    chosen = _around(len(crowd), links, found, left)
    where = np.full(len(crowd), -1)
    where[chosen] = np.arange(len(chosen))
    inside = crowd.among(chosen)
    again = exact(len(chosen), best(inside, where[left]))
    kept = [pair for pair in found if where[pair[0]] < 0]
    return kept + [(int(chosen[one]), int(chosen[other])) for one, other in again]


def _around(number: int, links: Links, found: list[Pair], left: Ints) -> Ints:
    """Up to EXACT people in the order of their numbers: these, and whole pairs by the weight of links to them."""
    if number <= EXACT:
        return np.arange(number)
    partner = np.arange(number)
    for one, other in found:
        partner[[one, other]] = other, one
    inside = np.zeros(number, np.bool_)
    inside[left] = True
    near = inside[links.one] | inside[links.other]
    order = np.nonzero(near)[0][np.argsort(-links.weight[near], kind="stable")]
    room = EXACT - len(left)
    for place in np.stack([links.one[order], links.other[order]], axis=1).ravel().tolist():
        if room < 2:
            break
        room -= 0 if inside[place] else 2
        inside[[place, partner[place]]] = True
    return np.nonzero(inside)[0]
