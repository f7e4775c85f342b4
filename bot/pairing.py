"""Who is introduced to whom: a pure rule in integers, so that the same people, history and seed give the same plan.

Hard rules take a link away: one avoids the other, no common language, met lately, or not across what the programme
asks for. The rest is weighed (``PARTS``); the largest parts are told as the reasons. Pairs are the best that there are
(maximum weight matching); groups of three and four grow from the best link and are mended by swaps.
"""

from __future__ import annotations

import hashlib
import heapq
import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import rustworkx

MATCHED, WAITED, MOST_WAITED, NEVER_MET, SINCE_MET = 2000, 1000, 6, 1000, 10
"""What counts most: nobody is left out, least of all twice; then people who never met."""
KEPT = 20
"""Links of each person that the matching looks at: of 1,000 people's all it loses less than a millionth."""
REASONS = 3
"""Parts of a link that are told."""
FINE = 1 << 16
"""Weights are told apart below the unit by a digest of seed and pair, never by the order of people."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who can be introduced, and what the weights need; ``waited`` counts rounds left out in a row."""

    id: str
    partner: str = ""
    region: str = ""
    networks: frozenset[str] = frozenset()
    taskgroups: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    can_help: frozenset[str] = frozenset()
    want_help: frozenset[str] = frozenset()
    interests: frozenset[str] = frozenset()
    platforms: frozenset[str] = frozenset()
    waited: int = 0


@dataclass(frozen=True, slots=True)
class Rules:
    """What a programme asks for: ``size`` people each, and ``across``: organisation, network, region, mentor or ""."""

    size: int = 2
    across: str = ""
    never: frozenset[frozenset[str]] = frozenset()
    """Pairs of whom one avoids the other."""
    met: Mapping[frozenset[str], int] = field(default_factory=dict)
    """How many rounds ago two people really met; the next round is 1 after the last."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Groups by id with the reasons why, and who is in none with why not; ``score`` is at most ``bound``."""

    groups: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
    left_out: Mapping[str, str]
    score: int
    bound: int


Links = Mapping[frozenset[str], int]


def plan(people: Iterable[Candidate], rules: Rules, seed: int) -> Plan:
    """The groups of a round."""
    known = {one.id: one for one in sorted(people, key=lambda one: one.id)}
    links = _links(known, rules, seed)
    groups = _pairs(list(known), links) if rules.size == 2 else _grown(list(known), links, rules.size)
    _take_in(known, groups, links)
    placed = {id for group in groups for id in group}
    linked = {id for pair in links for id in pair}
    left = {id: "odd" if id in linked else "nobody_fits" for id in known if id not in placed}
    told = tuple((tuple(sorted(group)), _why(group, known)) for group in sorted(groups, key=min))
    score = sum(_inside(group, links) for group in groups) // FINE
    return Plan(told, left, score, max(score, _bound(known, links, rules.size)))


def parts(one: Candidate, other: Candidate) -> dict[str, int]:
    """What speaks for a link, by reason; a reason with a detail is ``kind:detail``."""
    found: dict[str, int] = {}
    for giver, taker in ((one, other), (other, one)):
        fits = sorted(giver.can_help & taker.want_help)
        if fits:
            key = f"help:{fits[0]}"
            found[key] = found.get(key, 0) + 30 + 5 * (len(fits) - 1)
    for group in sorted(one.taskgroups & other.taskgroups)[:1]:
        found[f"taskgroup:{group}"] = 20
    shared = sorted(one.interests & other.interests)
    if shared:
        found[f"interest:{shared[0]}"] = min(24, 8 * len(shared))
    found["organisation"] = 40 * bool(one.partner and other.partner and one.partner != other.partner)
    found["network"] = 15 * bool(one.networks and other.networks and not one.networks & other.networks)
    found["platform"] = 6 * bool(one.platforms & other.platforms)
    found["region"] = 4 * (one.region != "" and one.region == other.region)
    return {reason: weight for reason, weight in found.items() if weight}


def _links(known: Mapping[str, Candidate], rules: Rules, seed: int) -> Links:
    lately = max(1, min(12, len(known) // 4))
    links: dict[frozenset[str], int] = {}
    for one, other in itertools.combinations(known.values(), 2):
        pair = frozenset((one.id, other.id))
        since = rules.met.get(pair)
        if pair in rules.never or (since is not None and since <= lately) or not _allowed(one, other, rules.across):
            continue
        weight = sum(MATCHED + WAITED * min(MOST_WAITED, person.waited) for person in (one, other))
        weight += NEVER_MET if since is None else min(NEVER_MET, SINCE_MET * since)
        links[pair] = (weight + sum(parts(one, other).values())) * FINE + _fine(pair, seed)
    return links


def _allowed(one: Candidate, other: Candidate, across: str) -> bool:
    if not one.languages & other.languages:
        return False
    match across:
        case "organisation":
            return one.partner != other.partner
        case "network":
            return not one.networks & other.networks
        case "region":
            return one.region != other.region
        case "mentor":
            return bool(one.can_help & other.want_help or other.can_help & one.want_help)
        case _:
            return True


def _pairs(ids: Sequence[str], links: Links) -> list[set[str]]:
    """The best pairs there are among everybody's best links."""
    number = {id: place for place, id in enumerate(ids)}
    graph: rustworkx.PyGraph[str, int] = rustworkx.PyGraph()
    graph.add_nodes_from(list(ids))
    for pair in _best(links):
        one, other = sorted(number[id] for id in pair)
        weight = links[pair]
        graph.add_edge(one, other, weight)
    return [{ids[a], ids[b]} for a, b in rustworkx.max_weight_matching(graph, weight_fn=int)]


def _best(links: Links) -> list[frozenset[str]]:
    """The links that are among the KEPT best of one of their ends, in order."""
    own: dict[str, list[tuple[int, frozenset[str]]]] = {}
    for pair, weight in links.items():
        for id in pair:
            own.setdefault(id, []).append((weight, pair))
    kept = {pair for mine in own.values() for _, pair in heapq.nlargest(KEPT, mine, key=lambda link: link[0])}
    return sorted(kept, key=sorted)


def _grown(ids: Sequence[str], links: Links, size: int) -> list[set[str]]:
    """Groups in which everybody is linked to everybody: grown from the best link, then mended by swaps."""
    free, groups = set(ids), list[set[str]]()
    for pair, _ in sorted(links.items(), key=lambda link: -link[1]):
        group = set(pair)
        if not group <= free:
            continue
        while len(group) < size:
            more = [(_added(id, group, links), id) for id in free - group]
            best, id = max(more, default=(0, ""))
            if best <= 0:
                break
            group.add(id)
        free -= group
        groups.append(group)
    while _swapped(groups, links):
        pass
    return groups


def _swapped(groups: list[set[str]], links: Links) -> bool:
    """Swap two people of two groups where that is better; False once no swap is."""
    for a, b in itertools.combinations(groups, 2):
        before = _inside(a, links) + _inside(b, links)
        for one, other in itertools.product(sorted(a), sorted(b)):
            left, right = a - {one} | {other}, b - {other} | {one}
            if _whole(left, links) and _whole(right, links) and _inside(left, links) + _inside(right, links) > before:
                a.symmetric_difference_update({one, other})
                b.symmetric_difference_update({one, other})
                return True
    return False


def _take_in(known: Mapping[str, Candidate], groups: list[set[str]], links: Links) -> None:
    """Who is left over makes a group one larger, if everybody in it may be introduced to them."""
    largest = max((len(group) for group in groups), default=0)
    for one in sorted(known.values(), key=lambda one: (-one.waited, one.id)):
        id = one.id
        if any(id in group for group in groups):
            continue
        fits = [(_added(id, group, links), min(group), group) for group in groups if len(group) <= largest]
        best = max(fits, key=lambda fit: fit[:2], default=(0, "", set[str]()))
        if best[0] > 0:
            best[2].add(id)


def _added(id: str, group: set[str], links: Links) -> int:
    """What somebody adds to a group; 0 if they may not be introduced to all of it."""
    weights = [links.get(frozenset((id, other)), 0) for other in group]
    return sum(weights) if all(weights) else 0


def _whole(group: set[str], links: Links) -> bool:
    return all(frozenset(pair) in links for pair in itertools.combinations(group, 2))


def _inside(group: set[str], links: Links) -> int:
    return sum(links.get(frozenset(pair), 0) for pair in itertools.combinations(group, 2))


def _bound(known: Mapping[str, Candidate], links: Links, size: int) -> int:
    """No plan is better: half the sum of everybody's best links, as many as a group gives, one more where somebody
    may be taken in."""
    most = size if len(known) % size else size - 1
    best: dict[str, list[int]] = {id: [] for id in known}
    for pair, weight in links.items():
        for id in pair:
            best[id].append(weight)
    return sum(sum(sorted(weights, reverse=True)[:most]) for weights in best.values()) // (2 * FINE)


def _why(group: set[str], known: Mapping[str, Candidate]) -> tuple[str, ...]:
    """The largest parts of a group's links, the best first."""
    total: dict[str, int] = {}
    for one, other in itertools.combinations(sorted(group), 2):
        for reason, weight in parts(known[one], known[other]).items():
            total[reason] = total.get(reason, 0) + weight
    return tuple(sorted(total, key=lambda reason: (-total[reason], reason))[:REASONS])


def _fine(pair: frozenset[str], seed: int) -> int:
    """Below ``FINE``: the same for a pair and seed on every machine."""
    return int.from_bytes(hashlib.sha256(f"{seed}/{'/'.join(sorted(pair))}".encode()).digest()[:2], "big")
