"""Everything the bot can quote, indexed: approved answers, and documents in passages.

Immutable: built beside the old one and swapped whole. What a viewer may not see is never among the hits.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.decision import FAQ_WEIGHTS, PROSE_WEIGHTS, Evidence, Wanted, fits, probability, wanted
from bot.knowledge.documents import Document, Faq, Passage
from bot.knowledge.passages import SENTENCES, sentences
from bot.knowledge.search import Index, Scores, best, scaled
from bot.knowledge.spelling import COMMON, Speller
from bot.knowledge.synonyms import also
from bot.knowledge.tokens import content, terms
from bot.people import Viewer

ANSWER_WEIGHT = 0.5
"""Of the answer's words beside the question's; measured on CovidFAQ, where 0.25 to 1 are within 0.01 of it."""
DOCUMENT_WEIGHT = 0.3
"""Of the whole document (title, author, publisher, text) beside the passage."""
LOOKED_AT = 6


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that may answer a question, and how sure that is (0 to 1)."""

    found: Faq | Passage
    document: Document | None
    confidence: float
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Query:
    """A question as it is searched for: its words, the stems of those that say what it is about, what it asks for."""

    words: list[str]
    stems: list[str]
    want: Wanted

    @classmethod
    def of(cls, words: Sequence[str]) -> Query:
        """From the words of the question, in order."""
        return cls(list(words), list(dict.fromkeys(content(words))), wanted(list(words)))


@dataclass(frozen=True, slots=True)
class Library:
    """An index of everything that can be quoted."""

    faqs: tuple[Faq, ...]
    documents: dict[str, Document]
    passages: tuple[Passage, ...]
    speller: Speller
    _questions: Index
    _question_of: NDArray[np.int32]
    _answers: Index
    _prose: Index
    _contexts: Index
    _context_of: NDArray[np.int32]
    _shelves: tuple[str, ...]
    """The documents in the order of the contexts."""

    @classmethod
    def build(cls, faqs: Iterable[Faq], documents: Iterable[Document], passages: Iterable[Passage]) -> Library:
        """Index these; passages of a document that is not there are left out."""
        faqs = tuple(faqs)
        shelves = {document.id: document for document in documents}
        kept = tuple(passage for passage in passages if passage.document in shelves)
        vocabulary: Counter[str] = Counter()
        asked = [(row, terms(text)) for row, faq in enumerate(faqs) for text in (faq.question, *faq.phrasings)]
        answered = [terms(f"{faq.question} {faq.answer}") for faq in faqs]
        whole: dict[str, set[str]] = defaultdict(set)
        for document in shelves.values():
            told = terms(" ".join(filter(None, (document.title, document.author, document.publisher))))
            vocabulary.update(told)
            whole[document.id].update(content(told))
        for row in answered:
            vocabulary.update(row)
        for _, row in asked:
            vocabulary.update(row)

        def prose() -> Iterable[list[str]]:
            for passage in kept:
                row = terms(passage.text)
                vocabulary.update(row)
                stems = content(row)
                whole[passage.document].update(stems)
                yield stems

        index = Index.build(prose())
        numbers = {id: number for number, id in enumerate(shelves)}
        return cls(
            faqs,
            shelves,
            kept,
            Speller.of(dict(vocabulary), COMMON),
            Index.build([row for _, row in asked]),
            np.array([row for row, _ in asked], np.int32),
            Index.build(content(row) for row in answered),
            index,
            Index.build((sorted(whole[id]) for id in shelves), b=0.0),
            np.array([numbers[passage.document] for passage in kept], np.int32),
            tuple(shelves),
        )

    def faq_scores(self, words: Sequence[str]) -> Scores:
        """How well each FAQ fits: all words against its questions, plus what it is about against question and answer."""
        rows = self._questions.scores(words)
        asked = np.zeros(len(self.faqs), np.float32)
        np.maximum.at(asked, self._question_of, rows)
        return scaled(asked) + ANSWER_WEIGHT * scaled(self._answers.scores(content(words)))

    def passage_scores(self, stems: Sequence[str]) -> Scores:
        """How well each passage fits: its own words, plus those of its whole document and provenance."""
        own = self._prose.scores(stems)
        for term in stems:
            for other in also(term):
                own = own + np.float32(0.5) * self._prose.scores([other])
        if not own.any():
            return own
        return scaled(own) + DOCUMENT_WEIGHT * scaled(self._contexts.scores(stems))[self._context_of]

    def search(self, words: Sequence[str], viewer: Viewer, limit: int = 4) -> list[Hit]:
        """What fits the words of a question and the viewer may see, surest first."""
        query = Query.of(words)
        if not query.stems and not self.faqs:
            return []
        hits = [*self._faq_hits(query, viewer), *self._passage_hits(query, viewer)]
        return sorted(hits, key=lambda hit: -hit.confidence)[:limit]

    def about(self, document: str, stems: Sequence[str]) -> float:
        """The share of these stems, weighted, that a document holds in its text or provenance."""
        shelf = self._shelves.index(document)
        return self._share(stems, {term for term in stems if self._contexts.holds(term, shelf)}, self._prose)

    def knows(self, stem: str) -> bool:
        """Whether a stem stands in any text."""
        return any(stem in index.vocabulary for index in (self._prose, self._answers, self._contexts))

    def _faq_hits(self, query: Query, viewer: Viewer) -> list[Hit]:
        scores = self.faq_scores(query.words)
        visible = np.array([viewer.may_see(faq.audience) for faq in self.faqs], bool)
        scores = np.where(visible, scores, 0).astype(np.float32)
        rows = best(scores, LOOKED_AT)
        hits = []
        for place, row in enumerate(rows):
            faq = self.faqs[row]
            rival = max((scores[other] for other in rows if other != row), default=0.0)
            ways = [content(terms(text)) for text in (faq.question, *faq.phrasings)]
            asked = max(ways, key=lambda stems: _overlap(stems, query.stems))
            text = f"{faq.question} {faq.answer}"
            evidence = Evidence(
                covered=self._share(query.stems, set(asked), self._answers),
                in_sentence=self._share(list(dict.fromkeys(asked)), set(query.stems), self._answers),
                nearby=self._share(query.stems, set(content(terms(text))), self._answers),
                unknown=self._unknown(query),
                margin=float((scores[row] - rival) / (1 + ANSWER_WEIGHT)) if place == 0 else 0.0,
                fits=fits(query.want, faq.answer),
                length=float(np.log1p(len(query.stems))),
            )
            hits.append(Hit(faq, None, probability(evidence, FAQ_WEIGHTS), evidence))
        return hits

    def _passage_hits(self, query: Query, viewer: Viewer) -> list[Hit]:
        scores = self.passage_scores(query.stems)
        hidden = [number for number, id in enumerate(self._shelves) if not viewer.may_see(self.documents[id].audience)]
        if hidden:
            scores = np.where(np.isin(self._context_of, hidden), 0, scores).astype(np.float32)
        hits: list[Hit] = []
        rows = best(scores, 3 * LOOKED_AT)
        for row in rows:
            passage = self.passages[row]
            if any(_beside(passage, hit.found) for hit in hits):
                continue
            rival = max((scores[other] for other in rows if not _beside(passage, self.passages[other])), default=0.0)
            evidence = self._evidence(query, passage, float(scores[row] - rival) / (1 + DOCUMENT_WEIGHT))
            document = self.documents[passage.document]
            hits.append(Hit(passage, document, probability(evidence, PROSE_WEIGHTS), evidence))
            if len(hits) == LOOKED_AT:
                break
        return hits

    def _evidence(self, query: Query, passage: Passage, lead: float) -> Evidence:
        shelf = self._shelves.index(passage.document)
        own = set(content(terms(passage.text)))
        parts = [set(content(terms(part))) for line in passage.text.split("\n") for part in sentences(line)]
        around = {term for term in query.stems if self._contexts.holds(term, shelf)}
        return Evidence(
            covered=self._share(query.stems, own, self._prose),
            in_sentence=max((self._share(query.stems, part, self._prose) for part in parts), default=0.0),
            nearby=self._share(query.stems, own | around, self._prose),
            unknown=self._unknown(query),
            margin=max(0.0, lead),
            fits=fits(query.want, passage.text),
            length=float(np.log1p(len(query.stems))),
        )

    def _share(self, wanted_stems: Sequence[str], held: set[str], index: Index) -> float:
        """How much of the wanted stems is held, each weighted by how much it tells texts apart."""
        total = sum(index.weight(term) for term in wanted_stems)
        if not total:
            return 0.0
        found = 0.0
        for term in wanted_stems:
            if term in held:
                found += index.weight(term)
            elif any(other in held for other in also(term)):
                found += 0.7 * index.weight(term)
        return found / total

    def _unknown(self, query: Query) -> float:
        """The share of what the question is about that no text knows."""
        strange = [term for term in query.stems if not self.knows(term)]
        return len(strange) / len(query.stems) if query.stems else 0.0


def _overlap(first: Sequence[str], second: Sequence[str]) -> float:
    return len(set(first) & set(second)) / max(1, len(set(first) | set(second)))


def _beside(passage: Passage, other: Faq | Passage) -> bool:
    """Whether two windows overlap, so that they are one find."""
    return (
        isinstance(other, Passage)
        and passage.document == other.document
        and abs(passage.number - other.number) < SENTENCES
    )
