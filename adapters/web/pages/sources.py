"""Sources: what is read again and again, when it last was, what is wrong with it, and answers that contradict each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from adapters.web.staff import Page, View
from bot.knowledge.contradictions import contradictions
from bot.store import library, sources


def show(view: View) -> Mapping[str, Any]:
    """Every watched source, those with problems first."""
    found = sorted(sources.listed(view.tx), key=lambda one: (not one.problems, one.name))
    return {"sources": found, "pairs": contradictions(library.faqs(view.tx))}


PAGES = (Page("/staff/sources", lambda words: words("Sources"), "read_staff_pages", "sources.html", show),)
