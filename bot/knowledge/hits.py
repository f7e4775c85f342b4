"""What search finds, with what speaks for it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.knowledge.decision import Evidence
from bot.knowledge.documents import Document, Faq, Passage

LOOKED_AT = 5
"""Finds of each kind that are weighed."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that may answer a question, and how sure that is (0 to 1)."""

    found: Faq | Passage
    document: Document | None
    confidence: float
    evidence: Evidence
    factors: tuple[tuple[str, float, float], ...] = ()
    """What was weighed: its name, its value, its weight."""
