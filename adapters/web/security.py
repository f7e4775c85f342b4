"""What every request is held to: the right host, strict headers, and secrets that come back with every form."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from starlette.datastructures import FormData, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.settings import Settings
from bot.sources import LOOPBACK

MAX_BODY = 3_200_000
"""Bytes of one request: the longest message as a browser may encode it, and room for what goes with it."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: https:; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "cache-control": "no-store",
}
"""On every answer that does not say otherwise."""


class Guard:
    """ASGI middleware for the whole server: adds the headers."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        encrypted = {"strict-transport-security": "max-age=31536000"}
        self.headers = HEADERS | (encrypted if settings.public_url.startswith("https:") else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, with_headers)


class OwnPages:
    """ASGI middleware for pages: on loopback it refuses foreign host names (a page elsewhere could point its own name
    here), and everywhere what another site's page posts."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.hosts = LOOPBACK if settings.on_loopback else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope)
        app = self.app
        if self.hosts is not None and host_name(request.headers.get("host", "")) not in self.hosts:
            app = PlainTextResponse("This bot answers on this machine only, as 127.0.0.1 or localhost.", 400)
        elif request.method == "POST" and request.headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
            app = PlainTextResponse("Forms of other sites are not taken.", 403)
        await app(scope, receive, send)


def host_name(host: str) -> str:
    """A ``Host`` header without its port."""
    return host.rpartition("]")[0].lstrip("[") if host.startswith("[") else host.partition(":")[0].lower()


async def form_of(request: Request) -> FormData | None:
    """What was posted; None if it is too large or cannot be read. Files are never asked for, so none is taken."""
    try:
        return await request.form(max_files=0, max_fields=2000, max_part_size=MAX_BODY)
    except HTTPException:
        return None


def csrf_of(secret: str) -> str:
    """The token that forms of this browser carry: made from its cookie, which other sites cannot read."""
    return hashlib.sha256(b"csrf:" + secret.encode()).hexdigest()


def same(first: str, second: str) -> bool:
    """Whether two secrets are the same, in constant time."""
    return hmac.compare_digest(first.encode(), second.encode())


def set_cookie(response: Response, name: str, value: str, settings: Settings, *, strict: bool, lasts: int) -> None:
    """A cookie that scripts cannot read; ``lasts`` is in seconds."""
    response.set_cookie(
        name,
        value,
        max_age=lasts,
        httponly=True,
        secure=not settings.on_loopback,
        samesite="strict" if strict else "lax",
    )


def new_secret() -> str:
    """A secret nobody guesses."""
    return secrets.token_urlsafe(32)
