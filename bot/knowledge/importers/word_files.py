"""Word files (docx): paragraphs and tables in their order, and the document's own properties."""

from __future__ import annotations

import io
import zipfile

import docx
from docx.opc.exceptions import OpcError
from docx.table import Table
from docx.text.paragraph import Paragraph

from bot.knowledge.importers.pdf_files import meant
from bot.knowledge.importers.plain_text import Draft
from bot.knowledge.importers.provenance import Provenance
from bot.knowledge.importers.reading import Unreadable

MOST_UNPACKED = 200_000_000
"""Bytes that a docx may hold when unpacked: a small archive can hold a huge file."""

BROKEN = (
    *(OpcError, SyntaxError, zipfile.BadZipFile, KeyError, ValueError, AttributeError, TypeError, IndexError),
    *(EOFError, NotImplementedError, RuntimeError),
)
"""What the readers of archives and Word files raise on those that are not well formed."""


def read(data: bytes) -> Draft:
    """The text of a Word file.

    Raises:
        Unreadable: damaged, locked, not docx, or without text.
    """
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable("is an old Word file or locked with a password: save it as docx without one")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED:
                raise Unreadable(f"unpacks to more than {MOST_UNPACKED // 1_000_000} MB")
        document = docx.Document(io.BytesIO(data))
        blocks = [(_style(block), _block(block)) for block in document.iter_inner_content()]
        properties = document.core_properties
        stated = Provenance(
            title=meant(properties.title),
            author=meant(properties.author),
            date=properties.created.date() if properties.created and meant(properties.author) else None,
        )
    except BROKEN as error:
        raise Unreadable(f"is not a readable Word file (docx): {' '.join(str(error).split())[:120]}") from error
    text = "\n\n".join(words for _, words in blocks if words)
    if not text.strip():
        raise Unreadable("the Word file has no text")
    headings = (words for style, words in blocks if words and style in ("Title", "Heading 1"))
    return Draft(text, stated=stated, overrides=Provenance(title=next(headings, None)))


def _style(block: Paragraph | Table) -> str:
    return (block.style.name or "") if isinstance(block, Paragraph) and block.style else ""


def _block(block: Paragraph | Table) -> str:
    if isinstance(block, Table):
        rows = (dict.fromkeys(" ".join(cell.text.split()) for cell in row.cells) for row in block.rows)
        return "\n".join(" · ".join(text for text in row if text) for row in rows)
    text = block.text.strip()
    return f"• {text}" if text and _style(block).startswith("List") else text
