"""Taskgroups: purpose, lead, status, milestones and reports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from adapters.web.staff import Page, View
from bot.store.records import StoredRecords


def show(view: View) -> Mapping[str, Any]:
    """Every taskgroup."""
    return {"taskgroups": StoredRecords(view.tx).taskgroups(view.person.sees)}


PAGES = (Page("/staff/taskgroups", lambda words: words("Taskgroups"), "read_staff_pages", "taskgroups.html", show),)
