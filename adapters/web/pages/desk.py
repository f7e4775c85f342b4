"""The desk: the first page of staff, with what waits for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from adapters.web.staff import Page, View
from bot.usecases.desk import tasks


def show(view: View) -> Mapping[str, Any]:
    """What waits, each with its page."""
    return {"tasks": tasks(view.tx, view.person, view.dispatch.settings, view.words, view.dispatch.clock())}


PAGES = (Page("/staff/desk", lambda words: words("Desk"), "read_staff_pages", "desk.html", show),)
