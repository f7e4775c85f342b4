"""Polls for staff: making one, looking after it, its result as a chart with a table, and a file to download."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlencode

from starlette.responses import Response

from adapters.web.render import card_html
from adapters.web.staff import Page, View, posted
from bot.audiences import BadAudience, UnknownAudience
from bot.cards import Card
from bot.people import may, require
from bot.poll_drafts import read_deadline, typed
from bot.polls import Poll, labels
from bot.store import polls
from bot.usecases import poll_cards, poll_export, poll_forms, poll_publishing, polling
from bot.usecases.planning_routes import House
from bot.usecases.poll_refusals import Refused, refusal
from bot.usecases.poll_results import standing

LISTED = 200
DEADLINE = ("closes", "closes_time")
"""The fields of the form for another deadline."""


def show(view: View) -> Mapping[str, Any]:
    """Every poll, the latest first, and the beginnings for a new one."""
    found = polls.listed(view.tx, ("draft", "planned", "open", "closed"), LISTED)
    return {
        "polls": [(poll, standing(view.tx, poll)) for poll in found],
        "templates": {key: name for key, (name, _) in poll_forms.templates(view.words).items()},
    }


def begin(view: View) -> Mapping[str, Any]:
    """The form for a new poll, or for a draft."""
    id = view.request.query_params.get("id", "")
    poll = polls.find(view.tx, id) if id else None
    _, values = poll_forms.templates(view.words).get(view.request.query_params.get("from", ""), ("", {}))
    start = typed(poll) if poll else {"audience": "everyone", "zone": _zone(view), **values}
    return _form(view, start, {}, poll.id if poll else "")


def draft(view: View) -> Mapping[str, Any] | str:
    """Keep a draft, or show what is wrong with it."""
    values = {name.removeprefix("field."): value for name, value in view.form.items() if name.startswith("field.")}
    id = view.form.get("id", "")
    try:
        poll, problems = polling.draft(view.tx, values, view.person, _zone(view), view.words, view.dispatch.clock(), id)
    except Refused as refused:
        return _form(view, values, {"question": refusal(refused, view.words, _zone(view))}, id)
    return _form(view, values, problems, id) if problems else _address(poll.id)


def one(view: View) -> Mapping[str, Any] | str:
    """One poll: how it stands and what can be done with it."""
    poll = polls.find(view.tx, view.request.query_params.get("id", ""))
    if poll is None or poll.state == "deleted":
        return "/staff/polls"
    words, zone = view.words, _zone(view)
    results = standing(view.tx, poll)
    blocks = [] if poll.is_secret_now else poll_cards.result_blocks(poll, words, zone, results, LISTED)
    closed_or_live = poll.state == "closed" or (poll.state == "open" and poll.live)
    is_to_come = poll.state in ("draft", "planned")
    silent = polls.silent(view.tx, poll.id) if poll.state == "open" and not poll.anonymous else []
    return {
        "poll": poll,
        "shown": card_html(view.templates, Card("", tuple(blocks)), {}) if closed_or_live else "",
        "details": poll_cards.details(poll, words, _audience(view, poll) if is_to_come else results.electorate),
        "note": poll_cards.state_line(replace(poll, state="open"), words, zone, results.voters),
        "may_announce": may(view.person, "announce"),
        "results": results,
        "silent": silent,
        "partners": poll_export.partner_rows(view.tx, poll, results, words, zone) if closed_or_live else [],
        "labels": list(labels(poll, words, zone).values()),
        "deadline": {
            **typed(poll),
            **{name: value for name, value in view.request.query_params.items() if name in DEADLINE},
        },
        "said": view.request.query_params.get("said", "")[:300],
    }


def _audience(view: View, poll: Poll) -> int:
    try:
        return len(polling.members(view.tx, poll, view.words))
    except (BadAudience, UnknownAudience):
        return 0


def act(view: View) -> str:
    """Do something with a poll."""
    id, now, words, zone = view.form.get("id", ""), view.dispatch.clock(), view.words, _zone(view)
    house = House.of(view.dispatch.settings, view.dispatch.doors)
    try:
        poll = polling.existing(view.tx, id)
        match view.form.get("do"):
            case "open":
                polling.open_poll(view.tx, id, now, house)
            case "close":
                polling.close(view.tx, id, now, house)
            case "remind":
                polling.remind(view.tx, id, now, house)
            case "publish":
                poll_publishing.publish(view.tx, id, now, house)
            case "announce":
                require(view.person, "announce")
                kept = poll_publishing.announcement(view.tx, poll, view.person, house, now)
                return f"/staff/announcement?id={quote(kept.id)}"
            case "once":
                polling.stop_repeating(view.tx, id, now)
            case "delete":
                polling.delete(view.tx, id, now)
                return "/staff/polls"
            case "deadline":
                closes, problems = read_deadline(view.form, poll.zone, words, now)
                if problems:
                    return _address(id, problems["closes"], **{name: view.form.get(name, "") for name in DEADLINE})
                polling.extend(view.tx, id, closes, now)
            case _:
                pass
    except Refused as refused:
        return _address(id, refusal(refused, words, zone))
    except (BadAudience, UnknownAudience) as error:
        return _address(id, str(error))
    return _address(id)


def download(view: View) -> Response | str:
    """A poll as a file for a spreadsheet."""
    poll = polls.find(view.tx, view.request.query_params.get("id", ""))
    if poll is None or poll.state == "deleted":
        return "/staff/polls"
    text = poll_export.table(view.tx, poll, view.words, _zone(view))
    named = {"content-disposition": f'attachment; filename="poll-{quote(poll.id)}.csv"'}
    return Response("\ufeff" + text, media_type="text/csv; charset=utf-8", headers=named)


def _form(view: View, values: Mapping[str, str], problems: Mapping[str, str], id: str) -> Mapping[str, Any]:
    form = poll_forms.draft_form(view.words, values, problems, id)
    return {"form": form, "id": id, "problems": problems, "action": "/staff/polls/draft", "kind": ""}


def _address(id: str, said: str = "", **typed: str) -> str:
    """The page of a poll; ``typed`` is what stays in the form for its deadline."""
    return f"/staff/poll?{urlencode({'id': id, **({'said': said} if said else {}), **typed})}"


def _zone(view: View) -> str:
    return view.person.zone or view.dispatch.settings.config.coalition.zone


PAGES = (
    Page("/staff/polls", lambda words: words("Polls"), "run_polls", "polls.html", show),
    Page("/staff/polls/new", lambda words: words("A new poll"), "run_polls", "draft_form.html", begin, in_menu=False),
    posted("/staff/polls/draft", lambda words: words("A new poll"), "run_polls", "draft_form.html", draft),
    Page("/staff/poll", lambda words: words("Poll"), "run_polls", "poll.html", one, in_menu=False),
    posted("/staff/poll/do", lambda words: words("Poll"), "run_polls", "", act),
    Page("/staff/poll.csv", lambda words: words("Poll"), "run_polls", "", download, in_menu=False),
)
