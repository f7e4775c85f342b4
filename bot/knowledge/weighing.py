"""Weighing a find against a question: how much of what the question says does it hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np

from bot.knowledge.decision import NOTHING, Wanted, wanted
from bot.knowledge.search import Index, Scores
from bot.knowledge.synonyms import also
from bot.knowledge.tokens import LIGHT, STOP, Word, content, stem

LIKE_WEIGHT = 0.7
LIGHT_WEIGHT = 0.3


@dataclass(frozen=True, slots=True)
class Query:
    """A question as it is searched for: its words, the stems of those that say what it is about, what it asks for."""

    words: list[str]
    stems: list[str]
    named: tuple[str, ...]
    """Stems of words that were written as names."""
    want: Wanted

    @classmethod
    def of(cls, words: Sequence[Word]) -> Query:
        """From the words of the question, in order."""
        texts = [word.text for word in words]
        names = dict.fromkeys(stem(word.text) for word in words[1:] if word.capital and word.text not in STOP)
        return cls(texts, list(dict.fromkeys(content(texts))), tuple(names), wanted(texts))

    @property
    def asked(self) -> list[str]:
        """Stems of what is asked of the names; of everything where nothing else is left."""
        return [term for term in self.stems if term not in self.named] or self.stems

    @property
    def said(self) -> frozenset[str]:
        """Its words but for names: "who is Ann Ash?" may be answered by her name."""
        return frozenset(word for word in self.words if stem(word) not in self.named)


@dataclass(frozen=True, slots=True)
class Scale:
    """Stems with how much each tells texts apart; words that every question holds weigh little."""

    weights: Mapping[str, float]

    @classmethod
    def of(cls, stems: Iterable[str], index: Index) -> Scale:
        """The weights that stems have among the texts of an index."""
        return cls({term: index.weight(term) * (LIGHT_WEIGHT if term in LIGHT else 1) for term in stems})

    def share(self, stems: Iterable[str], held: AbstractSet[str], told: AbstractSet[str] = NOTHING) -> float:
        """How much of these stems is held, by weight (0 to 1).

        A synonym counts less, and so does a word that only the document's provenance holds (an author writes "I").
        """
        total = found = 0.0
        for term in stems:
            weight = self.weights[term]
            total += weight
            if term in held:
                found += weight
            elif term in told or not held.isdisjoint(also(term)):
                found += LIKE_WEIGHT * weight
        return found / total if total else 0.0

    def shares(self, index: Index) -> Scores:
        """How much of these stems each row of an index holds, by weight (0 to 1); a synonym counts less."""
        found = np.zeros(index.rows, np.float32)
        for term, weight in self.weights.items():
            held = np.zeros(index.rows, np.float32)
            for other in also(term):
                held[index.holding(other)] = LIKE_WEIGHT
            held[index.holding(term)] = 1
            found += np.float32(weight) * held
        total = sum(self.weights.values())
        return found / np.float32(total) if total else found
