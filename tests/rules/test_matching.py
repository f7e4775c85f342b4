"""Who is introduced to whom: hard rules hold for any people, nobody is forgotten, the order of people does not matter."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.candidates import Candidate, Plan, Rules
from bot.matching.planning import plan

TOPICS = ("hubs", "data", "gardens")
SOME = st.frozensets(st.sampled_from(TOPICS), max_size=2)
PEOPLE = st.lists(
    st.builds(
        Candidate,
        id=st.integers(0, 30).map(lambda number: f"p{number:02}"),
        partner=st.sampled_from(("hull", "york", "leeds")),
        region=st.sampled_from(("", "north", "south")),
        networks=SOME,
        languages=st.sampled_from((frozenset({"en"}), frozenset({"en", "cy"}), frozenset({"cy"}))),
        can_help=SOME,
        want_help=SOME,
        interests=SOME,
        waited=st.integers(0, 8),
    ),
    max_size=14,
    unique_by=lambda one: one.id,
)
NUMBERS = st.integers(0, 30).map(lambda number: f"p{number:02}")
PAIRS = st.tuples(NUMBERS, NUMBERS).filter(lambda pair: pair[0] != pair[1]).map(frozenset)
RULES = st.builds(
    Rules,
    size=st.sampled_from((2, 3, 4)),
    across=st.sampled_from(("", "organisation", "network", "region", "mentor")),
    never=st.frozensets(PAIRS, max_size=8),
    met=st.dictionaries(PAIRS, st.integers(1, 9), max_size=8),
)


def crowd(number: int, **more: object) -> list[Candidate]:
    english = frozenset({"en"})
    return [Candidate(f"p{one:02}", f"partner{one}", languages=english, **more) for one in range(number)]  # type: ignore[arg-type]


def members(made: Plan) -> list[set[str]]:
    return [set(people) for people, _ in made.groups]


@given(PEOPLE, RULES, st.integers(0, 99))
def test_hard_rules_hold_and_nobody_is_forgotten(people: list[Candidate], rules: Rules, seed: int) -> None:
    made = plan(people, rules, seed)
    known = {one.id: one for one in people}
    placed = [id for group in members(made) for id in group]
    assert sorted([*placed, *made.left_out]) == sorted(known)
    assert made.score <= made.bound
    lately = max(1, min(12, len(people) // 4))
    for group in members(made):
        assert 2 <= len(group) <= rules.size + 1
        for one, other in itertools.combinations(sorted(group), 2):
            pair = frozenset((one, other))
            assert pair not in rules.never
            assert rules.met.get(pair, lately + 1) > lately
            assert known[one].languages & known[other].languages
            if rules.across == "organisation":
                assert known[one].partner != known[other].partner


@given(PEOPLE, RULES, st.integers(0, 99), st.randoms(use_true_random=False))
def test_the_order_of_people_does_not_matter(people: list[Candidate], rules: Rules, seed: int, chance: object) -> None:
    mixed = list(people)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert plan(mixed, rules, seed) == plan(people, rules, seed)


@pytest.mark.parametrize(
    ("number", "size", "sizes"),
    [
        (0, 2, []),
        (1, 2, []),
        (2, 2, [2]),
        (3, 2, [3]),
        (5, 2, [2, 3]),
        (5, 3, [2, 3]),
        (5, 4, [5]),
        (6, 3, [3, 3]),
        (7, 3, [3, 4]),
        (8, 4, [4, 4]),
    ],
)
def test_small_numbers(number: int, size: int, sizes: list[int]) -> None:
    made = plan(crowd(number), Rules(size), 1)
    assert sorted(len(group) for group in members(made)) == sizes


@pytest.mark.parametrize("number", range(6))
def test_few_people_of_one_organisation(number: int) -> None:
    """They meet each other, unless the programme is to bring organisations together: then nobody is forced on anybody."""
    people = [Candidate(f"p{one}", "hull", languages=frozenset({"en"})) for one in range(number)]
    assert len(plan(people, Rules(), 1).left_out) == (1 if number == 1 else 0)
    apart = plan(people, Rules(across="organisation"), 1)
    assert (apart.groups, set(apart.left_out.values())) == ((), {"nobody_fits"} if number else set())


def test_everybody_has_met_lately() -> None:
    """Nobody meets again within the cool-down; the round after it everybody does."""
    people, every = crowd(8), [frozenset(pair) for pair in itertools.combinations([f"p{n:02}" for n in range(8)], 2)]
    lately = plan(people, Rules(met=dict.fromkeys(every, 2)), 1)
    assert (lately.groups, set(lately.left_out.values())) == ((), {"nobody_fits"})
    assert not plan(people, Rules(met=dict.fromkeys(every, 3)), 1).left_out


def test_an_odd_one_out_whom_no_pair_may_take_in_comes_first_next_time() -> None:
    """Each of five avoids two others, so that no three may sit together: one waits, and is not left out twice running."""
    ring = [frozenset((f"p{n:02}", f"p{(n + 1) % 5:02}")) for n in range(5)]
    first = plan(crowd(5), Rules(never=frozenset(ring)), 1)
    assert sorted(map(len, members(first))) == [2, 2]
    assert set(first.left_out.values()) == {"odd"}
    waited = [replace(one, waited=int(one.id in first.left_out)) for one in crowd(5)]
    assert not plan(waited, Rules(never=frozenset(ring)), 2).left_out.keys() & first.left_out.keys()


def test_a_star_leaves_the_one_who_waited_longest_in_the_middle() -> None:
    """Everybody avoids everybody but p00: whoever has waited gets to meet them."""
    people = crowd(5)
    people[3] = Candidate("p03", "x", languages=frozenset({"en"}), waited=1)
    pairs = itertools.combinations([one.id for one in people[1:]], 2)
    made = plan(people, Rules(never=frozenset(map(frozenset, pairs))), 1)
    assert members(made) == [{"p00", "p03"}]
    assert set(made.left_out.values()) == {"odd"}


def test_the_only_speaker_of_a_language_and_everybody_avoided() -> None:
    people = [*crowd(2), Candidate("p09", languages=frozenset({"cy"}))]
    assert plan(people, Rules(), 1).left_out == {"p09": "nobody_fits"}
    everybody = frozenset(frozenset(pair) for pair in itertools.combinations(("p00", "p01", "p02", "p03"), 2))
    made = plan(crowd(4), Rules(never=everybody), 1)
    assert (made.groups, set(made.left_out.values())) == ((), {"nobody_fits"})


def test_help_wanted_and_offered_is_the_first_reason() -> None:
    english = frozenset({"en"})
    people = [
        Candidate("ann", "hull", languages=english, can_help=frozenset({"data", "hubs"})),
        Candidate("bob", "hull", languages=english, want_help=frozenset({"data"})),
        Candidate("cat", "hull", languages=english),
        Candidate("dan", "hull", languages=english),
    ]
    made = plan(people, Rules(), 1)
    assert made.groups[0] == (("ann", "bob"), ("help:data",))


def test_fifty_two_rounds_repeat_nobody_within_the_cool_down() -> None:
    """Forty people who all meet: no repeat within ten rounds, and nobody is left out."""
    people, last = crowd(40), dict[frozenset[str], int]()
    for number in range(1, 53):
        made = plan(people, Rules(met={pair: number - then for pair, then in last.items()}), number)
        assert not made.left_out
        for group in members(made):
            pair = frozenset(group)
            assert number - last.get(pair, -99) > 10
            last[pair] = number
    assert len(last) > 700


@pytest.mark.parametrize("number", range(6))
@pytest.mark.parametrize("size", [2, 3, 4])
def test_up_to_five_of_one_organisation(number: int, size: int) -> None:
    """Where others are asked for there is nobody; else everybody but one alone is in a group."""
    people = [replace(one, partner="hull") for one in crowd(number)]
    made = plan(people, Rules(size, across="organisation"), 1)
    assert (made.groups, set(made.left_out.values())) == ((), {"nobody_fits"} if number else set())
    made = plan(people, Rules(size), 1)
    assert sum(map(len, members(made))) == (number if number > 1 else 0)
    assert set(made.left_out.values()) == ({"nobody_fits"} if number == 1 else set())


def test_everybody_met_within_the_cool_down_and_again_after_it() -> None:
    people = crowd(6)
    couples = [frozenset(pair) for pair in itertools.combinations([one.id for one in people], 2)]
    made = plan(people, Rules(met=dict.fromkeys(couples, 1)), 1)
    assert (made.groups, set(made.left_out.values())) == ((), {"nobody_fits"})
    assert len(plan(people, Rules(met=dict.fromkeys(couples, 2)), 1).groups) == 3


def test_an_odd_one_whom_no_pair_may_take_in_waits_and_is_first_next_time() -> None:
    people = crowd(3)
    shuns = frozenset({frozenset({"p00", "p02"})})
    made = plan(people, Rules(never=shuns), 1)
    (out,) = made.left_out
    assert made.left_out == {out: "odd"}
    assert [len(group) for group in members(made)] == [2]
    waited = [replace(one, waited=1) if one.id == out else one for one in people]
    assert out not in plan(waited, Rules(never=shuns), 2).left_out


def test_one_person_in_two_workspaces_has_one_place() -> None:
    people = [*crowd(4), *crowd(4)]
    made = plan(people, Rules(), 1)
    assert sorted(id for group in members(made) for id in group) == ["p00", "p01", "p02", "p03"]
