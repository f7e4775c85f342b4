"""The weekly message: announcements for those who chose one message a week, or have had enough this week."""

from __future__ import annotations

import datetime as dt

from bot.clock import local
from bot.local_time import moment
from bot.preferences import welcome_at
from bot.routes import Addressee

DAY, TIME = 0, dt.time(9)
"""Monday at nine, by each person's own clock."""


def next_weekly(person: Addressee, now: dt.datetime) -> dt.datetime:
    """When a person's next weekly message is due: after ``now``, outside their quiet hours and pauses."""
    today = local(now, person.zone).date()
    day = today + dt.timedelta(days=(DAY - today.weekday()) % 7)
    due = moment(day, TIME, person.zone)
    if due <= now:
        due = moment(day + dt.timedelta(days=7), TIME, person.zone)
    return welcome_at(person.preferences, person.zone, due)
