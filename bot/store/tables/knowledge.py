"""What the bot can quote: documents, their passages, and question-and-answer pairs."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import JSON, ForeignKey, false
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.tables.base import Base, Key, Words


class DocumentRow(Base):
    """A document with its provenance; ``digest`` is the SHA-256 of the imported file."""

    __tablename__ = "document"

    id: Mapped[Key] = mapped_column(primary_key=True)
    title: Mapped[Words]
    author: Mapped[Words | None]
    publisher: Mapped[Words | None]
    date: Mapped[dt.date | None]
    kind: Mapped[Key] = mapped_column(default="document")
    link: Mapped[Words | None]
    language: Mapped[Key] = mapped_column(default="en")
    text: Mapped[Words]
    digest: Mapped[Key]
    audience: Mapped[Key] = mapped_column(default="everyone")
    source: Mapped[Key] = mapped_column(default="", index=True)
    checked_on: Mapped[dt.date | None]


class PassageRow(Base):
    """Some consecutive sentences of a document, word for word."""

    __tablename__ = "passage"

    document_id: Mapped[Key] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[Words]


class FaqRow(Base):
    """A question with an approved answer."""

    __tablename__ = "faq"

    id: Mapped[Key] = mapped_column(primary_key=True)
    question: Mapped[Words]
    answer: Mapped[Words]
    phrasings: Mapped[list[str]] = mapped_column(JSON, default=list)
    topic: Mapped[Words | None]
    owner: Mapped[Words | None]
    link: Mapped[Words | None]
    review_on: Mapped[dt.date | None]
    archived: Mapped[bool] = mapped_column(default=False, server_default=false())
    language: Mapped[Key] = mapped_column(default="en")
    audience: Mapped[Key] = mapped_column(default="everyone")
    source: Mapped[Key] = mapped_column(default="", index=True)
    checked_on: Mapped[dt.date | None]


class KnowledgeVersionRow(Base):
    """One row, counted up by every change of what can be searched, so that running bots know to index again."""

    __tablename__ = "knowledge_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
