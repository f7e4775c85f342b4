"""What the marks of long values stand for: kept while they are shown, forgotten after."""

from __future__ import annotations

import datetime as dt

from bot.store import long_values
from bot.store.database import Database
from tests.conftest import NOW


def test_a_value_is_kept_from_its_last_showing_on(database: Database) -> None:
    later = NOW + dt.timedelta(days=1)
    with database.write() as tx:
        long_values.keep(tx, {"a": "apples", "b": "bread"}, NOW)
        long_values.keep(tx, {"b": "bread"}, later)
    with database.write() as tx:
        assert long_values.of_marks(tx, ["a", "b", "c"]) == {"a": "apples", "b": "bread"}
        assert long_values.purge(tx, later) == 1
        assert long_values.of_marks(tx, ["a", "b"]) == {"b": "bread"}
