"""Polls that come again: when the next round opens and closes, by the clock of the place where the poll was made."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import replace

from bot.clock import local
from bot.local_time import moment
from bot.poll_slots import moved
from bot.polls import Poll

REMIND_BEFORE = dt.timedelta(days=1)
WEEKS = {"week": 1, "fortnight": 2}
MARK = "~"
"""Stands between a series' id and the day of a round."""


def next_opening(poll: Poll, after: dt.datetime) -> dt.datetime | None:
    """When the first round opens after this moment, None for a poll that does not come again."""
    if not poll.every or poll.first is None:
        return None
    number = 1
    while (opening := _shifted(poll, poll.first, number)) <= after:
        number += 1
    return opening


def next_round(poll: Poll, now: dt.datetime) -> Poll | None:
    """The round that is on at ``now``, or else the next one; None for a poll that does not come again.

    Rounds whose deadline went by while nothing ran are left out: nobody could have voted in them.
    """
    if not poll.every or poll.first is None or poll.opens is None or poll.closes is None:
        return None
    lasts = local(poll.closes, poll.zone).replace(tzinfo=None) - local(poll.opens, poll.zone).replace(tzinfo=None)
    opens = poll.opens
    while True:
        following = next_opening(poll, opens)
        if following is None:
            return None
        end = local(following, poll.zone).replace(tzinfo=None) + lasts
        closes = moment(end.date(), end.time(), poll.zone)
        if closes > now:
            series = poll.id.partition(MARK)[0]
            id = f"{series}{MARK}{local(following, poll.zone):%Y%m%d}"
            days = (local(following, poll.zone).date() - local(poll.opens, poll.zone).date()).days
            options = moved(poll.options, days, poll.zone)
            return replace(poll, id=id, options=options, opens=following, closes=closes, state="planned")
        opens = following


def reminder(poll: Poll) -> dt.datetime | None:
    """When those who have not answered are reminded: a day before the deadline of a poll that is open for two days."""
    if poll.opens is None or poll.closes is None or poll.closes - poll.opens < 2 * REMIND_BEFORE:
        return None
    return poll.closes - REMIND_BEFORE


def _shifted(poll: Poll, first: dt.datetime, number: int) -> dt.datetime:
    """The opening of round ``number``, the first being 0; a month without that day has the round on its last."""
    start = local(first, poll.zone)
    day = start.date()
    if poll.every == "month":
        months = day.month - 1 + number
        year, month = day.year + months // 12, months % 12 + 1
        day = dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
    else:
        day += dt.timedelta(weeks=WEEKS[poll.every] * number)
    return moment(day, start.time(), poll.zone)
