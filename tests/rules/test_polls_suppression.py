"""Small numbers, and whether somebody clever can get at them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pytest

from bot.suppression import SMALL, shown, withheld
from bot.tally import leaders


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
