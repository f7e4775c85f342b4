"""People and partners."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from adapters.web.paging import paging
from adapters.web.staff import Page, View
from bot.store import directory
from bot.store.records import StoredRecords


def show(view: View) -> Mapping[str, Any]:
    """People that match, a page at a time, and all partners."""
    text = view.request.query_params.get("text", "").strip()
    pages = paging(view.request, directory.count(view.tx, text))
    return {
        "text": text,
        "people": directory.people(view.tx, text, pages.size, pages.offset),
        "pages": pages,
        "partners": StoredRecords(view.tx).partners(view.person.sees),
    }


PAGES = (Page("/staff/people", lambda words: words("People and partners"), "see_people", "people.html", show),)
