"""The Teams door beside bare botbuilder: a message comes in with its token, a row is written, a reply is posted.

botbuilder is mended as it must be to take part: its list of safe codes is built once, and its token is checked by the
same validator as ours, because its own blocks the loop.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import multiprocessing
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
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
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from adapters.teams.app import PATH, teams_door
from adapters.teams.callers import Callers, Keys
from adapters.teams.client import TeamsPlatform
from adapters.teams.registrations import access
from bot.cards import Card, Reply, Text
from bot.clock import utc_now
from bot.dispatch import Dispatch
from bot.events import Message, Place
from bot.router import Router
from bot.services import Services
from bot.settings import load
from bot.store import interactions
from bot.store.database import Database
from bot.store.tables import Base
from bot.usecases.indexing import Shelf
from tests.wire.teams.identity import Identity

APP, TENANT = "11111111-2222-3333-4444-555555555555", "tenant"
COUNT, ROUNDS = 300, 3
CONVERSATIONS = 200
"""Messages come from so many, for of one Teams takes few a second."""
_numbers = itertools.count()
TARGET, FLOOR = 1.3, 100
PROJECT = Path(__file__).resolve().parent.parent
ANSWER = "Thank you."
IDENTITY = Identity(secrets={APP: "bench"})
Post = Callable[[bytes], Awaitable[int]]
Settle = Callable[[], Awaitable[None]]


def lines() -> Iterator[dict[str, Any]]:
    IDENTITY.sign(APP, "")  # the key is made here, so that the stub has it too
    context = multiprocessing.get_context("fork")
    ports: Any = context.Queue()
    stub = context.Process(target=_stub, args=(ports,), daemon=True)
    stub.start()
    try:
        bare, ours, rate = asyncio.run(_measured(f"http://127.0.0.1:{ports.get(timeout=20)}"))
    finally:
        stub.terminate()
    times = ours / bare
    yield {"name": "message through bare botbuilder (CPU ms)", "value": round(bare, 2), "target": "-", "ok": True}
    yield {"name": "message through the Teams door (CPU ms)", "value": round(ours, 2), "target": "-", "ok": True}
    yield {
        "name": "message, times bare botbuilder",
        "value": round(times, 2),
        "target": f"<= {TARGET}",
        "ok": times <= TARGET,
    }
    yield {
        "name": "messages answered a second, tokens checked",
        "value": round(rate),
        "target": f">= {FLOOR}",
        "ok": rate >= FLOOR,
    }


async def _measured(base: str) -> tuple[float, float, float]:
    with tempfile.TemporaryDirectory() as folder:
        async with _bare(base, Path(folder)) as bare, _door(base, Path(folder)) as ours:
            costs: dict[str, list[tuple[float, float]]] = {"bare": [], "ours": []}
            for _ in range(ROUNDS):  # in turns, so that a busy machine is busy for both
                costs["bare"].append(await _cost(base, *bare))
                costs["ours"].append(await _cost(base, *ours))
            cheapest = {name: min(cpu for cpu, _ in found) for name, found in costs.items()}
            return cheapest["bare"], cheapest["ours"], max(rate for _, rate in costs["ours"])


async def _cost(base: str, post: Post, settle: Settle) -> tuple[float, float]:
    """Milliseconds of CPU for one message, all threads together, and messages a second, eight at a time."""
    bodies = [_message(base) for _ in range(COUNT)]
    await post(_message(base))
    await settle()
    cpu, clock = time.process_time(), time.perf_counter()
    for start in range(0, COUNT, 8):
        assert set(await asyncio.gather(*map(post, bodies[start : start + 8]))) == {200}
    await settle()
    return (time.process_time() - cpu) * 1000 / COUNT, COUNT / (time.perf_counter() - clock)


def _settings(base: str) -> Any:
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
async def _door(base: str, folder: Path) -> AsyncIterator[tuple[Post, Settle]]:
    database, told, router = _database(folder / "ours.db"), _settings(base), Router("bench")

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
        yield _poster(base, Starlette(routes=list(door.routes))), settle
    database.close()


class _Bare(CloudAdapterBase):  # type: ignore[misc]
    """What a short botbuilder bot is."""


@asynccontextmanager
async def _bare(base: str, folder: Path) -> AsyncIterator[tuple[Post, Settle]]:
    ClientRetryPolicy.safe_codes = frozenset(ClientRetryPolicy.safe_codes)
    database, opened = _database(folder / "bare.db"), access(_settings(base))
    assert opened
    authentication = BotFrameworkAuthenticationFactory.create()
    adapter = _Bare(authentication)

    async def logic(context: TurnContext) -> None:
        await asyncio.to_thread(_write, database, context.activity.from_property.id)
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
            await asyncio.sleep(0)

        yield _poster(base, Starlette(routes=[Route(PATH, endpoint, methods=["POST"])])), settle
    database.close()


def _write(database: Database, user: str) -> None:
    with database.write() as tx:
        interactions.record(tx, utc_now(), None, Place("teams", TENANT, user), {"message": None}, led_to="thanks")


def _database(file: Path) -> Database:
    database = Database(f"sqlite:///{file}")
    Base.metadata.create_all(database.engine)
    return database


def _message(base: str) -> bytes:
    return json.dumps(
        {
            "type": "message",
            "id": str(time.perf_counter_ns()),
            "timestamp": "2026-03-03T10:00:00.123Z",
            "channelId": "msteams",
            "serviceUrl": f"{base}/",
            "from": {"id": "29:ann", "aadObjectId": "ann", "name": "Ann"},
            "conversation": {
                "id": f"a:{next(_numbers) % CONVERSATIONS}",
                "tenantId": TENANT,
                "conversationType": "personal",
            },
            "recipient": {"id": f"28:{APP}", "name": "Bot"},
            "channelData": {"tenant": {"id": TENANT}},
            "text": "Who leads the group?",
        }
    ).encode()


def _poster(base: str, app: Starlette) -> Post:
    """Calls straight into the application, so that only its own cost is measured."""
    token = IDENTITY.sign(APP, f"{base}/").encode()
    headers = [(b"content-type", b"application/json"), (b"authorization", b"Bearer " + token)]

    async def post(body: bytes) -> int:
        scope = {"type": "http", "method": "POST", "path": PATH, "query_string": b"", "headers": headers}
        status = 0

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Any) -> None:
            nonlocal status
            status = message.get("status", status)

        await app(scope, receive, send)
        return status

    return post


def _stub(ports: Any) -> None:
    """A process of its own: the connector that takes everything, the keys and the tokens."""

    async def answer(request: web.Request) -> web.Response:
        await request.read()
        known = {"id": "29:ann", "email": "ann@example.org", "name": "Ann"}
        return web.json_response(known if request.method == "GET" else {"id": "1"}, status=200)

    async def serve() -> None:
        app = web.Application()
        app.add_routes([*IDENTITY.routes(), web.route("*", "/v3/{path:.*}", answer)])
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        IDENTITY.base = f"http://127.0.0.1:{runner.addresses[0][1]}"
        ports.put(runner.addresses[0][1])
        await asyncio.Event().wait()

    asyncio.run(serve())
