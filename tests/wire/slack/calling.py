"""An app that calls the mock Slack, without any of the bot's code between."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import aiohttp

from tests.wire.slack.server import MockSlack
from tests.wire.slack.world import World


@dataclass
class Caller:
    """The app of the single workspace."""

    slack: MockSlack
    session: aiohttp.ClientSession

    @property
    def world(self) -> World:
        return self.slack.world

    async def call(self, method: str, **arguments: Any) -> dict[str, Any]:
        """Slack's answer to a call with JSON."""
        async with self.session.post(self.slack.url + method, json=arguments) as response:
            answer: dict[str, Any] = await response.json()
            return answer

    async def read(self, method: str, **arguments: str) -> dict[str, Any]:
        """Slack's answer to a call with a query."""
        async with self.session.get(self.slack.url + method, params=arguments) as response:
            answer: dict[str, Any] = await response.json()
            return answer
