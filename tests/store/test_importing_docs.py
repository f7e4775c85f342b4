"""What docs/importing.md says is so: its examples import, and its table names every field."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

from bot.knowledge.importers.kinds import KINDS
from bot.store.database import Database
from bot.usecases.importing import import_paths

PAGE = (Path(__file__).parents[2] / "docs" / "importing.md").read_text(encoding="utf-8")


def test_the_examples_import_without_a_problem(sqlite: Database, tmp_path: Path) -> None:
    examples = re.findall(r"^```\w+ (\S+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    folder = tmp_path / "in"
    folder.mkdir()
    for name, text in examples:
        (folder / name).write_text(text, encoding="utf-8")
    report = import_paths([folder], sqlite, today=dt.date(2026, 3, 3))
    assert report.problems == ()
    assert {kind: changes.added for kind, changes in report.changes.items()} == {
        "networks": 1,
        "partners": 1,
        "taskgroups": 1,
        "people": 2,
        "events": 1,
        "documents": 1,
        "FAQ": 1,
    }


def test_the_table_names_every_field_and_the_needed_ones_in_bold() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| (\*\*.*) \|$", PAGE, re.MULTILINE))
    assert rows.keys() == KINDS.keys()
    for name, kind in KINDS.items():
        plain = re.sub(r" \([^)]*\)", "", rows[name])
        assert set(plain.replace("*", "").split(", ")) == set(kind.fields)
        assert set(re.findall(r"\*\*(\w+)\*\*", plain)) == set(kind.required)
