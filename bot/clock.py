"""Time, so that rules can take it as a value and tests can set it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from zoneinfo import ZoneInfo

Clock = Callable[[], dt.datetime]
"""Gives the present moment, always in UTC."""


def utc_now() -> dt.datetime:
    """The present moment in UTC."""
    return dt.datetime.now(dt.UTC)


def local(moment: dt.datetime, zone: str) -> dt.datetime:
    """A moment as the clocks of a zone show it (IANA name)."""
    return moment.astimezone(ZoneInfo(zone))
