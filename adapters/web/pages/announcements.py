"""Announcements for staff: write one, see it as each platform will show it, send it, watch it, look after it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from markupsafe import Markup
from starlette.responses import Response

from adapters.web.paging import paging
from adapters.web.render import card_html
from adapters.web.staff import Page, View, posted
from bot.announcement_states import MOVES, STATES, possible
from bot.announcements import Variant
from bot.store import announcement_people, announcements, audience_names, people
from bot.store.announcement_people import Which
from bot.store.announcements import Kept
from bot.usecases import announcement_deeds, announcement_desk, announcement_forms, announcement_reports, announcing
from bot.usecases.announcement_cards import previews
from bot.usecases.announcement_deeds import asked_back, kept_apart, refusal, settled
from bot.usecases.announcing import Checked, NotPossible, OwnApproval
from bot.usecases.launching import Maker
from bot.usecases.planning_routes import House, Plan
from bot.words import LANGUAGES, Words

LISTED = 200
MOVING = ("scheduled", "sending", "paused")


def show(view: View) -> Mapping[str, Any]:
    """Every announcement, the last changed first."""
    return {
        "found": announcements.listed(view.tx, STATES, LISTED),
        "states": announcement_reports.states(view.words),
        "said": _said(view),
    }


def begin(view: View) -> Mapping[str, Any] | str:
    """The form for a new announcement, for a draft, or to correct one."""
    id, correcting = view.request.query_params.get("id", ""), view.request.query_params.get("correct") == "yes"
    kept = announcements.find(view.tx, id) if id else None
    if kept and not possible(kept.state, "correct" if correcting else "edit"):
        return _address(id, refusal(NotPossible("edit", kept.state), view.words))
    return _form(view, kept.values if kept else {}, {}, kept.id if kept else "", correcting=correcting)


def draft(view: View) -> Mapping[str, Any] | str:
    """Keep what was typed; show it, or what is wrong with it."""
    id, house, now, words = view.form.get("id", ""), _house(view), view.dispatch.clock(), view.words
    if view.form.get("correct") == "yes":
        return _correct(view, id)
    kept = announcing.draft(view.tx, _typed(view), view.person, house, now, id)
    checked = announcing.check(view.tx, kept, words, house, now)
    said = "" if id in ("", kept.id) else kept_apart(words)
    if checked.problems:
        return _form(view, kept.values, checked.problems, kept.id, said=said)
    return _address(kept.id, said)


def _correct(view: View, id: str) -> Mapping[str, Any] | str:
    words, now = view.words, view.dispatch.clock()
    try:
        problems = announcement_desk.correct(view.tx, id, _typed(view), view.person, words, _house(view), now)
    except NotPossible as error:
        problems = {"title": refusal(error, words)}
    if problems:
        return _form(view, _typed(view), problems, id, correcting=True)
    return _address(id, words("Corrected. Messages that went out are changed where their platform allows it."))


def one(view: View) -> Mapping[str, Any] | str:
    """One announcement: how it will look and whom it reaches, or how far it is and how each person stands to it."""
    kept = announcements.find(view.tx, view.request.query_params.get("id", ""))
    if kept is None:
        return "/staff/announcements"
    words, house, before = view.words, _house(view), not kept.broadcast and kept.state not in ("sending", "done")
    checked = announcing.check(view.tx, kept, words, house, view.dispatch.clock())
    plan = announcing.planned(view.tx, checked, house, view.dispatch.clock()) if before and checked.one.texts else None
    author, approver = people.find(view.tx, kept.author), people.find(view.tx, kept.approver)
    return {
        **_progress(view, kept),
        "author": author.name if author else "",
        "approver": approver.name if approver else "",
        "problems": checked.problems if kept.state == "draft" else {},
        "warnings": checked.warnings,
        "shown": _shown(view, kept, checked, plan, house) if plan else [],
        "dry_run": announcement_reports.dry_run(view.tx, plan, words, _zone(view)) if plan else (),
        "deeds": [
            (deed, label, asked_back(deed, words))
            for deed, label in announcement_deeds.offered(view.tx, kept, words, asks=checked.one.acknowledge).items()
        ],
        "editable": possible(kept.state, "edit"),
        "correctable": possible(kept.state, "correct"),
        "mine": view.person.id in (kept.author, kept.writer),
        "again": (announcement_deeds.labels(words)["resend"], asked_back("resend", words)),
        "title": checked.one.title or words("An announcement without a title"),
        "said": _said(view),
        "here": f"{view.request.url.path}?{view.request.url.query}",
        **_people(view, kept),
    }


def progress(view: View) -> Mapping[str, Any] | Response:
    """How far it is: a part of the page that is asked for every second; when its state changes, the whole page is.

    It is put in the place of the old one and not loaded anew: that would undo a press in the same moment.
    """
    kept = announcements.find(view.tx, view.request.query_params.get("id", ""))
    if kept is None:
        return Response(status_code=404)
    return _progress(view, kept)


def act(view: View) -> str:
    """Do something with it."""
    id, wish, words = view.form.get("id", ""), view.form.get("do", ""), view.words
    house, now, tx, by = _house(view), view.dispatch.clock(), view.tx, view.person
    try:
        if wish in ("copy", "template"):
            return _address(announcement_desk.duplicate(tx, id, by, now, template=wish == "template").id)
        if wish in ("submit", "approve"):
            settle = announcing.submit if wish == "submit" else announcing.approve
            kept, checked = settle(tx, id, by, words, house, now)
            told = " ".join(checked.problems.values()) or settled(kept, checked, house, words, now)
            return _address(id, told)
        deed = next((one for one in MOVES if one == wish), None)
        return _address(id, announcement_deeds.do(tx, id, deed, by, words, house, now, view.form.get("person", "")))
    except (NotPossible, OwnApproval) as error:
        return _address(id, refusal(error, words))


def download(view: View) -> Response | str:
    """Everybody's state as a file for a spreadsheet."""
    kept = announcements.find(view.tx, view.request.query_params.get("id", ""))
    if kept is None:
        return "/staff/announcements"
    text = announcement_reports.table(view.tx, kept.id, view.words, _zone(view))
    named = {"content-disposition": f'attachment; filename="announcement-{quote(kept.id)}.csv"'}
    return Response("\ufeff" + text, media_type="text/csv; charset=utf-8", headers=named)


def _shown(view: View, kept: Kept, checked: Checked, plan: Plan, house: House) -> list[tuple[str, str, str, Markup]]:
    """For each variant and open door: the variant, the door, what is wrong with it, and what it will show.

    The doors through which most get it come first.
    """
    maker = Maker(view.tx, kept, checked.one, house)
    doors = {name: house.doors[name] for name in (*plan.by_platform, *house.doors)}
    found: list[tuple[str, str, str, Markup]] = []
    for variant in checked.one.texts:
        named = _variant(variant, view.words) if len(checked.one.texts) > 1 else ""
        for one in previews(maker.sample(variant, plan), doors, view.words):
            pages = [card_html(view.templates, page, {}) for page in one.pages]
            found.append((named, one.door, one.warning, Markup("<hr>").join(pages)))
    return found


def _variant(variant: Variant, words: Words) -> str:
    language = LANGUAGES[variant[:2]]
    return words("{language}, easy read", language=language) if variant.endswith("-easy") else language


def _progress(view: View, kept: Kept) -> Mapping[str, Any]:
    counts, now = announcement_people.statuses(view.tx, kept.id), view.dispatch.clock()
    return {
        "kept": kept,
        "now": now,
        "held_up": announcement_people.held_up(view.tx, kept.id, now) if kept.state == "sending" else {},
        "states": announcement_reports.states(view.words),
        "progress": announcement_reports.progress(view.tx, kept.id, counts, view.words),
        "share": announcement_reports.share(counts),
        "launched": bool(counts),
        "moving": kept.state in MOVING,
        "changed": view.request.query_params.get("state", kept.state) != kept.state,
    }


def _people(view: View, kept: Kept) -> Mapping[str, Any]:
    asked = view.request.query_params
    which = Which(asked.get("text", "").strip(), asked.get("status", ""), silent=asked.get("silent") == "yes")
    pages = paging(view.request, announcement_people.count(view.tx, kept.id, which))
    words = view.words
    return {
        "which": which,
        "pages": pages,
        "statuses": announcement_reports.statuses(words),
        "people": [
            (person, announcement_reports.reason(person, words), announcement_reports.todo(person, words))
            for person in announcement_people.reached(view.tx, kept.id, which, pages.size, pages.offset)
        ],
    }


def _form(
    view: View,
    values: Mapping[str, str],
    problems: Mapping[str, str],
    id: str,
    *,
    correcting: bool = False,
    said: str = "",
) -> Mapping[str, Any]:
    form = announcement_forms.draft_form(
        view.tx, view.words, values, problems, view.dispatch.clock(), id, correcting=correcting
    )
    terms = () if correcting else audience_names.terms(view.tx)
    return {"form": form, "id": id, "problems": problems, "correcting": correcting, "terms": terms, "said": said}


def _typed(view: View) -> dict[str, str]:
    return {name.removeprefix("field."): value for name, value in view.form.items() if name.startswith("field.")}


def _house(view: View) -> House:
    return House.of(view.dispatch.settings, view.dispatch.doors)


def _zone(view: View) -> str:
    return view.person.zone or view.dispatch.settings.config.coalition.zone


def _said(view: View) -> str:
    return view.request.query_params.get("said", "")[:300]


def _address(id: str, said: str = "") -> str:
    return f"/staff/announcement?id={quote(id)}" + (f"&said={quote(said)}" if said else "")


PAGES = (
    Page("/staff/announcements", lambda words: words("Announcements"), "announce", "announcements.html", show),
    Page(
        "/staff/announcements/new",
        lambda words: words("An announcement"),
        "announce",
        "announcement_form.html",
        begin,
        in_menu=False,
    ),
    posted(
        "/staff/announcements/draft",
        lambda words: words("An announcement"),
        "announce",
        "announcement_form.html",
        draft,
    ),
    Page(
        "/staff/announcement",
        lambda words: words("An announcement"),
        "announce",
        "announcement.html",
        one,
        in_menu=False,
    ),
    Page(
        "/staff/announcement/progress",
        lambda words: words("An announcement"),
        "announce",
        "announcement_progress.html",
        progress,
        in_menu=False,
    ),
    posted("/staff/announcement/do", lambda words: words("An announcement"), "announce", "", act),
    Page("/staff/announcement.csv", lambda words: words("An announcement"), "announce", "", download, in_menu=False),
)
