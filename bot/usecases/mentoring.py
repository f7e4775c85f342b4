"""Who would be mentor to whom: whoever offers help with what another looks for, as both say in their profiles."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from bot.store.programmes import Programme
from bot.store.sketches import Sketch
from bot.usecases.pairing import same
from bot.words import Words


def of_mentors(programme: Programme | None) -> bool:
    """Whether it introduces mentors and mentees only."""
    return programme is not None and programme.rules.get("across") == "mentor"


def pairs(people: Sequence[Sketch]) -> list[tuple[Sketch, Sketch, str]]:
    """Each mentor and mentee among these people, and one thing that it is about."""
    found = []
    for mentor, mentee in itertools.permutations(people, 2):
        if mentor.champion and mentee.champion:
            subjects = sorted(same(mentor.champion.can_help) & same(mentee.champion.want_help))
            found += [(mentor, mentee, subject) for subject in subjects[:1]]
    return found


def by_name(people: Sequence[Sketch], words: Words) -> list[str]:
    """Who is which, for staff."""
    return [
        words("{mentor} is the mentor of {mentee}: {subject}.", mentor=mentor.name, mentee=mentee.name, subject=subject)
        for mentor, mentee, subject in pairs(people)
    ]


def without_names(reader: Sketch, people: Sequence[Sketch], words: Words) -> list[str]:
    """Which one the reader would be, for an ask that names nobody."""
    several, found = len(people) > 2, pairs(people)
    gives = [_gives(subject, words, several=several) for mentor, _, subject in found if mentor.id == reader.id]
    takes = [_takes(subject, words, several=several) for _, mentee, subject in found if mentee.id == reader.id]
    return list(dict.fromkeys(gives + takes))


def _gives(subject: str, words: Words, *, several: bool) -> str:
    if several:
        return words("You would be a mentor: one of them looks for help with {subject}.", subject=subject)
    return words("You would be the mentor: they look for help with {subject}.", subject=subject)


def _takes(subject: str, words: Words, *, several: bool) -> str:
    if several:
        return words("You would be a mentee: one of them offers help with {subject}.", subject=subject)
    return words("You would be the mentee: they offer help with {subject}.", subject=subject)
