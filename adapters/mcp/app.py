"""Two ways to the MCP server: ``/mcp`` for who has the token, and standard input and output for this machine."""

from __future__ import annotations

import hmac
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from pydantic import SecretStr
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.clock import Clock
from bot.settings import Settings
from bot.store.database import Database
from bot.usecases.indexing import Shelf

PATH = "/mcp"
MAX_BODY = 100_000
"""Bytes of one call."""


@dataclass(frozen=True, slots=True)
class McpDoor:
    """One route, for callers with the token."""

    routes: Sequence[BaseRoute]
    sessions: Any

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """The protocol's own background work."""
        async with self.sessions.run():
            yield


class ForTheToken:
    """ASGI: only callers who show the token come through."""

    def __init__(self, app: ASGIApp, token: SecretStr) -> None:
        self.app, self.token = app, token.get_secret_value().encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call."""
        kind, _, shown = Request(scope).headers.get("authorization", "").partition(" ")
        app = self.app
        if kind.lower() != "bearer" or not hmac.compare_digest(shown.strip().encode(), self.token):
            refused = {"error": "Send the token: Authorization: Bearer ..."}
            app = JSONResponse(refused, 401, {"www-authenticate": "Bearer"})
        await app(scope, receive, send)


def mcp_door(settings: Settings, database: Database, shelf: Shelf, clock: Clock) -> McpDoor | None:
    """The door; None without a token."""
    token = settings.secret(settings.config.mcp.token_env)
    if token is None:
        return None
    made = _server(settings, database, shelf, clock)
    inner = made.streamable_http_app(
        streamable_http_path=PATH,
        json_response=True,
        stateless_http=True,
        max_request_body_size=MAX_BODY,
        host="0.0.0.0",  # noqa: S104 the token guards it, not the caller's host header
    )
    (endpoint,) = (route.app for route in inner.routes if isinstance(route, Route) and route.path == PATH)
    return McpDoor((Route(PATH, ForTheToken(endpoint, token)),), made.session_manager)


async def serve_stdio(settings: Settings, database: Database, shelf: Shelf, clock: Clock) -> None:
    """Answer on standard input and output until they close."""
    await _server(settings, database, shelf, clock).run_stdio_async()


def _server(settings: Settings, database: Database, shelf: Shelf, clock: Clock) -> Any:
    module = import_module("adapters.mcp.server")
    return module.server(module.Tools(settings, database, shelf, clock))
