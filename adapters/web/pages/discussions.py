"""Small groups for staff: who sits where at an event and why, somebody moved, and everybody told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from starlette.responses import Response

from adapters.web.staff import Page, View, posted
from bot.records import CoalitionEvent
from bot.store import discussions
from bot.store.records import StoredRecords
from bot.usecases import seating, seating_reports
from bot.usecases.planning_routes import House
from bot.usecases.seating import CannotSeat
from bot.words import Words


def show(view: View) -> Mapping[str, Any]:
    """The coming events, with how many come and how far their groups are."""
    events = [
        (event, _coming(view, event.id), discussions.find(view.tx, event.id))
        for event in seating.coming_events(view.tx, view.dispatch.clock())
    ]
    return {"events": events, "when": _when(view), "said": view.request.query_params.get("said", "")[:500]}


def one(view: View) -> Mapping[str, Any] | str:
    """The tables of one event."""
    id = view.request.query_params.get("event", "")
    event, made = StoredRecords(view.tx).get("event", id, seating.EVERYTHING), discussions.find(view.tx, id)
    if made is None:
        return "/staff/small-groups"
    said = view.request.query_params.get("said", "")[:500]
    try:
        room = seating_reports.room(view.tx, made, view.words, view.dispatch.clock())
    except CannotSeat as error:
        room, said = seating_reports.Room({}, {}, []), str(error)
    return {
        "event": event if isinstance(event, CoalitionEvent) else None,
        "made": made,
        "room": room,
        "last": max(room.tables, default=0) + 1,
        "when": _when(view),
        "said": said,
    }


def act(view: View) -> str:
    """Make groups, move somebody, tell everybody, or make them anew."""
    event, words, now = view.form.get("event", ""), view.words, view.dispatch.clock()
    house = House.of(view.dispatch.settings, view.dispatch.doors)
    try:
        match view.form.get("do", ""):
            case "plan":
                size, audience = view.form.get("size", ""), view.form.get("audience", "")
                seating.plan(view.tx, event, size.strip(), audience, words, now)
            case "move":
                person, number = view.form.get("person", ""), view.form.get("number", "")
                seating.move(view.tx, event, person, number, words, house, now)
            case "confirm":
                n = seating.confirm(view.tx, event, words, house, now)
                told = words.plural("{n} person is told their table.", "{n} people are told their table.", n)
                return _address(event, told)
            case _:
                return "/staff/small-groups"
    except CannotSeat as error:
        return _address(event, str(error)) if discussions.find(view.tx, event) else _list(str(error))
    return _address(event)


def download(view: View) -> Response | str:
    """The tables as a file for a spreadsheet."""
    made = discussions.find(view.tx, view.request.query_params.get("event", ""))
    if made is None:
        return "/staff/small-groups"
    try:
        text = seating_reports.export(view.tx, made, view.words, view.dispatch.clock())
    except CannotSeat as error:
        return _address(made.event, str(error))
    named = {"content-disposition": f'attachment; filename="tables-{quote(made.event)}.csv"'}
    return Response("\ufeff" + text, media_type="text/csv; charset=utf-8", headers=named)


def _coming(view: View, event: str) -> int:
    return sum(answer == "yes" for answer in discussions.answers(view.tx, event).values())


def _when(view: View) -> Any:
    words = view.words

    def told(event: CoalitionEvent) -> str:
        return words.date(event.start.date()) if event.all_day else words.moment(event.start, event.zone)

    return told


def _address(event: str, said: str = "") -> str:
    return f"/staff/small-group?event={quote(event)}" + (f"&said={quote(said)}" if said else "")


def _list(said: str) -> str:
    return f"/staff/small-groups?said={quote(said)}"


def _title(words: Words) -> str:
    return words("Small groups")


PAGES = (
    Page("/staff/small-groups", _title, "run_discussions", "discussions.html", show),
    Page("/staff/small-group", _title, "run_discussions", "discussion.html", one, in_menu=False),
    posted("/staff/small-groups/do", _title, "run_discussions", "", act),
    Page("/staff/small-group.csv", _title, "run_discussions", "", download, in_menu=False),
)
