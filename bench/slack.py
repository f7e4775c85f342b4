"""The Slack door beside bare Bolt: a press comes in signed, one row is written, one answer is posted to a local stub."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median_low
from typing import Any
from urllib.parse import urlencode

import aiohttp
from aiohttp import web
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from adapters.slack.app import slack_door
from adapters.slack.client import SlackPlatform
from bot.cards import Card, Reply, Text
from bot.clock import utc_now
from bot.dispatch import Dispatch
from bot.events import Place, Press
from bot.router import Router
from bot.services import Services
from bot.settings import load
from bot.store import interactions
from bot.store.database import Database
from bot.store.tables import Base
from bot.usecases.indexing import Shelf

SECRET, TOKEN = "bench", "xoxb-bench"
COUNT, ROUNDS = 400, 7
SIDE_BY_SIDE = 8
"""Presses that wait for their acknowledgement at a time: Bolt looks for it every ten milliseconds only."""
RATE, SECONDS = 200, 5
PROJECT = Path(__file__).resolve().parent.parent
ANSWER = "Thank you."
Post = Callable[[bytes], Awaitable[int]]
Settle = Callable[[], Awaitable[None]]
"""Waits until all that was acknowledged is answered."""
Cost = tuple[float, float]
"""Milliseconds for one press: of CPU, all threads together, and as they pass."""


def lines() -> Iterator[dict[str, Any]]:
    ports: multiprocessing.Queue[int] = multiprocessing.Queue()
    stub = multiprocessing.Process(target=_stub, args=(ports,), daemon=True)
    stub.start()
    try:
        bare, ours, acknowledged = asyncio.run(_measured(f"http://127.0.0.1:{ports.get(timeout=20)}/"))
    finally:
        stub.terminate()
    for name, (cpu, wall) in (("bare Bolt", bare), ("the Slack door", ours)):
        yield {"name": f"presses a second through {name}", "value": round(1000 / wall), "target": "-", "ok": True}
        yield {"name": f"press through {name} (CPU ms)", "value": round(cpu, 2), "target": "-", "ok": True}
    times = ours[0] / bare[0]
    yield {"name": "press, times bare Bolt", "value": round(times, 2), "target": "<= 2.0", "ok": times <= 2}
    yield {
        "name": f"acknowledgement at {RATE} presses/s, p99 (ms)",
        "value": round(acknowledged, 1),
        "target": "<= 100",
        "ok": acknowledged <= 100,
    }


async def _measured(url: str) -> tuple[Cost, Cost, float]:
    with tempfile.TemporaryDirectory() as folder:
        async with _bare_bolt(url, Path(folder)) as bare, _door(url, Path(folder)) as ours:
            costs: tuple[list[Cost], list[Cost]] = ([], [])
            for _ in range(ROUNDS):  # in turns, so that a busy machine is busy for both
                for kept, (post, settle) in zip(costs, (bare, ours), strict=True):
                    kept.append(await _cost(post, settle))
            return median_low(costs[0]), median_low(costs[1]), await _p99(*ours)


async def _cost(post: Post, settle: Settle) -> Cost:
    for _ in range(20):
        await post(_press())
    await settle()
    cpu, wall = time.process_time(), time.perf_counter()
    await asyncio.gather(*(_some(post) for _ in range(SIDE_BY_SIDE)))
    await settle()
    return (time.process_time() - cpu) * 1000 / COUNT, (time.perf_counter() - wall) * 1000 / COUNT


async def _some(post: Post) -> None:
    for _ in range(COUNT // SIDE_BY_SIDE):
        assert await post(_press()) == 200


async def _p99(post: Post, settle: Settle) -> float:
    """Milliseconds from the moment a press is due to its acknowledgement."""
    begin, took = time.perf_counter() + 0.1, []

    async def one(number: int) -> None:
        due = begin + number / RATE
        await asyncio.sleep(due - time.perf_counter())
        assert await post(_press()) == 200
        took.append((time.perf_counter() - due) * 1000)

    await asyncio.gather(*(one(number) for number in range(RATE * SECONDS)))
    await settle()
    return sorted(took)[int(len(took) * 0.99)]


@asynccontextmanager
async def _door(url: str, folder: Path) -> AsyncIterator[tuple[Post, Settle]]:
    database = _database(folder / "ours.db")
    told = load(
        PROJECT / "config.yaml", {"SLACK_SIGNING_SECRET": SECRET, "SLACK_BOT_TOKEN": TOKEN, "SLACK_API_URL": url}
    )
    router = Router("bench")

    @router.press("thanks")
    def thanks(event: Press, services: Services) -> Reply:
        return Reply(Card(ANSWER, (Text(ANSWER),)), led_to="thanks")

    platform = SlackPlatform(told, database)
    dispatch = Dispatch(database, router, Shelf(database), told, utc_now, {"slack": platform})
    door = slack_door(told, dispatch, platform)
    assert door

    async with door.running():
        yield _poster(Starlette(routes=list(door.routes))), door.listener.finish
    database.close()


@asynccontextmanager
async def _bare_bolt(url: str, folder: Path) -> AsyncIterator[tuple[Post, Settle]]:
    """What a short Bolt app does, with Bolt's own settings: acknowledge, and behind it write one row and say()."""
    database = _database(folder / "bare.db")
    behind: set[asyncio.Task[None]] = set()

    async def settle() -> None:
        await asyncio.gather(*behind)

    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(token=TOKEN, base_url=url, session=session)
        app = AsyncApp(client=client, signing_secret=SECRET)

        @app.action("press.0")
        async def thanks(ack: Any, say: Any, body: dict[str, Any]) -> None:
            task = asyncio.current_task()
            assert task
            behind.add(task)
            task.add_done_callback(behind.discard)
            await ack()
            await asyncio.to_thread(_write, database, body["user"]["id"])
            await say(ANSWER)

        handler = AsyncSlackRequestHandler(app)

        async def endpoint(request: Request) -> Response:
            return await handler.handle(request)

        yield _poster(Starlette(routes=[Route("/slack/events", endpoint, methods=["POST"])])), settle
    database.close()


def _write(database: Database, user: str) -> None:
    with database.write() as tx:
        interactions.record(tx, utc_now(), None, Place("slack", "T1", user), {"press": None}, led_to="thanks")


def _database(file: Path) -> Database:
    database = Database(f"sqlite:///{file}")
    Base.metadata.create_all(database.engine)
    return database


def _press() -> bytes:
    number = f"{time.time():.6f}{time.perf_counter_ns()}"
    payload = {
        "type": "block_actions",
        "user": {"id": "U1", "team_id": "T1"},
        "team": {"id": "T1"},
        "container": {"type": "message", "message_ts": "1.2", "channel_id": "D1"},
        "channel": {"id": "D1", "name": "directmessage"},
        "message": {"type": "message", "ts": "1.2", "team": "T1"},
        "actions": [{"type": "button", "action_id": "press.0", "block_id": "b", "value": "thanks", "action_ts": "3.4"}],
        "trigger_id": number,
        "response_url": "http://127.0.0.1/none",
    }
    return urlencode({"payload": json.dumps(payload)}).encode()


def _poster(app: Starlette) -> Post:
    """Signed requests straight into the application, so that only its own cost is measured."""
    verifier = SignatureVerifier(SECRET)

    async def post(body: bytes) -> int:
        timestamp = str(int(time.time()))
        signed = verifier.generate_signature(timestamp=timestamp, body=body) or ""
        headers = [
            (b"content-type", b"application/x-www-form-urlencoded"),
            (b"x-slack-request-timestamp", timestamp.encode()),
            (b"x-slack-signature", signed.encode()),
        ]
        scope = {"type": "http", "method": "POST", "path": "/slack/events", "query_string": b"", "headers": headers}
        status = 0

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Any) -> None:
            nonlocal status
            status = message.get("status", status)

        await app(scope, receive, send)
        return status

    return post


def _stub(ports: multiprocessing.Queue[int]) -> None:
    """A process of its own that answers every call at once."""

    async def answer(request: web.Request) -> web.Response:
        await request.read()
        found = {
            "ok": True,
            "ts": "1.2",
            "channel": "D1",
            "user": {"id": "U1"},
            "team_id": "T1",
            "bot_id": "B1",
            "user_id": "UB",
        }
        return web.json_response(found)

    async def serve() -> None:
        app = web.Application()
        app.router.add_route("*", "/{method}", answer)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        ports.put(runner.addresses[0][1])
        await asyncio.Event().wait()

    asyncio.run(serve())
