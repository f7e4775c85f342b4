"""Approved answers that contradict each other: the same question, or nearly, and different answers."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations

from bot.knowledge.documents import Faq
from bot.knowledge.tokens import gist, terms
from bot.knowledge.vectors import phrasings
from bot.people import EVERYONE, MEMBERS

NEARLY = 0.85
"""The share of their words that two questions have in common to be one: one word more in seven, and no other."""
ASKS = frozenset(
    ["who", "when", "where", "why", "not", "without", "whose", "many", "much", "long", "pwy", "pryd", "ble", "pam"]
)
"""Words that say nothing of the subject, and yet make it another question."""
GENERAL = frozenset({EVERYONE, MEMBERS})

Pair = tuple[Faq, Faq]


def contradictions(faqs: Sequence[Faq]) -> list[Pair]:
    """Each two that one person may be given for one question, and that say different things."""
    asked = [(row, _subject(text)) for row, faq in enumerate(faqs) for text in phrasings(faq)]
    pairs = {
        (min(one, other), max(one, other))
        for one, other in _near([(row, words) for row, words in asked if words])
        if one != other and _differ(faqs[one], faqs[other])
    }
    return [(faqs[one], faqs[other]) for one, other in sorted(pairs)]


def _subject(text: str) -> frozenset[str]:
    """What a question is about and how it asks; nothing for one that says only how."""
    return gist(text) | (ASKS & set(terms(text))) if gist(text) else frozenset()


def _near(asked: Sequence[tuple[int, frozenset[str]]]) -> Iterable[tuple[int, int]]:
    """Rows whose questions are nearly the same. Two sets that share so much share one of the rarest words of each, so
    that only those are compared."""
    counts = Counter(word for _, words in asked for word in words)
    holding: dict[str, list[int]] = defaultdict(list)
    for place, (_, words) in enumerate(asked):
        rarest = sorted(words, key=lambda word: (counts[word], word))
        for word in rarest[: len(words) - math.ceil(NEARLY * len(words)) + 1]:
            holding[word].append(place)
    for places in holding.values():
        for one, other in combinations(places, 2):
            (row, words), (other_row, other_words) = asked[one], asked[other]
            if len(words & other_words) >= NEARLY * len(words | other_words):
                yield row, other_row


def _differ(one: Faq, other: Faq) -> bool:
    audiences = {one.audience, other.audience}
    together = len(audiences) == 1 or bool(audiences & GENERAL)
    return together and one.language == other.language and terms(one.answer) != terms(other.answer)
