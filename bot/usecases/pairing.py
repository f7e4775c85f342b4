"""From people as they are written down to a plan of who meets whom: what the engine gets, and a digest of it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import rustworkx

from bot.store import intro_rounds, introductions, programmes, sketches
from bot.store.database import Transaction
from bot.store.programmes import Programme
from bot.store.sketches import Sketch


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


def plan(tx: Transaction, programme: Programme, able: Sequence[str], seed: int, now: dt.datetime) -> Planned:
    """The best groups of these people, by a pure rule of what is known now."""
    known = sketches.of(tx, sorted(able))
    met = introductions.meetings(tx, programme.id)
    avoided = programmes.avoided_pairs(tx)
    waited = intro_rounds.waited(tx, programme.id)
    return _pairs(known, {frozenset(there) for _, there in met} | avoided, waited, seed)


def _pairs(known: Mapping[str, Sketch], never: set[frozenset[str]], waited: Mapping[str, int], seed: int) -> Planned:
    ids = sorted(known)
    graph: rustworkx.PyGraph[str, int] = rustworkx.PyGraph()
    graph.add_nodes_from(ids)
    for one in range(len(ids)):
        for other in range(one + 1, len(ids)):
            if frozenset((ids[one], ids[other])) not in never:
                a, b = known[ids[one]], known[ids[other]]
                weight = 4000 + 1000 * sum(min(6, waited.get(id, 0)) for id in (a.id, b.id))
                weight += 40 * (a.partner != b.partner) + 20 * bool(a.taskgroups & b.taskgroups)
                graph.add_edge(one, other, weight)
    found = rustworkx.max_weight_matching(graph, max_cardinality=False, weight_fn=lambda weight: weight)
    groups = tuple(
        Group((ids[min(pair)], ids[max(pair)]), _why(known[ids[pair[0]]], known[ids[pair[1]]]))
        for pair in sorted(found, key=min)
    )
    placed = {person for group in groups for person in group.people}
    digest = hashlib.sha256(json.dumps([ids, sorted(map(sorted, never)), dict(waited), seed]).encode()).hexdigest()
    left = {id: "odd" for id in ids if id not in placed}
    return Planned(groups, left, len(groups), len(ids) // 2, digest)


def _why(one: Sketch, other: Sketch) -> tuple[str, ...]:
    reasons = [f"taskgroup:{group}" for group in sorted(one.taskgroups & other.taskgroups)[:1]]
    return (*reasons, *(("organisation",) if one.partner != other.partner else ()))
