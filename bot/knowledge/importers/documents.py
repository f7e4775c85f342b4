"""Documents of every kind of file, with where they come from as far as file and text say it."""

from __future__ import annotations

from pathlib import PurePath

from bot.knowledge.documents import Document
from bot.knowledge.importers import boilerplate, languages, pdf_files, plain_text, provenance, web_pages, word_files
from bot.knowledge.importers.plain_text import Draft
from bot.knowledge.importers.provenance import Provenance
from bot.knowledge.importers.reading import Context, Item, Problem, Reading, Unreadable, decode
from bot.text import storable

ENDINGS = (".txt", ".md", ".markdown", ".html", ".htm", ".pdf", ".docx")


def read(data: bytes, context: Context) -> Reading:
    """The one document of a file; its text without the lines that only a website needs.

    Raises:
        Unreadable: the file is not what its ending says, or holds no text.
    """
    draft = _draft(data, PurePath(context.name).suffix.lower(), context)
    found, text = provenance.find(boilerplate.without(storable(draft.text)))
    if not text.strip():
        raise Unreadable("holds no text")
    read_as = languages.language_of(text)
    known = draft.overrides.over(Provenance(title=draft.stated.title)).over(found).over(draft.stated)
    return Reading(
        (
            Item(
                1,
                Document(
                    id=context.name,
                    title=storable(known.title or provenance.shortened(text)),
                    text=text,
                    author=known.author,
                    publisher=known.publisher,
                    date=known.date,
                    kind=draft.kind,
                    link=known.link,
                    language=read_as or draft.language or "en",
                    audience=draft.audience,
                    source=context.name,
                    checked_on=draft.checked_on,
                ),
            ),
        ),
        _doubts(draft.language, read_as, text, context),
    )


def _doubts(stated: str | None, read_as: str | None, text: str, context: Context) -> tuple[Problem, ...]:
    """What the team should know of the language of a document that is kept all the same."""
    if read_as and stated and read_as != stated:
        reason = f"says that its language is {stated}, and reads as {read_as}: it is kept as {read_as}"
    elif languages.foreign(text):
        reason = "reads as neither English nor Welsh: it is kept, and few questions will find it"
    else:
        return ()
    return (Problem(context.name, 0, reason, lost=False),)


def _draft(data: bytes, ending: str, context: Context) -> Draft:
    match ending:
        case ".pdf":
            if not data[:1024].lstrip().startswith(b"%PDF"):
                raise Unreadable("is not a PDF, whatever its ending says" if data.strip() else "is empty")
            return pdf_files.read(data)
        case ".docx":
            return word_files.read(data)
        case ".html" | ".htm":
            return web_pages.read(decode(data))
        case ".md" | ".markdown":
            return plain_text.read_markdown(decode(data), context)
        case _:
            return plain_text.read_text(decode(data), context)
