"""Everything the bot can quote, indexed: approved answers, and documents in passages.

Immutable: built beside the old one and swapped whole. What a viewer may not see is never among the hits.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.decision import FAQ_WEIGHTS, PROSE_WEIGHTS, Evidence, certainty, fits
from bot.knowledge.documents import Document, Faq, Passage
from bot.knowledge.passages import SENTENCES, sentences
from bot.knowledge.search import Index, Scores, best, scaled
from bot.knowledge.spelling import COMMON, Speller
from bot.knowledge.synonyms import also
from bot.knowledge.tokens import STOP, Word, content, gist, terms
from bot.knowledge.weighing import Query, Scale
from bot.people import Viewer

ANSWER_WEIGHT = 0.5
"""Of the answer's words beside the question's; measured on CovidFAQ, where 0.25 to 1 are within 0.01 of it."""
DOCUMENT_WEIGHT = 0.3
"""Of the whole document (title, author, publisher, text) beside the passage."""
SYNONYM_WEIGHT = 0.5
LOOKED_AT = 5
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
        shelf = {id: number for number, id in enumerate(shelves)}
        asked = [(row, terms(text)) for row, faq in enumerate(faqs) for text in (faq.question, *faq.phrasings)]
        answered = [terms(f"{faq.question} {faq.answer}") for faq in faqs]
        counts = Counter(word for row in (*(row for _, row in asked), *answered) for word in row)
        whole = {id: set(_provenance(document)) for id, document in shelves.items()}
        prose = Index.build(_stems(kept, counts, whole))
        for document in shelves.values():
            counts.update(terms(_told(document)))
        return cls(
            faqs,
            shelves,
            kept,
            Speller.of(dict(counts), COMMON | STOP),
            Index.build([row for _, row in asked]),
            np.array([row for row, _ in asked], np.int32),
            Index.build(content(row) for row in answered),
            prose,
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
        scale = Scale.of(stems, self._prose)
        return (scale.share(stems, _provenance(document)) + scale.share(stems, held)) / 2

    def knows(self, stem: str) -> bool:
        """Whether a stem stands in any text."""
        return any(stem in index.vocabulary for index in (self._prose, self._answers, self._contexts))

    def _faq_hits(self, query: Query, viewer: Viewer) -> list[Hit]:
        scores = self._faq_audiences.visible(self.faq_scores(query.words), viewer)
        scale = Scale.of(query.stems, self._answers)
        rows = best(scores, LOOKED_AT)
        hits = []
        for row in rows:
            rival = max((scores[other] for other in rows if other != row), default=0.0)
            evidence = self._of_faq(query, scale, self.faqs[row], float(scores[row] - rival) / (1 + ANSWER_WEIGHT))
            if evidence.covered or not query.stems:
                hits.append(Hit(self.faqs[row], None, certainty(evidence, FAQ_WEIGHTS), evidence))
        return hits

    def _of_faq(self, query: Query, scale: Scale, faq: Faq, lead: float) -> Evidence:
        wanted = frozenset(query.stems)
        asked = max((gist(text) for text in (faq.question, *faq.phrasings)), key=lambda stems: _overlap(stems, wanted))
        held = asked | gist(faq.answer)
        covered = scale.share(query.stems, asked)
        back = Scale.of(asked, self._answers).share(asked, wanted)
        return Evidence(
            covered=covered,
            in_sentence=2 * covered * back / (covered + back) if back else 0.0,
            nearby=scale.share(query.stems, held),
            asked=scale.share(query.asked, held),
            named=Scale.of(query.named, self._answers).share(query.named, held) if query.named else 1.0,
            unknown=self._unknown(query),
            margin=covered * lead,
            fits=fits(query.want, faq.answer),
            length=math.log1p(len(query.stems)),
        )

    def _passage_hits(self, query: Query, viewer: Viewer) -> list[Hit]:
        scores = self._audiences.visible(self.passage_scores(query.stems), viewer)
        scale = Scale.of((*query.stems, *query.named), self._prose)
        hits: list[Hit] = []
        rows = best(scores, 3 * LOOKED_AT)
        for row in rows:
            passage = self.passages[row]
            if any(_beside(passage, hit.found) for hit in hits):
                continue
            rival = max((scores[other] for other in rows if not _beside(passage, self.passages[other])), default=0.0)
            evidence = self._of_passage(query, scale, passage, float(scores[row] - rival) / (1 + DOCUMENT_WEIGHT))
            hits.append(Hit(passage, self.documents[passage.document], certainty(evidence, PROSE_WEIGHTS), evidence))
            if len(hits) == LOOKED_AT:
                break
        return hits

    def _of_passage(self, query: Query, scale: Scale, passage: Passage, lead: float) -> Evidence:
        shelf, told = self._shelf[passage.document], _provenance(self.documents[passage.document])
        parts = [(gist(part), part) for line in passage.text.split("\n") for part in sentences(line)]
        own = frozenset().union(*(stems for stems, _ in parts))
        around = own | {term for term in query.stems if self._contexts.holds(term, shelf)}
        nearest, part = max(((scale.share(query.stems, stems, told), part) for stems, part in parts), default=(0.0, ""))
        return Evidence(
            covered=scale.share(query.stems, own, told),
            in_sentence=nearest,
            nearby=scale.share(query.stems, around),
            asked=scale.share(query.asked, own),
            named=scale.share(query.named, around, told) if query.named else 1.0,
            unknown=self._unknown(query),
            margin=lead,
            fits=(fits(query.want, part) + fits(query.want, passage.text)) / 2,
            length=math.log1p(len(query.stems)),
        )

    def _unknown(self, query: Query) -> float:
        """The share of what the question is about that no text knows."""
        strange = [term for term in query.stems if not self.knows(term)]
        return len(strange) / len(query.stems) if query.stems else 0.0


def _stems(passages: Iterable[Passage], counts: Counter[str], whole: dict[str, set[str]]) -> Iterator[list[str]]:
    """The stems of each passage; its words are counted, and its document gets the stems."""
    for passage in passages:
        row = terms(passage.text)
        counts.update(row)
        stems = content(row)
        whole[passage.document].update(stems)
        yield stems


def _told(document: Document) -> str:
    return " ".join(filter(None, (document.title, document.author, document.publisher)))


def _provenance(document: Document) -> frozenset[str]:
    return gist(_told(document))


def _overlap(first: AbstractSet[str], second: AbstractSet[str]) -> float:
    return len(first & second) / max(1, len(first | second))


def _beside(passage: Passage, other: Faq | Passage) -> bool:
    """Whether two windows overlap, so that they are one find."""
    return (
        isinstance(other, Passage)
        and passage.document == other.document
        and abs(passage.number - other.number) < SENTENCES
    )
