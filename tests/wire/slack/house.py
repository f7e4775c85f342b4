"""The bot behind its Slack door, on a real server, beside the mock Slack."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import aiohttp
import uvicorn
from starlette.applications import Starlette

from adapters.slack.app import slack_door
from adapters.slack.client import SlackPlatform
from bot.clock import utc_now
from bot.config import Config
from bot.dispatch import Dispatch
from bot.router import combine
from bot.settings import Settings
from bot.store.database import Database
from bot.store.tables.people import PersonRow, RoleRow
from bot.usecases.delivering import deliver_due
from bot.usecases.example import load_example
from bot.usecases.indexing import Shelf
from handlers import ROUTERS
from tests.conftest import NOW
from tests.wire.slack.people import Partner
from tests.wire.slack.sending import SECRET, Http, Sending, Socket
from tests.wire.slack.server import APP_TOKEN, MockSlack

BASIC = {"SLACK_SIGNING_SECRET": SECRET, "SLACK_BOT_TOKEN": "xoxb-1"}


def settings(
    slack: MockSlack, database: Database | None = None, *, hear_threads: bool = False, **environment: str
) -> Settings:
    """Settings with these variables set."""
    told = {"coalition": {"name": "Imagined Coast Coalition"}, "slack": {"hear_threads": hear_threads}}
    config = Config.model_validate(told)
    url = str(database.url) if database else ""
    return Settings(config, Path("config.yaml"), url, 8080, {"SLACK_API_URL": slack.url, **environment})


@dataclass
class House:
    """The running bot."""

    slack: MockSlack
    http: Http
    sending: Sending
    dispatch: Dispatch
    platform: SlackPlatform
    listener: Any

    def person(self, id: str, **more: Any) -> Partner:
        """Somebody at their Slack."""
        return Partner(self.slack, self.sending, id, **more)

    async def settle(self) -> None:
        """Wait until all answers are out."""
        await self.listener.finish()

    async def deliver(self) -> int:
        """Send what is due."""
        return await deliver_due(self.dispatch.database, self.dispatch.platforms, self.dispatch.clock)


@asynccontextmanager
async def house(
    slack: MockSlack,
    database: Database,
    *,
    socket: bool = False,
    router: Any = None,
    hear_threads: bool = False,
    **environment: str,
) -> AsyncIterator[House]:
    """Serve the door on a free port of this machine."""
    told = {**BASIC, **({"SLACK_APP_TOKEN": APP_TOKEN} if socket else {}), **environment}
    given = {name: value for name, value in told.items() if value}
    chosen = settings(slack, database, hear_threads=hear_threads, **given)
    async with _listening() as (sock, port):
        chosen = replace(chosen, port=port)
        platform = SlackPlatform(chosen, database)
        dispatch = Dispatch(database, router or combine(ROUTERS), Shelf(database), chosen, utc_now, {"slack": platform})
        door = slack_door(chosen, dispatch, platform)
        assert door is not None
        server = uvicorn.Server(uvicorn.Config(Starlette(routes=list(door.routes)), log_level="error", lifespan="off"))
        serving = asyncio.create_task(server.serve([sock]))
        while not server.started:
            await asyncio.sleep(0.005)
        async with aiohttp.ClientSession() as session, door.running():
            http = Http(f"http://127.0.0.1:{port}/slack/events", session)
            yield House(slack, http, Socket(slack) if socket else http, dispatch, platform, door.listener)
        server.should_exit = True
        await serving


@asynccontextmanager
async def inhabited(
    database: Database, *, socket: bool = False, now: dt.datetime = NOW, **environment: Any
) -> AsyncIterator[House]:
    """The example coalition in the house (unless a router of the test's own answers); Ann, a guest, and Sam, of the team,
    at their Slack."""
    if "router" not in environment:
        load_example(database, now)
    with database.write() as tx:
        tx.add(PersonRow(id="sam", name="Sam Hub", email="sam@example.org", created=NOW))
        tx.flush()
        tx.add(RoleRow(person_id="sam", role="staff"))
    async with MockSlack() as slack:
        slack.world.person("UANN", "Ann Shore", "ann@example.org")
        slack.world.person("USAM", "Sam Hub", "sam@example.org")
        slack.world.channel("C1", "UANN", "USAM")
        async with house(slack, database, socket=socket, **environment) as opened:
            yield opened


@asynccontextmanager
async def _listening() -> AsyncIterator[tuple[Any, int]]:
    config = uvicorn.Config(Starlette(), host="127.0.0.1", port=0, log_level="error")
    sock = config.bind_socket()
    try:
        yield sock, sock.getsockname()[1]
    finally:
        sock.close()
