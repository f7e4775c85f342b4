"""Counting by person, by organisation, by preference and for a time to meet; held against counting by hand."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import tally
from bot.meeting_times import best_first, most_partners
from bot.polls import Answer, Option, Poll
from bot.ranked import run_off

IDS = ("1", "2", "3", "4")
POLL = Poll("p", "?", "multiple", tuple(Option(id, id) for id in IDS), most=4)
PARTNERS = st.sampled_from([None, "a", "b", "c"])
CHOSEN = st.lists(st.sampled_from(IDS), unique=True, max_size=4).map(tuple)
BALLOTS = st.lists(st.tuples(CHOSEN.map(Answer), PARTNERS), max_size=30)


def test_the_capital_of_tennessee() -> None:
    """The usual worked example of instant run-off: Memphis leads at first, Knoxville wins."""
    ballots = {
        ("Memphis", "Nashville", "Chattanooga", "Knoxville"): 42,
        ("Nashville", "Chattanooga", "Knoxville", "Memphis"): 26,
        ("Chattanooga", "Knoxville", "Nashville", "Memphis"): 15,
        ("Knoxville", "Chattanooga", "Nashville", "Memphis"): 17,
    }
    count = run_off(("Memphis", "Nashville", "Chattanooga", "Knoxville"), ballots)
    assert count.winners == ("Knoxville",)
    assert [dict(turn.votes) for turn in count.rounds] == [
        {"Memphis": 42, "Nashville": 26, "Chattanooga": 15, "Knoxville": 17},
        {"Memphis": 42, "Nashville": 26, "Knoxville": 32},
        {"Memphis": 42, "Knoxville": 58},
    ]
    assert [turn.out for turn in count.rounds] == [("Chattanooga",), ("Nashville",), ()]


def test_the_mayor_of_burlington_2009() -> None:
    """Burlington, Vermont, 3 March 2009, by the published ballots for the three leading candidates: Kiss 4314, Wright 4064 in the last
    round, though Montroll would have beaten either in a straight race."""
    ballots = {
        ("Montroll", "Kiss", "Wright"): 1332,
        ("Montroll", "Wright", "Kiss"): 767,
        ("Montroll",): 455,
        ("Kiss", "Montroll", "Wright"): 2043,
        ("Kiss", "Wright", "Montroll"): 371,
        ("Kiss",): 568,
        ("Wright", "Montroll", "Kiss"): 1513,
        ("Wright", "Kiss", "Montroll"): 495,
        ("Wright",): 1289,
    }
    count = run_off(("Kiss", "Montroll", "Wright"), ballots)
    assert count.winners == ("Kiss",)
    assert dict(count.rounds[-1].votes) == {"Kiss": 4314, "Wright": 4064}
    assert count.rounds[-1].exhausted == 455


def test_the_president_of_ireland_1990() -> None:
    """Elected on the second count: Robinson 817,830, Lenihan 731,273, 25,548 of Currie's ballots transferable no more."""
    ballots = {
        ("Lenihan",): 694_484,
        ("Robinson",): 612_265,
        ("Currie", "Robinson"): 205_565,
        ("Currie", "Lenihan"): 36_789,
        ("Currie",): 25_548,
    }
    count = run_off(("Currie", "Lenihan", "Robinson"), ballots)
    assert count.winners == ("Robinson",)
    assert dict(count.rounds[1].votes) == {"Lenihan": 731_273, "Robinson": 817_830}
    assert count.rounds[1].exhausted == 25_548


def test_the_member_for_alaska_2022() -> None:
    """The special election of 16 August 2022: Peltola 91,266, Palin 86,026, 11,290 exhausted."""
    ballots = {
        ("Peltola",): 75_799,
        ("Palin",): 58_973,
        ("Begich", "Palin"): 27_053,
        ("Begich", "Peltola"): 15_467,
        ("Begich",): 11_290,
    }
    count = run_off(("Begich", "Palin", "Peltola"), ballots)
    assert count.winners == ("Peltola",)
    assert dict(count.rounds[1].votes) == {"Palin": 86_026, "Peltola": 91_266}
    assert count.rounds[1].exhausted == 11_290


@pytest.mark.parametrize(
    ("ballots", "winners", "rounds"),
    [
        ({}, (), 1),
        ({("A",): 1}, ("A",), 1),
        ({("A",): 1, ("B",): 1}, ("A", "B"), 2),
        ({("A",): 2, ("B",): 2, ("C",): 2, ("D",): 2}, ("A", "B", "C", "D"), 1),
        # B and C are level in round 2; B had fewer in round 1, so B goes
        ({("A",): 5, ("B",): 3, ("C",): 4, ("D", "B"): 1}, ("A",), 3),
        # B and C have never differed: both go
        ({("A", "B"): 3, ("B", "C"): 1, ("C", "B"): 1, ("D",): 2}, ("A",), 2),
    ],
)
def test_ties_in_a_ranking(ballots: dict[tuple[str, ...], int], winners: tuple[str, ...], rounds: int) -> None:
    count = run_off(("A", "B", "C", "D"), ballots)
    assert count.winners == winners
    assert len(count.rounds) == rounds


def test_of_two_last_ones_the_one_goes_that_had_fewer_before() -> None:
    count = run_off(("A", "B", "C", "D"), {("A",): 5, ("B", "A"): 3, ("C", "A"): 4, ("D", "B"): 1})
    assert [turn.out for turn in count.rounds] == [("D",), ("B",), ()]


@given(st.dictionaries(CHOSEN, st.integers(1, 20), max_size=12))
def test_a_run_off_keeps_every_ballot_and_ends_with_a_majority(ballots: dict[tuple[str, ...], int]) -> None:
    count = run_off(IDS, ballots)
    for turn in count.rounds:
        assert sum(turn.votes.values()) + turn.exhausted == sum(ballots.values())
    last = count.rounds[-1].votes
    if len(count.winners) == 1:
        assert 2 * last[count.winners[0]] > sum(last.values())
    else:
        assert len({last[id] for id in last}) == 1 or not sum(last.values())
    renamed = {"1": "4", "2": "3", "3": "2", "4": "1"}
    mirrored = run_off(IDS, {tuple(renamed[id] for id in ranking): n for ranking, n in ballots.items()})
    assert {renamed[id] for id in mirrored.winners} == set(count.winners)


@given(BALLOTS)
def test_counts_are_those_of_counting_by_hand(ballots: list[tally.Ballot]) -> None:
    answers = [answer for answer, _ in ballots]
    by_hand = Counter(id for answer in answers for id in answer.choices)
    assert tally.counts(POLL, answers) == {id: by_hand[id] for id in IDS}
    firsts = Counter(answer.choices[0] for answer in answers if answer.choices)
    assert tally.counts(replace(POLL, kind="ranked"), answers) == {id: firsts[id] for id in IDS}
    assert set(tally.leaders(by_hand)) == {id for id in by_hand if by_hand[id] == max(by_hand.values())}


@given(BALLOTS)
def test_an_organisation_has_one_vote_for_what_most_of_its_people_chose(ballots: list[tally.Ballot]) -> None:
    single = [(Answer(answer.choices[:1]), partner) for answer, partner in ballots if answer.choices]
    chosen = tally.partner_choices(replace(POLL, kind="single"), single)
    assert set(chosen) == {partner for _, partner in single if partner}
    for partner, choice in chosen.items():
        own = Counter(answer.choices[0] for answer, of in single if of == partner).most_common()
        tied = len(own) > 1 and own[0][1] == own[1][1]
        assert choice == (() if tied else (own[0][0],))
    counted = tally.partner_counts(POLL, chosen)
    assert sum(counted.values()) == sum(1 for choice in chosen.values() if choice)


@given(BALLOTS)
def test_of_several_options_an_organisation_backs_those_of_more_than_half(ballots: list[tally.Ballot]) -> None:
    for partner, choice in tally.partner_choices(POLL, ballots).items():
        own = [answer for answer, of in ballots if of == partner]
        assert set(choice) == {id for id in IDS if sum(id in answer.choices for answer in own) > len(own) / 2}


def test_an_organisation_ranks_as_its_own_run_off() -> None:
    ranked = replace(POLL, kind="ranked")
    ballots = [(Answer(("1", "2")), "a"), (Answer(("2",)), "a"), (Answer(("3", "2")), "a"), (Answer(("4",)), "b")]
    assert tally.partner_choices(ranked, ballots) == {"a": (), "b": ("4",)}
    ballots.append((Answer(("2", "1")), "a"))
    assert tally.partner_choices(ranked, ballots) == {"a": ("2",), "b": ("4",)}


@pytest.mark.parametrize(
    ("counted", "average", "score"),
    [({}, None, None), ({"10": 1}, 10, 100), ({"0": 1, "10": 1}, 5, 0), ({"7": 3, "8": 1}, 7.25, 0), ({"9": 1, "6": 2}, 7, -33)],
)  # fmt: skip
def test_averages_and_promoters(counted: dict[str, int], average: float | None, score: int | None) -> None:
    assert tally.mean(counted) == average
    assert tally.promoter_score(counted) == score


def test_the_best_time_is_by_weight_then_by_partners() -> None:
    answers = [
        (Answer(("1",), ("2",)), "a"),
        (Answer(("1",), ("2", "3")), "a"),
        (Answer((), ("2", "3")), "b"),
        (Answer(("3",)), "c"),
        (Answer(("4",)), None),
    ]
    slots = best_first(IDS, answers)
    assert [(slot.id, slot.weight, slot.partners) for slot in slots] == [
        ("3", 4, 3),
        ("1", 4, 1),
        ("2", 3, 2),
        ("4", 2, 0),
    ]
    assert most_partners(slots).id == "3"


@given(st.lists(st.tuples(st.lists(st.sampled_from("yms"), min_size=4, max_size=4), PARTNERS), max_size=20))
def test_slots_are_those_of_counting_by_hand(said: list[tuple[list[str], str | None]]) -> None:
    def ids(fits: list[str], mark: str) -> tuple[str, ...]:
        return tuple(id for id, given in zip(IDS, fits, strict=True) if given == mark)

    slots = best_first(IDS, [(Answer(ids(fits, "y"), ids(fits, "m")), partner) for fits, partner in said])
    for slot in slots:
        marks = [fits[IDS.index(slot.id)] for fits, _ in said]
        assert (slot.yes, slot.maybe) == (marks.count("y"), marks.count("m"))
        there = {of for fits, of in said if of and fits[IDS.index(slot.id)] in "ym"}
        assert slot.partners == len(there)
    assert [s.weight for s in slots] == sorted((s.weight for s in slots), reverse=True)
