"""What waits for a person's answer: open polls and check-ins."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bot.events import Action
from bot.store import polls
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
    return [OpenAsk(poll.question, Action("poll", (poll.id,)), poll.closes) for poll in waiting]
