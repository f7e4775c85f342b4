"""Time, so that rules can take it as a value and tests can set it."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Callable
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

NEAR = 0.82
"""How alike names of time zones must be (difflib's ratio): below it Wales would be taken for Wallis."""

Clock = Callable[[], dt.datetime]
"""Gives the present moment, always in UTC."""


def utc_now() -> dt.datetime:
    """The present moment in UTC."""
    return dt.datetime.now(dt.UTC)


def local(moment: dt.datetime, zone: str) -> dt.datetime:
    """A moment as the clocks of a zone show it (IANA name)."""
    return moment.astimezone(ZoneInfo(zone))


@cache
def zones() -> frozenset[str]:
    """The names of all time zones: they are read from many files, once."""
    return frozenset(available_timezones())


def nearest_zone(name: str) -> str | None:
    """The time zone that somebody who wrote ``name``, or only its city, most likely meant."""
    places = sorted(zone for zone in zones() if not zone.startswith("Etc/"))  # Etc/GMT+1 is an hour *behind* GMT
    known = {zone.rpartition("/")[2].replace("_", " ").casefold(): zone for zone in places}
    known |= {zone.casefold(): zone for zone in places}
    near = difflib.get_close_matches(name.casefold(), known, n=1, cutoff=NEAR)
    return known[near[0]] if near else None
