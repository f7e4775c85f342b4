"""Champions for staff: who waits, who is active or rests and how busy they are, and where nobody is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from adapters.web.render import card_html
from adapters.web.staff import Page, View, posted
from bot.cards import Card, Chart
from bot.champions import STATES
from bot.store import champions
from bot.usecases import championing, covering, nominating
from bot.usecases.championing import CannotDo
from bot.usecases.planning_routes import House

LISTED = 500
ACTIONS = 20
NOMINATE = "/staff/champions/nominate"


def show(view: View) -> Mapping[str, Any]:
    """Those who agreed, with what can be done; the map of gaps as bars and a table."""
    tx, now, words = view.tx, view.dispatch.clock(), view.words
    state = view.request.query_params.get("state", "")
    found, load = covering.coverage(tx, now.date()), covering.load(tx, now)
    bars = tuple((theme, float(sum(found.counts[theme, region] for region in found.regions))) for theme in found.themes)
    chart = Chart(words("Active champions by theme"), bars)
    return {
        "champions": [
            (one, load.get(one.id, 0))
            for one in covering.desk(tx)[:LISTED]
            if state not in STATES or one.state == state
        ],
        "state": state,
        "names": _states(view),
        "steps": _steps(view),
        "actions": champions.actions(tx, most=ACTIONS),
        "found": found,
        "chart": card_html(view.templates, Card(chart.title, (chart,)), {}) if bars else "",
        "said": view.request.query_params.get("said", "")[:300],
    }


def act(view: View) -> str:
    """Take a step with a champion, or forget a nomination."""
    id, do, words = view.form.get("id", ""), view.form.get("do", ""), view.words
    house, now = House.of(view.dispatch.settings, view.dispatch.doors), view.dispatch.clock()
    try:
        if do == "decline":
            championing.decline(view.tx, id, words, house, now)
            return _said(words("The nomination is forgotten."))
        if do in STATES:
            made = championing.step(view.tx, id, do, view.person, words, house, now)
            return _said(words("{name}: done.", name=made.name))
        if do in ("add", "retire"):
            name = view.form.get("theme", "")
            name = championing.theme_named(view.tx, name, words).name if do == "retire" else name
            championing.add_theme(view.tx, name, words, retired=do == "retire")
    except CannotDo as error:
        return _said(str(error))
    return "/staff/champions"


def begin(view: View) -> Mapping[str, Any]:
    """The form for putting somebody forward."""
    return _nomination(view, {}, None)


def nominate(view: View) -> Mapping[str, Any] | str:
    """Put somebody forward, or show what is wrong beside what was typed."""
    house, now = House.of(view.dispatch.settings, view.dispatch.doors), view.dispatch.clock()
    values = {name.removeprefix("field."): value for name, value in view.form.items() if name.startswith("field.")}
    try:
        made = championing.nominate(view.tx, view.person, values, view.words, house, now)
    except CannotDo as error:
        return _nomination(view, values, error)
    return _said(nominating.thanks(made, view.person, view.words))


def _nomination(view: View, values: Mapping[str, str], problem: CannotDo | None) -> Mapping[str, Any]:
    form = nominating.form(view.tx, view.words, values, problem)
    problems = {problem.field: str(problem)} if problem else {}
    return {"form": form, "id": "", "problems": problems, "action": NOMINATE, "kind": ""}


def _states(view: View) -> dict[str, str]:
    words = view.words
    return {
        "nominated": words("nominated"),
        "approved": words("approved"),
        "active": words("active"),
        "resting": words("resting"),
        "alumni": words("alumni"),
    }


def _steps(view: View) -> dict[str, list[tuple[str, str]]]:
    """What can be done in each state, with what the button says."""
    words = view.words
    approve, activate = ("approved", words("Approve")), ("active", words("Activate"))
    rest, end = ("resting", words("Let rest")), ("alumni", words("End"))
    return {
        "nominated": [approve, ("decline", words("Decline"))],
        "approved": [activate, end],
        "active": [rest, end],
        "resting": [activate, end],
        "alumni": [approve],
    }


def _said(text: str) -> str:
    return f"/staff/champions?said={quote(text)}"


PAGES = (
    Page("/staff/champions", lambda words: words("Champions"), "run_champions", "champions.html", show),
    Page(f"{NOMINATE}/new", nominating.title, "run_champions", "draft_form.html", begin, in_menu=False),
    posted(NOMINATE, nominating.title, "run_champions", "draft_form.html", nominate),
    posted("/staff/champions/do", lambda words: words("Champions"), "run_champions", "", act),
)
