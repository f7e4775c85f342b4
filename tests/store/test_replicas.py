"""One process a SQLite file, any number a PostgreSQL."""

from __future__ import annotations

import pytest

from bot.store.database import Database
from bot.store.replicas import AlreadyRunning, alone


def test_a_second_process_on_one_file_is_refused_with_the_remedy(sqlite: Database) -> None:
    with (
        alone(sqlite),
        pytest.raises(AlreadyRunning, match=r"another bot is running with .*bot\.db\. Stop it first; .*PostgreSQL"),
        alone(sqlite),
    ):
        pytest.fail("both run")
    with alone(sqlite):
        pass


def test_postgresql_is_shared(database: Database) -> None:
    if not database.is_sqlite:
        with alone(database), alone(database):
            assert database.is_up()
