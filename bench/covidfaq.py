"""CovidFAQ: which approved answer fits a question as people ask it."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"


class Pair(NamedTuple):
    """A question with its approved answer."""

    id: str
    question: str
    answer: str


@lru_cache(maxsize=1)
def load() -> tuple[list[Pair], list[tuple[str, frozenset[str]]]]:
    """The pairs, and the questions of people with the ids of the pairs that answer them."""
    pairs = [Pair(row["id"], row["question"], row["answer"]) for row in _rows("covidfaq_docs.jsonl")]
    return pairs, [(row["text"], frozenset(row["rel"])) for row in _rows("covidfaq_queries.jsonl")]


def _rows(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (SHARED / "data" / name).read_text(encoding="utf-8").splitlines()]
