"""What the bot answers with, whole in itself as text and in parts for a card."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from bot.knowledge.context import Context
from bot.knowledge.documents import Source

Kind = Literal["answer", "suggestions", "clarify", "unknown", "smalltalk", "handover"]


@dataclass(frozen=True, slots=True)
class Considered:
    """Something that might have been the answer, how sure that was, and the evidence (name, value, weight) for it."""

    what: str
    confidence: float
    factors: tuple[tuple[str, float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer. ``lead`` is its first sentence or two; ``confidence`` is between 0 and 1; ``why`` is for the log."""

    kind: Kind
    lead: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    items: tuple[tuple[str, str, str], ...] = ()
    """Title, detail, link."""
    quote: str = ""
    """A passage word for word, or an approved answer."""
    sources: tuple[Source, ...] = ()
    confidence: float = 1.0
    suggestions: tuple[str, ...] = ()
    """Up to three questions to press: what may be meant, or what may be asked next."""
    context: Context = field(default_factory=Context)
    why: str = ""
    considered: tuple[Considered, ...] = ()
    """For `bot ask --why`."""

    @property
    def text(self) -> str:
        """The answer as plain text, without its sources and suggestions."""
        rows = [f"{label}: {value}" for label, value in self.facts]
        items = [f"- {title}" + (f": {detail}" if detail else "") for title, detail, _ in self.items]
        return "\n".join(part for part in (self.lead, *rows, *items, self.quote) if part)

    def counted(self) -> Answer:
        """Only how many there are, of a list."""
        return replace(self, lead=f"{self.lead.rstrip(':')}.", items=()) if self.items else self
