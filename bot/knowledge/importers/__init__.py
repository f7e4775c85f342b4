"""Files in, plain values out: nothing here knows a database.

The ending of a file tells how to read it; the columns of a CSV and the keys of a YAML file tell what it holds.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path, PurePath

from bot.knowledge.importers import calendars, csv_files, documents, yaml_files
from bot.knowledge.importers.reading import KEY_LENGTH, Context, Problem, Reading, Unreadable, decode

TABLE_LIMIT = 5_000_000
TEXT_LIMIT = 2_000_000
PACKED_LIMIT = 30_000_000
"""The largest files that are read, in bytes: tables and calendars; texts, web pages and YAML; PDF and Word."""


def _as_text(read: Callable[[str, Context], Reading]) -> Callable[[bytes, Context], Reading]:
    return lambda data, context: read(decode(data), context)


READERS: dict[str, tuple[Callable[[bytes, Context], Reading], int]] = {
    ".csv": (_as_text(csv_files.read), TABLE_LIMIT),
    ".yaml": (_as_text(yaml_files.read), TEXT_LIMIT),
    ".yml": (_as_text(yaml_files.read), TEXT_LIMIT),
    ".ics": (_as_text(calendars.read), TABLE_LIMIT),
    **dict.fromkeys((".txt", ".md", ".markdown", ".html", ".htm"), (documents.read, TEXT_LIMIT)),
    ".pdf": (documents.read, PACKED_LIMIT),
    ".docx": (documents.read, PACKED_LIMIT),
}


def read_file(path: Path, context: Context) -> Reading:
    """What a file holds; a file that cannot be read at all is one problem."""
    ending = path.suffix.lower()
    try:
        if ending in READERS and path.stat().st_size > READERS[ending][1]:
            return _refused(context, f"is larger than {READERS[ending][1] // 1_000_000} MB: divide it")
        data = path.read_bytes()
    except OSError as error:
        return _refused(context, f"cannot be opened: {error.strerror or error}")
    return read_bytes(data, context)


def read_bytes(data: bytes, context: Context) -> Reading:
    """What a file of this name and content holds. Never raises for any content."""
    ending = PurePath(context.name).suffix.lower()
    if ending not in READERS:
        accepted = ", ".join(READERS)
        return _refused(context, f"files that end in {ending or 'nothing'} are not read; accepted are {accepted}")
    if len(context.name) > KEY_LENGTH:
        return _refused(context, f"its path is longer than {KEY_LENGTH} characters")
    read, limit = READERS[ending]
    if len(data) > limit:
        return _refused(context, f"is larger than {limit // 1_000_000} MB: divide it")
    if not data.strip():
        return _refused(context, "is empty")
    try:
        return read(data, context)
    except Unreadable as error:
        return Reading((), (Problem(context.name, error.line, str(error)),))


def _refused(context: Context, reason: str) -> Reading:
    return Reading((), (Problem(context.name, 0, reason),))
