"""Counting answers: by person, and one vote an organisation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from bot.polls import Answer, Poll
from bot.ranked import run_off

Ballot = tuple[Answer, str | None]
"""An answer and the partner of who gave it, where that is known."""


def counts(poll: Poll, answers: Iterable[Answer]) -> dict[str, int]:
    """How many chose each option; of ranked polls, how many put it first."""
    found = dict.fromkeys(poll.ids, 0)
    for answer in answers:
        for id in answer.choices[:1] if poll.kind == "ranked" else answer.choices:
            found[id] += 1
    return found


def leaders(counted: Mapping[str, int]) -> tuple[str, ...]:
    """The options with the most votes: one, several in a tie, none without votes."""
    most = max(counted.values(), default=0)
    return tuple(id for id, number in counted.items() if number == most) if most else ()


def mean(counted: Mapping[str, int]) -> float | None:
    """The average of a scale whose ids are its numbers; None without answers."""
    number = sum(counted.values())
    return sum(int(id) * times for id, times in counted.items()) / number if number else None


def balance(counted: Mapping[str, int]) -> int:
    """How many more said 9 or 10 than said 0 to 6."""
    promoters = sum(times for id, times in counted.items() if int(id) >= 9)
    return promoters - sum(times for id, times in counted.items() if int(id) <= 6)


def promoter_score(counted: Mapping[str, int]) -> int | None:
    """Net promoter score: percent who said 9 or 10 less percent who said 0 to 6 (Reichheld 2003), -100 to 100."""
    number = sum(counted.values())
    return round(100 * balance(counted) / number) if number else None


def rankings(answers: Iterable[Answer]) -> Counter[tuple[str, ...]]:
    """Each order of preferences and how many gave it."""
    return Counter(answer.choices for answer in answers if answer.choices)


def partner_choices(poll: Poll, ballots: Iterable[Ballot]) -> dict[str, tuple[str, ...]]:
    """What each organisation of which somebody voted chose; empty where its people are tied.

    Of several options it chooses those that more than half of its voters chose; of ranked ones the winner among its
    own; else the one that most of them chose.
    """
    own: dict[str, list[Answer]] = {}
    for answer, partner in ballots:
        if partner:
            own.setdefault(partner, []).append(answer)
    return {partner: _choice(poll, answers) for partner, answers in sorted(own.items())}


def partner_counts(poll: Poll, choices: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """How many organisations chose each option."""
    found = Counter(id for chosen in choices.values() for id in chosen)
    return {id: found[id] for id in poll.ids}


def _choice(poll: Poll, answers: Sequence[Answer]) -> tuple[str, ...]:
    if poll.kind == "multiple":
        return tuple(id for id, number in counts(poll, answers).items() if 2 * number > len(answers))
    first = run_off(poll.ids, rankings(answers)).winners if poll.kind == "ranked" else leaders(counts(poll, answers))
    return first if len(first) == 1 else ()
