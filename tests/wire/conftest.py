"""Houses behind Slack's door, each once over signed requests and once over Socket Mode; an app
without any bot; a bot behind the web door; and a mail server."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import aiohttp
import pytest

from bot.store.database import Database
from tests.wire.email.server import Script, serving
from tests.wire.slack.calling import Caller
from tests.wire.slack.house import House, inhabited
from tests.wire.slack.installing import OAUTH, SECOND
from tests.wire.slack.server import MockSlack
from tests.wire.slack.trial import ROUTER, seen
from tests.wire.web.house import House as WebHouse


@pytest.fixture
async def app() -> AsyncIterator[Caller]:
    """An app of its own at a mock Slack with Ann and one channel; what it does wrong on purpose fails no test."""
    async with MockSlack() as slack, aiohttp.ClientSession(headers={"Authorization": "Bearer xoxb-1"}) as session:
        slack.world.person("UANN", "Ann Shore", "ann@example.org")
        slack.world.channel("C1", "UANN")
        yield Caller(slack, session)
        slack.world.refused.clear()


@pytest.fixture
def house(sqlite: Database) -> WebHouse:
    """A bot on this machine with a web door, where people may be switched."""
    return WebHouse(sqlite, web={"person_switching": True})


@pytest.fixture(params=["http", "socket mode"])
async def trial(request: pytest.FixtureRequest, sqlite: Database) -> AsyncIterator[House]:
    """A house in which the trial bot lives."""
    seen.clear()
    async with inhabited(sqlite, socket=request.param == "socket mode", router=ROUTER) as opened:
        yield opened
        await opened.settle()


@pytest.fixture
async def running(sqlite: Database) -> AsyncIterator[House]:
    """A house in which the whole bot lives, behind signed requests."""
    async with inhabited(sqlite) as opened:
        yield opened
        await opened.settle()


@pytest.fixture(params=["http", "socket mode"])
async def several(request: pytest.FixtureRequest, sqlite: Database) -> AsyncIterator[House]:
    """A house in which workspaces can install the bot; a second one, T2, has not yet."""
    async with inhabited(sqlite, socket=request.param == "socket mode", **OAUTH) as opened:
        opened.slack.world.workspaces["T2"] = SECOND
        opened.slack.world.person("UTWO", "Two Second", "two@example.org", team="T2")
        yield opened
        await opened.settle()


@pytest.fixture
def script() -> Script:
    """What the mail server does when it is written to."""
    return Script()


@pytest.fixture
def port(script: Script) -> Iterator[int]:
    """Where it listens."""
    with serving(script) as opened:
        yield opened
