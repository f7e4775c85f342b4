"""PDF files: the text layer, page by page, and the document's own properties."""

from __future__ import annotations

import datetime as dt
import io
import logging
import re
import struct
import zlib

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from bot.knowledge.importers.plain_text import Draft, unwrapped
from bot.knowledge.importers.provenance import Provenance
from bot.knowledge.importers.reading import Unreadable

MOST_PAGES = 2000
BROKEN = (
    *(PyPdfError, ValueError, KeyError, IndexError, AttributeError, TypeError, AssertionError),
    *(ArithmeticError, RecursionError, NotImplementedError, struct.error, zlib.error, EOFError),
)
"""What the PDF library raises on files that are not well formed."""

PROGRAMS = re.compile(r"microsoft|word|untitled|admin|user\b|owner|python-docx|\.(docx?|pdf|indd)$", re.IGNORECASE)
"""Properties that a program filled in and nobody meant."""

logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def read(data: bytes) -> Draft:
    """The text of a PDF.

    Raises:
        Unreadable: damaged, locked with a password, too long, or pictures of text.
    """
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("the PDF is locked with a password: save a copy without one")
        if len(reader.pages) > MOST_PAGES:
            raise Unreadable(f"the PDF has {len(reader.pages)} pages; at most {MOST_PAGES} are read")
        pages = [page.extract_text() for page in reader.pages]
        properties = reader.metadata
        stated = Provenance(
            title=meant(properties.title if properties else None),
            author=meant(properties.author if properties else None),
            date=_date(properties.creation_date if properties else None),
        )
    except BROKEN as error:
        raise Unreadable(f"the PDF cannot be read: {' '.join(str(error).split())[:120]}") from error
    if not "".join(pages).strip():
        raise Unreadable("the PDF has no text, it may be a scan: run text recognition (OCR) on it first")
    return Draft(unwrapped("\n\n".join(_page(page) for page in pages)), stated=stated)


def meant(text: object) -> str | None:
    """A property, unless a program filled it in."""
    plain = " ".join(text.split()) if isinstance(text, str) else ""
    return plain if plain and not PROGRAMS.search(plain) else None


def _page(text: str) -> str:
    """A page without its bare page number, and with words joined that were divided at a line's end."""
    text = re.sub(r"(?<=[a-z])-\n(?=[a-z])", "", text)
    return re.sub(
        r"(?:\A\s*\d{1,4}[ \t]*\n|\n[ \t]*(?:page )?\d{1,4}(?: of \d{1,4})?\s*\Z)", "", text, flags=re.IGNORECASE
    )


def _date(moment: dt.datetime | None) -> dt.date | None:
    return moment.date() if moment else None
