"""Interactions: search, filter, and activity by week."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from adapters.web.paging import paging
from adapters.web.render import block_html
from adapters.web.staff import Page, View
from bot.cards import Chart
from bot.store import interactions
from bot.store.interactions import Filter

WEEKS = 12
KINDS = ("message", "press", "submission", "arrival", "reply")


def show(view: View) -> Mapping[str, Any]:
    """The latest interactions that match."""
    asked = view.request.query_params
    which = Filter(
        text=asked.get("text", "").strip(),
        kind=asked.get("kind", ""),
        platform=asked.get("platform", ""),
        led_to=asked.get("led_to", ""),
    )
    pages = paging(view.request, interactions.count(view.tx, which))
    weeks = interactions.by_week(view.tx, view.dispatch.clock() - dt.timedelta(weeks=WEEKS))
    chart = Chart(f"What people did, by week (last {WEEKS})", tuple((f"{day:%d %b}", amount) for day, amount in weeks))
    return {
        "which": which,
        "found": interactions.latest(view.tx, which, pages.size, pages.offset),
        "pages": pages,
        "chart": block_html(view.templates, chart, {}) if weeks else None,
        "kinds": KINDS,
        "endings": interactions.endings(view.tx),
        "platforms": interactions.platforms(view.tx),
    }


PAGES = (Page("/staff/interactions", "Interactions", "see_interactions", "interactions.html", show),)
