"""Introductions for staff: the programmes, a round seen before it goes out, and what may be quoted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from adapters.web.render import card_html
from adapters.web.staff import Page, View, posted
from bot.cards import Buttons, Card
from bot.store import intro_rounds, introductions, people, programmes
from bot.usecases import programme_planning, rounds
from bot.usecases.planning_routes import House
from bot.usecases.telling import Desk

LISTED = 20
PROGRAMME = "/staff/introductions/programme"


def show(view: View) -> Mapping[str, Any]:
    """Every programme with those who can be introduced, the latest rounds, and stories."""
    tx, now, across = view.tx, view.dispatch.clock(), programme_planning.across(view.words)
    return {
        "programmes": [
            (
                one,
                across.get(programme_planning.asks_for(one), ""),
                len(programmes.willing(tx, one.id, now.date())),
                intro_rounds.open_one(tx, one.id),
            )
            for one in programmes.running(tx)
        ],
        "rounds": [(made, rounds.standing(tx, made)) for made in intro_rounds.latest(tx, LISTED)],
        "stories": [
            (one.story, teller.name if (teller := people.find(tx, one.person)) else "")
            for one in introductions.stories(tx)[:LISTED]
        ],
        "said": view.request.query_params.get("said", "")[:300],
    }


def one(view: View) -> Mapping[str, Any] | str:
    """One round: who with whom, why, and who is left out."""
    made = intro_rounds.find(view.tx, view.request.query_params.get("id", ""))
    if made is None:
        return "/staff/introductions"
    card = rounds.preview(view.tx, made, view.words, view.dispatch.settings.config.coalition.zone, shown=1000)
    blocks = tuple(block for block in card.blocks[1:] if not isinstance(block, Buttons))
    return {"round": made, "title": card.summary, "shown": card_html(view.templates, Card(card.summary, blocks), {})}


def act(view: View) -> str:
    """Plan a round, send it or cancel it."""
    id, words = view.form.get("id", ""), view.words
    match view.form.get("do", ""):
        case "plan":
            programme = programmes.find(view.tx, id)
            if programme is None:
                return _said(words("That programme is gone. Write introduction rounds to see what there is."))
            made = rounds.prepare(view.tx, programme, _desk(view))
            return f"/staff/introductions/round?id={made.id}"
        case "send" if rounds.confirm(view.tx, id):
            return _said(words("The round goes out now. Whoever has paused or left meanwhile is left out."))
        case "cancel" if rounds.cancel(view.tx, id):
            return _said(words("Cancelled: nobody was asked."))
        case _:
            return _said(words("That round is going out already, or was cancelled."))


def begin(view: View) -> Mapping[str, Any]:
    """The form of a programme, new or there."""
    known = programmes.find(view.tx, view.request.query_params.get("id", ""))
    return _form(view, known.id if known else "", programme_planning.values_of(known), {})


def keep(view: View) -> Mapping[str, Any] | str:
    """Keep a programme, or show what is wrong beside what was typed."""
    id = view.form.get("id", "")
    values = {name.removeprefix("field."): value for name, value in view.form.items() if name.startswith("field.")}
    problems = programme_planning.keep(view.tx, id, values, view.person, view.words, _desk(view))
    return _form(view, id, values, problems) if problems else "/staff/introductions"


def _form(view: View, id: str, values: Mapping[str, str], problems: Mapping[str, str]) -> Mapping[str, Any]:
    form = programme_planning.form(id, values, problems, view.words)
    return {"form": form, "id": id, "problems": problems, "action": PROGRAMME, "kind": ""}


def _desk(view: View) -> Desk:
    return Desk(House.of(view.dispatch.settings, view.dispatch.doors), view.dispatch.clock())


def _said(text: str) -> str:
    return f"/staff/introductions?said={quote(text)}"


PAGES = (
    Page("/staff/introductions", lambda words: words("Introductions"), "run_introductions", "introductions.html", show),
    Page(
        "/staff/introductions/round",
        lambda words: words("Introductions"),
        "run_introductions",
        "introduction_round.html",
        one,
        in_menu=False,
    ),
    Page(
        f"{PROGRAMME}/form",
        programme_planning.title,
        "run_introductions",
        "draft_form.html",
        begin,
        in_menu=False,
    ),
    posted(PROGRAMME, programme_planning.title, "run_introductions", "draft_form.html", keep),
    posted("/staff/introductions/do", lambda words: words("Introductions"), "run_introductions", "", act),
)
