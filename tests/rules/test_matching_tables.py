"""Small groups for a discussion: even, mixed, with lived experience at each table where there is enough."""

from __future__ import annotations

import itertools
from collections import Counter

from hypothesis import example, given
from hypothesis import strategies as st

from bot.matching.candidates import Candidate
from bot.matching.tables import reseated, seated

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


def test_people_without_an_organisation_are_spread_too() -> None:
    people = [*guests(12, 12), *(Candidate(f"x{one}", languages=ENGLISH) for one in range(4))]
    assert all(sum(id.startswith("x") for id in table) == 1 for table in seated(people, 4, 1).tables)


def test_who_avoids_somebody_sits_elsewhere_or_not_at_all() -> None:
    never = frozenset({frozenset({"p00", "p01"}), frozenset({"p02", "p03"})})
    for table in seated(guests(12, 3), 4, 1, never=never).tables:
        assert not any(pair <= {*table} for pair in never)
    alone = frozenset(frozenset({"p00", f"p0{one}"}) for one in range(1, 6))
    made = seated(guests(6, 2), 6, 1, never=alone)
    assert (made.tables, made.over) == ((("p01", "p02", "p03", "p04", "p05"),), ("p00",))
    assert seated([], 5, 1).tables == ()


def test_nobody_moves_when_some_cancel_and_others_come_late() -> None:
    people = guests(12, 6)
    tables = dict(enumerate(seated(people, 4, 1).tables, 1))
    gone, late = tables[1][0], Candidate("z1", "partner0", languages=ENGLISH)
    made = reseated(tables, [one for one in [*people, late] if one.id != gone], 4)
    for number, table in tables.items():
        assert {*table} - {gone} <= {*made[number]}
    assert "z1" in made[1], "where a chair is free"


@example(number=2, size=3, gone={0, 1}, late=1, seed=0)
@given(st.integers(0, 24), st.integers(3, 6), st.sets(st.integers(0, 23)), st.integers(0, 12), st.integers(0, 9))
def test_however_many_come_and_go_everybody_has_one_seat(
    number: int, size: int, gone: set[int], late: int, seed: int
) -> None:
    people = guests(number, 5)
    tables = dict(enumerate(seated(people, size, seed).tables, 1))
    before = {id: at for at, table in tables.items() for id in table}
    here = [one for place, one in enumerate(people) if place not in gone]
    here += [Candidate(f"z{one:02}", f"partner{one % 5}", languages=ENGLISH) for one in range(late)]
    made = reseated(tables, here, size)
    assert sorted(itertools.chain(*made.values())) == ([one.id for one in here] if tables or len(here) >= 3 else [])
    left = Counter(before[one.id] for one in here if one.id in before)
    for at, table in made.items():
        for id in table:
            if id in before and before[id] != at:
                assert left[before[id]] < 3, "only of a table with too few somebody moves"
    assert not made or reseated(made, here, size) == made, "again, nothing changes"


def test_late_lived_experience_goes_where_there_is_none_and_avoided_people_stay_apart() -> None:
    people = guests(8, 8)
    tables = {1: ["p00", "p01", "p02", "p03"], 2: ["p04", "p05", "p06", "p07"]}
    late = Candidate("z1", "partner9", languages=ENGLISH)
    assert "z1" in reseated(tables, [*people, late], 5, lived=["p00", "z1"])[2]
    shuns = frozenset({frozenset({"z1", "p05"})})
    assert "z1" in reseated(tables, [*people, late], 5, lived=["p00", "z1"], never=shuns)[1]
    everywhere = shuns | {frozenset({"z1", "p00"})}
    assert "z1" not in itertools.chain(*reseated(tables, [*people, late], 5, never=everywhere).values())


def test_enough_newcomers_open_a_new_table_when_all_are_full() -> None:
    people = guests(12, 6)
    tables = dict(enumerate(seated(people[:8], 4, 1).tables, 1))
    assert {len(table) for table in tables.values()} == {4}
    assert len(reseated(tables, people[:10], 4)) == 2
    assert sorted(map(len, reseated(tables, people, 4).values())) == [4, 4, 4]


def test_a_small_table_that_staff_made_stays() -> None:
    tables = {1: ("p00", "p01", "p02", "p03"), 2: ("p04", "p05", "p06"), 3: ("p07",)}
    assert reseated(tables, guests(8, 8), 4) == tables
    assert reseated(tables, guests(7, 7), 4) == {1: tables[1], 2: tables[2]}
