"""The run book: each timed job, when it ran and runs next, and what waits for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from adapters.web.staff import Page, View
from bot.clock import local
from bot.store.agenda import agenda
from bot.usecases.expiring import sentence, soon
from bot.words import Words


def show(view: View) -> Mapping[str, Any]:
    """Every job of this process, whose run is next first."""
    told, waiting = _told(view.words), agenda(view.tx)
    runs = sorted(view.dispatch.runs.items(), key=lambda one: one[1].next)
    today = local(view.dispatch.clock(), view.dispatch.settings.config.coalition.zone).date()
    ending = [sentence(one, today, view.words) for one in soon(view.dispatch.settings.expiries, today)]
    return {
        "ending": ending,
        "jobs": [(told.get(name, name), run, waiting.get(name)) for name, run in runs],
        "duration": _duration,
    }


def _told(words: Words) -> dict[str, str]:
    """What each job does."""
    return {
        "inbound": words("Answers what an outage left unanswered"),
        "announcements": words("Sends announcements whose moment has come"),
        "checkins": words("Asks check-ins, reminds once, and tells their owners"),
        "deliveries": words("Wakes the lanes that have something to send"),
        "digests": words("Writes the weekly messages"),
        "discussions": words("Seats who comes late to an event with small groups"),
        "expiry": words("Warns before a secret ends"),
        "heartbeat": words("Takes over from processes that have died"),
        "indexing": words("Indexes changed knowledge"),
        "introductions": words("Carries introductions on"),
        "polls": words("Opens, reminds of and closes polls"),
        "purge": words("Forgets what is past its time"),
        "questions": words("Reminds the owners of questions"),
        "sources": words("Reads watched folders and calendars again"),
    }


def _duration(seconds: float, words: Words) -> str:
    if seconds < 60:
        return words.plural("{n} second", "{n} seconds", round(seconds))
    if seconds < 3600:
        return words.plural("{n} minute", "{n} minutes", round(seconds / 60))
    return words.plural("{n} hour", "{n} hours", round(seconds / 3600))


PAGES = (Page("/staff/run-book", lambda words: words("Run book"), "read_staff_pages", "run_book.html", show),)
