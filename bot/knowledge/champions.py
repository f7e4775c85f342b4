"""Which champions know about something, and why they are the ones: "social prescribing in Leeds".

Only what ``bot.champions.shown`` leaves of a profile comes in here, so nothing hidden can be found or weighed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz

from bot.champions import Champion
from bot.knowledge.synonyms import also
from bot.knowledge.tokens import content, terms

Why = Literal["theme", "can_help", "interest", "area", "bio"]
WEIGHTS: dict[Why, int] = {"theme": 50, "can_help": 40, "interest": 20, "area": 15, "bio": 10}
"""Integers that order what people say of themselves; a word spelt almost alike counts four fifths."""
ALIKE = 82
"""Per cent of rapidfuzz's ratio from which two words of five letters or more are one with a slip."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A champion who fits, with what of their profile says so, the weightiest first."""

    champion: Champion
    score: int
    reasons: tuple[tuple[Why, str], ...]


def search(champions: Sequence[Champion], question: str, limit: int = 5) -> list[Hit]:
    """Those who fit, best first; of equals by name. Words that are only a place order and narrow; they do not find
    somebody who knows nothing of the matter. A place that nobody of them is in is passed over."""
    wanted = list(dict.fromkeys(content(terms(question))))
    places = {stem for one in champions for text in one.area for stem in content(terms(text))}
    subject = [word for word in wanted if not any(_like(word, place) for place in places)]
    found = [hit for one in champions if (hit := _hit(one, wanted, subject))]
    return sorted(found, key=lambda hit: (-hit.score, hit.champion.name, hit.champion.id))[:limit]


def _hit(champion: Champion, wanted: Sequence[str], subject: Sequence[str]) -> Hit | None:
    best: dict[str, int] = {}
    reasons: dict[tuple[Why, str], int] = {}
    for why, text in _said(champion):
        stems = content(terms(text))
        for word in wanted:
            likeness = max((_like(word, stem) for stem in stems), default=0)
            if likeness and (why == "area" or word in subject):
                points = WEIGHTS[why] * likeness // 5
                best[word] = max(best.get(word, 0), points)
                reasons[why, text] = reasons.get((why, text), 0) + points
    known = [word for word in subject if word in best]
    if not best or (subject and len(known) * 2 < len(subject)):
        return None
    ordered = sorted(reasons, key=lambda reason: -reasons[reason])
    return Hit(champion, sum(best.values()), tuple(ordered[:3]))


def _said(champion: Champion) -> Iterator[tuple[Why, str]]:
    yield from (("theme", text) for text in champion.themes)
    yield from (("can_help", text) for text in champion.can_help)
    yield from (("interest", text) for text in champion.interests)
    yield from (("area", text) for text in champion.area)
    if champion.bio:
        yield "bio", champion.bio


def _like(word: str, stem: str) -> int:
    """In fifths: the same word or another word for it is 5, one with a slip 4, else 0."""
    if word == stem or stem in also(word):
        return 5
    return 4 if min(len(word), len(stem)) >= 5 and fuzz.ratio(word, stem) >= ALIKE else 0
