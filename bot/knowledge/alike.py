"""Finding the texts that one with slips was meant to be, among thousands, in a fraction of a millisecond.

The measure is the similarity of optimal string alignment: 1 less the edits (a letter more, less or other, two neighbours
swapped) for each letter of the longer text. One edit changes the length by one letter and the set of letters by two at
most, so a look at both leaves few texts to compare, and none that is close is missed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

_ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class Alike:
    """Texts, the shortest first, that can be found by others that are like them."""

    texts: tuple[str, ...]
    _lengths: NDArray[np.int32]
    _letters: NDArray[np.uint64]
    """A bit for each letter that a text holds."""

    @classmethod
    def of(cls, texts: Iterable[str]) -> Alike:
        """Among these."""
        kept = tuple(sorted(texts, key=len))
        return cls(
            kept, np.array([len(text) for text in kept], np.int32), np.array([_set(text) for text in kept], np.uint64)
        )

    def near(self, text: str, similar: float) -> list[tuple[str, float]]:
        """The texts that are at least so similar (above 0, to 1), the most similar first."""
        ends = np.searchsorted(self._lengths, (len(text) * similar - _ROUNDING, len(text) / similar + 1))
        near = slice(*ends.tolist())
        lengths, letters = self._lengths[near], self._letters[near]
        edits = np.floor((1 - similar) * np.maximum(lengths, len(text)) + _ROUNDING)
        likely = np.bitwise_count(letters ^ np.uint64(_set(text))) <= 2 * edits
        some = [self.texts[near.start + at] for at in np.flatnonzero(likely).tolist()]
        found = process.extract(text, some, scorer=OSA.normalized_similarity, score_cutoff=similar, limit=None)
        return [(other, score) for other, score, _ in found]


def _set(text: str) -> int:
    bits = 0
    for letter in set(text):
        bits |= 1 << (ord(letter) & 63)
    return bits
