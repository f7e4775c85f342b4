"""What waits for a person's answer: open polls and check-ins."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bot.checkins import WAITING
from bot.events import Action
from bot.store import checkins, polls
from bot.store.database import Transaction


@dataclass(frozen=True, slots=True)
class OpenAsk:
    """Something to answer. ``action`` shows it; ``until`` is when it ends, if it does (UTC)."""

    title: str
    action: Action
    until: dt.datetime | None = None


def open_asks(tx: Transaction, person_id: str, now: dt.datetime) -> list[OpenAsk]:
    """What is open to this person and unanswered, the next end first."""
    waiting = [poll for poll in polls.unanswered(tx, person_id) if poll.takes_votes(now)]
    asks = [OpenAsk(poll.question, Action("poll", (poll.id,)), poll.closes) for poll in waiting]
    asks.extend(
        OpenAsk(checkin.title, Action("checkin", (one.checkin, one.day.isoformat())))
        for one in checkins.latest(tx, person_id)
        if one.state in WAITING and (checkin := checkins.find(tx, one.checkin))
    )
    return asks
