"""From people as they are written down to a plan of who meets whom, with a digest of what it was made from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.champions import Champion
from bot.free_times import free_times
from bot.matching import planning
from bot.matching.candidates import Candidate, Rules
from bot.store import intro_rounds, introductions, programmes, sketches
from bot.store.database import Transaction
from bot.store.programmes import Programme
from bot.store.sketches import Sketch
from bot.words import LANGUAGES


@dataclass(frozen=True, slots=True)
class Group:
    """People who are to be introduced, and the largest reasons why."""

    people: tuple[str, ...]
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan: groups, who is left out and why, how good it is, and a digest of what it was made from."""

    groups: tuple[Group, ...]
    left_out: Mapping[str, str]
    score: int
    bound: int
    input_hash: str


def plan(tx: Transaction, programme: Programme, able: Sequence[str], seed: int) -> Planned:
    """The best groups of these people, by a pure rule of what is known now."""
    waited = intro_rounds.waited(tx, programme.id)
    names = sketches.taskgroup_names(tx)
    known = sketches.of(tx, sorted(able)).values()
    candidates = [candidate(one, names, waited.get(one.id, 0)) for one in known]
    rules = Rules(
        size=programme.size,
        across=str(programme.rules.get("across", "")),
        never=frozenset(programmes.avoided_pairs(tx) | introductions.in_touch(tx)),
        met=_met(tx, programme.id),
    )
    found = planning.plan(candidates, rules, seed)
    groups = tuple(Group(people, reasons) for people, reasons in found.groups)
    return Planned(groups, found.left_out, found.score, found.bound, _digest(candidates, rules, seed))


def candidate(one: Sketch, groups: Mapping[str, str], waited: int = 0) -> Candidate:
    """Somebody as the matching sees them; ``groups`` are the names of taskgroups."""
    champion = one.champion or Champion(one.id)
    return Candidate(
        id=one.id,
        partner=one.partner or "",
        region=champion.region or one.region,
        networks=one.networks,
        taskgroups=frozenset(groups.get(key, key) for key in one.taskgroups),
        languages=same(champion.languages)
        or frozenset({LANGUAGES["en"].casefold(), LANGUAGES.get(one.language, one.language).casefold()}),
        can_help=same(champion.can_help),
        want_help=same(champion.want_help),
        interests=same((*champion.interests, *champion.themes)),
        platforms=frozenset(account.platform for account in one.accounts),
        free=free_times(champion.availability),
        waited=waited,
    )


def same(items: Iterable[str]) -> frozenset[str]:
    """What people listed, so that it can be compared."""
    return frozenset(" ".join(item.split()).casefold() for item in items)


def _met(tx: Transaction, programme: str) -> dict[frozenset[str], int]:
    """How many rounds ago each two people last met, seen from the next round."""
    numbers, following = intro_rounds.numbers(tx, programme), intro_rounds.last_number(tx, programme) + 1
    since: dict[frozenset[str], int] = {}
    for round, people in introductions.meetings(tx, programme):
        for one in people:
            for other in people:
                if one < other:
                    pair = frozenset((one, other))
                    since[pair] = min(since.get(pair, following), following - numbers.get(round, following - 1))
    return since


def _digest(candidates: Sequence[Candidate], rules: Rules, seed: int) -> str:
    """SHA-256 of everything the plan follows from."""
    people = [
        [
            getattr(one, name) if isinstance(getattr(one, name), str | int) else sorted(getattr(one, name))
            for name in one.__slots__
        ]
        for one in candidates
    ]
    met = sorted([*sorted(pair), since] for pair, since in rules.met.items())
    never = sorted(sorted(pair) for pair in rules.never)
    plain = json.dumps([people, rules.size, rules.across, never, met, seed])
    return hashlib.sha256(plain.encode()).hexdigest()
