"""Small groups for a discussion: mixed by organisation and network, with lived experience in each where possible."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from bot.matching.candidates import Candidate, Rules
from bot.matching.groups import APART, groups
from bot.matching.planning import take_in
from bot.matching.weights import crowd

NONE = "-"
FEWEST = 3
"""With fewer left, a table joins the others."""


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
    known = _mixed(people)
    if not known:
        return Seating(())
    many = crowd(known, Rules(size, never=never), seed)
    made = groups(many, size, seed, np.array([one.id in lived for one in known]))
    take_in(many, made, size)
    tables = tuple(tuple(known[place].id for place in sorted(group)) for group in sorted(made, key=min))
    placed = {id for table in tables for id in table}
    return Seating(tables, tuple(one.id for one in known if one.id not in placed))


def reseated(
    tables: Mapping[int, Collection[str]],
    people: Iterable[Candidate],
    size: int,
    lived: Collection[str] = (),
    never: frozenset[frozenset[str]] = frozenset(),
) -> dict[int, tuple[str, ...]]:
    """The same tables, by number, for the people who come now. Nobody moves, unless some
    leave a table and too few are left at it.

    Newcomers go one by one to the table with room that they mix best; when all are full, enough of them open a new
    one. Who is at no table may sit at none.
    """
    known = _mixed(people)
    place, few = {one.id: number for number, one in enumerate(known)}, min(FEWEST, size)
    kept = {number: [id for id in table if id in place] for number, table in tables.items()}
    for number in sorted(kept, key=lambda number: (len(kept[number]), number)):
        chairs = sum(max(0, size + 1 - len(table)) for other, table in kept.items() if other != number)
        left = len(kept[number])
        if len(kept) > 1 and left < max(1, min(few, len(tables[number]))) and chairs >= left:
            del kept[number]
    own = crowd(known, Rules(size, never=never), 0).own(np.arange(len(known))).astype(np.int64)
    newcomers = sorted(place.keys() - {id for table in kept.values() for id in table})
    for done, id in enumerate(newcomers):
        if len(newcomers) - done >= few and all(len(table) >= size for table in kept.values()):
            kept[next(number for number in itertools.count(1) if number not in kept)] = []
        fits = []
        for number, table in kept.items():
            weights = own[place[id], [place[other] for other in table]]
            if (weights >= 0).all():
                mixed = weights.mean() if table else np.inf
                twice = APART if id in lived and any(other in lived for other in table) else 0
                fits.append((len(table) >= size, twice - mixed, len(table), number))
        if fits:
            kept[min(fits)[-1]].append(id)
    return {number: tuple(sorted(table)) for number, table in sorted(kept.items()) if table}


def _mixed(people: Iterable[Candidate]) -> list[Candidate]:
    """Only what a table is mixed by, in the order of ids. Those of no organisation or network are spread too."""
    known = {
        one.id: Candidate(
            one.id, one.partner or NONE, networks=one.networks or frozenset({NONE}), languages=one.languages
        )
        for one in people
    }
    return [known[id] for id in sorted(known)]
