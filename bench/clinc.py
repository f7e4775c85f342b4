"""CLINC150: phrases of 150 intents, and phrases of none."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import NamedTuple

from bench import encoding
from bench.covidfaq import SHARED
from bot.knowledge.documents import Faq
from bot.knowledge.library import Library

NONE = "oos"


class Phrase(NamedTuple):
    """What somebody said, and what they wanted."""

    text: str
    intent: str
    split: str


def rows(split: str) -> list[Phrase]:
    """One part: train, val or test."""
    return [row for row in _all() if row.split == split]


def phrases() -> dict[str, list[str]]:
    """The training phrases of each intent."""
    found: dict[str, list[str]] = {}
    for row in rows("train"):
        if row.intent != NONE:
            found.setdefault(row.intent, []).append(row.text)
    return found


@lru_cache(maxsize=1)
def library() -> Library:
    """The full engine with 100 phrases of each intent, and 100 that are of none."""
    faqs = [Faq(intent, texts[0], intent.replace("_", " "), tuple(texts[1:])) for intent, texts in phrases().items()]
    return encoding.library(faqs, strange=[row.text for row in rows("train") if row.intent == NONE])


@lru_cache(maxsize=1)
def _all() -> list[Phrase]:
    file = SHARED / "data" / "clinc150_full.jsonl"
    found = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    return [Phrase(row["text"], row["intent"], row["split"]) for row in found]
