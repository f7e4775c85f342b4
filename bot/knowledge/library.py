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
from bot.knowledge.tokens import LIGHT, STOP, Word, content, stem, terms
from bot.people import Viewer

ANSWER_WEIGHT = 0.5
"""Of the answer's words beside the question's; measured on CovidFAQ, where 0.25 to 1 are within 0.01 of it."""
DOCUMENT_WEIGHT = 0.3
"""Of the whole document (title, author, publisher, text) beside the passage."""
SYNONYM_WEIGHT = 0.5
LIKE_WEIGHT = 0.7
LIGHT_WEIGHT = 0.3
LOOKED_AT = 6
_TITLES = 2
"""How often more a word of the title counts than one of the text."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that may answer a question, and how sure that is (0 to 1)."""

    found: Faq | Passage
    document: Document | None
    confidence: float
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class _Audiences:
    """Who may see each row: few audiences, many rows."""

    names: tuple[str, ...]
    of_row: NDArray[np.int32]

    @classmethod
    def of(cls, rows: Iterable[str]) -> _Audiences:
        numbers: dict[str, int] = {}
        of_row = [numbers.setdefault(name, len(numbers)) for name in rows]
        return cls(tuple(numbers), np.array(of_row, np.int32))

    def visible(self, scores: Scores, viewer: Viewer) -> Scores:
        """The scores with 0 for every row that the viewer may not see."""
        seen = np.array([viewer.may_see(name) for name in self.names], bool)
        return scores if seen.all() else np.where(seen[self.of_row], scores, np.float32(0))


@dataclass(frozen=True, slots=True)
class Query:
    """A question as it is searched for: its words, the stems of those that say what it is about, what it asks for."""

    words: list[str]
    stems: list[str]
    named: frozenset[str]
    """Stems of words that were written as names."""
    want: Wanted

    @classmethod
    def of(cls, words: Sequence[Word]) -> Query:
        """From the words of the question, in order."""
        texts = [word.text for word in words]
        names = frozenset(stem(word.text) for word in words[1:] if word.capital and word.text not in STOP)
        return cls(texts, list(dict.fromkeys(content(texts))), names, wanted(texts))

    @property
    def asked(self) -> list[str]:
        """Stems of what is asked of the names; of everything where nothing else is left."""
        return [term for term in self.stems if term not in self.named] or self.stems


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
    _shelf: dict[str, int]
    """The row of each document among the contexts."""
    _faq_audiences: _Audiences
    _audiences: _Audiences
    """Of the passages."""

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
        shelf = {id: number for number, id in enumerate(shelves)}
        return cls(
            faqs,
            shelves,
            kept,
            Speller.of(dict(vocabulary), COMMON),
            Index.build([row for _, row in asked]),
            np.array([row for row, _ in asked], np.int32),
            Index.build(content(row) for row in answered),
            index,
            Index.build(
                ([*sorted(whole[id]), *_TITLES * sorted(_provenance(one))] for id, one in shelves.items()), b=0.0
            ),
            np.array([shelf[passage.document] for passage in kept], np.int32),
            shelf,
            _Audiences.of(faq.audience for faq in faqs),
            _Audiences.of(shelves[passage.document].audience for passage in kept),
        )

    def faq_scores(self, words: Sequence[str]) -> Scores:
        """How well each FAQ fits: all words against its questions, plus what it is about against question and answer."""
        rows = self._questions.scores(words)
        asked = np.zeros(len(self.faqs), np.float32)
        np.maximum.at(asked, self._question_of, rows)
        return scaled(asked) + ANSWER_WEIGHT * scaled(self._answers.scores(content(words)))

    def passage_scores(self, stems: Sequence[str]) -> Scores:
        """How well each passage fits: its own words, plus those of its whole document and provenance."""
        others = [other for term in stems for other in also(term)]
        own = self._prose.scores(stems) + np.float32(SYNONYM_WEIGHT) * self._prose.scores(others)
        if not own.any():
            return own
        return scaled(own) + DOCUMENT_WEIGHT * scaled(self._contexts.scores(stems))[self._context_of]

    def search(self, words: Sequence[Word], viewer: Viewer, limit: int = 4) -> list[Hit]:
        """What fits the words of a question and the viewer may see, surest first."""
        query = Query.of(words)
        if not query.stems and not self.faqs:
            return []
        hits = [*self._faq_hits(query, viewer), *self._passage_hits(query, viewer)]
        return sorted(hits, key=lambda hit: -hit.confidence)[:limit]

    def about(self, document: Document, stems: Sequence[str]) -> float:
        """How much of these stems a document holds in its title, and half as much in its text (0 to 1)."""
        shelf = self._shelf[document.id]
        held = {term for term in stems if self._contexts.holds(term, shelf)}
        titled = self._share(stems, set(_provenance(document)), self._prose)
        return (titled + self._share(stems, held, self._prose)) / 2

    def knows(self, stem: str) -> bool:
        """Whether a stem stands in any text."""
        return any(stem in index.vocabulary for index in (self._prose, self._answers, self._contexts))

    def _faq_hits(self, query: Query, viewer: Viewer) -> list[Hit]:
        scores = self.faq_scores(query.words)
        scores = self._faq_audiences.visible(scores, viewer)
        rows = best(scores, LOOKED_AT)
        hits = []
        for row in rows:
            faq = self.faqs[row]
            rival = max((scores[other] for other in rows if other != row), default=0.0)
            ways = [content(terms(text)) for text in (faq.question, *faq.phrasings)]
            asked = max(ways, key=lambda stems: _overlap(stems, query.stems))
            text = f"{faq.question} {faq.answer}"
            covered = self._share(query.stems, set(asked), self._answers)
            back = self._share(list(dict.fromkeys(asked)), set(query.stems), self._answers)
            if not covered and query.stems:
                continue
            held = set(content(terms(text)))
            evidence = Evidence(
                covered=covered,
                in_sentence=2 * covered * back / (covered + back) if back else 0.0,
                nearby=self._share(query.stems, held, self._answers),
                asked=self._share(query.asked, held, self._answers),
                named=self._share(sorted(query.named), held, self._answers) if query.named else 1.0,
                unknown=self._unknown(query),
                margin=covered * float(scores[row] - rival) / (1 + ANSWER_WEIGHT),
                fits=fits(query.want, faq.answer),
                length=float(np.log1p(len(query.stems))),
            )
            sure = probability(evidence, FAQ_WEIGHTS) * (1 + evidence.named) / 2
            hits.append(Hit(faq, None, sure, evidence))
        return hits

    def _passage_hits(self, query: Query, viewer: Viewer) -> list[Hit]:
        scores = self.passage_scores(query.stems)
        scores = self._audiences.visible(scores, viewer)
        hits: list[Hit] = []
        rows = best(scores, 3 * LOOKED_AT)
        for row in rows:
            passage = self.passages[row]
            if any(_beside(passage, hit.found) for hit in hits):
                continue
            rival = max((scores[other] for other in rows if not _beside(passage, self.passages[other])), default=0.0)
            evidence = self._evidence(query, passage, float(scores[row] - rival) / (1 + DOCUMENT_WEIGHT))
            document = self.documents[passage.document]
            sure = probability(evidence, PROSE_WEIGHTS) * (1 + evidence.named) / 2
            hits.append(Hit(passage, document, sure, evidence))
            if len(hits) == LOOKED_AT:
                break
        return hits

    def _evidence(self, query: Query, passage: Passage, lead: float) -> Evidence:
        shelf = self._shelf[passage.document]
        own, told = set(content(terms(passage.text))), _provenance(self.documents[passage.document])
        parts = [part for line in passage.text.split("\n") for part in sentences(line)]
        shares = [self._share(query.stems, set(content(terms(part))), self._prose, told) for part in parts]
        best_part = parts[max(range(len(parts)), key=shares.__getitem__)] if parts else ""
        around = {term for term in query.stems if self._contexts.holds(term, shelf)}
        return Evidence(
            covered=self._share(query.stems, own, self._prose, told),
            in_sentence=max(shares, default=0.0),
            nearby=self._share(query.stems, own | around, self._prose),
            unknown=self._unknown(query),
            asked=self._share(query.asked, own, self._prose),
            named=self._share(sorted(query.named), own | around, self._prose, told) if query.named else 1.0,
            margin=lead,
            fits=(fits(query.want, best_part) + fits(query.want, passage.text)) / 2,
            length=float(np.log1p(len(query.stems))),
        )

    def _share(self, stems: Sequence[str], held: set[str], index: Index, told: frozenset[str] = frozenset()) -> float:
        """How much of the stems is held, each weighted by how much it tells texts apart.

        A synonym counts less, and so does a word that only the document's provenance holds (an author writes "I").
        """
        weights = {term: index.weight(term) * (LIGHT_WEIGHT if term in LIGHT else 1) for term in stems}
        found = sum(
            weight * (1 if term in held else LIKE_WEIGHT if term in told or not held.isdisjoint(also(term)) else 0)
            for term, weight in weights.items()
        )
        return found / sum(weights.values()) if weights else 0.0

    def _unknown(self, query: Query) -> float:
        """The share of what the question is about that no text knows."""
        strange = [term for term in query.stems if not self.knows(term)]
        return len(strange) / len(query.stems) if query.stems else 0.0


def _provenance(document: Document) -> frozenset[str]:
    return frozenset(content(terms(" ".join(filter(None, (document.title, document.author, document.publisher))))))


def _overlap(first: Sequence[str], second: Sequence[str]) -> float:
    return len(set(first) & set(second)) / max(1, len(set(first) | set(second)))


def _beside(passage: Passage, other: Faq | Passage) -> bool:
    """Whether two windows overlap, so that they are one find."""
    return (
        isinstance(other, Passage)
        and passage.document == other.document
        and abs(passage.number - other.number) < SENTENCES
    )
