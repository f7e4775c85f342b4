"""What people asked the team, and a form to answer each; and events that never got an answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from adapters.web.staff import Page, View, posted
from bot.store import inbound, questions
from bot.usecases.answering import answer_question

PAST = 20
"""Past questions shown at once; a search finds the others."""


def show(view: View) -> Mapping[str, Any]:
    """The questions that wait, oldest first, and what was answered before."""
    text = view.request.query_params.get("text", "").strip()
    return {
        "text": text,
        "past": questions.ended(view.tx, text, PAST),
        "waiting": questions.waiting(view.tx),
        "count": questions.count_waiting(view.tx),
        "lost": inbound.lost(view.tx, limit=20),
        "answered": view.request.query_params.get("answered", ""),
    }


def answer(view: View) -> str:
    """Record an answer; the asker is told."""
    number, text = view.form.get("number", ""), view.form.get("answer", "").strip()
    if not text or not (number.isdecimal() and len(number) < 10):
        return "/staff/questions?answered=empty"
    done = answer_question(view.tx, int(number), text, view.person, view.dispatch.clock())
    return f"/staff/questions?answered={'yes' if done else 'before'}"


PAGES = (
    Page("/staff/questions", lambda words: words("Questions"), "answer_questions", "questions.html", show),
    posted("/staff/questions/answer", lambda words: words("Answer"), "answer_questions", "", answer),
)
