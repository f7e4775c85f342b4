"""What is due with introductions now. One transaction a step: a step that fails takes no other with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

import structlog

from bot.store import asks, intro_rounds, introductions, programmes, relays
from bot.store.database import Conflict, Database, Transaction
from bot.usecases import asking_around, following_up, introducing, relaying, rounds
from bot.usecases.planning_routes import House
from bot.usecases.telling import Desk

log = structlog.get_logger()
Find = Callable[[Transaction, dt.datetime], Sequence[str]]
Step = Callable[[Transaction, str, Desk], bool]


def tick(database: Database, now: dt.datetime, house: House) -> int:
    """Do everything that is due. Returns how many steps this process took."""
    desk, taken = Desk(house, now), 0
    for name, find, step in STEPS:
        with database.read() as tx:
            due = find(tx, now)
        taken += sum(_take(database, desk, name, step, id) for id in due)
    return taken


def close_relay(tx: Transaction, id: str, desk: Desk) -> bool:
    """The time of a relayed chat is over."""
    relaying.close(tx, id, desk.now)
    return True


def forget_words(tx: Transaction, id: str, desk: Desk) -> bool:
    """A relayed message has arrived, or never will."""
    relaying.forget_arrived(tx, id, desk.house, desk.now)
    return True


def leave(tx: Transaction, id: str, desk: Desk) -> bool:
    """Somebody is not there any more, as an import or their own word says."""
    return introducing.leave(tx, id, desk) > 0


def _take(database: Database, desk: Desk, name: str, step: Step, id: str) -> bool:
    try:
        with database.write() as tx:
            done = step(tx, id, desk)
    except Conflict:  # another process was faster
        return False
    if done:
        log.info("introductions", id=id, step=name)
    return done


STEPS: tuple[tuple[str, Find, Step], ...] = (
    ("plan", programmes.due, rounds.plan_due),
    ("send", intro_rounds.to_send, rounds.send_due),
    ("ask", introductions.to_ask, rounds.ask_due),
    ("mend", intro_rounds.to_mend, rounds.mend_due),
    ("leave", programmes.lapsed, leave),
    ("expire", introductions.to_expire, introducing.expire),
    ("follow", introductions.to_follow, following_up.ask_due),
    ("widen", asks.due, asking_around.widen_due),
    ("close", relays.to_close, close_relay),
    ("forget", relays.arrived, forget_words),
)
