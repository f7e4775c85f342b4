"""What reading a file gives: values with their lines, and every problem with file, line and reason."""

from __future__ import annotations

import codecs
import datetime as dt
import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from bot.knowledge.documents import Document, Faq
from bot.members import Member
from bot.records import CoalitionEvent, Network, Partner, Taskgroup
from bot.text import storable

Entry = Network | Partner | Taskgroup | Member | CoalitionEvent | Document | Faq

KEY_LENGTH = 190
"""The longest id, source or e-mail address that the tables hold, in characters."""

SIGNATURES = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a zip archive (docx, xlsx and pptx files are)",
    b"\xd0\xcf\x11\xe0": "an old Word or Excel file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"{\\rtf": "an RTF file",
}


class Unreadable(Exception):
    """A whole file cannot be read; the text says why and what would be right. ``line`` is 0 for the whole file."""

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(reason)
        self.line = line


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a file that could not be used. ``line`` counts from 1; 0 stands for the whole file.

    ``lost`` is False where a record was kept without one of its values: then it is still known which records there are.
    """

    file: str
    line: int
    reason: str
    lost: bool = True

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}" if self.line else f"{self.file}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Item:
    """One value and the line it begins on."""

    line: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file holds: the good values, and the problems of the others."""

    items: tuple[Item, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """What reading needs to know besides the file: its name as a source, the day, and the coalition's zone."""

    name: str
    today: dt.date
    zone: str = "Europe/London"


def decode(data: bytes) -> str:
    """A text file's characters: UTF-8, UTF-16 with its mark, else Windows-1252 as spreadsheets export it.

    Raises:
        Unreadable: empty, or not text.
    """
    for signature, what in SIGNATURES.items():
        if data.startswith(signature):
            raise Unreadable(f"is not text but {what}: give it the ending of its kind")
    text = _characters(data)
    if "\x00" in text or sum(unicodedata.category(c) == "Cc" and c not in "\t\n\r\f\x85" for c in text[:4096]) > 8:
        raise Unreadable("holds binary data, not text")
    if not text.strip():
        raise Unreadable("is empty")
    return storable(text).replace("\r\n", "\n").replace("\r", "\n")


def _characters(data: bytes) -> str:
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("is not text in UTF-8, UTF-16 or Windows-1252")


def slug(text: str) -> str:
    """A readable id from a name: ``Health Equity`` becomes ``health-equity``."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")[:120].strip("-")
    return words or hashlib.sha256(text.encode()).hexdigest()[:12]


def nearest(word: str, accepted: Iterable[str]) -> str:
    """``, did you mean 'x'?``, or nothing where no accepted word is near."""
    by_fold = {name.casefold(): name for name in accepted}
    near = process.extractOne(word.casefold()[:200], by_fold.keys(), scorer=fuzz.ratio, score_cutoff=60)
    return f", did you mean {by_fold[near[0]]!r}?" if near else ""
