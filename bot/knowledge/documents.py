"""What the bot can quote: documents cut into passages, and question-and-answer pairs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Document:
    """Something published or written, with its provenance. ``id`` is the imported file's name."""

    id: str
    title: str
    text: str
    author: str | None = None
    publisher: str | None = None
    date: dt.date | None = None
    kind: str = "document"
    link: str | None = None
    language: str = "en"
    audience: str = "everyone"
    source: str = ""
    checked_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """Some consecutive sentences of a document, word for word."""

    document: str
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Faq:
    """A question with an approved answer, and other ways in which people ask it."""

    id: str
    question: str
    answer: str
    phrasings: tuple[str, ...] = ()
    topic: str | None = None
    owner: str | None = None
    link: str | None = None
    review_on: dt.date | None = None
    language: str = "en"
    audience: str = "everyone"
    source: str = ""
    checked_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """What an answer is taken from; ``document`` is the imported file's name or the record's key, ``of`` says which."""

    title: str
    document: str
    date: dt.date | None = None
    link: str | None = None
    checked_on: dt.date | None = None
    of: Literal["record", "document", "faq"] = "record"
