"""Ranked ballots, counted by instant run-off.

In each round a ballot counts for the first of its preferences that is still in. Whoever has more than half of the
ballots that still count has won; otherwise the last one goes out.

Ties, as they are decided here: of several with the fewest votes, the one goes that had fewer in the latest earlier
round in which they differed. If they never differed, they all go together: nothing is left to chance or to the order
of the list. If nobody would be left, those are the winners together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Ranking = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Round:
    """One round: votes by option still in, ballots that count for none of these, and who went out after it."""

    votes: Mapping[str, int]
    exhausted: int
    out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RunOff:
    """A count. ``winners`` are several in a tie, none without ballots."""

    rounds: tuple[Round, ...]
    winners: tuple[str, ...]


def run_off(options: Sequence[str], ballots: Mapping[Ranking, int]) -> RunOff:
    """Count rankings, each with the number of people who gave it."""
    left, rounds = list(options), list[Round]()
    while True:
        votes, exhausted = _votes(left, ballots)
        counted = sum(votes.values())
        if not counted:
            return RunOff((*rounds, Round(votes, exhausted, ())), ())
        ahead = [option for option in left if 2 * votes[option] > counted]
        out = [] if ahead else _last(left, votes, rounds)
        if ahead or len(out) == len(left):
            return RunOff((*rounds, Round(votes, exhausted, ())), tuple(ahead or out))
        rounds.append(Round(votes, exhausted, tuple(out)))
        left = [option for option in left if option not in out]


def _votes(left: Sequence[str], ballots: Mapping[Ranking, int]) -> tuple[dict[str, int], int]:
    votes, exhausted = dict.fromkeys(left, 0), 0
    for ranking, number in ballots.items():
        first = next((option for option in ranking if option in votes), None)
        if first is None:
            exhausted += number
        else:
            votes[first] += number
    return votes, exhausted


def _last(left: Sequence[str], votes: Mapping[str, int], rounds: Sequence[Round]) -> list[str]:
    """Who goes out: the fewest votes in this round, and of these in the latest earlier round that tells them apart."""
    last = list(left)
    for counted in (votes, *(earlier.votes for earlier in reversed(rounds))):
        fewest = min(counted[option] for option in last)
        last = [option for option in last if counted[option] == fewest]
    return last
