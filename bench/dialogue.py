"""Our own questions over the example coalition and the documents beside the project: the share that each engine answers
rightly, of the part that was tuned on and of the part that is only counted. ``lines()`` gives one measurement at a time."""

from __future__ import annotations

from collections.abc import Iterator

from bench import encoding
from bench.answers import Line, line
from tests.answers.test_questions import FLOORS, QUESTIONS, right
from tests.conftest import SHARED
from tests.rules.coalition import EXAMPLE, example, full, library, read


def lines() -> Iterator[Line]:
    """Every measurement."""
    entries, records = read(EXAMPLE / "faq.yaml", *sorted((SHARED / "seeds").glob("*.txt"))), example()
    engines = {"light": library(entries)}
    if encoding.encoder.folder() is not None:
        engines["full"] = full(entries)
    for (engine, split), floor in FLOORS.items():
        asked = [question for question in QUESTIONS if question["split"] == split]
        if engine in engines:
            share = sum(right(question, engines[engine], records) for question in asked) / len(asked)
            yield line(f"own_{len(asked)}_questions_{split}_{engine}", share, f">= {floor}")
