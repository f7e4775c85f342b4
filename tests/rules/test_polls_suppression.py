"""Small numbers, and whether somebody clever can get at them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Literal

import pytest

from bot.polls import Answer, Poll
from bot.suppression import SMALL, shown, withheld
from bot.tally import leaders
from bot.usecases.poll_results import secret_results, summary
from bot.words import words_for


def tables(cells: int, total: int) -> Iterator[tuple[int, ...]]:
    """Every way in which so many votes can fall."""
    if cells == 1:
        yield (total,)
        return
    for first in range(total + 1):
        yield from ((first, *rest) for rest in tables(cells - 1, total - first))


@pytest.mark.parametrize(("cells", "most"), [(2, 40), (3, 26), (4, 18)])
def test_who_knows_the_total_the_rule_and_all_that_is_shown_still_cannot_tell(cells: int, most: int) -> None:
    """The attacker tries every table of votes: several fit what was published (who leads is told where those numbers
    are shown), and differ in each number held back."""
    for total in range(1, most + 1):
        fitting = defaultdict(list)
        for table in tables(cells, total):
            counted = dict(enumerate(table))
            ahead = leaders(counted)
            published = tuple(shown(counted).values()), None if withheld(counted) & set(ahead) else ahead
            fitting[published].append(table)
        for (numbers, _), possible in fitting.items():
            hidden = [place for place, number in enumerate(numbers) if number is None]
            for place in hidden:
                assert len({table[place] for table in possible}) > 1, (numbers, possible)
            if 0 < len(hidden) < cells:
                assert sum(possible[0][place] for place in hidden) >= SMALL


@pytest.mark.parametrize(
    ("counted", "hidden"),
    [
        ((10, 20), ""),
        ((10, 3), "ab"),
        ((10, 20, 3), "ac"),
        ((10, 10, 3), "abc"),
        ((10, 20, 3, 4), "cd"),
        ((10, 20, 4, 4), "acd"),
        ((6, 0), "ab"),
        ((5, 5), ""),
        ((4,), "a"),
        ((), ""),
    ],
)
def test_what_is_held_back(counted: tuple[int, ...], hidden: str) -> None:
    labels = "abcd"
    assert withheld(dict(zip(labels, counted, strict=False))) == set(hidden)


@pytest.mark.parametrize(("kind", "levels"), [("rating", ("1", "2", "3", "4", "5")), ("nps", ("0", "6", "8", "10"))])
def test_an_average_tells_no_count_and_never_that_nearly_all_chose_the_same(
    kind: Literal["rating", "nps"], levels: tuple[str, ...]
) -> None:
    """The attacker tries every way to answer: what is published fits several, and none that all but four share."""
    poll = Poll("p", "How was it?", kind, anonymous=True, state="closed")
    for total in range(SMALL, 12):
        fitting = defaultdict(list)
        for table in tables(len(levels), total):
            answers = [Answer((id,)) for id, times in zip(levels, table, strict=True) for _ in range(times)]
            told = secret_results(poll, answers, total, {})
            fitting[(tuple(told.counts.values()), told.average, told.score, told.leaders)].append(table)
        for (counts, *_), possible in fitting.items():
            if None in counts:
                assert all(len({table[place] for table in possible}) > 1 for place in range(len(levels))), possible
                assert min(table[0] for table in possible) <= total - SMALL, "nobody knows that nearly all chose that"
                assert min(table[-1] for table in possible) <= total - SMALL


def test_an_average_of_many_answers_is_shown() -> None:
    poll = Poll("p", "How was it?", "rating", anonymous=True, state="closed")
    answers = [Answer((id,)) for id in "5555544433"]
    told = secret_results(poll, answers, 10, {})
    assert summary(poll, told, words_for("en"), "UTC") == "On average 4.3 of 5, from 10 answers."
    alike = secret_results(poll, [Answer(("5",))] * 10, 10, {})
    assert "10 people voted. The average is not shown" in summary(poll, alike, words_for("en"), "UTC")
