"""The bot behind a real server, and people of a tenant who talk to it through a connector in small."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import uvicorn
from aiohttp import web
from starlette.applications import Starlette

from adapters.teams.app import TeamsDoor, teams_door
from adapters.teams.client import TeamsPlatform
from bot.cards import Button, Buttons, Card, Text
from bot.clock import Clock
from bot.config import Config
from bot.dispatch import Dispatch
from bot.events import Action, Place
from bot.router import Router, combine
from bot.settings import Settings
from bot.store.database import Database
from bot.usecases.indexing import Shelf
from bot.usecases.rewording import Model
from handlers import ROUTERS, linking
from tests.contracts.teams_cards import nodes, unescaped
from tests.stories.door import Clock as FixedClock
from tests.wire.teams.connector import Connector, Conversation
from tests.wire.teams.identity import Identity

APP = "11111111-2222-3333-4444-555555555555"
TENANT = "aaaaaaaa-0000-0000-0000-000000000001"
PASSWORD = "a-password-for-tests"
BOT = f"28:{APP}"
WHOLE = combine(ROUTERS if linking.router in ROUTERS else (linking.router, *ROUTERS))

BACK_ENDS = pytest.mark.parametrize("sdk", ["botbuilder", "teams-sdk"])
CARD = Card("Hello", (Text("Hello"), Buttons((Button("Go", Action("go")),))))
HERE = Place("teams", TENANT, "a:ann")
"""Ann's conversation with the bot, once they have ``met``."""

Json = dict[str, Any]


def environment(base: str, **more: str) -> dict[str, str]:
    return {
        "MICROSOFT_APP_ID": APP,
        "MICROSOFT_APP_PASSWORD": PASSWORD,
        "MICROSOFT_APP_TENANT_ID": TENANT,
        "TEAMS_OPENID_URL": f"{base}/openid",
        "TEAMS_TOKEN_URL": f"{base}/token/{{tenant}}",
    } | more


def settings(env: dict[str, str], **teams: Any) -> Settings:
    """Settings as a small file and this environment give them."""
    config = {"coalition": {"name": "Imagined Coast Coalition"}, "teams": teams, "web": teams.pop("web", {})}
    return Settings(Config.model_validate(config), Path("config.yaml"), "", 8080, env)


@dataclass
class House:
    """Everything that runs."""

    connector: Connector
    base: str
    url: str
    door: TeamsDoor
    platform: TeamsPlatform
    dispatch: Dispatch
    session: aiohttp.ClientSession
    numbers: Any = field(default_factory=lambda: itertools.count(1))

    @property
    def service(self) -> str:
        return f"{self.base}/emea/"

    async def post(self, activity: Any, token: str | None = "good") -> tuple[int, Any]:
        """Call the bot as the connector does. Other tokens are sent as they are."""
        good = self.connector.identity.sign(APP, self.service) if token == "good" else token
        headers = {"Authorization": f"Bearer {good}"} if good else {}
        body = BytesIO(activity if isinstance(activity, bytes) else json.dumps(activity).encode())
        async with self.session.post(self.url, data=body, headers=headers) as answer:
            text = await answer.text()
            return answer.status, json.loads(text) if text else None

    async def settled(self) -> None:
        """Until no reply is on its way."""
        while self.door._tasks:
            await asyncio.wait(self.door._tasks)

    def person(
        self, name: str, email: str | None = None, *, kind: str = "personal", id: str = "", tenant: str = TENANT
    ) -> Talker:
        """Somebody of a tenant; ``id`` names a conversation that others are in too."""
        conversation = id or f"a:{name}"
        talker = Talker(self, name, conversation, kind, email, tenant=tenant)
        self.connector.conversations.setdefault(conversation, Conversation(kind, tenant, [])).members.append(
            talker.member
        )
        return talker


async def met(house: House) -> None:
    """The bot and Ann come to know each other."""
    await house.person("ann", "ann@example.org").say("help")
    house.connector.calls.clear()


@dataclass
class Talker:
    """One person in one conversation."""

    house: House
    name: str
    conversation: str
    kind: str
    email: str | None
    thread: str = ""
    tenant: str = TENANT

    @property
    def member(self) -> Json:
        found = {"id": f"29:{self.name}", "aadObjectId": f"aad-{self.name}", "name": self.name.title()}
        return found | ({"email": self.email} if self.email else {})

    def activity(self, type: str = "message", **more: Any) -> Json:
        """An activity as Teams sends it."""
        thread = f";messageid={self.thread}" if self.thread else ""
        return {
            "type": type,
            "id": str(1_600_000_000_000 + next(self.house.numbers)),
            "timestamp": f"{self.house.dispatch.clock():%Y-%m-%dT%H:%M:%S.%f}1Z",
            "channelId": "msteams",
            "serviceUrl": self.house.service,
            "from": {name: self.member[name] for name in ("id", "aadObjectId", "name")},
            "conversation": {
                "id": self.conversation + thread,
                "tenantId": self.tenant,
                "conversationType": self.kind,
                "isGroup": self.kind != "personal",
            },
            "recipient": {"id": BOT, "name": "Coast Bot"},
            "channelData": {"tenant": {"id": self.tenant}},
            "locale": "en-GB",
            "entities": [{"type": "clientInfo", "locale": "en-GB", "timezone": "Europe/London"}],
        } | more

    async def say(self, text: str, **more: Any) -> str:
        """Write; the words that the bot adds to the conversation."""
        return await self.send(self.activity(text=text, **more))

    async def send(self, activity: Json) -> str:
        before = set(self.there.activities)
        status, _ = await self.house.post(activity)
        assert status == 200
        await self.house.settled()
        return "\n".join(words(told) for id, told in self.there.activities.items() if id not in before)

    async def press(self, title: str) -> Json:
        """Press a button of the latest card that has it (Action.Execute); the body of the answer."""
        message, action = self.button(title)
        return await self.execute(action, message)

    async def execute(self, action: Json, message: str, /, **values: Any) -> Json:
        executed = {key: action[key] for key in ("type", "verb")} | {"data": action["data"] | values}
        return await self.invoke("adaptiveCard/action", {"action": executed, "trigger": "manual"}, replyToId=message)

    async def invoke(self, name: str, value: Json, **more: Any) -> Json:
        status, body = await self.house.post(self.activity("invoke", name=name, value=value, **more))
        assert status == 200
        await self.house.settled()
        return body if isinstance(body, dict) else {}

    async def answer(self, title: str, choice: str) -> None:
        """Open the dialog behind a button, choose and send it."""
        message, action = self.button(title)
        dialog = await self.invoke("task/fetch", {"data": action["data"]}, replyToId=message)
        body = dialog["task"]["value"]["card"]["content"]["body"]
        asked = next(node for node in nodes(body) if str(node.get("type")).startswith("Input."))
        await self.invoke("task/submit", {"data": body[-1]["actions"][0]["data"] | {asked["id"]: choice}})

    def button(self, title: str) -> tuple[str, Json]:
        """The latest button with this title, and its message."""
        for id, activity in reversed(self.there.activities.items()):
            for node in nodes(activity.get("attachments", [])):
                if node.get("title") == title and str(node.get("type")).startswith("Action."):
                    return id, node
        raise AssertionError(f"no button {title!r} in {[words(told) for told in self.there.activities.values()]}")

    @property
    def there(self) -> Conversation:
        return self.house.connector.conversations[self.conversation]

    @property
    def said(self) -> str:
        """Everything the bot shows in the conversation now."""
        return "\n".join(words(told) for told in self.house.connector.said(self.conversation))


def words(activity: Json) -> str:
    """What a message shows, as one text."""
    said = [activity.get("text", "")]
    for node in nodes(activity.get("attachments", [])):
        said += [unescaped(str(node[name])) for name in ("text", "title", "value") if name in node]
    return " ".join(said)


@asynccontextmanager
async def opened(
    database: Database,
    *,
    sdk: str = "botbuilder",
    router: Router = WHOLE,
    clock: Clock | None = None,
    registrations: Sequence[Json] = ({},),
    model: Model | None = None,
    **env: str,
) -> AsyncIterator[House]:
    """The bot and the connector, running."""
    connector = Connector(Identity(secrets={APP: PASSWORD}))
    runner = web.AppRunner(connector.application())
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    connector.identity.base = base
    made = settings(environment(base, **env), sdk=sdk, registrations=list(registrations))
    platform = TeamsPlatform(made, database)
    platforms = {platform.name: platform}
    dispatch = Dispatch(database, router, Shelf(database), made, clock or FixedClock(), platforms, model)
    door = teams_door(made, dispatch, platform)
    assert door is not None
    try:
        async with serving(door) as url, aiohttp.ClientSession() as session:
            yield House(connector, base, url, door, platform, dispatch, session)
    finally:
        await runner.cleanup()


@asynccontextmanager
async def serving(door: TeamsDoor) -> AsyncIterator[str]:
    """The door on a real server; gives the address of its endpoint."""

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with door.running():
            yield

    config = uvicorn.Config(Starlette(routes=door.routes, lifespan=lifespan), port=0, log_level="error")
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/api/messages"
    finally:
        server.should_exit = True
        await running
