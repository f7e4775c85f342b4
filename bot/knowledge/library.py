"""Everything the bot can quote, indexed: approved answers, and documents in passages.

Immutable: built beside the old one and swapped whole. What a viewer may not see is never among the hits.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from bot.knowledge.approved import Approved
from bot.knowledge.decision import SHIPPED, Calibration
from bot.knowledge.documents import Document, Faq, Passage
from bot.knowledge.encoder import Encoder, Matrix
from bot.knowledge.hits import Hit
from bot.knowledge.prose import Prose, told_about
from bot.knowledge.spelling import COMMON, EVERYDAY, SHORTEST, Speller
from bot.knowledge.tokens import STOP, Word, stem, terms
from bot.knowledge.vectors import Vectors, phrasings, with_answer
from bot.knowledge.weighing import Query
from bot.people import Viewer

PREFERRED = 0.15
"""How much surer a passage must be than an approved answer to come before it: that one was written to be the answer."""


@dataclass(frozen=True, slots=True)
class Library:
    """An index of everything that can be quoted."""

    approved: Approved
    prose: Prose
    speller: Speller
    calibration: Calibration
    _encoder: Encoder | None
    _together: tuple[str, ...] = ()
    _encoded: dict[str, Matrix] = field(default_factory=dict)

    @classmethod
    def build(
        cls,
        faqs: Iterable[Faq],
        documents: Iterable[Document],
        passages: Iterable[Passage],
        vectors: Vectors | None = None,
        calibration: Calibration = SHIPPED,
        strange: Sequence[str] = (),
    ) -> Library:
        """Index these; passages of a document that is not there are left out.

        With ``vectors`` the full engine is on for approved answers, or for documents, once all of them are encoded. ``strange``
        are questions that people found to be none of the bot's.
        """
        faqs = tuple(faqs)
        shelves = {document.id: document for document in documents}
        kept = [passage for passage in passages if passage.document in shelves]
        counts = Counter(word for faq in faqs for text in (*phrasings(faq), with_answer(faq)) for word in terms(text))
        approved = Approved.build(faqs, vectors, calibration.faq, calibration.full_faq, strange)
        prose = Prose.build(shelves, kept, counts, vectors, calibration.prose, calibration.full_prose)
        for document in shelves.values():
            counts.update(terms(told_about(document)))
        means = approved.meaning is not None or prose.meaning is not None
        encoder = vectors.encoder if vectors and means else None
        return cls(approved, prose, Speller.of(dict(counts), COMMON | STOP), calibration, encoder)

    @property
    def documents(self) -> dict[str, Document]:
        """Every document by its id."""
        return self.prose.documents

    def search(self, words: Sequence[Word], viewer: Viewer, limit: int = 4) -> list[Hit]:
        """What fits the words of a question and the viewer may see, surest first."""
        query = Query.of(words)
        if not query.stems and not self.approved.faqs:
            return []
        vector, unknown = self.vector(" ".join(query.words)), self._unknown(query)
        hits = [
            *self.approved.hits(query, viewer, vector, unknown),
            *(self.prose.hits(query, viewer, vector, unknown) if query.stems else ()),
        ]
        return sorted(hits, key=lambda hit: -hit.confidence - (PREFERRED if isinstance(hit.found, Faq) else 0))[:limit]

    def vector(self, text: str) -> Matrix | None:
        """What a text means; None where only the light engine is on."""
        if self._encoder is None or not text:
            return None
        if text not in self._together:
            (found,) = self._encoder.encode([text])
            return np.asarray(found, np.float32)
        if not self._encoded:
            self._encoded.update(zip(self._together, self._encoder.encode(self._together), strict=True))
        return self._encoded[text]

    def together(self, texts: Iterable[str]) -> Library:
        """The same for one message: what these mean is found out at one go, once the first of them is asked for."""
        return (
            self
            if self._encoder is None
            else replace(self, _together=tuple(dict.fromkeys(filter(None, texts))), _encoded={})
        )

    def about(self, documents: Iterable[Document], stems: Sequence[str]) -> list[float]:
        """How much of these stems each document holds in its title, and half as much in its text (0 to 1)."""
        return self.prose.about(documents, stems)

    def knows(self, stem: str) -> bool:
        """Whether a stem stands in any text."""
        indexes = (self.prose.words, self.approved.answers, self.prose.contexts)
        return any(stem in index.vocabulary for index in indexes)

    def spelled(self, word: str) -> bool:
        """Whether a word is no slip of the pen: a text or the model's vocabulary holds it."""
        if self.speller.knows(word) or stem(word) in EVERYDAY or self.knows(stem(word)):
            return True
        return self._encoder is not None and len(word) >= SHORTEST and word in self._encoder.pieces.numbers

    def _unknown(self, query: Query) -> float:
        """The share of what the question is about that no text knows."""
        strange = [term for term in query.stems if not self.knows(term)]
        return len(strange) / len(query.stems) if query.stems else 0.0
