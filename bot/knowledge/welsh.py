"""Welsh: telling that a question is in it, and giving it the answer that is recorded in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.knowledge.documents import Faq
from bot.knowledge.hits import Hit
from bot.knowledge.tokens import Word

_WORDS = (
    "a allaf allwch am ar at beth ble bod bydd byddaf cael cewch ddim dw dwi dych ddefnyddio ei eich eisiau ein er eu faint fy "
    "fydd ga gaf gall gallaf gallwn gan gennych gwneud gyda gymraeg cymraeg i ichi mae maen mewn modd neu oes os pa pam pan pryd "
    "pwy rwy rwyf rydw rydych s sut sydd sy trwy un unrhyw wneud wrth y ydw ydych yn ym yng yr ymuno ynghylch"
)
WORDS = frozenset(_WORDS.split())
ENGLISH = frozenset(["a", "am", "at", "er", "i", "os", "s", "un"])
"""Welsh words that are English words too."""
HALF = 0.5
OTHER = 0.6
"""What is left of the certainty of an answer in the other language."""


def in_welsh(words: Sequence[Word]) -> bool:
    """Whether a question is in Welsh: two words that only Welsh has, or most of a short one."""
    only = sum(word.text in WORDS - ENGLISH for word in words)
    return only >= 2 or only > HALF * len(words)


def of_its_language(words: Sequence[Word], hits: list[Hit]) -> list[Hit]:
    """The hits with those in the question's language first, where there are any."""
    language = "cy" if in_welsh(words) else "en"
    if all(_language(hit) == language for hit in hits) or all(_language(hit) != language for hit in hits):
        return hits
    weighed = [hit if _language(hit) == language else replace(hit, confidence=OTHER * hit.confidence) for hit in hits]
    return sorted(weighed, key=lambda hit: -hit.confidence)


def _language(hit: Hit) -> str:
    if isinstance(hit.found, Faq):
        return hit.found.language
    return hit.document.language if hit.document else "en"
