"""Times at which people in different zones could first meet, and the calendar entry for the one they agree on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from icalendar import Calendar, Event

from bot.clock import local
from bot.free_times import part_of

LENGTH = dt.timedelta(minutes=30)
NOTICE = dt.timedelta(days=2)
"""The earliest suggestion is so far away."""
HORIZON = 14
"""Days that are looked through; and the furthest that a suggestion may be taken up."""
DAYS = ((9, 17), (8, 20), (7, 22))
"""Hours on everybody's clock, the kindest first: zones far apart have no common office hours."""


@dataclass(frozen=True, slots=True)
class Week:
    """By which clock somebody lives (IANA name), and in which parts of the week they are free; none: nobody knows."""

    zone: str
    free: frozenset[str] = frozenset()


def suggested(weeks: Sequence[Week], now: dt.datetime, number: int = 3) -> tuple[dt.datetime, ...]:
    """Up to ``number`` moments in UTC on different working days, within everybody's day by their own clocks and when
    they are free if any hour is; of a day the one furthest from anybody's early morning and evening. Empty where no hour
    suits all."""
    return _in(weeks, now, number) or _in([Week(one.zone) for one in weeks], now, number)


def _in(weeks: Sequence[Week], now: dt.datetime, number: int) -> tuple[dt.datetime, ...]:
    begin = (now + NOTICE).replace(minute=0, second=0, microsecond=0) + dt.timedelta(hours=1)
    hours = [begin + dt.timedelta(hours=hour) for hour in range(24 * HORIZON)]
    for first, last in DAYS:
        best: dict[dt.date, tuple[float, dt.datetime]] = {}
        for hour in hours:
            room = min(_room(hour, one, first, last) for one in weeks)
            day = local(hour, weeks[0].zone).date()
            if room >= 0 and (day not in best or room > best[day][0]):
                best[day] = (room, hour)
        if best:
            return tuple(moment for _, (_, moment) in sorted(best.items())[:number])
    return ()


def is_near(moment: dt.datetime, now: dt.datetime) -> bool:
    """Whether a suggestion can still be taken up."""
    return now < moment <= now + NOTICE + dt.timedelta(days=HORIZON + 1)


def entry(uid: str, title: str, about: str, start: dt.datetime, made: dt.datetime) -> bytes:
    """The meeting as an iCalendar file (RFC 5545): an invitation nobody has to answer, in UTC."""
    event = Event()
    event.add("uid", f"{uid}@introductions")
    event.add("dtstamp", made)
    event.add("dtstart", start)
    event.add("dtend", start + LENGTH)
    event.add("summary", title)
    event.add("description", about)
    calendar = Calendar()
    calendar.add("prodid", "-//Coalition bot//introductions//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _room(start: dt.datetime, week: Week, first: int, last: int) -> float:
    """Hours between this meeting and the nearer end of the day there; negative outside it, at weekends and when they are
    not free."""
    there, ends = local(start, week.zone), local(start + LENGTH, week.zone)
    if there.weekday() >= 5 or ends.date() != there.date() or (week.free and part_of(there) not in week.free):
        return -1
    return min(there.hour + there.minute / 60 - first, last - ends.hour - ends.minute / 60)
