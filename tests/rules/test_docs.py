"""What the pages under docs/ name is there, and what is there is named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from schedules.runner import JOBS

PROJECT = Path(__file__).parents[2]
PAGES = [*PROJECT.glob("*.md"), *PROJECT.glob("docs/**/*.md")]
VARIABLE = re.compile(r"\b(?:BOT|SLACK|MICROSOFT|TEAMS|SMTP|METRICS|MCP|LANGUAGE_MODEL)_[A-Z_]+\b")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(PROJECT)))
def test_every_file_that_a_page_names_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#\s]+)", text) if not link.startswith(("https:", "http:"))]
    assert [link for link in links if not (page.parent / link).exists()] == []
    files = re.findall(r"`((?:bot|adapters|handlers|schedules|tests|bench|scripts|docs)/[\w./-]*)`", text)
    assert [file for file in files if not (PROJECT / file).exists()] == []


def test_every_job_is_in_the_table_of_what_runs_when() -> None:
    text = (PROJECT / "docs/operations.md").read_text(encoding="utf-8")
    table = text.partition("| file in `schedules/` |")[2].partition("\n\n")[0]
    told = [name for row in table.splitlines()[2:] for name in re.findall(r"`(\w+)`", row.split("|")[1])]
    assert sorted(told) == sorted(job.__name__.partition(".")[2] for job in JOBS)


def test_every_variable_that_is_read_is_explained_and_no_other() -> None:
    code = [*PROJECT.glob("bot/**/*.py"), *PROJECT.glob("adapters/**/*.py"), PROJECT / "config.yaml"]
    read = set(VARIABLE.findall("\n".join(file.read_text(encoding="utf-8") for file in code)))
    told = set(VARIABLE.findall("\n".join(page.read_text(encoding="utf-8") for page in PAGES)))
    assert read - told == set()
    assert told - read == set()
