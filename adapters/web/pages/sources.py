"""Sources: what is read again and again, when it last was, what is wrong with it, and answers that contradict each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from adapters.web.staff import Page, View, posted
from bot.knowledge.contradictions import contradictions
from bot.store import library, sources
from bot.usecases import reviewing


def show(view: View) -> Mapping[str, Any]:
    """Every watched source, those with problems first; answers whose review is due."""
    found = sorted(sources.listed(view.tx), key=lambda one: (not one.problems, one.name))
    due = reviewing.due(view.tx, view.dispatch.settings, view.dispatch.clock())
    return {"sources": found, "pairs": contradictions(library.faqs(view.tx)), "due": due}


def holds(view: View) -> str:
    """An answer was looked at and found right."""
    reviewing.confirm(view.tx, view.form.get("id", ""), view.dispatch.settings, view.dispatch.clock())
    return "/staff/sources"


PAGES = (
    Page("/staff/sources", lambda words: words("Sources"), "read_staff_pages", "sources.html", show),
    posted("/staff/sources/holds", lambda words: words("Sources"), "answer_questions", "", holds),
)
