"""Telling whether a text is English, Welsh or neither, by the small words that no sentence does without."""

from __future__ import annotations

import re

_ENGLISH = "and be by can for from have is not of or that the their they this to was we will with you"
_WELSH = "ac ar bod ei eu fel gan gyda gyfer hyn mae nad oedd sy sydd wedi y yn yng ym yr yw"
SMALL = {"en": frozenset(_ENGLISH.split()), "cy": frozenset(_WELSH.split())}
ENOUGH = 60
"""Words below which a text says too little of its language."""
TELLING = 0.1
FEW = 0.04
"""The share of small words of a language: a quarter of the words of running text, of another language's next to none."""


def language_of(text: str) -> str | None:
    """``en`` or ``cy`` where a text is clearly in it."""
    shares = _shares(text)
    best = max(shares, key=lambda language: shares[language], default=None)
    return best if best and shares[best] >= TELLING else None


def foreign(text: str) -> bool:
    """Whether a text is long enough to tell, and in neither."""
    shares = _shares(text)
    return bool(shares) and max(shares.values()) < FEW


def _shares(text: str) -> dict[str, float]:
    words = re.findall(r"[^\W\d_]+", text.lower())[:2000]
    if len(words) < ENOUGH:
        return {}
    return {language: sum(word in small for word in words) / len(words) for language, small in SMALL.items()}
