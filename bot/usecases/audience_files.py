"""Saving an audience under a name: from words, or from a CSV file whose addresses become a list of people."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import dataclass

from bot.mailboxes import BadAddress, mailbox
from bot.store import audience_names, audiences
from bot.store.database import Transaction
from bot.words import Words

EMAIL = ("email", "e-mail", "email address", "e-mail address", "mail", "e-bost")
MOST_ROWS = 100_000
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Listed:
    """Whom a file names, each once in the file's order, and a sentence for every line that names nobody on record."""

    people: tuple[str, ...]
    problems: tuple[str, ...]


class BadFile(ValueError):
    """The file or the name for it cannot be used; the text says what would be right."""


def read_csv(tx: Transaction, text: str, words: Words) -> Listed:
    """The people whose addresses stand in the column ``email`` (or in the only column there is).

    Raises:
        BadFile: there is no such column, or nothing below it.
    """
    rows = _rows(text, words)
    column = _column(rows[0][1], words)
    start = 0 if "@" in rows[0][1][column] else 1
    problems: list[tuple[int, str]] = []
    addresses: dict[str, int] = {}
    for line, cells in rows[start:]:
        written = cells[column].strip() if column < len(cells) else ""
        try:
            addresses.setdefault(mailbox(written).address, line)
        except BadAddress:
            told = words('Line {line}: "{text}" is no e-mail address.', line=line, text=written[:80])
            problems.append((line, told))
    known = audience_names.by_email(tx, addresses)
    for address, line in addresses.items():
        if address not in known:
            problems.append((line, words("Line {line}: nobody on record has the address {email}.", line=line, email=address)))  # fmt: skip
    people = tuple(dict.fromkeys(known[address] for address in addresses if address in known))
    if not people and not problems:
        raise BadFile(words("The file names nobody: put one e-mail address in each line below the heading."))
    return Listed(people, tuple(told for _, told in sorted(problems)))


def save(tx: Transaction, name: str, listed: Listed, by: str, words: Words, now: dt.datetime) -> str:
    """Keep the list under a name. Returns how an audience means it, such as ``saved:board``.

    Raises:
        BadFile: the name cannot be one, or nobody is in the list.
    """
    name = _name(name, words)
    if not listed.people:
        raise BadFile(words("None of the addresses belongs to anybody on record, so there is nothing to save."))
    audiences.save_list(tx, name, listed.people, by, now)
    return f'saved:"{name}"'


def save_text(tx: Transaction, name: str, text: str, by: str, words: Words, now: dt.datetime) -> str:
    """Keep an audience in words under a name. Returns how an audience means it.

    Raises:
        BadFile: the name cannot be one.
        BadAudience: the text is none.
    """
    name = _name(name, words)
    audiences.people_in(tx, audiences.read(tx, text, words), words)
    audiences.save(tx, name, text, by, now)
    return f'saved:"{name}"'


def _name(name: str, words: Words) -> str:
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or any(mark in name for mark in '":()'):
        raise BadFile(
            words("Give it a name of at most {n} characters without quotes, colons or brackets.", n=LONGEST_NAME)
        )
    return name


def _rows(text: str, words: Words) -> list[tuple[int, list[str]]]:
    """Each line that says something, with its number."""
    head = text.removeprefix("\ufeff")
    first = next((line for line in head.splitlines() if line.strip()), "")
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(head, newline=""), delimiter=delimiter)
    rows: list[tuple[int, list[str]]] = []
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((reader.line_num, cells))
            if len(rows) > MOST_ROWS:
                raise BadFile(words("A list has at most {n} lines.", n=MOST_ROWS))
    except csv.Error:
        raise BadFile(words("Line {line} cannot be read as CSV.", line=reader.line_num)) from None
    if not rows:
        raise BadFile(words("The file is empty: it needs a heading email, and one address in each line below."))
    return rows


def _column(heads: list[str], words: Words) -> int:
    names = [head.strip().casefold() for head in heads]
    found = next((at for at, name in enumerate(names) if name in EMAIL), None)
    if found is None and len(heads) == 1 and "@" in heads[0]:
        return 0
    if found is None:
        told = words.listing([head.strip() or "?" for head in heads][:8])
        raise BadFile(words("No column is called email; there are: {columns}.", columns=told))
    return found
