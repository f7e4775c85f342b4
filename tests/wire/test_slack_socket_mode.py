"""Socket Mode: connections come and go, with a warning or without, and nothing said meanwhile is lost or answered twice."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import func, select

from bot.store.database import Database, DatabaseDown
from bot.store.tables.traffic import InboundEventRow
from tests.wire.slack.house import House, inhabited
from tests.wire.slack.sending import Socket
from tests.wire.slack.trial import ROUTER, seen


@pytest.fixture
async def running(sqlite: Database) -> AsyncIterator[House]:
    seen.clear()
    async with inhabited(sqlite, socket=True, router=ROUTER) as opened:
        yield opened
        await opened.settle()


async def test_nothing_is_lost_or_doubled_while_connections_come_and_go(running: House) -> None:
    ann, slack = running.person("UANN"), running.slack
    assert isinstance(running.sending, Socket)
    running.sending.patience = 0.5
    sending = asyncio.gather(*(say_until_acknowledged(running, n) for n in range(30)))
    for warning in itertools.islice(itertools.cycle((True, False)), 6):
        await asyncio.sleep(0.15)
        await slack.connected.wait()
        await slack.disconnect(warning=warning)
    await sending
    await running.settle()
    assert slack.connections >= 6
    said = [text.splitlines()[0] for text in ann.heard()]
    assert sorted(said) == sorted(f"you said: number {n}" for n in range(30))
    with running.dispatch.database.read() as tx:
        assert tx.scalar(select(func.count()).select_from(InboundEventRow)) == 30


async def say_until_acknowledged(running: House, number: int) -> None:
    """As Slack does: the same event again until it is acknowledged, and every third time once more."""
    ann = running.person("UANN")
    await asyncio.sleep(number * 0.03)
    event = {"type": "message", "channel_type": "im", "channel": ann.direct, **ann._written(f"number {number}")}
    acknowledged = 0
    for retry in itertools.count():
        acknowledged += (await ann.event(event, id=f"Ev-{number}", retry=retry)).status == 200
        if acknowledged == (2 if number % 3 == 0 else 1):
            return


async def test_what_is_said_right_after_a_warning_is_answered(running: House) -> None:
    ann = running.person("UANN")
    await ann.say("one")
    await running.slack.disconnect(warning=True)
    assert (await ann.say("two")).status == 200
    await running.settle()
    assert len(ann.heard()) == 2


async def test_an_address_that_leads_nowhere_is_not_tried_again(
    running: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.slack.socket_mode.TIMEOUT", 0.2)
    ann = running.person("UANN")
    await ann.say("one")
    running.slack.world.meter.speed = 1000
    running.slack.world.script["socket"] = [503, 408]
    await running.slack.disconnect()
    assert (await ann.say("two")).status == 200
    assert len(running.slack.world.called("apps.connections.open")) == 4
    await running.settle()
    assert len(ann.heard()) == 2


async def test_a_token_that_slack_refuses_is_tried_again_later(running: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.slack.socket_mode.REFUSED", 0.1)
    ann = running.person("UANN")
    await ann.say("one")
    running.slack.world.script["apps.connections.open"] = ["not_allowed_token_type"]
    await running.slack.disconnect()
    assert (await ann.say("two")).status == 200
    assert len(running.slack.world.called("apps.connections.open")) == 3


async def test_it_connects_no_more_often_than_slack_lets_it(running: House) -> None:
    ann, slack = running.person("UANN"), running.slack
    await slack.connected.wait()
    slack.world.meter.speed = 60
    for refused in (0, 1):
        await slack.disconnect(after=0)
        assert (await ann.say("hello")).status == 200
        assert slack.world.meter.refused == refused
    await running.settle()
    assert len(ann.heard()) == 2


async def test_socket_mode_leaves_unacknowledged_what_it_could_not_keep(
    sqlite: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(*_: object) -> None:
        raise DatabaseDown("locked")

    async with inhabited(sqlite, socket=True) as running:
        running.sending.patience = 0.3  # type: ignore[attr-defined]
        with monkeypatch.context() as patched:
            patched.setattr("bot.store.inbound.receive", down)
            assert (await running.person("UANN").say("help")).status == 0
