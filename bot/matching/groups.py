"""Groups of three and more in which everybody may be introduced to everybody.

They start as pairs of pairs; then two people change places as long as that is better, again and again from a start
that was shaken a little. Empty seats are people without weight who shun each other, so that groups stay even.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import rustworkx

from bot.matching.weights import FORBIDDEN, Block, Crowd, Ints

CHUNK = 500
"""People who are grouped at a time: the work grows with the square, and 500 are choice enough."""
EMPTY = FORBIDDEN // 16
"""Two empty seats in a group: worse than any link is good, better than one that is forbidden."""
SHAKES, MOST_SHAKES, LEAST_SHAKES = 1_600_000, 400, 4
"""Starts from which the exchange is tried: so many by the square of the number of people, within these."""
NEAREST = 40
"""Of everybody's links so many are looked at for the pairs of the start: the exchange sees all of them."""
APART = 200
"""What two people cost a group who are to be in different ones where that can be: more than any other part."""
Group = list[int]


def groups(crowd: Crowd, size: int, seed: int, apart: npt.NDArray[np.bool_] | None = None) -> list[Group]:
    """Groups by place; who fits none is in none. Those who are ``apart`` are spread over the groups evenly."""
    some = np.zeros(len(crowd), np.int32) if apart is None else apart.astype(np.int32)
    chance = np.random.default_rng(seed)
    waiting = np.argsort(crowd.digest, kind="stable")
    found: list[Group] = []
    for _ in range(2 if len(crowd) > CHUNK else 1):  # who found no group in one chunk may in another
        pieces = np.array_split(waiting, max(1, -(-len(waiting) // CHUNK)))
        made = [group for piece in pieces for group in _of(crowd, np.sort(piece), size, some, chance)]
        found += [group for group in made if len(group) > 1]
        waiting = np.setdiff1d(waiting, [place for group in found for place in group])
    return sorted(found)


def number_of(people: int, size: int) -> int:
    """Into how many groups so many people go: none smaller than three or larger by more than one, where that can be."""
    most = max(1, -(-people // size))
    fewer = max(1, people // size)
    smaller, larger = people // most >= min(size, 3), people - fewer * size <= fewer
    return fewer if larger and not smaller else most


def spread(weights: Block, number: int, chance: np.random.Generator) -> list[Group]:
    """People in so many groups of even size, so that the weights within groups are the most that was found."""
    people = len(weights)
    seats = number * -(-people // number)
    table = np.zeros((seats, seats), np.int32)
    table[:people, :people] = weights
    table[people:, people:] = EMPTY
    np.fill_diagonal(table, 0)
    at = np.empty(seats, np.int64)
    at[_start(table)] = np.repeat(np.arange(number), seats // number)
    at = _exchanged(table, at, number)
    best, most = at, _total(table, at)
    for _ in range(0 if number == 1 else int(np.clip(SHAKES // seats**2, LEAST_SHAKES, MOST_SHAKES))):
        again = _exchanged(table, _shaken(best, chance), number)
        total = _total(table, again)
        if total >= most:
            best, most = again, total
    return [np.nonzero(best[:people] == group)[0].tolist() for group in range(number)]


def _of(crowd: Crowd, piece: Ints, size: int, apart: Block, chance: np.random.Generator) -> list[Group]:
    if not len(piece):
        return []
    inside = crowd.among(piece)
    weights = inside.own(np.arange(len(piece)))
    table = weights - APART * np.outer(apart[piece], apart[piece])
    made = [_whole(group, weights, inside.bonus) for group in spread(table, number_of(len(piece), size), chance)]
    return [sorted(piece[group].tolist()) for group in made if group]


def _whole(group: Group, weights: Block, bonus: Ints) -> Group:
    """The group without those who may not be introduced to all of it, as few as can be told one by one."""
    group = list(group)
    while len(group) > 1:
        shunned = (weights[np.ix_(group, group)] < 0).sum(axis=1) - 1
        if not shunned.any():
            break
        group.remove(max(zip(shunned, -bonus[group], group, strict=True))[2])
    return group


def _start(table: Block) -> list[int]:
    """Everybody in a row: pairs of pairs beside each other, the best that there are."""
    row = [[place] for place in range(len(table))]
    for _ in range(2):
        order, begin = np.concatenate(row), np.cumsum([0, *map(len, row[:-1])])
        between = np.add.reduceat(np.add.reduceat(table[np.ix_(order, order)], begin), begin, axis=1)
        one, other = np.nonzero(np.triu(_near(between), 1))
        graph: rustworkx.PyGraph[None, int] = rustworkx.PyGraph()
        graph.add_nodes_from([None] * len(row))
        graph.add_edges_from(list(zip(one.tolist(), other.tolist(), between[one, other].tolist(), strict=True)))
        joined = sorted(tuple(sorted(pair)) for pair in rustworkx.max_weight_matching(graph, weight_fn=int))
        alone = sorted({*range(len(row))} - {place for pair in joined for place in pair})
        row = [row[a] + row[b] for a, b in joined] + [row[place] for place in alone]
    return [place for members in row for place in members]


def _near(weights: Block) -> npt.NDArray[np.bool_]:
    """The links that are among the best of either end."""
    near = weights > 0
    if len(weights) > NEAREST:
        least = np.partition(weights, -NEAREST, axis=1)[:, -NEAREST]
        near &= weights >= np.minimum(least[:, None], least[None, :])
    return near


def _exchanged(table: Block, at: Ints, number: int) -> Ints:
    """Two people of two groups change places while that is better; the best first, each group once in a turn."""
    at, everybody = at.copy(), np.arange(len(at))
    sums = table[:, np.argsort(at, kind="stable").reshape(number, -1)].sum(axis=2, dtype=np.int32)
    gain, some = np.empty_like(table), everybody
    while True:
        own = sums[everybody, at]
        fresh = sums[some][:, at] + sums[:, at[some]].T - 2 * table[some] - own[some, None] - own
        fresh[at[some, None] == at] = 0
        gain[some], gain[:, some] = fresh, fresh.T
        best = gain.argmax(axis=1)
        one = _apart(gain[everybody, best], best, at)
        if not len(one):
            return at
        other = best[one]
        change = table[:, other] - table[:, one]
        sums[:, at[one]] += change
        sums[:, at[other]] -= change
        at[one], at[other] = at[other], at[one]
        some = np.nonzero(np.isin(at, at[np.concatenate([one, other])]))[0]  # the gains of nobody else have changed


def _apart(most: Block, best: Ints, at: Ints) -> Ints:
    """Who changes places with their best in one turn: those who gain most, each group once."""
    place, partner, moved = at.tolist(), best.tolist(), set[int]()
    found = []
    for one in np.argsort(-most, kind="stable")[: np.count_nonzero(most)].tolist():
        groups = {place[one], place[partner[one]]}
        if moved.isdisjoint(groups):
            moved |= groups
            found.append(one)
    return np.array(found, np.int64)


def _shaken(at: Ints, chance: np.random.Generator) -> Ints:
    """One seat in ten, at least four, change places at random."""
    some = chance.choice(len(at), min(len(at), max(4, len(at) // 10)), replace=False)
    shaken = at.copy()
    shaken[some] = at[np.roll(some, 1)]
    return shaken


def _total(table: Block, at: Ints) -> int:
    return int(table[at[:, None] == at[None, :]].sum(dtype=np.int64))
