"""Small writes that wait together are committed together, and what befalls one of them is no other's trouble."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import event as hooks
from sqlalchemy import text, update
from sqlalchemy.exc import SQLAlchemyError

from bot.events import Message, Place, Sender
from bot.store import database as opening
from bot.store import inbound
from bot.store.database import Database, DatabaseDown
from bot.store.tables.traffic import InboundEventRow
from tests.conftest import NOW


def message(id: str) -> Message:
    return Message(id, NOW, Sender("fake", "w", "ann"), Place("fake", "w", "ann"), "hello")


def states(database: Database) -> dict[str, str]:
    with database.read() as tx:
        return {row.event_id: row.state for row in tx.query(InboundEventRow)}


async def settled(database: Database, id: str) -> None:
    await inbound.settle_alone(database, message(id), "done", "delivered", NOW)


async def received(database: Database, id: str) -> bool:
    return await inbound.receive(database, message(id), NOW)


@asynccontextmanager
async def held_up(database: Database) -> AsyncIterator[list[Awaitable[object]]]:
    """What is put into the list waits together, behind a write that another transaction holds up."""
    await received(database, "first")
    waiting: list[Awaitable[object]] = []
    with database.write() as tx:
        assert inbound.claim(tx, message("first"), "received", "sending", NOW)
        ahead = asyncio.ensure_future(settled(database, "first"))
        await asyncio.sleep(0.1)
        yield waiting
        waiting[:] = [asyncio.ensure_future(each) for each in waiting]
        await asyncio.sleep(0.1)
        assert not ahead.done()
    await ahead


async def test_what_waits_together_is_one_transaction_in_the_order_it_came(database: Database) -> None:
    commits: list[object] = []
    async with held_up(database) as waiting:
        waiting += [received(database, "a"), received(database, "b"), settled(database, "a")]
        hooks.listen(database.engine, "commit", commits.append)
    assert await asyncio.gather(*waiting) == [True, True, None]
    assert states(database) == {"first": "done", "a": "done", "b": "received"}
    assert len(commits) <= 3  # what held them up, the write behind it, and theirs


async def test_an_outcome_waits_a_moment_to_go_with_the_next_event(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await received(database, "a")
    commits: list[object] = []
    hooks.listen(database.engine, "commit", commits.append)
    with monkeypatch.context() as patient:
        patient.setattr(inbound, "PATIENCE", 0.5)
        outcome = asyncio.ensure_future(settled(database, "a"))
        await asyncio.sleep(0.1)
        assert await received(database, "b")
        assert states(database) == {"a": "done", "b": "received"}
        await outcome
    assert len(commits) == 1
    await settled(database, "b")
    assert states(database) == {"a": "done", "b": "done"}


async def test_a_copy_among_them_is_the_only_one_refused(database: Database) -> None:
    assert await received(database, "known")
    async with held_up(database) as waiting:
        waiting += [received(database, id) for id in ("a", "known", "b", "b", "c")]
    assert await asyncio.gather(*waiting) == [True, False, True, False, True]
    assert set(states(database)) == {"first", "known", "a", "b", "c"}


async def test_one_that_cannot_be_written_takes_no_other_with_it(database: Database) -> None:
    broken = update(InboundEventRow).values(touched="yesterday")
    async with held_up(database) as waiting:
        waiting += [received(database, "a"), database.execute(broken, {}), received(database, "b")]
    outcomes = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes[::2]] == [bool, bool]
    assert isinstance(outcomes[1], SQLAlchemyError)
    assert set(states(database)) == {"first", "a", "b"}


async def test_one_whose_caller_has_gone_is_no_trouble_to_the_others(database: Database) -> None:
    async with held_up(database) as waiting:
        gone = asyncio.ensure_future(received(database, "gone"))
        waiting += [received(database, "a"), received(database, "b")]
        await asyncio.sleep(0.05)
        gone.cancel()
    assert await asyncio.gather(*waiting) == [True, True]
    assert {"a", "b"} <= set(states(database))


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)  # SQLite's writers always wait for each other
async def test_a_copy_of_an_event_that_is_being_decided_keeps_nobody_waiting(database: Database) -> None:
    await received(database, "first")
    with database.write() as tx:
        assert inbound.claim(tx, message("first"), "received", "sending", NOW)
        async with asyncio.timeout(5):
            assert await asyncio.gather(*(received(database, id) for id in ("first", "other"))) == [False, True]


async def test_a_locked_database_refuses_all_that_wait_and_the_next_one_is_taken(
    sqlite: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "SQLITE_WAIT", 0.1)
    database = Database(str(sqlite.url))
    other = sqlite3.connect(tmp_path / "bot.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    refused = await asyncio.gather(*(received(database, id) for id in "abc"), return_exceptions=True)
    assert [type(error) for error in refused] == [DatabaseDown] * 3
    other.execute("ROLLBACK")
    other.close()
    assert states(database) == {}
    assert await received(database, "a")
    database.close()


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)  # a file has no connection that breaks
async def test_a_connection_that_breaks_refuses_what_was_on_it_alone(database: Database) -> None:
    await received(database, "first")
    with database.write() as tx:
        assert inbound.claim(tx, message("first"), "received", "sending", NOW)
        ahead = asyncio.ensure_future(settled(database, "first"))
        await asyncio.sleep(0.2)
        behind = asyncio.ensure_future(received(database, "a"))
        with database.read() as reading:
            found = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
            assert reading.scalars(found).all() == [True]
        with pytest.raises(DatabaseDown):
            await ahead
        assert await behind
    assert states(database) == {"first": "sending", "a": "received"}
