"""Small groups for a discussion: mixed by organisation and network, with lived experience in each where possible."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import numpy as np

from bot.matching.candidates import Candidate, Rules
from bot.matching.groups import groups
from bot.matching.planning import take_in
from bot.matching.weights import crowd


@dataclass(frozen=True, slots=True)
class Seating:
    """Tables by id; ``over``: who may sit at none, since everywhere is somebody avoided or without a common language."""

    tables: tuple[tuple[str, ...], ...]
    over: tuple[str, ...] = ()


def seated(
    people: Iterable[Candidate],
    size: int,
    seed: int,
    lived: Collection[str] = (),
    never: frozenset[frozenset[str]] = frozenset(),
) -> Seating:
    """Everybody at a table of about ``size`` (3 or more), as even as may be.

    People of one organisation, of one network, and those with ``lived`` experience are spread over the tables; nobody
    sits with somebody of whom one ``never`` wants to meet the other. Nothing else about people counts.
    """
    mixed = {one.id: Candidate(one.id, one.partner, networks=one.networks, languages=one.languages) for one in people}
    known = [mixed[id] for id in sorted(mixed)]
    if not known:
        return Seating(())
    many = crowd(known, Rules(size, never=never), seed)
    made = groups(many, size, seed, np.array([one.id in lived for one in known]))
    take_in(many, made, size)
    tables = tuple(tuple(known[place].id for place in sorted(group)) for group in sorted(made, key=min))
    placed = {id for table in tables for id in table}
    return Seating(tables, tuple(one.id for one in known if one.id not in placed))
