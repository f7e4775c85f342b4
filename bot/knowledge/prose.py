"""Documents in passages, indexed: by their words, and by what they mean where the full engine is on."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.audiences import Audiences
from bot.knowledge.decision import Evidence, Weights, fits, misses
from bot.knowledge.documents import Document, Faq, Passage
from bot.knowledge.encoder import Matrix
from bot.knowledge.hits import LOOKED_AT, Hit
from bot.knowledge.passages import SENTENCES, sentences
from bot.knowledge.search import Index, Scores, best, scaled
from bot.knowledge.synonyms import also
from bot.knowledge.tokens import content, gist, terms
from bot.knowledge.vectors import Vectors
from bot.knowledge.weighing import Query, Scale
from bot.people import Viewer

DOCUMENT_WEIGHT = 0.3
"""Of the whole document (title, author, publisher, text) beside the passage."""
SYNONYM_WEIGHT = 0.5
WORDS_WEIGHT = 0.5
"""Of words beside meaning; over our own tuned questions the right passage stands higher than with 0.2 (mean of 1/place .86, .82)."""
_TITLES = 2
"""How often more a word of the title counts than one of the text."""


@dataclass(frozen=True, slots=True)
class Prose:
    """Passages and their documents with their indexes."""

    documents: dict[str, Document]
    passages: tuple[Passage, ...]
    by_author: dict[str, list[Document]]
    """The documents by each stem of their author's name."""
    words: Index
    contexts: Index
    titles: Index
    _context_of: NDArray[np.int32]
    _shelf: dict[str, int]
    """The row of each document among the contexts."""
    _audiences: Audiences
    _weights: Weights
    meaning: Matrix | None

    @classmethod
    def build(
        cls,
        documents: Mapping[str, Document],
        passages: Sequence[Passage],
        counts: Counter[str],
        vectors: Vectors | None,
        light: Weights,
        full: Weights,
    ) -> Prose:
        """Index these, and count their words; by words only where not all are encoded yet."""
        shelf = {id: number for number, id in enumerate(documents)}
        whole = {id: set(provenance(document)) for id, document in documents.items()}
        words = Index.build(_stems(passages, counts, whole))
        meaning = vectors.of([passage.text for passage in passages]) if vectors and passages else None
        contexts = Index.build(
            ([*sorted(whole[id]), *_TITLES * sorted(provenance(one))] for id, one in documents.items()), b=0.0
        )
        by_author: dict[str, list[Document]] = defaultdict(list)
        for document in documents.values():
            for stem in gist(document.author or ""):
                by_author[stem].append(document)
        return cls(
            dict(documents),
            tuple(passages),
            by_author,
            words,
            contexts,
            Index.build(sorted(provenance(document)) for document in documents.values()),
            np.array([shelf[passage.document] for passage in passages], np.int32),
            shelf,
            Audiences.of(documents[passage.document].audience for passage in passages),
            light if meaning is None else full,
            meaning,
        )

    def scores(self, stems: Sequence[str], vector: Matrix | None) -> Scores:
        """How well each passage fits: its own words, those of its whole document and provenance, and what it means."""
        others = [other for term in stems for other in also(term)]
        own = self.words.scores(stems) + np.float32(SYNONYM_WEIGHT) * self.words.scores(others)
        if own.any():
            own = scaled(own) + DOCUMENT_WEIGHT * scaled(self.contexts.scores(stems))[self._context_of]
        if self.meaning is None or vector is None:
            return own
        return np.asarray(self.meaning @ vector + np.float32(WORDS_WEIGHT) * own, np.float32)

    def about(self, documents: Iterable[Document], stems: Sequence[str]) -> list[float]:
        """How much of these stems each document holds in its title, and half as much in its text (0 to 1)."""
        scale = Scale.of(stems, self.words)
        shares = (scale.shares(self.titles) + scale.shares(self.contexts)) / 2
        return [float(shares[self._shelf[document.id]]) for document in documents]

    def hits(self, query: Query, viewer: Viewer, vector: Matrix | None, unknown: float) -> list[Hit]:
        """The best that do not overlap, weighed. ``unknown`` is the share of the question that no text knows."""
        scores = self._audiences.visible(self.scores(query.stems, vector), viewer)
        scale = Scale.of((*query.stems, *query.named), self.words)
        hits: list[Hit] = []
        rows = best(scores, 3 * LOOKED_AT)
        for row in rows:
            passage = self.passages[row]
            if any(_beside(passage, hit.found) for hit in hits):
                continue
            rival = max((scores[other] for other in rows if not _beside(passage, self.passages[other])), default=0.0)
            near = float(self.meaning[row] @ vector) if self.meaning is not None and vector is not None else 0.0
            evidence = self._weighed(query, scale, passage, float(scores[row] - rival), unknown, near)
            hits.append(Hit(passage, self.documents[passage.document], *self._weights.certainty(evidence)))
            if len(hits) == LOOKED_AT:
                break
        return hits

    def _weighed(
        self, query: Query, scale: Scale, passage: Passage, lead: float, unknown: float, near: float
    ) -> Evidence:
        shelf, told = self._shelf[passage.document], provenance(self.documents[passage.document])
        parts = _parts(passage.text)
        own = frozenset().union(*(stems for stems, _ in parts))
        around = own | {term for term in query.stems if self.contexts.holds(term, shelf)}
        nearest, part = max(((scale.share(query.stems, stems, told), part) for stems, part in parts), default=(0.0, ""))
        fitting = (fits(query.want, part, query.said) + fits(query.want, passage.text, query.said)) / 2
        return Evidence(
            covered=scale.share(query.stems, own, told),
            in_sentence=nearest,
            nearby=scale.share(query.stems, around),
            asked=scale.share(query.asked, own),
            named=scale.share(query.named, around, told) if query.named else 1.0,
            unknown=unknown,
            margin=lead / (1 + DOCUMENT_WEIGHT),
            fits=fitting,
            length=math.log1p(len(query.stems)),
            misses=misses(query.want, fitting),
            near=near,
        )


@lru_cache(maxsize=1024)
def _parts(text: str) -> tuple[tuple[frozenset[str], str], ...]:
    """The sentences of a passage, each with the stems that say what it is about; kept for the next question."""
    return tuple((gist(part), part) for line in text.split("\n") for part in sentences(line))


def provenance(document: Document) -> frozenset[str]:
    """The stems of what is told about a document: its title, author and publisher."""
    return gist(told_about(document))


def told_about(document: Document) -> str:
    """A document's title, author and publisher."""
    return " ".join(filter(None, (document.title, document.author, document.publisher)))


def _stems(passages: Iterable[Passage], counts: Counter[str], whole: dict[str, set[str]]) -> Iterator[list[str]]:
    """The stems of each passage; its words are counted, and its document gets the stems."""
    for passage in passages:
        row = terms(passage.text)
        counts.update(row)
        stems = content(row)
        whole[passage.document].update(stems)
        yield stems


def _beside(passage: Passage, other: Faq | Passage) -> bool:
    """Whether two windows overlap, so that they are one find."""
    return (
        isinstance(other, Passage)
        and passage.document == other.document
        and abs(passage.number - other.number) < SENTENCES
    )
