"""CSV files: a header of column names, then a row each record. The columns tell which kind of record it is."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import PurePath

from bot.knowledge.importers.fields import Cell
from bot.knowledge.importers.kinds import KINDS, Kind, read_row, unknown_keys
from bot.knowledge.importers.reading import Context, Item, Problem, Reading, Unreadable, nearest

DELIMITERS = ",;\t|"
NAMED_ALSO = {"people": "member", "partners": "organisation"}
TELLING = ("people", "partners", "networks")
"""Kinds of which a CSV file may hold nothing but names, so that its own name has to tell them apart."""


def read(text: str, context: Context) -> Reading:
    """Every record of a CSV file.

    Raises:
        Unreadable: no kind of record has these columns.
    """
    rows = _rows(text, _delimiter(text))
    line, header = next(rows, (1, []))
    columns = [re.sub(r"[\s-]+", "_", name.strip().lower()) for name in header]
    kind = _kind(columns, context)
    columns = [kind.synonyms.get(name, name) for name in columns]
    unknown = unknown_keys(kind.fields, (name for name in columns if name))
    problems = [Problem(context.name, line, f"column {reason}", lost=False) for reason in unknown.values()]
    problems += [
        Problem(context.name, line, f"column {name!r} stands twice; the last one with a value is used", lost=False)
        for name in sorted({name for name in columns if name and columns.count(name) > 1})
    ]
    items: list[Item] = []
    try:
        for line, row in rows:
            reading = _record(kind, columns, row, line, context)
            items += reading.items
            problems += reading.problems
    except Unreadable as error:
        problems.append(Problem(context.name, error.line, str(error)))
    return Reading(tuple(items), tuple(problems))


def _record(kind: Kind, columns: list[str], row: list[str], line: int, context: Context) -> Reading:
    if not any(text.strip() for text in row):
        return Reading()
    if any(text.strip() for text in row[len(columns) :]):
        reason = (
            f"left out, {len(row)} values under {len(columns)} columns: put quotes around a text that holds a comma"
        )
        return Reading((), (Problem(context.name, line, reason),))
    cells = {name: Cell(line, text) for name, text in zip(columns, row, strict=False) if text.strip()}
    return read_row(kind, cells, line, context)


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line it begins on; blank lines are passed over.

    Raises:
        Unreadable: a row that is not CSV, with its line.
    """
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    line = 1
    while True:
        try:
            row = next(reader, None)
        except csv.Error as error:
            raise Unreadable(f"not valid CSV: {error}; what follows is left out", line) from error
        if row is None:
            return
        if any(part.strip() for part in row):
            yield line, row
        line = reader.line_num + 1


def _delimiter(text: str) -> str:
    header = next((line for line in text.splitlines() if line.strip()), "")
    return max(DELIMITERS, key=header.count)


def _kind(columns: list[str], context: Context) -> Kind:
    """The kind with the most of these columns; the file's name decides between equals."""
    scores = {
        kind.name: len({kind.synonyms.get(name, name) for name in columns} & kind.fields.keys())
        for kind in KINDS.values()
        if set(kind.required) <= {kind.synonyms.get(name, name) for name in columns}
    }
    stem = PurePath(context.name).stem.lower()
    named = [name for name in scores if any(word in stem for word in (name, NAMED_ALSO.get(name, name)))]
    best = [name for name, score in scores.items() if score == max(scores.values())]
    if len(named) == 1:
        return KINDS[named[0]]
    if len(best) == 1:
        return KINDS[best[0]]
    if best:
        kinds = " or ".join(best)
        raise Unreadable(
            f"these columns fit {kinds}: name the file {best[0]}.csv, or add a column that only one has", 1
        )
    known = dict.fromkeys(name for kind in KINDS.values() for name in kind.fields)
    hints = [f"{name[:40]!r}{near}" for name in columns if name not in known and (near := nearest(name, known))]
    accepted = "; ".join(f"{name}: {', '.join(KINDS[name].fields)}" for name in TELLING)
    raise Unreadable(f"unknown columns{': ' + ' '.join(hints) if hints else ''}. Accepted are, for {accepted}", 1)
