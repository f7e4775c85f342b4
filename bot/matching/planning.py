"""The plan of a round: pairs or groups, whoever is over taken in where they may be, and how good it is at most."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence

import numpy as np

from bot.matching.bounds import of_groups, of_pairs
from bot.matching.candidates import Candidate, Plan, Rules, Why, parts
from bot.matching.groups import groups
from bot.matching.links import best
from bot.matching.pairs import pairs
from bot.matching.weights import Crowd, crowd

REASONS = 3
"""Parts of a link that are told."""
AT_ONCE = 100
"""Groups whose score is worked out at once."""


def plan(people: Iterable[Candidate], rules: Rules, seed: int) -> Plan:
    """The groups of a round."""
    known = sorted({one.id: one for one in people}.values(), key=lambda one: one.id)
    if not known:
        return Plan((), {}, 0, 0)
    many = crowd(known, rules, seed)
    links = best(many)
    made = [list(pair) for pair in pairs(many, links)] if rules.size == 2 else groups(many, rules.size, seed)
    joined = take_in(many, made, rules.size)
    placed = {place for group in made for place in group}
    left: dict[str, Why] = {
        one.id: "odd" if links.degree[place] else "nobody_fits"
        for place, one in enumerate(known)
        if place not in placed
    }
    score = _score(many, made)
    if rules.size == 2:
        bound = of_pairs(many, links, max(joined, len(known) % 2))
    else:
        bound = of_groups(many, links, made, rules.size)
    told = [[known[place] for place in sorted(group)] for group in sorted(made, key=min)]
    return Plan(tuple((tuple(one.id for one in group), _why(group)) for group in told), left, score, max(score, bound))


def take_in(many: Crowd, made: list[list[int]], size: int) -> int:
    """Who is left over makes a group one larger, if everybody in it may be introduced to them. Returns how many."""
    left = np.setdiff1d(np.arange(len(many)), [place for group in made for place in group]).astype(np.int64)
    joined = 0
    for place in left[np.argsort(-many.bonus[left], kind="stable")].tolist():
        weights = many.own(np.array([place]))[0].astype(np.int64)
        fits = [(int(weights[group].sum()), -number) for number, group in enumerate(made) if len(group) <= size]
        allowed = [fit for fit in fits if fit[0] > 0]
        if allowed:
            made[-max(allowed)[1]].append(place)
            joined += 1
    return joined


def _score(many: Crowd, made: Sequence[Sequence[int]]) -> int:
    """What people's having a group counts, and every link in one."""
    score = 0
    for start in range(0, len(made), AT_ONCE):
        some = made[start : start + AT_ONCE]
        members = np.array([place for group in some for place in group])
        group = np.repeat(np.arange(len(some)), [len(group) for group in some])
        inside = many.among(members)
        together = np.triu(group[:, None] == group[None, :], 1)
        score += int(inside.bonus.sum()) + int(inside.own(np.arange(len(members)))[together].sum())
    return score


def _why(group: Sequence[Candidate]) -> tuple[str, ...]:
    """The largest parts of a group's links, the best first."""
    total: dict[str, int] = {}
    for one, other in itertools.combinations(group, 2):
        for reason, weight in parts(one, other).items():
            total[reason] = total.get(reason, 0) + weight
    best_first = sorted(total, key=lambda reason: (-total[reason], reason))
    return tuple(reason for reason in best_first if total[reason] > 0)[:REASONS]
