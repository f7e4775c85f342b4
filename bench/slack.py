"""The Slack door beside bare Bolt: a press comes in signed, one row is written, one answer is posted to a local stub."""

from __future__ import annotations

import asyncio
import json
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import aiohttp
from aiohttp import web
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from adapters.slack.app import slack_door
from adapters.slack.client import SlackPlatform
from bench import beside
from bench.beside import ANSWER, PROJECT, Cost, Headers, Side
from bot.cards import Card, Reply, Text
from bot.clock import utc_now
from bot.dispatch import Dispatch
from bot.events import Place, Press
from bot.router import Router
from bot.services import Services
from bot.settings import load
from bot.usecases.indexing import Shelf

SECRET, TOKEN = "bench", "xoxb-bench"
MOST, LATEST = 2.0, 100
RATE, SECONDS = 200, 5
VERIFIER = SignatureVerifier(SECRET)


def lines() -> Iterator[dict[str, Any]]:
    with beside.stand_in(_slack) as address:
        bare, ours, acknowledged = asyncio.run(_measured(f"{address}/"))
    yield from beside.compared("press", "Bolt", "Slack", bare, ours, MOST)
    yield {
        "name": f"acknowledgement at {RATE} presses/s, p99 (ms)",
        "value": round(acknowledged, 1),
        "target": f"<= {LATEST}",
        "ok": acknowledged <= LATEST,
    }


async def _measured(url: str) -> tuple[Cost, Cost, float]:
    with tempfile.TemporaryDirectory() as folder:
        async with _bare_bolt(url, Path(folder)) as bare, _door(url, Path(folder)) as ours:
            return *await beside.in_turns(bare, ours, _press), await _p99(ours)


async def _p99(side: Side) -> float:
    """Milliseconds from the moment a press is due to its acknowledgement, with answers going on behind."""
    post, begin, took = side.poster(_press), time.perf_counter() + 0.1, []

    async def one(number: int) -> None:
        due = begin + number / RATE
        await asyncio.sleep(due - time.perf_counter())
        await post()
        took.append((time.perf_counter() - due) * 1000)

    await asyncio.gather(*(one(number) for number in range(RATE * SECONDS)))
    await side.settle()
    return sorted(took)[int(len(took) * 0.99)]


@asynccontextmanager
async def _door(url: str, folder: Path) -> AsyncIterator[Side]:
    database = beside.empty(folder / "ours.db")
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
        yield Side(door.routes, door.listener.finish)
    database.close()


@asynccontextmanager
async def _bare_bolt(url: str, folder: Path) -> AsyncIterator[Side]:
    """What a short Bolt app does, with Bolt's own settings: acknowledge, and behind it write one row and say()."""
    database = beside.empty(folder / "bare.db")
    behind: set[asyncio.Task[None]] = set()

    async def settle() -> None:
        await asyncio.gather(*behind)

    async with aiohttp.ClientSession() as session:
        app = AsyncApp(client=AsyncWebClient(token=TOKEN, base_url=url, session=session), signing_secret=SECRET)

        @app.action("press.0")
        async def thanks(ack: Any, say: Any, body: dict[str, Any]) -> None:
            task = asyncio.current_task()
            assert task
            behind.add(task)
            task.add_done_callback(behind.discard)
            await ack()
            await asyncio.to_thread(beside.write_row, database, Place("slack", "T1", body["user"]["id"]), "press")
            await say(ANSWER)

        handler = AsyncSlackRequestHandler(app)

        async def endpoint(request: Request) -> Response:
            return await handler.handle(request)

        yield Side([Route("/slack/events", endpoint, methods=["POST"])], settle)
    database.close()


def _press() -> tuple[bytes, Headers]:
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
    body = urlencode({"payload": json.dumps(payload)}).encode()
    timestamp = str(int(time.time()))
    signed = VERIFIER.generate_signature(timestamp=timestamp, body=body) or ""
    return body, [
        (b"content-type", b"application/x-www-form-urlencoded"),
        (b"x-slack-request-timestamp", timestamp.encode()),
        (b"x-slack-signature", signed.encode()),
    ]


def _slack(_address: str) -> list[web.RouteDef]:
    async def answer(request: web.Request) -> web.Response:
        await request.read()
        told = {"ts": "1.2", "channel": "D1", "user": {"id": "U1"}, "team_id": "T1", "bot_id": "B1", "user_id": "UB"}
        return web.json_response({"ok": True, **told})

    return [web.route("*", "/{method}", answer)]
