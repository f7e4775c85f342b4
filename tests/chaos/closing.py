"""One look of one replica at the polls, as a test kills it: ``python -m tests.chaos.closing URL MOMENT [hang]``.

With ``hang`` it says "closing" when a poll is closed and nothing is committed, and stays there.
"""

from __future__ import annotations

import datetime as dt
import sys
import time

from bot.config import Announcements, Coalition
from bot.preferences import Preferences
from bot.store.database import Database, Transaction
from bot.usecases import poll_clock
from bot.usecases.planning_routes import House
from bot.usecases.polling import close_due
from tests.store.outbox import CAPABILITIES

DOORS = dict.fromkeys(("slack", "teams", "email"), CAPABILITIES)
AWAKE = House(DOORS, Preferences(dt.time(0), dt.time(0)), Coalition(name="Test"), Announcements())


def hang(tx: Transaction, id: str, now: dt.datetime, house: House) -> bool:
    if close_due(tx, id, now, house):
        tx.flush()
        sys.stdout.write("closing\n")
        sys.stdout.flush()
        time.sleep(600)
    return False


def main() -> None:
    url, moment, *how = sys.argv[1:]
    if how:
        steps = ((name, find, hang if name == "close" else step) for name, find, step in poll_clock.STEPS)
        poll_clock.STEPS = tuple(steps)
    database = Database(url)
    poll_clock.tick(database, dt.datetime.fromisoformat(moment), AWAKE)
    database.close()


if __name__ == "__main__":
    main()
