"""Calls to Slack's Web API: one shared session, nothing is ever tried twice, every failure is a CallFailed."""

from __future__ import annotations

from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.keys import Keys
from adapters.slack.outcomes import FAILURES, CallFailed, failed
from bot.platform import Never

TIMEOUT = 8
"""Seconds for one call: less than the core waits for a send."""


class Api:
    """The session is opened by the first call, in the loop that uses it, and closed by ``close``."""

    def __init__(self, keys: Keys) -> None:
        self.web = AsyncWebClient(base_url=keys.api_url, timeout=TIMEOUT, retry_handlers=[])
        if keys.api_url.startswith("http://"):
            self.web.proxy = None  # a stand-in on this machine is not behind the proxy

    def session(self) -> aiohttp.ClientSession:
        """The shared session."""
        if self.web.session is None or self.web.session.closed:
            self.web.session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT))
        return self.web.session

    async def close(self) -> None:
        """Close the session."""
        if self.web.session is not None:
            await self.web.session.close()

    async def write(self, token: str, method: str, **arguments: Any) -> dict[str, Any]:
        """A call that changes something.

        Raises:
            CallFailed: it did not succeed, or nobody knows.
        """
        return await self._call(token, method, json=arguments)

    async def read(self, token: str, method: str, **arguments: Any) -> dict[str, Any]:
        """A call that only reads.

        Raises:
            CallFailed: it did not succeed.
        """
        return await self._call(token, method, http_verb="GET", params=arguments)

    async def post_back(self, url: str, body: dict[str, Any]) -> None:
        """Answer through the address that came with a payload.

        Raises:
            CallFailed: it did not succeed, or nobody knows.
        """
        try:
            async with self.session().post(url, json=body, proxy=self.web.proxy) as response:
                await response.read()
                response.raise_for_status()
        except aiohttp.ClientResponseError as error:
            raise (
                failed(error) if error.status >= 500 else CallFailed(Never("the address to answer to has run out"))
            ) from error
        except FAILURES as error:
            raise failed(error) from error

    async def _call(self, token: str, method: str, **how: Any) -> dict[str, Any]:
        self.session()
        try:
            response = await self.web.api_call(method, headers={"Authorization": f"Bearer {token}"}, **how)
        except FAILURES as error:
            raise failed(error) from error
        answer: Any = response.data
        data: dict[str, Any] = {**answer, "x-oauth-scopes": response.headers.get("x-oauth-scopes", "")}
        return data
