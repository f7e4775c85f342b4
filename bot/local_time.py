"""From a date and a time on somebody's clock to the moment it is, through summer time and skipped hours."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo


def moment(date: dt.date, time: dt.time, zone: str) -> dt.datetime:
    """The moment in UTC when the clocks of a zone (IANA name) show this date and time.

    Of an hour that comes twice the first is meant; a time in an hour that is skipped is moved on by as much as the
    clocks are. So every local date has exactly one moment for a time of day.
    """
    return _shown(date, time, zone).astimezone(dt.UTC)


def is_skipped(date: dt.date, time: dt.time, zone: str) -> bool:
    """Whether the clocks of the zone never show this date and time."""
    shown = _shown(date, time, zone)
    return shown.astimezone(dt.UTC).astimezone(shown.tzinfo).replace(tzinfo=None) != shown.replace(tzinfo=None)


def _shown(date: dt.date, time: dt.time, zone: str) -> dt.datetime:
    return dt.datetime.combine(date, time.replace(tzinfo=None, fold=0), ZoneInfo(zone))
