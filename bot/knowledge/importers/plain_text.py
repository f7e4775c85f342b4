"""Plain text and Markdown, with or without front matter between two lines of ``---``."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.knowledge.importers import fields
from bot.knowledge.importers.fields import Cell, Read, words
from bot.knowledge.importers.provenance import Provenance
from bot.knowledge.importers.reading import Context, Unreadable, nearest
from bot.knowledge.importers.yaml_files import parse

WIDEST = 120
"""A text none of whose lines is longer was broken into lines by a machine, so that they can be joined again."""

FRONT: dict[str, Read] = {
    "title": words,
    "author": words,
    "publisher": words,
    "date": fields.day,
    "link": fields.link,
    "kind": words,
    "language": fields.language,
    "audience": fields.audience,
    "checked_on": fields.day,
}
FRONT_MATTER = re.compile(r"\A\s*---[ \t]*\n(?P<front>.*?)\n---[ \t]*\n(?P<text>.*)\Z", re.DOTALL)
MARKUP = (  # bounded, so that no text makes them slow
    (re.compile(r"<!--.{0,1000}?-->", re.DOTALL), ""),
    (re.compile(r"^(?:```|~~~).*$", re.MULTILINE), ""),
    (re.compile(r"^#{1,6}[ \t]+(.*)$", re.MULTILINE), r"\n\1\n"),
    (re.compile(r"!?\[([^\]\n]{0,200})\]\([^)\n]{0,200}\)"), r"\1"),
    (re.compile(r"(\*\*|__)(?=\S)(.{1,300}?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\w*])[*_](?=\S)([^*_\n]{1,300}?)(?<=\S)[*_](?![\w*])"), r"\1"),
    (re.compile(r"`([^`\n]{1,300})`"), r"\1"),
    (re.compile(r"^[ \t]*>[ \t]?", re.MULTILINE), ""),
    (re.compile(r"^[ \t]*[*+-][ \t]+", re.MULTILINE), "• "),
    (re.compile(r"^[ \t]*(?:[-*_][ \t]*){3,}$", re.MULTILINE), ""),
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A document's text, and what its file states about it."""

    text: str
    stated: Provenance = field(default_factory=Provenance)
    kind: str = "document"
    language: str | None = None
    audience: str = "everyone"
    checked_on: dt.date | None = None
    overrides: Provenance = field(default_factory=Provenance)
    """What the file states on purpose; ``stated`` may be a program's guess and yields to what the text says."""


def read_text(text: str, context: Context) -> Draft:
    """A text file."""
    draft = _front_matter(text, context)
    return replace(draft, text=unwrapped(draft.text))


def read_markdown(text: str, context: Context) -> Draft:
    """A Markdown file: its words without the marks, its first heading as the title."""
    draft = _front_matter(text, context)
    heading = re.search(r"^#{1,2}[ \t]+(.+)$", draft.text, re.MULTILINE)
    plain = draft.text
    for pattern, words_only in MARKUP:
        plain = pattern.sub(words_only, plain)
    title = re.sub(r"[*_`]", "", heading[1]) if heading else None
    return replace(draft, text=unwrapped(plain, always=True), overrides=draft.overrides.over(Provenance(title=title)))


def unwrapped(text: str, *, always: bool = False) -> str:
    """The text with lines joined that were only broken to fit a width."""
    lines = [line.rstrip() for line in text.split("\n")]
    width = max(map(len, lines), default=0)
    if width > WIDEST and not always:
        return text
    joined: list[list[str]] = []
    for line in lines:
        before = joined[-1][-1] if joined else ""
        if before and line and _goes_on(before, line, width, always=always):
            joined[-1].append(line.strip())
        else:
            joined.append([line])
    return "\n".join(" ".join(parts) for parts in joined)


def _goes_on(before: str, line: str, width: int, *, always: bool) -> bool:
    """Whether a line continues the one before: not a list item, and the one before was full or the sentence open."""
    if re.match(r"\s*(?:[•◦▪‣·*–-]\s|\d{1,3}[.)]\s|[a-z][.)]\s)", line):  # noqa: RUF001
        return False
    full = len(before) >= 40 and (line.lstrip()[:1].islower() or len(before) >= 0.8 * width)
    return always or (full and before[-1] != ":")


def _front_matter(text: str, context: Context) -> Draft:
    match = FRONT_MATTER.match(text)
    if match is None:
        return Draft(text)
    cells = parse(match["front"]).value
    if not isinstance(cells, Mapping):
        return Draft(text)
    values = {name: _stated(name, cell, context) for name, cell in cells.items() if not cell.is_blank}
    known = {name: value for name, value in values.items() if name in FRONT}
    fields_of = {name: known.pop(name, None) for name in ("title", "author", "publisher", "date", "link")}
    return Draft(text=match["text"], overrides=Provenance(**fields_of), **known)  # type: ignore[arg-type]


def _stated(name: str, cell: Cell, context: Context) -> object:
    """A value of the front matter; keys of other programs mean nothing here, unless they look like a slip.

    Raises:
        Unreadable: it is wrong, and so the document might be shown with a wrong date or to the wrong people.
    """
    line = cell.line + 1
    if name not in FRONT:
        if near := nearest(name, FRONT):
            raise Unreadable(f"unknown key {name[:60]!r}{near}", line)
        return None
    try:
        return FRONT[name](cell, context)
    except ValueError as error:
        raise Unreadable(f"{name}: {error}", line) from error
