"""Coming events."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from adapters.web.paging import paging
from adapters.web.staff import Page, View
from bot.store.records import StoredRecords

AHEAD = dt.timedelta(days=400)


def show(view: View) -> Mapping[str, Any]:
    """What is on from now, a page at a time."""
    now = view.dispatch.clock()
    coming = StoredRecords(view.tx).events(view.person.sees, now, now + AHEAD)
    pages = paging(view.request, len(coming))
    return {"events": coming[pages.offset : pages.offset + pages.size], "pages": pages}


PAGES = (Page("/staff/events", lambda words: words("Events"), "read_staff_pages", "events.html", show),)
