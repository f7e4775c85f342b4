"""Tokens that end: renewed in time, kept encrypted, by one of several processes, and no event lost where it fails."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import text

from adapters.slack.api import Api
from adapters.slack.keys import keys_of
from adapters.slack.outcomes import CallFailed
from adapters.slack.workspaces import Workspaces
from bot.platform import Later, Never
from bot.store.database import Database
from tests.wire.slack.house import inhabited, settings
from tests.wire.slack.installing import KEY, OAUTH, installed
from tests.wire.slack.server import MockSlack
from tests.wire.slack.world import Workspace

pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated")  # slack-sdk still uses it
HOURS = 3600


class Processes:
    """Two processes over one database, beside a Slack whose tokens end."""

    def __init__(self, slack: MockSlack, database: Database) -> None:
        keys = keys_of(settings(slack, database, **OAUTH, SLACK_SIGNING_SECRET="s"))
        self.slack, self.database = slack, database
        self.apis = (Api(keys), Api(keys))
        self.one, self.two = (Workspaces(keys, api, database) for api in self.apis)
        self.workspace = slack.world.workspaces["T2"]

    async def install(self, seconds: float) -> None:
        """The workspace's installation, whose token ends in so many seconds."""
        assert self.one.installations
        self.workspace.ends[self.workspace.token] = time.time() + seconds
        bot = installed(self.workspace.token)
        bot.bot_refresh_token = self.workspace.refresh_token
        bot.bot_token_expires_at = int(time.time() + seconds)
        await self.one.installations.async_save(bot)

    async def works(self, token: str) -> bool:
        """Whether Slack accepts the token."""
        try:
            return (await self.apis[0].write(token, "auth.test"))["team_id"] == "T2"
        except CallFailed:
            return False

    def kept(self) -> dict[str, str]:
        """The one row of the bot's tokens, decrypted."""
        with self.database.read() as tx:
            (row,) = tx.execute(text("SELECT bot_token, bot_refresh_token FROM installed_bot")).mappings()
        assert not [value for value in row.values() if value.startswith("xox")], "in clear"
        return {name: Fernet(KEY).decrypt(value).decode() for name, value in row.items()}


@pytest.fixture
async def processes(database: Database) -> AsyncIterator[Processes]:
    async with MockSlack() as slack:
        slack.world.workspaces["T2"] = Workspace("T2", "Second", "xoxe.xoxb-1-0", "UBOT2", refresh_token="xoxe-1-0")
        made = Processes(slack, database)
        yield made
        for api in made.apis:
            await api.close()


async def test_a_token_with_time_left_is_used_as_it_is(processes: Processes) -> None:
    await processes.install(3 * HOURS)
    assert await processes.one.token("T2") == "xoxe.xoxb-1-0"
    assert processes.slack.world.called("oauth.v2.access") == []


@pytest.mark.parametrize("seconds", [1 * HOURS, -1])
async def test_a_token_that_ends_is_renewed_once_by_two_processes_and_kept_encrypted(
    processes: Processes, seconds: float
) -> None:
    await processes.install(seconds)
    told = await asyncio.gather(processes.one.token("T2"), processes.two.token("T2"), processes.one.token("T2"))
    assert all([await processes.works(token) for token in told])
    assert processes.kept() == {
        "bot_token": processes.workspace.token,
        "bot_refresh_token": processes.workspace.refresh_token,
    }
    assert processes.workspace.token != "xoxe.xoxb-1-0"
    asked = len(processes.slack.world.called("oauth.v2.access"))
    assert await processes.works(await processes.one.token("T2"))
    assert len(processes.slack.world.called("oauth.v2.access")) == asked, "remembered"


async def test_a_renewed_token_is_renewed_again(processes: Processes) -> None:
    processes.workspace.lasts = 1 * HOURS
    await processes.install(1 * HOURS)
    first = await processes.one.token("T2")
    second = await processes.two.token("T2")
    assert first != second
    assert processes.kept()["bot_token"] == second
    assert await processes.works(second)


@pytest.mark.parametrize("fault", ["internal_error", "lost", 500, 3])
async def test_a_renewal_that_fails_costs_nothing_while_the_old_token_holds(
    processes: Processes, fault: str | int
) -> None:
    await processes.install(1 * HOURS)
    processes.slack.world.script["oauth.v2.access"] = [fault]
    assert await processes.works(await processes.one.token("T2"))


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("internal_error", Later(30.0, "the workspace's token could not be renewed")),
        ("invalid_refresh_token", Never("the workspace's permission for the bot has run out")),
    ],
)
async def test_a_renewal_that_fails_when_the_token_has_ended(
    processes: Processes, fault: str, expected: Later | Never
) -> None:
    await processes.install(-1)
    processes.slack.world.script["oauth.v2.access"] = [fault]
    with pytest.raises(CallFailed) as failure:
        await processes.one.token("T2")
    assert failure.value.outcome == expected


async def test_an_installation_with_tokens_that_end_answers_before_and_after(sqlite: Database) -> None:
    async with inhabited(sqlite, **OAUTH) as running:
        world = running.slack.world
        made = Workspace("T2", "Second", "xoxe.xoxb-1-0", "UBOT2", "B2", refresh_token="xoxe-1-0")
        world.workspaces["T2"] = made
        world.person("UTWO", "Two Second", team="T2")
        bot = installed(made.token)
        bot.bot_refresh_token, bot.bot_token_expires_at = made.refresh_token, int(time.time())
        made.ends[made.token] = time.time()
        installations = running.platform.workspaces.installations
        assert installations
        await installations.async_save(bot)
        two = running.person("UTWO", team="T2", at="T2")

        world.script["oauth.v2.access"] = ["internal_error"]
        event = {"type": "message", "channel_type": "im", "channel": two.direct, **two._written("help")}
        assert (await two.event(event, id="Ev1")).status == 503, "Slack sends it again"
        assert (await two.event(event, id="Ev1", retry=1)).status == 200
        await running.settle()
        assert len(two.heard()) == 1
        assert made.token != "xoxe.xoxb-1-0"
