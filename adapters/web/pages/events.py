"""Coming events."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from adapters.web.paging import paging
from adapters.web.staff import Page, View
from bot.clock import local
from bot.records import CoalitionEvent
from bot.store.records import StoredRecords
from bot.words import Words

AHEAD = dt.timedelta(days=400)


def show(view: View) -> Mapping[str, Any]:
    """What is on from now, a page at a time."""
    now = view.dispatch.clock()
    coming = StoredRecords(view.tx).events(view.person.sees, now, now + AHEAD)
    pages = paging(view.request, len(coming))
    return {"events": coming[pages.offset : pages.offset + pages.size], "pages": pages, "when": _when(view.words)}


def _when(words: Words) -> Callable[[CoalitionEvent], str]:
    """When an event is, as the clocks of its own place show it."""

    def told(event: CoalitionEvent) -> str:
        if event.all_day:
            return words.date(local(event.start, event.zone).date())
        return words.moment(event.start, event.zone)

    return told


PAGES = (Page("/staff/events", lambda words: words("Events"), "read_staff_pages", "events.html", show),)
