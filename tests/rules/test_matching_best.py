"""The matching against every other way there is, on numbers of people small enough to try them all."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.matching import bounds, pairs
from bot.matching.candidates import NEVER_MET, SINCE_MET, Candidate, Rules, bonus, lately, parts
from bot.matching.groups import groups, number_of
from bot.matching.links import best
from bot.matching.planning import plan
from bot.matching.weights import Crowd, crowd

SOME = st.frozensets(st.sampled_from(("hubs", "data", "gardens")), max_size=3)
ENGLISH = frozenset({"en"})
LANGUAGES = st.sampled_from((ENGLISH, ENGLISH, frozenset({"en", "cy"}), frozenset({"cy"})))


def drawn(languages: st.SearchStrategy[frozenset[str]] = LANGUAGES) -> st.SearchStrategy[Candidate]:
    return st.builds(
        Candidate,
        id=st.integers(0, 50).map(lambda number: f"p{number:02}"),
        partner=st.sampled_from(("", "hull", "york", "leeds")),
        region=st.sampled_from(("", "north", "south")),
        networks=SOME,
        taskgroups=SOME,
        languages=languages,
        can_help=SOME,
        want_help=SOME,
        interests=SOME,
        platforms=SOME,
        free=st.frozensets(st.sampled_from(("mon1", "mon2", "tue1", "tue2")), max_size=3),
        waited=st.integers(0, 8),
    )


PERSON, SPEAKER = drawn(), drawn(st.just(ENGLISH))


def some(least: int, most: int, one: st.SearchStrategy[Candidate] = PERSON) -> st.SearchStrategy[list[Candidate]]:
    people = st.lists(one, min_size=least, max_size=most, unique_by=lambda each: each.id)
    return people.map(lambda found: sorted(found, key=lambda each: each.id))


def rules(people: Sequence[Candidate], draw: st.DrawFn, size: int = 2) -> Rules:
    couples = [frozenset(pair) for pair in itertools.combinations([one.id for one in people], 2)]
    if not couples:
        return Rules(size)
    never = draw(st.frozensets(st.sampled_from(couples), max_size=6))
    met = draw(st.dictionaries(st.sampled_from(couples), st.integers(1, 120), max_size=10))
    return Rules(size, draw(st.sampled_from(("", "", "organisation", "network", "region", "mentor"))), never, met)


@st.composite
def rounds(draw: st.DrawFn, least: int = 0, most: int = 8) -> tuple[list[Candidate], Rules]:
    people = draw(some(least, most))
    return people, rules(people, draw)


def told(people: Sequence[Candidate], rule: Rules, one: Candidate, other: Candidate) -> int | None:
    """A link's weight in the words of the rules, one pair at a time; None where it is not allowed."""
    across = {
        "": True,
        "organisation": one.partner != other.partner,
        "network": not one.networks & other.networks,
        "region": one.region != other.region,
        "mentor": bool(one.can_help & other.want_help or other.can_help & one.want_help),
    }
    pair = frozenset({one.id, other.id})
    since = rule.met.get(pair)
    resting = since is not None and since <= lately(len(people))
    if pair in rule.never or resting or not one.languages & other.languages or not across[rule.across]:
        return None
    return sum(parts(one, other).values()) + (NEVER_MET if since is None else min(NEVER_MET, SINCE_MET * since))


@given(rounds())
def test_whole_rows_weigh_what_the_rules_say_of_two_people(case: tuple[list[Candidate], Rules]) -> None:
    people, rule = case
    own = crowd(people, rule, 1).own(np.arange(len(people)))
    for (a, one), (b, other) in itertools.permutations(enumerate(people), 2):
        expected = told(people, rule, one, other)
        assert (own[a, b] if own[a, b] >= 0 else None) == expected


def matchings(people: Sequence[int]) -> Iterator[list[tuple[int, int]]]:
    if len(people) < 2:
        yield []
        return
    first, rest = people[0], people[1:]
    yield from matchings(rest)
    for other in rest:
        for more in matchings([one for one in rest if one != other]):
            yield [(first, other), *more]


def worth(many: Crowd, made: Sequence[Sequence[int]]) -> int | None:
    """The score of groups; None if one holds a pair that is not allowed."""
    own = many.own(np.arange(len(many)))
    inside = [int(own[a, b]) for group in made for a, b in itertools.combinations(group, 2)]
    return (
        None if min(inside, default=0) < 0 else sum(inside) + sum(int(many.bonus[a]) for group in made for a in group)
    )


HUBS, MONDAY, BOTH = frozenset({"hubs"}), frozenset({"mon1"}), frozenset({"mon1", "tue2"})
ONE_POINT_APART = [
    Candidate("p00", taskgroups=HUBS, languages=ENGLISH, free=BOTH),
    Candidate("p01", languages=ENGLISH, platforms=HUBS),
    Candidate("p02", taskgroups=HUBS, languages=ENGLISH, want_help=HUBS, free=BOTH),
    Candidate("p21", languages=ENGLISH, can_help=HUBS, platforms=HUBS, free=MONDAY),
]
"""Two ways of pairing differ by one point, less than what settles the ties of two pairs could amount to (seed 3)."""


@settings(max_examples=60)
@example((ONE_POINT_APART, Rules()), 3)
@given(rounds(), st.integers(0, 9))
def test_pairs_are_the_best_that_there_are(case: tuple[list[Candidate], Rules], seed: int) -> None:
    people, rule = case
    many = crowd(people, rule, seed)
    links = best(many)
    most = max(filter(None, (worth(many, made) for made in matchings(range(len(people))))), default=0)
    assert worth(many, pairs.pairs(many, links)) == most
    assert bounds.of_pairs(many, links, 0) >= most


@settings(max_examples=60)
@given(rounds(2, 10), st.integers(0, 9))
def test_the_way_of_thousands_keeps_every_rule_and_leaves_out_no_more(
    case: tuple[list[Candidate], Rules], seed: int
) -> None:
    """The same people matched as though they were too many to be matched exactly, then those left over anew."""
    people, rule = case
    many = crowd(people, rule, seed)
    links = best(many)
    successor, _, weight = pairs.assigned(len(many), links)
    rings = list(pairs.rings(successor))
    assert sorted(itertools.chain(*rings)) == list(range(len(many)))
    made = [pair for ring in rings for pair in pairs.split(ring, weight)]
    assert len({*itertools.chain(*made)}) == 2 * len(made)
    assert worth(many, made) is not None
    odd = sum(len(ring) % 2 for ring in rings)
    assert len(many) - 2 * len(made) == odd


def partitions(people: Sequence[int], sizes: Sequence[int]) -> Iterator[list[tuple[int, ...]]]:
    if not sizes:
        yield []
        return
    for at, size in enumerate(sizes):
        if size in sizes[:at]:
            continue
        for others in itertools.combinations(people[1:], size - 1):
            rest = [one for one in people[1:] if one not in others]
            for more in partitions(rest, [*sizes[:at], *sizes[at + 1 :]]):
                yield [(people[0], *others), *more]


def even(number: int, size: int) -> list[int]:
    made = number_of(number, size)
    return [number // made + (place < number % made) for place in range(made)]


@settings(max_examples=40, deadline=None)
@given(some(3, 9, SPEAKER), st.sampled_from((3, 4)), st.integers(0, 9))
def test_groups_reach_the_best_that_there_are(people: list[Candidate], size: int, seed: int) -> None:
    many = crowd(people, Rules(size), seed)
    made = groups(many, size, seed)
    most = max(worth(many, found) or 0 for found in partitions(range(len(people)), even(len(people), size)))
    got = worth(many, made)
    assert got is not None
    assert got >= 0.99 * most
    assert plan(people, Rules(size), seed).bound >= most


@st.composite
def avoiding(draw: st.DrawFn) -> tuple[list[Candidate], Rules]:
    people = draw(some(6, 9, SPEAKER))
    couples = [frozenset(pair) for pair in itertools.combinations([one.id for one in people], 2)]
    return people, Rules(draw(st.sampled_from((3, 4))), never=draw(st.frozensets(st.sampled_from(couples), max_size=6)))


@settings(max_examples=40, deadline=None)
@given(avoiding(), st.integers(0, 9))
def test_where_groups_can_keep_everybody_apart_who_avoids_they_do(
    case: tuple[list[Candidate], Rules], seed: int
) -> None:
    people, rule = case
    many = crowd(people, rule, seed)
    ways = [worth(many, found) for found in partitions(range(len(people)), even(len(people), rule.size))]
    made = groups(many, rule.size, seed)
    assert worth(many, made) is not None
    if any(way is not None for way in ways):
        assert sorted(itertools.chain(*made)) == list(range(len(people)))


@pytest.mark.parametrize("number", [1501, 1600])
def test_more_than_are_matched_exactly(number: int) -> None:
    """Nobody is left out but the odd one, who joins a pair; the score is within a hundredth of what is proven."""
    english = frozenset({"en"})
    people = [
        Candidate(f"p{one:04}", f"partner{one % 90}", languages=english, can_help=frozenset({f"t{one % 37}"}),
                  want_help=frozenset({f"t{one % 41}"}), interests=frozenset({f"i{one % 23}", f"i{one % 29}"}))
        for one in range(number)
    ]  # fmt: skip
    made = plan(people, Rules(), 1)
    assert not made.left_out
    assert sorted({len(group) for group, _ in made.groups}) == ([2, 3] if number % 2 else [2])
    certain = sum(map(bonus, people)) + NEVER_MET * (number // 2 + 2 * (number % 2))
    assert made.score - certain >= 0.99 * (made.bound - certain)
