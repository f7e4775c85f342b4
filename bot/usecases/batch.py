"""Asking a file of questions, one JSON object a line."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from bot.knowledge.answers import Answer
from bot.knowledge.library import Library
from bot.people import Person
from bot.settings import Settings
from bot.store.database import Transaction
from bot.usecases.asking import ask


class BadLine(Exception):
    """A line of the file is not a question."""


@dataclass(frozen=True, slots=True)
class Line:
    """A question, and what the same person asked before it."""

    question: str
    history: tuple[str, ...] = ()


def read(file: Path) -> Iterator[Line]:
    """The questions in a JSON Lines file: ``{"question": "...", "history": ["..."]}``.

    Raises:
        BadLine: naming the file, the line and what is wrong.
    """
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadLine(f"{file}: cannot be read as UTF-8 text ({error})") from error
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _line(line, f"{file}:{number}")


def answers(
    lines: Iterator[Line] | Sequence[Line],
    person: Person,
    *,
    tx: Transaction,
    library: Library,
    settings: Settings,
    now: dt.datetime,
) -> Iterator[Answer]:
    """The answer to each line, each a conversation of its own."""
    ask_here = partial(ask, person=person, viewer=person.sees, tx=tx, library=library, settings=settings, now=now)
    for line in lines:
        context = None
        for earlier in line.history:
            context = ask_here(earlier, context).context
        yield ask_here(line.question, context)


def as_row(found: Answer) -> dict[str, Any]:
    """An answer as JSON holds it."""
    sources = [
        {
            "title": source.title,
            "document": source.document,
            "date": source.date.isoformat() if source.date else None,
            "checked_on": source.checked_on.isoformat() if source.checked_on else None,
            "link": source.link,
        }
        for source in found.sources
    ]
    return {"kind": found.kind, "text": found.text, "sources": sources, "confidence": round(found.confidence, 3)}


def as_text(found: Answer) -> str:
    """An answer as a person reads it on a terminal."""
    sources = [
        f"Source: {source.title}"
        + (f", {source.date:%d %B %Y}" if source.date else "")
        + (f", checked on {source.checked_on:%d %B %Y}" if source.checked_on else "")
        for source in found.sources
    ]
    meant = () if found.kind == "answer" else found.suggestions
    return "\n".join([found.text, *(f"- {text}" for text in meant), *sources])


def _line(text: str, where: str) -> Line:
    expected = 'expected {"question": "...", "history": ["..."]}'
    try:
        data = json.loads(text)
    except ValueError as error:
        raise BadLine(f"{where}: not JSON ({error}); {expected}") from error
    if not isinstance(data, dict) or not isinstance(data.get("question"), str):
        raise BadLine(f"{where}: no question; {expected}")
    history = data.get("history", [])
    if not isinstance(history, list) or not all(isinstance(item, str) for item in history):
        raise BadLine(f"{where}: history is not a list of texts; {expected}")
    return Line(data["question"], tuple(history))
