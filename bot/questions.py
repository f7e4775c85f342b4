"""Questions for the team, as rules: whose they are, who may answer, and when somebody should be reminded."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

State = Literal["new", "assigned", "answered", "closed"]
OPEN: tuple[State, ...] = ("new", "assigned")
REASONS = ("wrong", "old", "unclear", "other")
"""Why an answer did not help."""


@dataclass(frozen=True, slots=True)
class Topic:
    """Words that a question may hold, and the e-mail address of whose it is then."""

    words: tuple[str, ...]
    owner: str


def owner_of(text: str, topics: Sequence[Topic], fallback: str | None) -> str | None:
    """The address of whose question this is: the topic with most of its words in it, the first of equals."""
    found = [(sum(_holds(text, word) for word in topic.words), topic.owner) for topic in topics]
    best = max(found, key=lambda one: one[0], default=(0, ""))
    return best[1] if best[0] else fallback


def is_due(asked: dt.datetime, nudged: dt.datetime | None, now: dt.datetime, days: int) -> bool:
    """Whether somebody should be reminded: so many days after it was asked, and as many after each reminder."""
    return now - max(asked, nudged or asked) >= dt.timedelta(days=days)


def _holds(text: str, word: str) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE))
