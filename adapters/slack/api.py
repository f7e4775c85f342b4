"""Calls to Slack's Web API: one shared session, nothing is ever tried twice, every failure is a CallFailed."""

from __future__ import annotations

import json
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.keys import Keys
from adapters.slack.outcomes import FAILURES, CallFailed, failed, refused
from bot.platform import Never

TIMEOUT = 8
"""Seconds for one call: less than the core waits for a send."""
JSON = {"Content-Type": "application/json; charset=utf-8"}


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
        return await self._call(token, method, JSON, data=json.dumps(arguments))

    async def read(self, token: str, method: str, **arguments: str | int) -> dict[str, Any]:
        """A call that only reads: a form, which every method takes, where JSON is for those that write.

        Raises:
            CallFailed: it did not succeed.
        """
        return await self._call(token, method, {}, data=arguments)

    async def post_back(self, url: str, body: dict[str, Any]) -> None:
        """Answer through the address that came with a payload.

        Raises:
            CallFailed: it did not succeed, or nobody knows.
        """
        try:
            async with self.session().post(url, json=body, proxy=self.web.proxy) as response:
                await response.read()
        except FAILURES as error:
            raise failed(error) from error
        if response.status == 429 or response.status >= 500:
            raise refused(response.status, {}, response.headers)
        if response.status >= 400:
            raise CallFailed(Never("the address to answer to has run out"))

    async def _call(self, token: str, method: str, headers: dict[str, str], **how: Any) -> dict[str, Any]:
        """Straight over the session: the client of slack-sdk would cost half as much again."""
        headers = {"Authorization": f"Bearer {token}", **headers}
        url = self.web.base_url + method
        try:
            async with self.session().post(url, headers=headers, proxy=self.web.proxy, **how) as response:
                answer = _parsed(await response.read())
        except FAILURES as error:
            raise failed(error) from error
        if response.status != 200 or answer.get("ok") is not True:
            raise refused(response.status, answer, response.headers)
        return {**answer, "x-oauth-scopes": response.headers.get("x-oauth-scopes", "")}


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(body)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}
