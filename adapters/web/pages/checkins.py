"""Check-ins for staff: making one, how its rounds went, who has not answered, a file; prompts and champions' stories."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from starlette.responses import Response

from adapters.web.render import card_html
from adapters.web.staff import Page, View, posted
from bot.cards import Card, Chart
from bot.checkin_drafts import written
from bot.checkins import State
from bot.rhythms import next_day
from bot.store import checkins, needs, prompts
from bot.usecases import checkin_clock, checkin_planning, checkin_reports, needing, prompting
from bot.usecases.checkin_asking import reader
from bot.usecases.planning_routes import House

TURNS: Mapping[str, State] = {"start": "active", "pause": "paused", "end": "ended"}
ROUNDS = 12
A_YEAR = dt.timedelta(days=365)


def show(view: View) -> Mapping[str, Any]:
    """Every check-in, the beginnings for a new one, the library of prompts, and stories."""
    now = view.dispatch.clock()
    return {
        "checkins": [
            (one, next_day(one.rhythm, now.date())) for one in checkins.listed(view.tx, ("active", "paused", "ended"))
        ],
        "templates": {key: name for key, (name, _) in checkin_planning.templates(view.words).items()},
        "prompts": prompts.library(view.tx),
        "stories": prompting.stories(view.tx, now - A_YEAR),
    }


def begin(view: View) -> Mapping[str, Any]:
    """The form for a new check-in, or for one that is there."""
    asked = view.request.query_params
    known, key = checkins.find(view.tx, asked.get("id", "")), asked.get("from", "")
    _, values = checkin_planning.templates(view.words).get(key, ("", {}))
    is_prompts = known.prompts if known else key == "prompts"
    start = checkin_planning.values_of(view.tx, known) if known else values
    return _form(view, start, {}, known.id if known else "", prompts=is_prompts)


def draft(view: View) -> Mapping[str, Any] | str:
    """Keep a check-in, or show what is wrong with it."""
    values = _typed(view)
    id, is_prompts = view.form.get("id", ""), view.form.get("kind") == "prompts"
    now = view.dispatch.clock()
    made, problems = checkin_planning.draft(view.tx, values, view.person, view.words, now, id, prompts=is_prompts)
    return _form(view, values, problems, id, prompts=is_prompts) if problems else _address(made.id)


def one(view: View) -> Mapping[str, Any] | str:
    """One check-in: its rounds, trends, who has not answered."""
    found = checkins.find(view.tx, view.request.query_params.get("id", ""))
    if found is None:
        return "/staff/check-ins"
    rounds = checkins.rounds(view.tx, found.id, ROUNDS)
    trends = [
        Chart(
            view.words("{question} On average, round by round", question=asked.text),
            tuple(checkin_reports.trend(view.tx, found, place, view.words)),
        )
        for place, asked in enumerate(found.questions)
        if asked.kind in ("rating", "mood")
    ]
    shown = checkin_reports.summary(view.tx, found, rounds[0], view.words) if rounds else Card("")
    return {
        "checkin": found,
        "reader": reader(view.tx, found, House.of(view.dispatch.settings, view.dispatch.doors)),
        "questions": [written(asked) for asked in found.questions],
        "how_often": checkin_planning.how_often(found, view.words),
        "who": checkin_planning.who(view.tx, found, view.words),
        "next": next_day(found.rhythm, view.dispatch.clock().date()),
        "shown": card_html(view.templates, Card("", shown.blocks), {}),
        "trends": card_html(view.templates, Card("", tuple(one for one in trends if len(one.rows) > 1)), {}),
        "rounds": [(one, checkins.standing(view.tx, found.id, one.day)) for one in rounds],
        "silent": checkins.silent(view.tx, found.id, rounds[0].day) if rounds else [],
        "needs": [(one, needing.action("", one).args[1:]) for one in needs.of_checkin(view.tx, found.id)],
        "need_state": checkin_reports.need_state,
        "own": not found.id.startswith(checkin_planning.CONFIG),
        "said": view.request.query_params.get("said", "")[:300],
    }


def act(view: View) -> str:
    """Start, pause or end a check-in, ask again who has not answered, or note that help was given."""
    id, now = view.form.get("id", ""), view.dispatch.clock()
    found = checkins.find(view.tx, id)
    if found is None:
        return "/staff/check-ins"
    do, house = view.form.get("do", ""), House.of(view.dispatch.settings, view.dispatch.doors)
    if do == "settle":
        key = needing.key_of([id, *(view.form.get(name, "") for name in ("day", "person", "field"))])
        if need := needs.find(view.tx, key) if key else None:
            needing.settle(view.tx, need, view.person, house, now)
    elif do in TURNS:
        checkin_planning.change(view.tx, id, TURNS[do], view.person, now)
    elif do == "remind":
        n = checkin_clock.remind_all(view.tx, found, now, house)
        return _address(id, view.words.plural("I am reminding {n} person.", "I am reminding {n} people.", n))
    return _address(id)


def new_prompt(view: View) -> Mapping[str, Any]:
    """The form for a new prompt."""
    return _prompt_form(view, {}, {})


def change_prompts(view: View) -> Mapping[str, Any] | str:
    """Add a prompt to the library, or retire one."""
    now = view.dispatch.clock()
    if view.form.get("do") == "retire":
        prompting.retire(view.tx, view.form.get("id", ""), view.person, now)
        return "/staff/check-ins"
    values = _typed(view)
    _, problems = prompting.add(view.tx, values, view.person, view.words, now)
    return _prompt_form(view, values, problems) if problems else "/staff/check-ins"


def _prompt_form(view: View, values: Mapping[str, str], problems: Mapping[str, str]) -> Mapping[str, Any]:
    form = prompting.form(view.tx, view.words, values, problems)
    return {"form": form, "id": "", "problems": problems, "action": "/staff/check-ins/prompts", "kind": ""}


def _typed(view: View) -> dict[str, str]:
    return {name.removeprefix("field."): value for name, value in view.form.items() if name.startswith("field.")}


def download(view: View) -> Response | str:
    """Every answer as a file for a spreadsheet."""
    found = checkins.find(view.tx, view.request.query_params.get("id", ""))
    if found is None:
        return "/staff/check-ins"
    named = {"content-disposition": f'attachment; filename="check-in-{quote(found.id)}.csv"'}
    text = checkin_reports.export(view.tx, found)
    return Response("\ufeff" + text, media_type="text/csv; charset=utf-8", headers=named)


def _form(
    view: View, values: Mapping[str, str], problems: Mapping[str, str], id: str, *, prompts: bool
) -> Mapping[str, Any]:
    form = checkin_planning.form(view.words, values, problems, id, prompts=prompts)
    kind = "prompts" if prompts else ""
    return {"form": form, "id": id, "problems": problems, "action": "/staff/check-ins/draft", "kind": kind}


def _address(id: str, said: str = "") -> str:
    return f"/staff/check-in?id={quote(id)}" + (f"&said={quote(said)}" if said else "")


PAGES = (
    Page("/staff/check-ins", lambda words: words("Check-ins"), "run_checkins", "checkins.html", show),
    Page(
        "/staff/check-ins/new",
        lambda words: words("A check-in"),
        "run_checkins",
        "draft_form.html",
        begin,
        in_menu=False,
    ),
    posted("/staff/check-ins/draft", lambda words: words("A check-in"), "run_checkins", "draft_form.html", draft),
    Page(
        "/staff/check-ins/prompts/new",
        lambda words: words("A prompt for champions"),
        "run_checkins",
        "draft_form.html",
        new_prompt,
        in_menu=False,
    ),
    posted(
        "/staff/check-ins/prompts",
        lambda words: words("A prompt for champions"),
        "run_checkins",
        "draft_form.html",
        change_prompts,
    ),
    Page("/staff/check-in", lambda words: words("A check-in"), "run_checkins", "checkin.html", one, in_menu=False),
    posted("/staff/check-in/do", lambda words: words("A check-in"), "run_checkins", "", act),
    Page("/staff/check-in.csv", lambda words: words("A check-in"), "run_checkins", "", download, in_menu=False),
)
