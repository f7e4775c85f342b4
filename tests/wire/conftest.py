"""Houses behind Slack's door, each once over signed requests and once over Socket Mode."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.store.database import Database
from tests.wire.slack.house import House, inhabited
from tests.wire.slack.installing import OAUTH, SECOND
from tests.wire.slack.trial import ROUTER, seen


@pytest.fixture(params=["http", "socket mode"])
async def trial(request: pytest.FixtureRequest, sqlite: Database) -> AsyncIterator[House]:
    """A house in which the trial bot lives."""
    seen.clear()
    async with inhabited(sqlite, socket=request.param == "socket mode", router=ROUTER) as opened:
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
