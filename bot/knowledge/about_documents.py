"""Questions about documents themselves: who wrote it, when it was published, where it can be read, which there are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from bot.knowledge.context import Context
from bot.knowledge.documents import Document, Source
from bot.knowledge.found import Answer
from bot.knowledge.library import Library
from bot.knowledge.reading import Reading
from bot.knowledge.tokens import content, gist, stem
from bot.people import Viewer
from bot.words import Words

Part = Literal["author", "publisher", "date", "link"]
_ASKED: tuple[tuple[Part, re.Pattern[str]], ...] = (
    ("author", re.compile(r"\b(?:who (?:wrote|authored|writes|is it (?:by|written by))|(?:the )?authors?(?: of)?|written by|wrote)\b")),
    ("publisher", re.compile(r"\b(?:who published|published by|(?:the )?publisher(?: of)?|who posted|where (?:was|were|is) .*published)\b")),
    ("date", re.compile(r"\bwhen (?:was|were|did) .*\b(?:publish\w*|written|posted|released|come out|dated|wrote|write)\b|\b(?:date|age) of\b")),
    ("link", re.compile(r"\b(?:where (?:can|do|could) (?:i|we) (?:find|read|see|get)|links? (?:to|for)|url of)\b")),
)  # fmt: skip
_LIST = re.compile(
    r"\b(?:which|what|list|show|how many|any|all)\b.*\b(?:documents|articles|sources|texts|publications|blogs)\b"
)
_ASIDE_WORDS = (
    "article blog post piece document text page author writer publisher publish written wrote date link find read"
)
_ASIDE = frozenset(stem(word) for word in _ASIDE_WORDS.split())
_LISTED = frozenset(
    stem(word) for word in ("documents", "articles", "sources", "texts", "publications", "coalition", "list")
)
_NEEDED = 0.45


def told(
    reading: Reading, library: Library, viewer: Viewer, words: Words, context: Context | None, question: str
) -> Answer | None:
    """The answer if a document itself is asked about; None otherwise."""
    part = next((part for part, pattern in _ASKED if pattern.search(reading.text)), None)
    listed = _LIST.search(reading.text) is not None
    if part is None and not listed:
        return _by_author(reading, library, viewer, words, question)
    visible = [one for one in library.documents.values() if viewer.may_see(one.audience)]
    if listed:
        subject = [term for term in dict.fromkeys(_subject(reading)) if term not in _LISTED]
        shares = library.about(visible, subject) if subject else [1.0] * len(visible)
        about = [one for one, share in zip(visible, shares, strict=True) if share >= _NEEDED]
        if about or not subject:
            return _all(about, words, question)
    document = _meant(reading, library, visible, context) if part else None
    return _part(document, part, words, question) if part and document else None


def cite(document: Document) -> Source:
    """A document as a source."""
    return Source(document.title, document.id, document.date, document.link, document.checked_on, of="document")


def _subject(reading: Reading) -> list[str]:
    return [term for term in content(word.text for word in reading.words) if term not in _ASIDE]


def _meant(reading: Reading, library: Library, visible: Sequence[Document], context: Context | None) -> Document | None:
    """The document whose title and text hold what the question names; the last one for "it"."""
    subject = list(dict.fromkeys(_subject(reading)))
    if reading.leans and context and context.kind == "document" and len(subject) <= 1:
        return next((document for document in visible if document.id == context.id), None)
    if not subject:
        return None
    shares = library.about(visible, subject)
    ranked = sorted(zip(shares, visible, strict=True), key=lambda pair: -pair[0])
    if not ranked or ranked[0][0] < _NEEDED or (len(ranked) > 1 and ranked[1][0] >= ranked[0][0]):
        return None
    return ranked[0][1]


def _part(document: Document, part: Part, words: Words, question: str) -> Answer:
    context = Context("document", document.id, question=question)
    name = document.title
    date = words.short_date(document.date) if document.date else None
    match part:
        case "author":
            said = words("{author} wrote “{title}”.", author=document.author, title=name) if document.author else None
        case "publisher":
            said = (
                words("{publisher} published “{title}”.", publisher=document.publisher, title=name)
                if document.publisher
                else None
            )
        case "date":
            said = words("“{title}” is dated {date}.", title=name, date=date) if date else None
        case "link":
            said = words("“{title}” is at {link}", title=name, link=document.link) if document.link else None
    if said is None:
        text = words("For “{title}” that is not recorded. Shall I ask the team?", title=name)
        return Answer(
            "unknown", text, sources=(cite(document),), confidence=0.7, context=context, why=f"document {part} missing"
        )
    return Answer("answer", said, sources=(cite(document),), confidence=0.85, context=context, why=f"document {part}")


def _by_author(reading: Reading, library: Library, viewer: Viewer, words: Words, question: str) -> Answer | None:
    """Who somebody is who is known only for having written a document."""
    subject = set(_subject(reading))
    if len(subject) < 2:
        return None
    by_one = library.prose.by_author.get(next(iter(subject)), ())
    written = [one for one in by_one if viewer.may_see(one.audience) and subject <= gist(one.author or "")]
    if not written:
        return None
    said = " ".join(words("{author} wrote “{title}”.", author=one.author, title=one.title) for one in written)
    context = Context("document", written[0].id, question=question)
    return Answer("answer", said, sources=tuple(map(cite, written)), confidence=0.6, context=context, why="author")


def _all(visible: Sequence[Document], words: Words, question: str) -> Answer:
    if not visible:
        return Answer("unknown", words("I have no documents yet. Shall I ask the team?"), why="no documents")
    lead = words.plural("{n} document:", "{n} documents:", len(visible))
    rows = [
        (
            one.title,
            ", ".join(filter(None, (one.author, one.publisher, words.short_date(one.date) if one.date else None))),
            one.link or "",
        )
        for one in visible[:25]
    ]
    return Answer("answer", lead, items=tuple(rows), sources=tuple(map(cite, visible[:5])), confidence=0.9,
                  context=Context(question=question), why="list of documents")  # fmt: skip
