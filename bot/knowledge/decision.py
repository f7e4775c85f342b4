"""How sure the bot is that what it found answers the question: evidence in, a probability out.

A logistic regression over what can be seen without understanding: how much of the question stands in what was found,
in one sentence of it and in the rest of its document, how far the runner-up is behind, how much of the question no
text knows, and whether a "who" found a name and a "when" a date. ``bench/fitting.py`` fits the weights and says on what.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from bot.knowledge.tokens import terms

NOTHING: AbstractSet[str] = frozenset()
Wanted = Literal["person", "date", "number", "list", "anything"]

_DATE = re.compile(
    r"\b(?:\d{4}|\d{1,2}(?:st|nd|rd|th)?|today|tomorrow|(?:next|last|this) (?:week|weekend|month|term|quarter|year)|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|january|february|(?-i:March|May)|april|june|july|august|september|october|november|december"
    r"|spring|summer|autumn|winter|(?:every|each) \w+|weekly|monthly|annual(?:ly)?"
    r"|(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve|few|several) (?:\w+ )?(?:minute|hour|day|week|month|year)s?"
    r"|an? (?:hour|day|week|month|year))\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"\b(?:\d[\d,.]*|nothing|free|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|thousands?"
    r"|millions?|billions?|half)\b",
    re.IGNORECASE,
)
_BULLETS = re.compile(r"\n\s*[^\w\s]\s")
_SERIES = re.compile(r"[^,.;]+,[^,.;]+(?:,| and| or) ")
_NAME = re.compile(r"\b[A-Z][\w'-]+,? (?:and |of |the )*[A-Z][\w'-]+")


MISSED = 0.5
"""What is left of the certainty of what names nobody to a "who", and no day to a "when": it may be offered, it is not given."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for and against a find. Between 0 and 1 but ``margin`` and ``fits`` (-1 to 1) and ``length`` (words, log).

    How much of the question the passage (``covered``), its best sentence and its document (``nearby``) hold; of an
    approved answer: its question, both ways round (``in_sentence``), and its question with the answer. ``asked`` and
    ``named`` part ``covered`` into what is asked and the names it is asked of (words with a capital): a text about the
    right person that does not say what is asked is no answer.
    """

    covered: float
    in_sentence: float
    nearby: float
    asked: float
    named: float
    unknown: float
    margin: float
    fits: float
    length: float
    misses: float = 0.0
    """1 where somebody, a day or a number is asked for, and none is held."""
    near: float = 0.0
    """The full engine's: the cosine with the passage, or with the nearest phrasing of an approved answer."""
    like: float = 0.0
    """The cosine with what all phrasings of an approved answer have in common."""
    nearer: float = 0.0
    """How much nearer than the phrasings of the answer usually are to each other."""
    liker: float = 0.0
    words: float = 0.0
    """The share of all its words, by weight, that one phrasing holds."""
    stranger: float = 0.0
    """How much nearer it is to a question that is known to be none of the bot's."""


@dataclass(frozen=True, slots=True)
class Weights:
    """A logistic regression: the constant, and the factor of each piece of evidence by its name."""

    constant: float
    factors: tuple[tuple[str, float], ...]
    by_words: bool = True
    """Whether it halves the certainty where no name is held, and where nothing is held of what is asked."""

    def certainty(self, evidence: Evidence) -> tuple[float, Evidence, tuple[tuple[str, float, float], ...]]:
        """How sure (0 to 1), the evidence, and each piece of it that was weighed with its weight.

        A sum forgives a missing name for many other words, so what must be held stands outside it; so does a name, a date or a
        number that is asked for.
        """
        factors = ((name, float(getattr(evidence, name)), factor) for name, factor in self.factors)
        weighed = (("constant", 1.0, self.constant), *factors)
        total = sum(value * factor for _, value, factor in weighed)
        held = (1 + evidence.named) / 2
        if self.by_words:
            held *= (1 + min(1.0, 2 * evidence.asked)) / 2
        if evidence.misses:
            held *= MISSED
        return held / (1 + math.exp(-total)), evidence, weighed


@dataclass(frozen=True, slots=True)
class Calibration:
    """Weights for approved answers and for prose, of the light engine and of the full one, and where they are from."""

    faq: Weights
    prose: Weights
    full_faq: Weights
    full_prose: Weights

    def with_trained(self, trained: Mapping[str, Mapping[str, float]]) -> Calibration:
        """These, but for the sets that were trained: each by its name, with its constant and factors."""
        return replace(self, **{name: _trained(getattr(self, name), weights) for name, weights in trained.items()})


def _trained(shipped: Weights, weights: Mapping[str, float]) -> Weights:
    factors = tuple((name, float(weights.get(name, 0.0))) for name, _ in shipped.factors)
    return replace(shipped, constant=float(weights["constant"]), factors=factors)


def _weights(constant: float, *, by_words: bool = True, **factors: float) -> Weights:
    return Weights(constant, tuple(factors.items()), by_words)


SHIPPED = Calibration(
    faq=_weights(-2.15, in_sentence=3.22, asked=0.02, margin=6.67, fits=0.04, length=0.49),
    prose=_weights(
        -10.96, covered=1.33, in_sentence=2.08, nearby=0.72, asked=3.09, named=1.96, margin=2.35, fits=1.32, length=2.58
    ),
    full_faq=_weights(-1.20, by_words=False, like=2.73, liker=6.26, words=6.52, stranger=-4.54),
    full_prose=_weights(
        -10.31, near=0.92, covered=1.31, in_sentence=2.63, asked=3.13, named=1.81, margin=2.27, fits=0.96, length=2.35
    ),
)
"""Fitted by ``bench/fitting.py``, which says on what."""


def wanted(words: list[str]) -> Wanted:
    """What kind of thing a question asks for, by its question word."""
    text = " ".join(words)
    if re.search(r"\b(?:who|whom|whose)\b", text):
        return "person"
    if re.search(r"\b(?:when|what (?:date|day|time|year)|which (?:date|day|year)|how (?:often|long))\b", text):
        return "date"
    if re.search(r"\bhow (?:many|much)\b", text):
        return "number"
    if re.search(
        r"\b(?:which|what|list|name)\b(?: \w+){0,2}? (?!is\b|was\b|this\b|does\b|has\b|status\b)\w{3,}s\b", text
    ):
        return "list"
    return "anything"


def fits(want: Wanted, text: str, said: AbstractSet[str] = NOTHING) -> float:
    """1 if the text holds the kind of thing that is wanted, -1 if not, 0 if anything will do.

    What is made of words that the question has ``said`` itself is not what it asks for.
    """
    match want:
        case "anything":
            return 0.0
        case "list":
            return _listing(text)
        case _:
            return 1.0 if any(not words <= said for words in _held(want, text)) else -1.0


@lru_cache(maxsize=4096)
def _listing(text: str) -> float:
    return 1.0 if _BULLETS.search(text) else 0.0 if _SERIES.search(text) else -1.0


@lru_cache(maxsize=4096)
def _held(want: Wanted, text: str) -> tuple[frozenset[str], ...]:
    """The words of each name, date or number that a text holds; kept for the next question."""
    pattern = {"person": _NAME, "date": _DATE}.get(want, _NUMBER)
    return tuple(dict.fromkeys(frozenset(terms(found[0])) for found in pattern.finditer(text)))


def misses(want: Wanted, fitting: float) -> float:
    """1 where somebody, a day or a number is asked for and, as ``fits`` says, none is held; not every list looks like one."""
    return float(want != "list" and fitting == -1)
