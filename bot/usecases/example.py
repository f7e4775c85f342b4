"""The example coalition: loaded into a database that holds nothing else, kept fresh, and taken out again."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from bot.clock import local
from bot.store.database import Database
from bot.store.importing import sources
from bot.store.library import version
from bot.usecases.example_champions import add_champions, remove_champions
from bot.usecases.importing import ImportReport, import_paths, remove_source

CONTENT = Path(__file__).parent.parent / "example"
FOLDER = "example/"


def load_example(database: Database, now: dt.datetime, zone: str = "Europe/London") -> ImportReport | None:
    """Load the example into a database that never held anything, or bring its dates to today where it is loaded; None,
    and nothing is done, otherwise: once taken out it stays out. Records that came from elsewhere stay as they are.

    Raises:
        DatabaseDown: the database is locked or gone.
    """
    with database.read() as tx:
        loaded = any(source.startswith(FOLDER) for source in sources(tx))
        untouched = version(tx) == 0
    if not loaded and not untouched:
        return None
    today = local(now, zone).date()
    report = import_paths([CONTENT], database, today=today, zone=zone, folder=FOLDER, yielding=True)
    if not loaded:
        with database.write() as tx:
            add_champions(tx, now)
    return report


def remove_example(database: Database) -> ImportReport:
    """Take the example out, its imaginary people included; what anybody asked meanwhile stays, without their name.

    Raises:
        DatabaseDown: the database is locked or gone.
    """
    report = remove_source(database, FOLDER, keep_people=False)
    with database.write() as tx:
        remove_champions(tx)
    return report
