"""Everything the bot can quote, read for indexing."""

from __future__ import annotations

from sqlalchemy import select

from bot.knowledge.documents import Document, Faq, Passage
from bot.store.database import Transaction
from bot.store.tables.knowledge import DocumentRow, FaqRow, KnowledgeVersionRow, PassageRow
from bot.store.tables.questions import QuestionRow

MOST_STRANGE = 1000
_VERSION = select(KnowledgeVersionRow.version).where(KnowledgeVersionRow.id == 1)


def version(tx: Transaction) -> int:
    """Counts up with every change of what can be searched."""
    return tx.scalar(_VERSION) or 0


def documents(tx: Transaction) -> list[Document]:
    """Every document without its text: passages hold that."""
    return [
        Document(
            id=row.id,
            title=row.title,
            text="",
            author=row.author,
            publisher=row.publisher,
            date=row.date,
            kind=row.kind,
            link=row.link,
            language=row.language,
            audience=row.audience,
            source=row.source,
            checked_on=row.checked_on,
        )
        for row in tx.execute(
            select(*(c for c in DocumentRow.__table__.c if c.name != "text")).order_by(DocumentRow.id)
        )
    ]


def passages(tx: Transaction) -> list[Passage]:
    """Every passage, in the order of the documents."""
    rows = tx.execute(
        select(PassageRow.document_id, PassageRow.number, PassageRow.text).order_by(
            PassageRow.document_id, PassageRow.number
        )
    )
    return [Passage(document, number, text) for document, number, text in rows]


def faqs(tx: Transaction) -> list[Faq]:
    """Every approved answer that has not been put away."""
    return [
        Faq(
            id=row.id,
            question=row.question,
            answer=row.answer,
            phrasings=tuple(row.phrasings),
            topic=row.topic,
            owner=row.owner,
            link=row.link,
            review_on=row.review_on,
            language=row.language,
            audience=row.audience,
            source=row.source,
            checked_on=row.checked_on,
        )
        for row in tx.scalars(select(FaqRow).where(FaqRow.archived.is_(False)).order_by(FaqRow.id))
    ]


def strange(tx: Transaction) -> list[str]:
    """Questions that the team closed without an answer, as none of the bot's: the latest, each once."""
    closed = select(QuestionRow.text).where(QuestionRow.state == "closed").order_by(QuestionRow.id.desc())
    return list(dict.fromkeys(tx.scalars(closed.limit(MOST_STRANGE))))
