"""Audiences for staff: how many an audience has while it is typed, and saved ones, from words or from a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import escape
from starlette.responses import HTMLResponse, Response

from adapters.web.staff import Page, View, posted
from bot.audiences import BadAudience, UnknownAudience
from bot.store import audiences
from bot.usecases import audience_files
from bot.usecases.audience_files import BadFile

MOST_PROBLEMS = 50
"""Lines of a file that are told at once."""


def show(view: View) -> Mapping[str, Any]:
    """Saved audiences with how many each has."""
    return _page(view, {}, "", ())


def count(view: View) -> Response:
    """How many people an audience has: a sentence for the form."""
    text, words = view.request.query_params.get("field.audience", ""), view.words
    try:
        n = audiences.count(view.tx, audiences.read(view.tx, text, words), words)
        told = words.plural("{n} person", "{n} people", n)
    except (BadAudience, UnknownAudience) as error:
        told = str(error)
    return HTMLResponse(str(escape(told)))


def save(view: View) -> Mapping[str, Any] | str:
    """Save an audience under a name, from words or from the lines of a CSV file."""
    name, text, lines = (view.form.get(key, "") for key in ("name", "text", "lines"))
    words, now = view.words, view.dispatch.clock()
    if view.form.get("forget"):
        audiences.forget(view.tx, view.form["forget"])
        return "/staff/audiences"
    try:
        if lines.strip():
            listed = audience_files.read_csv(view.tx, lines, words)
            term = audience_files.save(view.tx, name, listed, view.person.id, words, now)
        else:
            term, listed = audience_files.save_text(view.tx, name, text, view.person.id, words, now), None
    except (BadFile, BadAudience, UnknownAudience) as error:
        return _page(view, view.form, str(error), ())
    saved = words("Saved. Write {term} to mean these people.", term=term)
    problems = listed.problems if listed else ()
    return _page(view, view.form if problems else {}, saved, problems)


def _page(view: View, typed: Mapping[str, str], said: str, problems: tuple[str, ...]) -> Mapping[str, Any]:
    found = []
    for name, text in audiences.saved(view.tx).items():
        try:
            n = str(audiences.count(view.tx, audiences.read(view.tx, f'saved:"{name}"', view.words), view.words))
        except (BadAudience, UnknownAudience) as error:
            n = str(error)
        found.append((name, text, n))
    return {"found": found, "typed": typed, "said": said, "problems": problems, "MOST": MOST_PROBLEMS}


PAGES = (
    Page("/staff/audiences", lambda words: words("Audiences"), "announce", "audiences.html", show),
    Page("/staff/audiences/count", lambda words: words("Audiences"), "announce", "", count, in_menu=False),
    posted("/staff/audiences/save", lambda words: words("Audiences"), "announce", "audiences.html", save),
)
