"""The door itself: signed requests and Socket Mode come together in one function, which acknowledges and hands on."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass

import structlog
from slack_bolt.adapter.starlette.async_handler import to_async_bolt_request, to_starlette_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.signature import SignatureVerifier
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from adapters.slack.client import SlackPlatform
from adapters.slack.listening import Listener
from adapters.slack.oauth import INSTALL, REDIRECT, oauth_flow
from adapters.slack.outcomes import FAILURES
from adapters.slack.socket_mode import socket_mode
from bot.dispatch import Dispatch
from bot.settings import Settings

log = structlog.get_logger()

EVENTS = "/slack/events"
MAX_BODY = 1_000_000
"""Bytes of a request. Slack's own stay far below."""


@dataclass(frozen=True, slots=True)
class SlackDoor:
    """Routes, and what runs beside them."""

    routes: Sequence[Route]
    running: Callable[[], AbstractAsyncContextManager[None]]
    listener: Listener


def slack_door(settings: Settings, dispatch: Dispatch, platform: SlackPlatform) -> SlackDoor | None:
    """The door; None where there is no way in or no token to answer with."""
    keys = platform.keys
    if not keys.open:
        return None
    listener = Listener(settings, dispatch, platform)
    installations = platform.workspaces.installations
    flow = oauth_flow(settings, keys, platform.api, dispatch.database, installations) if installations else None
    app = _bolt(platform, listener, keys.signing_secret)
    routes = [Route(EVENTS, _events(app, keys.signing_secret), methods=["POST"])] if keys.signing_secret else []
    if flow is not None:
        routes += [
            Route(INSTALL, _page(platform, flow.handle_installation), methods=["GET"]),
            Route(REDIRECT, _page(platform, flow.handle_callback), methods=["GET"]),
        ]

    @asynccontextmanager
    async def running() -> AsyncIterator[None]:
        try:
            async with socket_mode(app, keys.app_token, platform.api):
                yield
        finally:
            await listener.finish()
            await platform.api.close()

    return SlackDoor(tuple(routes), running, listener)


async def _nobody() -> AuthorizeResult:
    """Bolt wants to know how it would authorize a request. It never asks: all have been taken before."""
    return AuthorizeResult(enterprise_id=None, team_id=None)


class _TakeAll(AsyncMiddleware):
    """The one catch-all, before anything of Bolt's that expects a payload's shape, asks Slack, or ends in a 404."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener

    async def async_process(
        self, *, req: AsyncBoltRequest, resp: BoltResponse, next: Callable[[], Awaitable[BoltResponse]]
    ) -> BoltResponse:
        """Hand the payload on, whatever it is."""
        return await self._listener.take(req.body)


def _bolt(platform: SlackPlatform, listener: Listener, signing_secret: str) -> AsyncApp:
    """Bolt with one catch-all in place of listeners."""
    logger = logging.getLogger("slack")
    logger.setLevel(logging.ERROR)  # it would warn of variables that it finds in the environment and need not use
    return AsyncApp(
        name="coalition-bot",
        logger=logger,
        client=platform.api.web,
        signing_secret=signing_secret,
        before_authorize=_TakeAll(listener),
        authorize=_nobody,
        process_before_response=True,
        request_verification_enabled=False,  # done before the body is parsed
        ssl_check_enabled=False,
    )


def _events(app: AsyncApp, signing_secret: str) -> Callable[[Request], Awaitable[Response]]:
    verifier = SignatureVerifier(signing_secret)

    async def endpoint(request: Request) -> Response:
        body = await _body(request)
        if body is None:
            return PlainTextResponse("too large", 413)
        if not _signed(verifier, body, request):
            log.warning("refused a request that is not signed with this signing secret, or older than five minutes")
            return PlainTextResponse("not signed by Slack, or too long ago", 401)
        payload = _parsed(request, body)
        if payload is None:
            return PlainTextResponse("not a payload of Slack's", 400)
        return to_starlette_response(await app.async_dispatch(payload))

    return endpoint


async def _body(request: Request) -> bytes | None:
    """The body, or None as soon as it is too large."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > MAX_BODY:
            return None
        parts.append(part)
    return b"".join(parts)


def _signed(verifier: SignatureVerifier, body: bytes, request: Request) -> bool:
    timestamp = request.headers.get("x-slack-request-timestamp", "")
    signature = request.headers.get("x-slack-signature", "")
    if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) < 20 and signature.isascii()):
        return False
    try:
        return verifier.is_valid(body, timestamp, signature)
    except UnicodeDecodeError:
        return False


def _parsed(request: Request, body: bytes) -> AsyncBoltRequest | None:
    """The payload; None where it is neither JSON nor a form, or not of the shape that every payload has."""
    try:
        payload = to_async_bolt_request(request, body)
    except (ValueError, TypeError, AttributeError, LookupError, RecursionError) as error:
        log.warning("unreadable payload", error=type(error).__name__)
        return None
    return payload if isinstance(payload.body, dict) and payload.body else None


def _page(
    platform: SlackPlatform, handle: Callable[[AsyncBoltRequest], Awaitable[BoltResponse]]
) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        platform.api.session()
        try:
            return to_starlette_response(await handle(to_async_bolt_request(request, b"")))
        except FAILURES as error:
            log.warning("installing failed", error=type(error).__name__)
            return PlainTextResponse("Slack cannot be reached just now. Please try again in a minute.", 503)

    return endpoint
