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
    chart = Chart(view.words("What people did, week by week"), _weeks(view))
    return {
        "which": which,
        "found": interactions.latest(view.tx, which, pages.size, pages.offset),
        "pages": pages,
        "chart": block_html(view.templates, chart, {}),
        "kinds": KINDS,
        "endings": interactions.endings(view.tx),
        "platforms": interactions.platforms(view.tx),
    }


def _weeks(view: View) -> tuple[tuple[str, float], ...]:
    """The last weeks by their Mondays, those without activity too."""
    today = view.dispatch.clock().date()
    monday = today - dt.timedelta(days=today.weekday())
    mondays = [monday - dt.timedelta(weeks=back) for back in reversed(range(WEEKS))]
    since = dt.datetime.combine(mondays[0], dt.time(), dt.UTC)
    amounts = dict(interactions.by_week(view.tx, since))
    return tuple((view.words.day_and_month(day), amounts.get(day, 0)) for day in mondays)


PAGES = (
    Page("/staff/interactions", lambda words: words("Interactions"), "see_interactions", "interactions.html", show),
)
