"""One process a SQLite file, any number a PostgreSQL."""

from __future__ import annotations

from typing import Never

import pytest
from dbos import DBOS
from sqlalchemy import func, select, text

from bot.store.database import Database, DatabaseDown
from bot.store.replicas import AlreadyRunning, alone
from bot.store.tables.delivery import ReplicaRow
from bot.usecases.delivering import Outbox
from schedules import lanes
from tests.conftest import NOW


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


async def test_a_process_is_known_and_able_before_it_is_given_work(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else one that is killed early keeps a lane that nobody knows to be free, or takes work that it cannot do."""
    found = []

    def launch(_database: Database, replica: str) -> Never:
        with database.read() as tx:
            known = tx.scalar(select(func.count()).where(ReplicaRow.id == replica))
        found.append((known, lanes.current().replica == replica))
        raise KeyError(replica)

    monkeypatch.setattr(lanes, "_current", None)
    monkeypatch.setattr(lanes, "_launch", launch)
    with pytest.raises(KeyError):
        async with lanes.running(Outbox(database, {}, lambda: NOW)):
            pytest.fail("it runs")
    assert found == [(0 if database.is_sqlite else 1, True)]


async def test_a_process_is_able_until_it_is_given_no_more_work(
    sqlite: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the queue counts as done what a process that is ending was given and passed over."""
    able = []
    destroy = DBOS.destroy

    def noted(*, workflow_completion_timeout_sec: int) -> None:
        able.append(lanes.current().working)
        destroy(workflow_completion_timeout_sec=workflow_completion_timeout_sec)

    monkeypatch.setattr(DBOS, "destroy", noted)
    async with lanes.running(Outbox(sqlite, {}, lambda: NOW)):
        pass
    assert able == [set()]
    with pytest.raises(RuntimeError, match="not running"):
        lanes.current()


def test_a_brief_transaction_is_ended_even_while_it_works(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    if database.is_sqlite:
        return
    with database.write(brief=True) as tx:
        assert tx.scalar(text("SHOW transaction_timeout")) == "10s"
    monkeypatch.setattr("bot.store.database._BRIEF", text("SELECT set_config('transaction_timeout', '100ms', true)"))
    with pytest.raises(DatabaseDown), database.write(brief=True) as tx:
        tx.execute(text("SELECT pg_sleep(20)"))
    assert database.is_up()
