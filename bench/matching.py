"""Fifty-two rounds of introductions, beside what random pairing gives the same people in the same rounds.

Random pairing is what comparable programmes do: shuffle, pair neighbours, drop the odd one, keep no history, know no
rules. People, their absences, whom they avoid and what they speak are drawn once from a fixed seed; one in ten is away
in any round, so that numbers are odd half of the time. Whoever is introduced is taken to have met.
"""

from __future__ import annotations

import itertools
import random
import resource
import time
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import rustworkx
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from bot.matching.candidates import NEVER_MET, Candidate, Plan, Rules, bonus, lately
from bot.matching.groups import groups, number_of
from bot.matching.planning import plan
from bot.matching.weights import FORBIDDEN, crowd

ROUNDS = 52
NUMBERS = {20: 1.0, 200: 1.0, 1000: 1.0, 10_000: 15.0}
"""People, and the most CPU seconds that a plan may take."""
FEW = 200
"""Up to so many it is counted how many of those who may meet have."""
AWAY = 0.1
AVOIDED = 2
"""Avoided people per person, on average, drawn at random."""
MOST_MEMORY = 500
SMALL = {(9, 3): 50, (12, 3): 50, (8, 4): 50, (12, 4): 50, (24, 3): 10, (24, 4): 3, (36, 3): 5, (60, 3): 3}
"""People and group size whose groups are held against the best there are, and in how many cases."""
Group = tuple[str, ...]


@dataclass
class Tally:
    """What became of 52 rounds of one kind of pairing."""

    pairs: int = 0
    repeats: int = 0
    broken: int = 0
    across: int = 0
    helped: int = 0
    twice_out: int = 0
    last: dict[frozenset[str], int] = field(default_factory=dict)
    out: set[str] = field(default_factory=set)

    def add(
        self,
        number: int,
        made: Sequence[Group],
        present: dict[str, Candidate],
        never: frozenset[frozenset[str]],
        unreachable: Collection[str] = (),
    ) -> None:
        """Count a round; nobody is introduced before all of it is counted. ``unreachable`` had to wait."""
        rested, placed = lately(len(present)), {id for group in made for id in group}
        couples = [frozenset(pair) for group in made for pair in itertools.combinations(group, 2)]
        for pair in couples:
            one, other = (present[id] for id in pair)
            since = number - self.last[pair] if pair in self.last else None
            self.pairs += 1
            self.repeats += since is not None
            self.broken += pair in never or not one.languages & other.languages or (since or rested + 1) <= rested
            self.across += one.partner != other.partner
            self.helped += bool(one.can_help & other.want_help or other.can_help & one.want_help)
        out = present.keys() - placed - set(unreachable)
        self.twice_out += len(out & self.out)
        self.out = (self.out - present.keys()) | out
        self.last |= dict.fromkeys(couples, number)

    def share(self, count: int) -> float:
        return round(100 * count / max(1, self.pairs), 2)


def lines() -> Iterator[dict[str, Any]]:
    for number, seconds in NUMBERS.items():
        yield from _rounds(number, seconds)
    for number, size in ((200, 4), (1000, 3), (1000, 4)):
        yield _grouped(number, size)
    for (number, size), cases in SMALL.items():
        yield _against_best(number, size, cases)


def people(number: int, chance: random.Random) -> list[Candidate]:
    """People of whom every ninth speaks something else or more than most."""

    def some(kind: str, of: int, least: int, most: int) -> frozenset[str]:
        return frozenset(f"{kind}{one}" for one in chance.sample(range(of), chance.randint(least, most)))

    languages = [frozenset({"en"})] * 16 + [frozenset({"en", "cy"}), frozenset({"cy"})]
    return [
        Candidate(
            id=f"p{one:05}",
            partner=f"partner{chance.randrange(max(4, number // 8))}",
            region=f"region{chance.randrange(7)}",
            networks=some("network", 12, 0, 2),
            taskgroups=some("taskgroup", 30, 0, 2),
            languages=chance.choice(languages),
            can_help=some("topic", 40, 1, 4),
            want_help=some("topic", 40, 1, 4),
            interests=some("topic", 40, 1, 5),
            platforms=some("platform", 3, 1, 2),
            free=some("slot", 10, 0, 4),
        )
        for one in range(number)
    ]


def _rounds(number: int, seconds: float) -> Iterator[dict[str, Any]]:
    chance = random.Random(number)
    everybody = people(number, chance)
    never = frozenset(frozenset(one.id for one in chance.sample(everybody, 2)) for _ in range(AVOIDED * number // 2))
    ours, peers, waited = Tally(), Tally(), Counter[str]()
    slowest, of_fit, worst = 0.0, 100.0, (1, 1)
    for turn in range(1, ROUNDS + 1):
        here = [replace(one, waited=waited[one.id]) for one in everybody if chance.random() >= AWAY]
        present = {one.id: one for one in here}
        met = {pair: turn - then for pair, then in ours.last.items()}
        started = time.process_time()
        made = plan(here, Rules(never=never, met=met), turn)
        slowest = max(slowest, time.process_time() - started)
        peers.add(turn, _at_random(here, chance), present, never)
        ours.add(
            turn,
            [group for group, _ in made.groups],
            present,
            never,
            _must_wait(here, Rules(never=never, met=met), made),
        )
        waited = Counter({id: waited[id] for id in waited if id not in present})
        waited.update({id: present[id].waited + 1 for id in made.left_out})
        worst = min(worst, (made.score, made.bound), key=lambda plan: plan[0] / max(1, plan[1]))
        of_fit = min(of_fit, _of_fit(made.score, made.bound, here))
    yield from _told(number, ours, peers)
    if number <= FEW:
        yield _met(number, ours, peers, crowd(everybody, Rules(never=never), 0).own(np.arange(number)) > 0)
    label = f"{number} people, {ROUNDS} rounds"
    yield _line(f"{label}: CPU seconds of the slowest", round(slowest, 2), f"<= {seconds}", ok=slowest <= seconds)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    yield _line(f"{label}: MB of the whole process at most", memory, f"<= {MOST_MEMORY}", ok=memory <= MOST_MEMORY)
    large = number >= 1000  # below, the bound itself is loose: who has few partners counts with links that are taken
    share = 100 * worst[0] / max(1, worst[1])
    value = {"%": round(share, 3), "score": worst[0], "bound": worst[1]}
    yield _line(f"{label}: worst round, of the proven bound", value, ">= 99" if large else "-", ok=not large or share >= 99)  # fmt: skip
    if large:
        yield _line(f"{label}: the same of fit alone", round(of_fit, 2), ">= 95", ok=of_fit >= 95)


def _must_wait(here: list[Candidate], rules: Rules, made: Plan) -> set[str]:
    """Those who are left out again, but for whom no pairing has room that leaves out no more of those who waited."""
    again = {one.id for one in here if one.waited and one.id in made.left_out}
    if not again:
        return set()
    own = crowd(here, rules, 0).own(np.arange(len(here)))
    graph: rustworkx.PyGraph[None, int] = rustworkx.PyGraph()
    graph.add_nodes_from([None] * len(here))
    one, other = np.nonzero(np.triu(own > 0, 1))
    waited = [bool(each.waited) for each in here]
    graph.add_edges_from([(a, b, waited[a] + waited[b]) for a, b in zip(one.tolist(), other.tolist(), strict=True)])
    most = sum(waited[a] + waited[b] for a, b in rustworkx.max_weight_matching(graph, weight_fn=int))
    return again if most <= sum(waited) - len(again) else set()


def _told(number: int, ours: Tally, peers: Tally) -> Iterator[dict[str, Any]]:
    label = f"{number} people, {ROUNDS} rounds"

    def beside(what: str, mine: float, theirs: float, target: str, *, ok: bool) -> dict[str, Any]:
        return _line(f"{label}: {what}", {"matched": mine, "at random": theirs}, target, ok=ok)

    avoidable = number >= 1000  # with fewer, the few speakers of a language must meet again
    repeats = ours.share(ours.repeats), peers.share(peers.repeats)
    target = "0" if avoidable else "- (none within the cool-down: see broken hard rules)"
    yield beside("repeats, % of pairs", *repeats, target, ok=not avoidable or not ours.repeats)
    yield beside("broken hard rules", ours.broken, peers.broken, "0", ok=not ours.broken)
    yield beside(
        "left out in two rounds running without need",
        ours.twice_out,
        peers.twice_out,
        "0",
        ok=not ours.twice_out,
    )
    for what, mine, theirs in (
        ("across organisations, % of pairs", ours.share(ours.across), peers.share(peers.across)),
        ("help offered and wanted, % of pairs", ours.share(ours.helped), peers.share(peers.helped)),
    ):
        yield beside(what, mine, theirs, "> at random", ok=mine > theirs)


def _met(number: int, ours: Tally, peers: Tally, allowed: np.typing.NDArray[np.bool_]) -> dict[str, Any]:
    """Of all pairs that may meet at all, those who have: once all have, repeats are no choice of the matching."""
    pairs = {frozenset((f"p{a:05}", f"p{b:05}")) for a, b in zip(*np.nonzero(np.triu(allowed)), strict=True)}
    mine, theirs = (round(100 * len(pairs & one.last.keys()) / len(pairs), 1) for one in (ours, peers))
    name = f"{number} people, {ROUNDS} rounds: pairs that have met, % of the {len(pairs)} allowed"
    return _line(name, {"matched": mine, "at random": theirs}, "> at random", ok=mine > theirs)


def _at_random(here: list[Candidate], chance: random.Random) -> list[Group]:
    ids = [one.id for one in here]
    chance.shuffle(ids)
    return list(zip(ids[::2], ids[1::2], strict=False))


def _of_fit(score: int, bound: int, here: list[Candidate]) -> float:
    """% of what is proven, without what everybody counts who has a group with somebody they never met."""
    certain = sum(map(bonus, here)) + NEVER_MET * (len(here) // 2 + 2 * (len(here) % 2))
    return 100 * (score - certain) / max(1, bound - certain)


def _grouped(number: int, size: int) -> dict[str, Any]:
    here = people(number, random.Random(number))
    started = time.process_time()
    made = plan(here, Rules(size), 1)
    took = time.process_time() - started
    share = 100 * made.score / made.bound
    value = {"% of the proven bound": round(share, 2), "CPU seconds": round(took, 2), "left out": len(made.left_out)}
    good = share >= 95 and not made.left_out and took <= NUMBERS[number]
    return _line(
        f"{number} people in groups of {size}", value, f">= 95, <= {NUMBERS[number]} s, none left out", ok=good
    )


def _against_best(number: int, size: int, cases: int) -> dict[str, Any]:
    """The fit of the groups against that of the best there are, proven, over cases with avoided pairs."""
    shares = []
    for case in range(cases):
        chance = random.Random(case)
        here = [replace(each, languages=frozenset({"en"})) for each in people(number, chance)]
        never = frozenset(frozenset(each.id for each in chance.sample(here, 2)) for _ in range(number // 2))
        many = crowd(here, Rules(size, never=never), case)
        own = many.own(np.arange(number)).astype(np.int64) - NEVER_MET
        best = _best(own, size)
        if best is None:  # whichever way, two are together who avoid each other
            continue
        made = groups(many, size, case)
        got = sum(int(own[a, b]) for group in made for a, b in itertools.combinations(group, 2))
        shares.append(100 * got / best if len(made) == number_of(number, size) else 0.0)
    value = {"worst %": round(min(shares), 2), "mean %": round(sum(shares) / len(shares), 3), "optimal": sum(share >= 100 for share in shares), "possible": len(shares)}  # fmt: skip
    name = f"{number} people in groups of {size} against the best there are, {cases} cases: fit alone"
    return _line(name, value, "mean >= 99", ok=value["mean %"] >= 99)


def _best(own: np.typing.NDArray[np.int64], size: int) -> int | None:
    """What the best groups weigh, by an integer programme: of all groups some, so that everybody is in one."""
    every = np.array(list(itertools.combinations(range(len(own)), size)))
    inside = [own[every[:, a], every[:, b]] for a, b in itertools.combinations(range(size), 2)]
    allowed = np.min(inside, axis=0) > FORBIDDEN // 2
    every, weight = every[allowed], np.sum(inside, axis=0)[allowed]
    columns = np.repeat(np.arange(len(every)), size)
    member = csr_array((np.ones(columns.size), (every.ravel(), columns)), shape=(len(own), len(every)))
    once = LinearConstraint(member, 1, 1)
    found = milp(-weight, constraints=once, integrality=np.ones(len(every)), bounds=Bounds(0, 1))
    return None if found.x is None else round(-found.mip_dual_bound)


def _line(name: str, value: Any, target: str, *, ok: bool) -> dict[str, Any]:
    return {"name": name, "value": value, "target": target, "ok": bool(ok)}
