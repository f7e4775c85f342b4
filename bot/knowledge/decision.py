"""How sure the bot is that what it found answers the question: evidence in, a probability out.

A logistic regression over what can be seen without understanding: how much of the question stands in what was found,
in one sentence of it and in the rest of its document, how far the runner-up is behind, how much of the question no
text knows, and whether a "who" found a name and a "when" a date. ``bench/fitting.py`` fits the weights and says on what.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Literal

Wanted = Literal["person", "date", "number", "list", "anything"]

_DATE = re.compile(
    r"\b(?:\d{4}|\d{1,2}(?:st|nd|rd|th)?|today|tomorrow|(?:next|last|this) \w+|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|january|february|march|april|may|june|july|august|september|october|november|december"
    r"|spring|summer|autumn|winter|(?:every|each) \w+|weekly|monthly|annual(?:ly)?)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"\b(?:\d[\d,.]*|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|thousands?"
    r"|millions?|billions?|half)\b",
    re.IGNORECASE,
)
_BULLETS = re.compile(r"\n\s*[^\w\s]\s")
_SERIES = re.compile(r"[^,.;]+,[^,.;]+(?:,| and| or) ")
_NAME = re.compile(r"\b[A-Z][\w'-]+,? (?:and |of |the )*[A-Z][\w'-]+")


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


PROSE_WEIGHTS = (-9.11, 1.41, 1.96, 0.64, 3.11, 1.86, 0.00, 2.46, 1.17, 1.50)
FAQ_WEIGHTS = (-2.15, 0.00, 3.22, 0.00, 0.02, 0.00, 0.00, 6.67, 0.04, 0.49)


def certainty(evidence: Evidence, weights: tuple[float, ...]) -> float:
    """The logistic of the weighted evidence (the first weight is the constant).

    Half of it where no name is held, and half where nothing is held of what is asked: a sum forgives one for the other.
    """
    constant, *factors = weights
    values = (getattr(evidence, name) for name in Evidence.__slots__)
    total = constant + sum(factor * value for factor, value in zip(factors, values, strict=True))
    held = (1 + evidence.named) / 2 * (1 + min(1.0, 2 * evidence.asked)) / 2
    return held / (1 + math.exp(-total))


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


def fits(want: Wanted, text: str) -> float:
    """1 if the text holds the kind of thing that is wanted, -1 if not, 0 if anything will do."""
    match want:
        case "person":
            return 1.0 if _NAME.search(text) else -1.0
        case "date":
            return 1.0 if _DATE.search(text) else -1.0
        case "number":
            return 1.0 if _NUMBER.search(text) else -1.0
        case "list":
            return 1.0 if _BULLETS.search(text) else 0.0 if _SERIES.search(text) else -1.0
        case "anything":
            return 0.0
