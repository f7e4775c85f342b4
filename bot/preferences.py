"""How a person wants to be written to, and the first moment at which that is welcome."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bot.clock import local
from bot.local_time import moment


@dataclass(frozen=True, slots=True)
class Preferences:
    """A person's wishes. Quiet hours and dates are by the person's own clock.

    Equal ends mean no quiet hours; an end before the start is on the next morning.
    """

    quiet_from: dt.time = dt.time(20)
    quiet_until: dt.time = dt.time(8)
    paused_until: dt.date | None = None
    """The first day on which messages are welcome again; replies to what they ask still come."""
    digest: bool = False
    """One message a week in place of single announcements."""
    route: str | None = None
    """The platform they would rather be reached on."""
    easy_read: bool = False
    large_print: bool = False
    """E-mails, and the pages to which they lead; in chats people choose the size of letters for everything at once."""


def welcome_at(preferences: Preferences, zone: str, wanted: dt.datetime, *, urgent: bool = False) -> dt.datetime:
    """The first moment from ``wanted`` on that is neither in a pause nor in quiet hours (UTC).

    ``urgent`` is let through quiet hours, never through a pause.
    """
    start, pause = wanted, preferences.paused_until
    if pause and local(start, zone).date() < pause:
        start = moment(pause, preferences.quiet_until, zone)
    return start if urgent else _after_quiet(preferences, zone, start)


def _after_quiet(preferences: Preferences, zone: str, wanted: dt.datetime) -> dt.datetime:
    begin, end = preferences.quiet_from, preferences.quiet_until
    there = local(wanted, zone)
    now = there.time()
    over_midnight = begin > end
    quiet = (now >= begin or now < end) if over_midnight else begin <= now < end
    if not quiet:
        return wanted
    day = there.date() + dt.timedelta(days=over_midnight and now >= begin)
    return max(wanted, moment(day, end, zone))
