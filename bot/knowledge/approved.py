"""Approved answers, indexed: by their words, and by what they mean where the full engine is on."""

from __future__ import annotations

import math
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.audiences import Audiences
from bot.knowledge.decision import Evidence, Wanted, Weights, fits, misses, wanted
from bot.knowledge.documents import Faq
from bot.knowledge.encoder import Matrix
from bot.knowledge.hits import LOOKED_AT, Hit
from bot.knowledge.meaning import Meaning
from bot.knowledge.search import Index, Scores, best, scaled
from bot.knowledge.synonyms import also
from bot.knowledge.tokens import LIGHT, content, gist, stem, terms
from bot.knowledge.vectors import Vectors, phrasings, with_answer
from bot.knowledge.weighing import Query, Scale
from bot.people import Viewer

ANSWER_WEIGHT = 0.5
"""Of the answer's words beside the question's; measured on CovidFAQ, where 0.25 to 1 are within 0.01 of it."""
BESIDE = 0.3
"""How much nearer to an answer a question must be than to one known to be none, not to be doubted for it."""
NO_WORDS = 0.1
LEAVING = frozenset(
    stem(word)
    for word in ["stop", "leave", "quit", "resign", "cancel", "withdraw", "end", "refuse", "decline", "without"]
)
"""Words that turn what a question asks into its opposite."""
TURNED = 0.5
"""What is left of the certainty of an answer to the opposite, or of another matter: it may be offered, it is not given."""
WORDS_WEIGHT = 0.2
"""Of words beside meaning; measured on CovidFAQ, where 0.1 to 0.3 are within 0.02 of it."""


@dataclass(frozen=True, slots=True)
class _Sense:
    """What the full engine sees of a question, for every answer."""

    near: Matrix
    like: Matrix
    words: Matrix
    strange: float | None

    def of(self, row: int, meaning: Meaning) -> dict[str, float]:
        """The evidence for one answer."""
        near, like = float(self.near[row]), float(self.like[row])
        return {
            "near": near,
            "like": like,
            "nearer": near - float(meaning.usual_near[row]),
            "liker": like - float(meaning.usual_like[row]),
            "words": float(self.words[row]),
            "stranger": 0.0 if self.strange is None else max(0.0, self.strange - near + BESIDE),
        }


@dataclass(frozen=True, slots=True)
class Approved:
    """Approved answers with their indexes."""

    faqs: tuple[Faq, ...]
    answers: Index
    _questions: Index
    _question_of: NDArray[np.int32]
    _audiences: Audiences
    _weights: Weights
    meaning: Meaning | None
    strange: Matrix | None
    """Vectors of questions that are known to be none of these."""

    @classmethod
    def build(
        cls, faqs: Sequence[Faq], vectors: Vectors | None, light: Weights, full: Weights, strange: Sequence[str] = ()
    ) -> Approved:
        """Index these; by words only where not all are encoded yet."""
        asked = [(row, text) for row, faq in enumerate(faqs) for text in phrasings(faq)]
        question_of = np.array([row for row, _ in asked], np.int32)
        near = vectors.of([text for _, text in asked]) if vectors and faqs else None
        told = vectors.of([with_answer(faq) for faq in faqs]) if vectors and faqs else None
        meaning = Meaning.of(near, question_of, told) if near is not None and told is not None else None
        return cls(
            tuple(faqs),
            Index.build(content(terms(with_answer(faq))) for faq in faqs),
            Index.build([terms(text) for _, text in asked]),
            question_of,
            Audiences.of(faq.audience for faq in faqs),
            full if meaning else light,
            meaning,
            vectors.of(strange) if vectors and strange else None,
        )

    def scores(self, words: Sequence[str], vector: Matrix | None) -> Scores:
        """How well each answer fits: all words against its questions, and what it is about or what it means."""
        asked = self._asked(words)
        if self.meaning is None or vector is None:
            return scaled(asked) + ANSWER_WEIGHT * scaled(self.answers.scores(content(words)))
        return (self.meaning.near(vector) + self.meaning.like(vector)) / 2 + np.float32(WORDS_WEIGHT) * scaled(asked)

    def _asked(self, words: Sequence[str]) -> Scores:
        asked = np.zeros(len(self.faqs), np.float32)
        np.maximum.at(asked, self._question_of, self._questions.scores(words))
        return asked

    def hits(self, query: Query, viewer: Viewer, vector: Matrix | None, unknown: float) -> list[Hit]:
        """The best, weighed. ``unknown`` is the share of the question that no text knows."""
        scores = self._audiences.visible(self.scores(query.words, vector), viewer)
        scale = Scale.of(query.stems, self.answers)
        rows = best(scores, LOOKED_AT)
        sense = self._sense(query, vector) if self.meaning and vector is not None else None
        hits = []
        for row in rows:
            rival = max((scores[other] for other in rows if other != row), default=0.0)
            lead = float(scores[row] - rival) / (1 + (WORDS_WEIGHT if sense else ANSWER_WEIGHT))
            evidence = self._weighed(query, scale, row, lead, unknown)
            if sense and self.meaning:
                evidence = replace(evidence, margin=lead, **sense.of(row, self.meaning))
            if evidence.covered or not query.stems or sense:
                hit = Hit(self.faqs[row], None, *self._weights.certainty(evidence))
                off = _turned(query, self.faqs[row]) or (sense is None and _of_another_matter(query, self.faqs[row]))
                hits.append(replace(hit, confidence=hit.confidence * TURNED) if off else hit)
        return hits

    def _sense(self, query: Query, vector: Matrix) -> _Sense:
        assert self.meaning is not None
        most = sum(self._questions.weight(word) for word in query.words)
        return _Sense(
            self.meaning.near(vector),
            self.meaning.like(vector),
            self._asked(query.words) / np.float32(max(most, NO_WORDS)),
            None if self.strange is None else float((self.strange @ vector).max(initial=-1)),
        )

    def _weighed(self, query: Query, scale: Scale, row: int, lead: float, unknown: float) -> Evidence:
        faq, wanted = self.faqs[row], frozenset(query.stems)
        asked = max((gist(text) for text in phrasings(faq)), key=lambda stems: _overlap(stems, wanted))
        held = asked | gist(faq.answer)
        covered = scale.share(query.stems, asked)
        back = Scale.of(asked, self.answers).share(asked, wanted)
        fitting = _fits(query, faq)
        return Evidence(
            covered=covered,
            in_sentence=2 * covered * back / (covered + back) if back else 0.0,
            nearby=scale.share(query.stems, held),
            asked=scale.share(query.asked, held),
            named=Scale.of(query.named, self.answers).share(query.named, held) if query.named else 1.0,
            unknown=unknown,
            margin=covered * lead,
            fits=fitting,
            length=math.log1p(len(query.stems)),
            misses=misses(query.want, fitting),
        )


def _turned(query: Query, faq: Faq) -> bool:
    """Whether a question is about leaving and the answer is not: "how do I stop being a champion?" is not "become one"."""
    leaving = LEAVING.intersection(query.stems)
    return bool(leaving) and not any(LEAVING & gist(text) for text in (*phrasings(faq), faq.answer))


def _of_another_matter(query: Query, faq: Faq) -> bool:
    """Whether half of the telling words of a question, or more, stand nowhere in an answer and its phrasings, nor do words
    for the same: what it costs to hire the hall is not what it costs to be a partner."""
    held = gist(faq.answer).union(*map(gist, phrasings(faq)))
    telling = [term for term in query.stems if term not in LIGHT]
    missing = [term for term in telling if term not in held and held.isdisjoint(also(term))]
    return bool(missing) and 2 * len(missing) >= len(telling)


def _fits(query: Query, faq: Faq) -> float:
    """Whether the answer holds the kind of thing that is asked for; one that was written for such questions says what it can."""
    found = fits(query.want, faq.answer, query.said)
    written = misses(query.want, found) and any(_asks(text) == query.want for text in phrasings(faq))
    return 0.0 if written else found


@lru_cache(maxsize=20_000)
def _asks(text: str) -> Wanted:
    """What a phrasing asks for, kept for the next question."""
    return wanted(terms(text))


def _overlap(first: AbstractSet[str], second: AbstractSet[str]) -> float:
    return len(first & second) / max(1, len(first | second))
