"""A Slack of our own over real HTTP and WebSocket: it enforces what Slack documents, its rates too (429 with
Retry-After, by ``world.meter``), and misbehaves when told to.

``world.script[method]`` holds what the next calls end in: ``"drop"`` (done, but the connection breaks before the answer),
``"lost"`` (neither), ``"silence"`` (done, but no answer comes), a number below 100 (429 with that Retry-After), another number (that status), any other word (that error);
``world.script["socket"]`` the statuses that the next Socket Mode connections end in.

What no well-made app would ever send fails the test that uses this Slack: see ``world.refused``.
"""

from __future__ import annotations

import asyncio
import json
import math
import time
from typing import Any, Self

from aiohttp import WSMsgType, web

from tests.wire.slack.arguments import check_arguments
from tests.wire.slack.limits import message_problems
from tests.wire.slack.methods import METHODS, READS
from tests.wire.slack.rates import RateLimited, check_app_rate, check_rate
from tests.wire.slack.refusals import OUR_FAULT, Refused
from tests.wire.slack.world import Workspace, World

CLIENT_ID, CLIENT_SECRET, APP_TOKEN = "123.456", "client-secret", "xapp-1"
HOURS = 2 * 3600
"""Seconds after which Slack usually ends a Socket Mode connection."""
MOST_ANSWERS = 5
"""Times that a response_url can be used."""


class MockSlack:
    """Start with ``async with``; ``url`` is what SLACK_API_URL should be."""

    def __init__(self) -> None:
        self.world = World()
        self.sockets: list[web.WebSocketResponse] = []
        self.acknowledged: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self.connected = asyncio.Event()
        self.connections = 0
        """Socket Mode connections that there have been."""
        self.installing = "T2"
        """Who agrees to an installation: a workspace, or an organisation."""
        self.origin = ""
        self._silence = asyncio.Event()

    @property
    def url(self) -> str:
        return f"{self.origin}/api/"

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/api/{method}", self._call)
        app.router.add_post("/response/{id}", self._response)
        app.router.add_get("/socket", self._socket)
        app.router.add_get("/oauth/v2/authorize", self._authorize)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.origin = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, error: type[BaseException] | None, *_: object) -> None:
        self._silence.set()
        await self.disconnect()
        await self._runner.cleanup()
        assert error or self.world.refused == [], self.world.refused

    async def disconnect(self, *, warning: bool = False, after: float = HOURS) -> None:
        """End all Socket Mode connections ``after`` so many seconds, with or without Slack's word of warning."""
        self.world.meter.passed += after
        self.connected.clear()
        sockets, self.sockets = self.sockets, []
        for socket in sockets:
            if warning:
                await socket.send_json({"type": "disconnect", "reason": "refresh_requested"})
            else:
                await socket.close()

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method, arguments = request.match_info["method"], await _arguments(request)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ") or str(arguments.pop("token", ""))
        self.world.calls.append((method, arguments))
        fault = self.world.script[method].pop(0) if self.world.script.get(method) else None
        if isinstance(fault, int):
            return _rate_limited(fault) if fault < 100 else web.json_response({}, status=fault)
        if fault == "lost":
            return _drop(request)
        if fault is not None and fault not in ("drop", "silence"):
            return web.json_response({"ok": False, "error": fault})
        try:
            answer, scopes = self._answer(method, arguments, token, request)
        except Refused as refused:
            if refused.answer["error"] in OUR_FAULT:
                self.world.refused += [f"{method}: {refused.answer['error']}", *refused.problems]
            return web.json_response(refused.answer)
        except RateLimited as limited:
            return _rate_limited(limited.seconds)
        if fault == "drop":
            return _drop(request)
        if fault == "silence":
            await self._silence.wait()
        return web.json_response({"ok": True, **answer}, headers={"X-OAuth-Scopes": scopes})

    def _answer(
        self, method: str, arguments: dict[str, Any], token: str, request: web.Request
    ) -> tuple[dict[str, Any], str]:
        if method == "apps.connections.open":
            return self._opened(request), "connections:write"
        if method == "oauth.v2.access":
            check_app_rate(self.world, method)
            return self._installed(arguments, request), ""
        if method not in METHODS:
            raise Refused("unknown_method")
        workspace = self._workspace(token)
        scope, answer = METHODS[method]
        if scope and scope not in workspace.scopes.split(","):
            raise Refused("missing_scope", needed=scope, provided=workspace.scopes)
        if method in READS and request.method == "POST" and request.content_type == "application/json":
            raise Refused("invalid_arguments", ["this method takes no JSON"])
        check_arguments(method, arguments)
        check_rate(self.world, workspace, method, arguments)
        return answer(self.world, workspace, arguments), workspace.scopes

    def _opened(self, request: web.Request) -> dict[str, Any]:
        """The address of one connection. The token counts in the header only."""
        if request.method != "POST":
            raise Refused("insecure_request")
        if request.headers.get("Authorization") != f"Bearer {APP_TOKEN}":
            raise Refused("invalid_auth")
        check_app_rate(self.world, "apps.connections.open")
        ticket = str(self.world.number())
        self.world.tickets.add(ticket)
        return {"url": f"{self.origin.replace('http', 'ws', 1)}/socket?ticket={ticket}"}

    def _workspace(self, token: str) -> Workspace:
        if not token:
            raise Refused("not_authed")
        workspace = next((one for one in self.world.workspaces.values() if one.accepts(token)), None)
        if workspace is None:
            raise Refused("account_inactive" if token.startswith("xoxb-") else "invalid_auth")
        if workspace.ends.get(token, math.inf) < time.time():
            raise Refused("token_expired")
        return workspace

    def _installed(self, arguments: dict[str, Any], request: web.Request) -> dict[str, Any]:
        basic = request.headers.get("Authorization", "").startswith("Basic ")
        if not basic and (arguments.get("client_id"), arguments.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
            raise Refused("bad_client_secret")
        workspace = self._renewed(arguments) if arguments.get("grant_type") == "refresh_token" else None
        workspace = workspace or self.world.workspaces.get(self.world.codes.pop(str(arguments.get("code")), ""))
        if workspace is None:
            raise Refused("invalid_code")
        named = {"id": workspace.id, "name": workspace.name}
        return {
            **workspace.given(),
            "app_id": "A1",
            "team": None if workspace.teams else named,
            "enterprise": named if workspace.teams else None,
            "authed_user": {"id": "UADMIN"},
            "is_enterprise_install": bool(workspace.teams),
        }

    def _renewed(self, arguments: dict[str, Any]) -> Workspace:
        told = arguments.get("refresh_token")
        workspace = next((one for one in self.world.workspaces.values() if told and one.refresh_token == told), None)
        if workspace is None:
            raise Refused("invalid_refresh_token")
        workspace.renew(self.world.number())
        return workspace

    async def _authorize(self, request: web.Request) -> web.StreamResponse:
        """The page on which somebody agrees: here they always do, for ``installing``."""
        code = f"code-{self.world.number()}"
        self.world.codes[code] = self.installing
        raise web.HTTPFound(f"{request.query['redirect_uri']}?code={code}&state={request.query['state']}")

    async def _response(self, request: web.Request) -> web.StreamResponse:
        kept = self.world.response_urls.get(request.match_info["id"])
        if kept is None or len(kept["answers"]) >= MOST_ANSWERS:
            return web.Response(status=404, text="expired_url")
        body = await request.json()
        problems = message_problems(body)
        if problems:
            self.world.refused += problems
            return web.Response(status=400, text="invalid_blocks")
        kept["answers"].append(body)
        if body.get("replace_original") and kept["message"]:
            kept["message"].update({key: body[key] for key in ("text", "blocks") if key in body})
            return web.Response(text="ok")
        whisper = {**body, "response_type": "ephemeral"}
        self.world.whispers.append({**whisper, "channel": kept["channel"], "user": kept["user"], "ts": self.world.ts()})
        return web.Response(text="ok")

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self.world.tickets:
            return web.Response(status=404, text="this address was used before")
        self.world.tickets.remove(ticket)
        if self.world.script.get("socket"):
            return web.Response(status=self.world.script["socket"].pop(0))
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.sockets.append(socket)
        self.connections += 1
        await socket.send_json({"type": "hello", "num_connections": len(self.sockets)})
        self.connected.set()
        async for message in socket:
            if message.type == WSMsgType.TEXT:
                answer = json.loads(message.data)
                waiting = self.acknowledged.get(answer.get("envelope_id", ""))
                if waiting and not waiting.done():
                    waiting.set_result(answer.get("payload") or {})
        if socket in self.sockets:
            self.sockets.remove(socket)
        if not self.sockets:
            self.connected.clear()
        return socket


def _rate_limited(seconds: int) -> web.StreamResponse:
    return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": str(seconds)})


def _drop(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def _arguments(request: web.Request) -> dict[str, Any]:
    found: dict[str, Any] = dict(request.query)
    if request.method == "POST" and request.content_type == "application/json":
        found |= await request.json()
    elif request.method == "POST":
        found |= dict(await request.post())
    return {
        key: json.loads(value) if isinstance(value, str) and value[:1] in "[{" and value else value
        for key, value in found.items()
    }
