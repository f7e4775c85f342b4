"""How the mock Slack reaches the bot: signed HTTP with retries, or Socket Mode envelopes."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol
from urllib.parse import urlencode

import aiohttp

from tests.wire.slack.server import MockSlack

Kind = Literal["events_api", "interactive", "slash_commands"]
SECRET = "a signing secret of thirty-two.."


@dataclass(frozen=True)
class Acknowledged:
    """The bot's answer to a payload. ``status`` 0: it never came."""

    status: int
    body: dict[str, Any] = field(default_factory=dict)
    text: str = ""


class Sending(Protocol):
    async def send(self, kind: Kind, payload: dict[str, Any], retry: int = 0) -> Acknowledged: ...


def signature(body: bytes, timestamp: str, secret: str = SECRET) -> str:
    return "v0=" + hmac.new(secret.encode(), b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256).hexdigest()


def signed(body: bytes, *, at: float | None = None, secret: str = SECRET) -> dict[str, str]:
    timestamp = str(int(time.time() if at is None else at))
    return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": signature(body, timestamp, secret)}


@dataclass
class Http:
    """Signed requests."""

    url: str
    session: aiohttp.ClientSession

    async def send(self, kind: Kind, payload: dict[str, Any], retry: int = 0) -> Acknowledged:
        form = "application/x-www-form-urlencoded"
        match kind:
            case "events_api":
                return await self.post(json.dumps(payload).encode(), "application/json", retry)
            case "interactive":
                return await self.post(urlencode({"payload": json.dumps(payload)}).encode(), form, retry)
            case "slash_commands":
                return await self.post(urlencode(payload).encode(), form, retry)

    async def post(self, body: bytes, content_type: str, retry: int = 0, **headers: str) -> Acknowledged:
        retries = {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": "http_timeout"} if retry else {}
        whole = {"Content-Type": content_type, **signed(body), **retries, **headers}
        async with self.session.post(self.url, data=body, headers=whole) as response:
            text = await response.text()
            is_json = response.content_type == "application/json" and text
            return Acknowledged(response.status, json.loads(text) if is_json else {}, text)


@dataclass
class Socket:
    """Envelopes over the open connection; without an acknowledgement in time the status is 0."""

    slack: MockSlack
    patience: float = 3.0

    async def send(self, kind: Kind, payload: dict[str, Any], retry: int = 0) -> Acknowledged:
        envelope = f"envelope-{self.slack.world.number()}"
        waiting = self.slack.acknowledged[envelope] = asyncio.get_running_loop().create_future()
        sent = {
            "type": kind,
            "envelope_id": envelope,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
            **({"retry_attempt": retry, "retry_reason": "timeout"} if retry else {}),
        }
        async with asyncio.timeout(10):
            while not self.slack.sockets:  # whoever else waited may have ended the connection again
                await self.slack.connected.wait()
        try:
            await self.slack.sockets[-1].send_json(sent)
            async with asyncio.timeout(self.patience):
                return Acknowledged(200, await waiting)
        except (TimeoutError, ConnectionError):  # it is not known whether the bot has it
            return Acknowledged(0)
