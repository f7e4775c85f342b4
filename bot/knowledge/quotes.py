"""Answers in the words of an approved answer or a document, and what is offered where it is not sure to be one."""

from __future__ import annotations

from bot.knowledge.about_documents import cite
from bot.knowledge.context import Context
from bot.knowledge.documents import Document, Faq, Source
from bot.knowledge.found import Answer
from bot.knowledge.hits import Hit
from bot.knowledge.passages import sentences
from bot.knowledge.tokens import content, terms
from bot.words import Words

OFFERED = 3


def quoted(hit: Hit, question: str, words: Words) -> Answer:
    """The answer word for word, with its source."""
    text, source = _text(hit), _source(hit)
    if isinstance(hit.found, Faq):
        lead, context, why = "", Context("faq", hit.found.id, question=question), "approved answer"
    else:
        lead = words("This is from “{title}”:", title=source.title)
        context, why = Context("document", hit.found.document, question=question), f"passage {hit.found.number}"
    return Answer(
        "answer", lead, quote=text, sources=(source,), confidence=hit.confidence, context=context, why=why
    )  # fmt: skip


def suggested(hits: list[Hit], question: str, words: Words) -> Answer:
    """What it may be: questions to press, and the nearest sentence of each passage."""
    near = hits[:OFFERED]
    questions = tuple(hit.found.question for hit in near if isinstance(hit.found, Faq))
    passages = [hit for hit in near if not isinstance(hit.found, Faq)]
    rows = tuple((_source(hit).title, _glimpse(hit, question), _source(hit).link or "") for hit in passages)
    sure = (
        words("I am not sure. Did you mean one of these?")
        if questions
        else words("I am not sure that this answers it:")
    )
    return Answer(
        "suggestions",
        sure,
        items=rows,
        sources=tuple(dict.fromkeys(map(_source, passages))),
        confidence=near[0].confidence,
        suggestions=questions,
        context=Context(question=question),
        why="near",
    )


def _text(hit: Hit) -> str:
    return hit.found.answer if isinstance(hit.found, Faq) else hit.found.text


def _source(hit: Hit) -> Source:
    if isinstance(hit.found, Faq):
        return Source(hit.found.question, hit.found.id, link=hit.found.link, checked_on=hit.found.checked_on, of="faq")
    return cite(hit.document or Document(hit.found.document, hit.found.document, ""))


def _glimpse(hit: Hit, question: str) -> str:
    """The sentence of a passage that holds most of the question."""
    wanted = set(content(terms(question)))
    parts = [part for line in _text(hit).split("\n") for part in sentences(line)]
    return max(parts, key=lambda part: len(wanted & set(content(terms(part)))), default=_text(hit))
