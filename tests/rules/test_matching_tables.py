"""Small groups for a discussion: even, mixed, with lived experience at each table where there is enough."""

from __future__ import annotations

import itertools
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from bot.matching.candidates import Candidate
from bot.matching.tables import seated

ENGLISH = frozenset({"english"})


def guests(number: int, partners: int) -> list[Candidate]:
    return [
        Candidate(f"p{one:02}", f"partner{one % partners}", networks=frozenset({f"n{one % 3}"}), languages=ENGLISH)
        for one in range(number)
    ]


@given(st.integers(3, 40), st.integers(4, 8), st.integers(1, 10), st.integers(0, 9))
def test_everybody_sits_at_an_even_table(number: int, size: int, partners: int, seed: int) -> None:
    made = seated(guests(number, partners), size, seed)
    assert sorted(itertools.chain(*made.tables)) == [one.id for one in guests(number, partners)]
    sizes = [len(table) for table in made.tables]
    assert max(sizes) - min(sizes) <= 1
    assert max(sizes) <= size + 1


def test_organisations_and_lived_experience_are_spread() -> None:
    people = guests(24, 6)
    partner = {one.id: one.partner for one in people}
    lived = ["p00", "p06", "p12", "p18", "p01"]  # four of them from one organisation
    made = seated(people, 6, 1, lived)
    assert len(made.tables) == 4
    for table in made.tables:
        assert Counter(partner[id] for id in table).most_common(1)[0][1] == 1
        assert {*table} & {*lived}


def test_who_avoids_somebody_sits_elsewhere_or_not_at_all() -> None:
    never = frozenset({frozenset({"p00", "p01"}), frozenset({"p02", "p03"})})
    for table in seated(guests(12, 3), 4, 1, never=never).tables:
        assert not any(pair <= {*table} for pair in never)
    alone = frozenset(frozenset({"p00", f"p0{one}"}) for one in range(1, 6))
    made = seated(guests(6, 2), 6, 1, never=alone)
    assert (made.tables, made.over) == ((("p01", "p02", "p03", "p04", "p05"),), ("p00",))
    assert seated([], 5, 1).tables == ()
