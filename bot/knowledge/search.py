"""One BM25 index: rows of terms in, a score for every row out."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import bm25s
import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Index:
    """BM25 as Lucene has it (Robertson and Zaragoza 2009), built once and never changed."""

    rows: int
    vocabulary: dict[str, int]
    _bm25: bm25s.BM25 | None

    @classmethod
    def build(cls, rows: Iterable[Sequence[str]], k1: float = 1.5, b: float = 0.75) -> Index:
        """An index of these rows; ``k1`` damps repetition, ``b`` (0 to 1) how much a long row counts less."""
        vocabulary: dict[str, int] = {}
        ids = [[vocabulary.setdefault(term, len(vocabulary)) for term in row] for row in rows]
        if not vocabulary:
            return cls(len(ids), {}, None)
        bm25 = bm25s.BM25(k1=k1, b=b)
        bm25.index((ids, vocabulary), create_empty_token=False, show_progress=False)
        return cls(len(ids), vocabulary, bm25)

    def scores(self, query: Iterable[str]) -> Scores:
        """How well each row fits the terms; 0 where it holds none of them."""
        known = [self.vocabulary[term] for term in query if term in self.vocabulary]
        if self._bm25 is None or not known:
            return np.zeros(self.rows, np.float32)
        return np.asarray(self._bm25.get_scores(known), np.float32)

    def weight(self, term: str) -> float:
        """How much a term tells rows apart (inverse document frequency); most for a term that no row holds."""
        return math.log(1 + (self.rows - self.count(term) + 0.5) / (self.count(term) + 0.5))

    def holds(self, term: str, row: int) -> bool:
        """Whether a term stands in a row."""
        return row in self.holding(term)

    def holding(self, term: str) -> NDArray[np.int32]:
        """All rows in which a term stands."""
        number = self.vocabulary.get(term)
        if number is None or self._bm25 is None:
            return np.zeros(0, np.int32)
        starts = self._bm25.scores["indptr"]
        rows: NDArray[np.int32] = self._bm25.scores["indices"][starts[number] : starts[number + 1]]
        return rows

    def count(self, term: str) -> int:
        """In how many rows a term stands."""
        return len(self.holding(term))


def scaled(scores: Scores) -> Scores:
    """Scores as shares of the best one."""
    best = scores.max(initial=0)
    return scores / best if best > 0 else scores


def best(scores: Scores, limit: int) -> list[int]:
    """The rows with the highest scores above 0, best first, earlier rows before later ones when equal."""
    count = min(limit, len(scores))
    if not count:
        return []
    picked = np.argpartition(-scores, count - 1)[:count]
    return [int(row) for row in sorted(picked, key=lambda row: (-scores[row], row)) if scores[row] > 0]
