"""What is due with polls now. One transaction a step: a step that fails takes no other with it, and is tried again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

import structlog

from bot.audiences import BadAudience, UnknownAudience
from bot.cards import Button, Buttons, Card, Text
from bot.events import Action
from bot.polls import GRACE, Poll
from bot.sealing import Sealed
from bot.store import ballots, people, polls
from bot.store.database import Conflict, Database, Transaction
from bot.usecases import polling
from bot.usecases.notifying import notify
from bot.usecases.planning_routes import House
from bot.usecases.poll_refusals import Refused
from bot.words import words_for

log = structlog.get_logger()
Find = Callable[[Transaction, dt.datetime], Sequence[str]]
Step = Callable[[Transaction, str, dt.datetime, House], bool]


def tick(database: Database, now: dt.datetime, house: House) -> int:
    """Do everything that is due, and let no log tell in which order secret ballots came. Returns how many steps this
    process took."""
    with database.read() as tx:
        due = [(name, step, id) for name, find, step in STEPS for id in find(tx, now)]
    taken = sum(_take(database, now, house, name, step, id) for name, step, id in due)
    database.forget_history()
    return taken


def open_due(tx: Transaction, id: str, now: dt.datetime, house: House) -> bool:
    """Open a planned poll."""
    poll = polls.hold_alone(tx, id)
    if poll is None or poll.state != "planned":
        return False
    try:
        polling.open_poll(tx, id, now, house)
    except (BadAudience, UnknownAudience) as error:
        log.error("a planned poll cannot open and is a draft again", poll=id, error=str(error))
        polls.move(tx, id, "planned", "draft")
        _tell_owner(tx, poll, str(error), house, now)
    return True


def _tell_owner(tx: Transaction, poll: Poll, why: str, house: House, now: dt.datetime) -> None:
    owner = people.find(tx, poll.owner)
    if owner:
        words = words_for(owner.language)
        text = words("Your poll could not open and is a draft again: {question}", question=poll.question)
        edit = Buttons((Button(words("Edit"), Action("poll_edit", (poll.id,)), "primary"),))
        card = Card(text, (Text(text), Text(why), edit))
        notify(tx, f"poll-{poll.id}-not-opened-{now:%Y%m%d%H%M}", polling.RESULT, owner.id, card, house, now)


def remind_due(tx: Transaction, id: str, now: dt.datetime, house: House) -> bool:
    """Remind those who have not answered."""
    if not polls.take_reminder(tx, id, now):
        return False
    polling.remind(tx, id, now, house)
    return True


def draw_due(tx: Transaction, id: str, now: dt.datetime, house: House) -> bool:
    """Bring posted cards up to date."""
    poll = polls.hold_alone(tx, id)
    return poll is not None and poll.state == "open" and polling.draw_if_changed(tx, poll, now)


def _take(database: Database, now: dt.datetime, house: House, name: str, step: Step, id: str) -> bool:
    try:
        with database.write() as tx:
            done = step(tx, id, now, house)
    except (Conflict, Refused):  # another process, or somebody of the team, was faster
        return False
    except Sealed as error:
        log.error("a ballot box cannot be opened: set the key it was sealed with", poll=id, error=str(error))
        return False
    if done:
        log.info("poll", poll=id, step=name)
    return done


def _changed(tx: Transaction, now: dt.datetime) -> list[str]:
    """Open polls whose posted cards do not show all votes."""
    return [id for id, drawn in polls.open_ones(tx) if ballots.stamp(tx, id) != drawn]


STEPS: tuple[tuple[str, Find, Step], ...] = (
    ("open", polls.to_open, open_due),
    ("repeat", polls.to_repeat, polling.repeat_due),
    ("remind", polls.to_remind, remind_due),
    ("close", lambda tx, now: polls.to_close(tx, now - GRACE), polling.close_due),
    ("draw", _changed, draw_due),
)
"""In this order: a round that comes again opens in the next look."""
