"""The Teams door beside bare botbuilder: a message comes in with its token, a row is written, a reply is posted.

botbuilder is mended as it must be to take part: its list of safe codes is built once, and its token is checked by the
same validator as ours, because its own blocks the loop.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web
from botbuilder.core import TurnContext
from botbuilder.core.cloud_adapter_base import CloudAdapterBase
from botbuilder.schema import Activity
from botframework.connector.auth import BotFrameworkAuthenticationFactory, ClaimsIdentity
from botframework.connector.auth.authenticate_request_result import AuthenticateRequestResult
from msrest.universal_http.requests import ClientRetryPolicy
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from adapters.teams.app import PATH, teams_door
from adapters.teams.callers import Callers, Keys
from adapters.teams.client import TeamsPlatform
from adapters.teams.registrations import access
from bench import beside
from bench.beside import ANSWER, PROJECT, Call, Cost, Headers, Side
from bot.cards import Card, Reply, Text
from bot.clock import utc_now
from bot.dispatch import Dispatch
from bot.events import Message, Place
from bot.router import Router
from bot.services import Services
from bot.settings import Settings, load
from bot.usecases.indexing import Shelf
from tests.wire.teams.identity import Identity

APP, TENANT = "11111111-2222-3333-4444-555555555555", "tenant"
CONVERSATIONS = 200
"""Messages come from so many, for of one Teams takes few a second."""
MOST, FLOOR = 1.3, 100
IDENTITY = Identity(secrets={APP: "bench"})


def lines() -> Iterator[dict[str, Any]]:
    IDENTITY.sign(APP, "")  # the key is made here, so that the stand-in has it too
    with beside.stand_in(_teams) as base:
        bare, ours = asyncio.run(_measured(base))
    yield from beside.compared("message", "botbuilder", "Teams", bare, ours, MOST)
    yield {
        "name": "messages answered a second, tokens checked",
        "value": round(ours.rate),
        "target": f">= {FLOOR}",
        "ok": ours.rate >= FLOOR,
    }


async def _measured(base: str) -> tuple[Cost, Cost]:
    with tempfile.TemporaryDirectory() as folder:
        async with _bare(base, Path(folder)) as bare, _door(base, Path(folder)) as ours:
            return await beside.in_turns(bare, ours, _messages(base))


def _settings(base: str) -> Settings:
    return load(
        PROJECT / "config.yaml",
        {
            "MICROSOFT_APP_ID": APP,
            "MICROSOFT_APP_PASSWORD": "bench",
            "MICROSOFT_APP_TENANT_ID": TENANT,
            "TEAMS_OPENID_URL": f"{base}/openid",
            "TEAMS_TOKEN_URL": f"{base}/token/{{tenant}}",
        },
    )


@asynccontextmanager
async def _door(base: str, folder: Path) -> AsyncIterator[Side]:
    database, told, router = beside.empty(folder / "ours.db"), _settings(base), Router("bench")

    @router.message
    def thanks(event: Message, services: Services) -> Reply:
        return Reply(Card(ANSWER, (Text(ANSWER),)), led_to="thanks")

    platform = TeamsPlatform(told, database)
    dispatch = Dispatch(database, router, Shelf(database), told, utc_now, {"teams": platform})
    door = teams_door(told, dispatch, platform)
    assert door

    async def settle() -> None:
        while door._tasks:  # noqa: SLF001
            await asyncio.wait(door._tasks)  # noqa: SLF001

    async with door.running():
        yield Side(door.routes, settle)
    database.close()


class _Bare(CloudAdapterBase):  # type: ignore[misc]
    """What a short botbuilder bot is."""


@asynccontextmanager
async def _bare(base: str, folder: Path) -> AsyncIterator[Side]:
    ClientRetryPolicy.safe_codes = frozenset(ClientRetryPolicy.safe_codes)
    database, opened = beside.empty(folder / "bare.db"), access(_settings(base))
    assert opened
    authentication = BotFrameworkAuthenticationFactory.create()
    adapter = _Bare(authentication)

    async def logic(context: TurnContext) -> None:
        place = Place("teams", TENANT, context.activity.from_property.id)
        await asyncio.to_thread(beside.write_row, database, place, "message")
        await context.send_activity(ANSWER)

    async with aiohttp.ClientSession() as session:
        callers = Callers(opened, Keys(session, opened.openid_url))

        async def endpoint(request: Request) -> Response:
            claims = await callers.token(request.headers["Authorization"])
            result = AuthenticateRequestResult()
            result.claims_identity = ClaimsIdentity(claims or {}, is_authenticated=True)
            result.connector_factory = authentication.create_connector_factory(result.claims_identity)
            await adapter.process_activity(result, Activity.deserialize(await request.json()), logic)
            return Response()

        async def settle() -> None:
            """Nothing goes on behind an acknowledgement of botbuilder's."""

        yield Side([Route(PATH, endpoint, methods=["POST"])], settle)
    database.close()


def _messages(base: str) -> Call:
    token, numbers = IDENTITY.sign(APP, f"{base}/").encode(), itertools.count()
    headers: Headers = [(b"content-type", b"application/json"), (b"authorization", b"Bearer " + token)]

    def message() -> tuple[bytes, Headers]:
        activity = {
            "type": "message",
            "id": str(time.perf_counter_ns()),
            "timestamp": "2026-03-03T10:00:00.123Z",
            "channelId": "msteams",
            "serviceUrl": f"{base}/",
            "from": {"id": "29:ann", "aadObjectId": "ann", "name": "Ann"},
            "conversation": {
                "id": f"a:{next(numbers) % CONVERSATIONS}",
                "tenantId": TENANT,
                "conversationType": "personal",
            },
            "recipient": {"id": f"28:{APP}", "name": "Bot"},
            "channelData": {"tenant": {"id": TENANT}},
            "text": "Who leads the group?",
        }
        return json.dumps(activity).encode(), headers

    return message


def _teams(base: str) -> list[web.RouteDef]:
    """The connector that takes everything, the keys and the tokens."""
    IDENTITY.base = base

    async def answer(request: web.Request) -> web.Response:
        await request.read()
        known = {"id": "29:ann", "email": "ann@example.org", "name": "Ann"}
        return web.json_response(known if request.method == "GET" else {"id": "1"}, status=200)

    return [*IDENTITY.routes(), web.route("*", "/v3/{path:.*}", answer)]
