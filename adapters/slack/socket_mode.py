"""Socket Mode: a connection out to Slack that Slack may end at any moment, and that comes again as soon as it may."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient

from adapters.slack.api import TIMEOUT, Api
from adapters.slack.outcomes import CallFailed
from bot.platform import Later, Never, Unknown

log = structlog.get_logger()

PING = 10.0
"""Seconds between two signs of life on a connection."""
REFUSED = 600.0
"""Seconds until Slack is asked again whether it accepts the token: Socket Mode may have been switched on since."""


class Connection(SocketModeClient):
    """The library's client, which keeps to what Slack says when it cannot connect just now."""

    def __init__(self, app: AsyncApp, app_token: str, api: Api) -> None:
        super().__init__(app_token=app_token, logger=app.logger, web_client=api.web, ping_interval=PING)
        self.proxy = api.web.proxy
        self._api = api

    async def issue_new_wss_url(self) -> str:
        """The address of one connection, as soon as Slack gives one."""
        while True:
            try:
                return str((await self._api.write(self.app_token, "apps.connections.open"))["url"])
            except CallFailed as failure:
                await asyncio.sleep(_wait(failure))

    async def connect(self) -> None:
        """Connect. The library would try one address for ever, and Slack's are good once: each try has its own."""
        while not self.closed:
            self.wss_uri = self.wss_uri or await self.issue_new_wss_url()
            try:
                async with asyncio.timeout(TIMEOUT):
                    await super().connect()  # type: ignore[no-untyped-call]
                    return
            except TimeoutError:
                self.wss_uri = ""


def _wait(failure: CallFailed) -> float:
    match failure.outcome:
        case Later(wait=wait):
            return wait
        case Never():
            log.error("no Socket Mode: Slack refuses the app-level token; `bot doctor` says more", error=failure.code)
            return REFUSED
        case Unknown():
            return PING


class _Handler(AsyncSocketModeHandler):
    def __init__(self, app: AsyncApp, client: SocketModeClient) -> None:
        self.app, self.client = app, client
        client.socket_mode_request_listeners.append(self.handle)  # type: ignore[arg-type]


@asynccontextmanager
async def socket_mode(app: AsyncApp, app_token: str, api: Api) -> AsyncIterator[None]:
    """Keep a connection open, if there is a token for it. It connects in the background: a fault of Slack's must not
    stop the house."""
    if not app_token:
        yield
        return
    client = Connection(app, app_token, api)
    _Handler(app, client)
    connecting = asyncio.create_task(client.connect())
    try:
        yield
    finally:
        connecting.cancel()
        await client.close()  # type: ignore[no-untyped-call]
