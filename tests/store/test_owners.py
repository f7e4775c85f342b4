"""The lane's owner: what it leaves in doubt, and what it may no longer do, is sent once all the same."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from bot.platform import Later, Unknown
from bot.store import broadcasts, lanes
from bot.store.database import Database, DatabaseDown, Transaction
from bot.usecases.delivering import Terms
from bot.usecases.posting import resend
from tests.conftest import NOW
from tests.store.outbox import CAPABILITIES, Bench

MINUTE = dt.timedelta(minutes=1)


async def test_what_was_tried_too_often_is_dead_until_staff_send_it_again(bench: Bench) -> None:
    broadcast = bench.post(bench.people(1))
    bench.terms = Terms(linger=0.0, attempts=3)
    bench.stub.answers = [Later(1, "busy")] * 3
    for _ in range(6):
        await bench.drain()
        bench.clock.pass_(1000)
    assert [(one.state, one.reason) for one in bench.copies(broadcast)] == [("dead", "tried 3 times: busy")]
    with bench.database.write() as tx:
        assert resend(tx, broadcast, bench.clock()) == 1
    assert await bench.drain() == 1
    assert bench.states(broadcast) == {"sent": 1}


async def test_an_answer_that_was_lost_is_looked_up_and_not_sent_again(bench: Bench) -> None:
    broadcast = bench.post(bench.people(3))
    bench.stub.answers = [None, Unknown("timed out")]
    await bench.drain()
    assert bench.states(broadcast) == {"sent": 1, "sending": 2}
    assert await bench.drain() == 0
    bench.clock.pass_(15)
    assert await bench.drain() == 2
    assert bench.states(broadcast) == {"sent": 3}
    assert sorted(bench.stub.to) == ["Dp0", "Dp1", "Dp2"]
    assert len(bench.stub.looked_up) == 2


async def test_where_nobody_can_look_it_is_held_for_staff(bench: Bench) -> None:
    bench.stub.capabilities = replace(CAPABILITIES, on_doubt="hold")
    broadcast = bench.post(bench.people(2))
    bench.stub.answers = [None, Unknown("timed out")]
    await bench.drain()
    bench.clock.pass_(15)
    await bench.drain()
    assert bench.states(broadcast) == {"uncertain": 2}
    with bench.database.write() as tx:
        assert broadcasts.prove(tx, broadcast, "p0", NOW)
        assert not broadcasts.prove(tx, broadcast, "p0", NOW)
        assert resend(tx, broadcast, bench.clock()) == 1
    await bench.drain()
    assert bench.states(broadcast) == {"sent": 2}


async def test_where_a_repeated_key_is_one_message_it_is_sent_again(bench: Bench) -> None:
    bench.stub.capabilities = replace(CAPABILITIES, on_doubt="resend")
    broadcast = bench.post(bench.people(1))
    bench.stub.answers = [None]
    await bench.drain()
    bench.clock.pass_(15)
    await bench.drain()
    assert bench.states(broadcast) == {"sent": 1}
    assert len({key for key, _, _ in bench.stub.posted}) == 1


async def test_an_earlier_owner_claims_nothing_and_records_what_it_has_sent(bench: Bench) -> None:
    broadcast = bench.post(bench.people(600))
    bench.terms = Terms(linger=0.0, at_once=4)

    def take() -> None:
        with bench.database.write() as tx:
            lanes.acquire(tx, "stub:T1")

    bench.stub.before_send = take
    await bench.drain()
    assert bench.states(broadcast) == {"sent": 4, "pending": 596}


async def test_what_a_frozen_owner_wakes_up_with_is_not_sent(bench: Bench) -> None:
    broadcast = bench.post(bench.people(3))
    bench.stub.capabilities = replace(CAPABILITIES, rate=20.0)

    def freeze_and_be_replaced() -> None:
        with bench.database.write() as tx:
            lanes.acquire(tx, "stub:T1")
        time.sleep(0.3)

    bench.stub.before_send = freeze_and_be_replaced
    await bench.drain(replace(bench.outbox, terms=Terms(linger=0.0, send_timeout=0.4)))
    assert len(bench.stub.to) == 1
    assert bench.states(broadcast) == {"sent": 1, "pending": 2}


async def test_once_it_is_stopping_nothing_more_is_claimed(bench: Bench) -> None:
    broadcast = bench.post(bench.people(600))
    outbox = replace(bench.outbox, terms=Terms(linger=0.0, at_once=4))
    bench.stub.before_send = outbox.stopping.set
    await bench.drain(outbox)
    states = bench.states(broadcast)
    assert set(states) == {"sent", "pending"}
    assert 1 <= states["sent"] <= 4


class Outage(Database):
    """A database that goes away once something was sent, and comes back."""

    down = 0

    @contextmanager
    def write(self, *, brief: bool = False) -> Iterator[Transaction]:
        if self.down > 0:
            self.down -= 1
            raise DatabaseDown("gone")
        with super().write(brief=brief) as tx:
            yield tx


async def test_receipts_wait_while_the_database_is_down(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.usecases.delivering.RETRY", 0.01)
    broadcast = bench.post(bench.people(5))
    lost = Outage(bench.database.url.render_as_string(hide_password=False))

    def cut() -> None:
        lost.down = 3

    bench.stub.before_send = cut
    await bench.drain(replace(bench.outbox, database=lost))
    lost.close()
    assert bench.states(broadcast) == {"sent": 5}
    assert len(bench.stub.to) == 5


async def test_a_fault_of_our_own_leaves_a_doubt(bench: Bench) -> None:
    broadcast = bench.post(bench.people(1))

    def fail() -> None:
        raise ZeroDivisionError

    bench.stub.before_send = fail
    await bench.drain()
    assert [(one.state, one.reason) for one in bench.copies(broadcast)] == [
        ("sending", "the bot failed while sending it")
    ]


async def test_an_owner_stays_with_its_lane_for_a_moment(bench: Bench) -> None:
    first, second = bench.people(2)
    bench.post([first], "a")
    staying = asyncio.create_task(bench.drain(replace(bench.outbox, terms=Terms(linger=5.0))))
    while not bench.stub.to:
        await asyncio.sleep(0.01)
    bench.post([second], "b")
    while len(bench.stub.to) < 2:
        await asyncio.sleep(0.01)
    staying.cancel()
    with pytest.raises(asyncio.CancelledError):
        await staying
