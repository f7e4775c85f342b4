"""What a follow-up question needs to know of the one before it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from pydantic import TypeAdapter

MOST = 500
"""Records of a list that are remembered: as many as a large coalition has partners. "Of them" after more asks of all."""


@dataclass(frozen=True, slots=True)
class Context:
    """The last thing talked about: a record or document, what was asked of it, or a list and its dates."""

    kind: str | None = None
    """A kind of record, or ``document``."""
    id: str | None = None
    attribute: str | None = None
    listing: str | None = None
    start: dt.date | None = None
    end: dt.date | None = None
    question: str = ""
    ids: tuple[str, ...] | None = None
    """The records that were listed, for "which of them ...?"; None where there were none to remember, or too many."""


CONTEXT: TypeAdapter[Context] = TypeAdapter(Context)
