"""The transport: six verbs on raw activity JSON, and the ways a call can fail. Two back ends implement it.

Raw JSON, because the typed models of every SDK lose fields of what Teams sends.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

Json = dict[str, Any]
Bearer = Callable[[str], Awaitable[str | None]]
"""Gives the outbound token of an app id, or None where calls are anonymous."""

TIMEOUT = 8.0
"""Seconds for one call; dispatch gives a whole reply ten."""


class BadActivity(Exception):
    """The SDK cannot read this as an activity."""


class Refused(Exception):
    """The connector answered with an error: nothing was done (except where it failed half-way, from 500 on)."""

    def __init__(self, status: int, code: str = "", message: str = "", retry_after: float | None = None) -> None:
        super().__init__(f"{status} {code} {message}".strip())
        self.status = status
        self.code = code
        self.retry_after = retry_after


class Unreachable(Exception):
    """No connection came about: nothing was sent."""


class Lost(Exception):
    """The connection broke or timed out after the request may have gone out: nobody can tell what happened."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a call goes: the service, the conversation (with its thread), and the app that speaks."""

    service: str
    conversation: str
    app: str


class Transport(Protocol):
    """The six verbs, described here for every back end. All but ``receive`` raise Refused, Unreachable or Lost."""

    async def receive(self, activity: Json, logic: Callable[[Json], Awaitable[None]]) -> None:
        """Run the SDK's own pipeline around ``logic``.

        Raises:
            BadActivity: the SDK cannot read it.
        """
        ...

    async def send(self, to: Address, activity: Json) -> str:
        """Post an activity; its id."""
        ...

    async def update(self, to: Address, id: str, activity: Json) -> None:
        """Replace an activity."""
        ...

    async def delete(self, to: Address, id: str) -> None:
        """Take an activity back."""
        ...

    async def members(self, of: Address, only: str = "") -> list[Json]:
        """The people in a conversation, or just the one with this id."""
        ...

    async def create_conversation(self, to: Address, parameters: Json) -> str:
        """Open a conversation; its id. ``to`` names no conversation yet."""
        ...

    async def close(self) -> None:
        """Let go of connections of its own."""
        ...


def answered(status: int, headers: Mapping[str, str], body: bytes) -> Json:
    """What a response says; empty where it is no object.

    Raises:
        Refused: it is an error.
        Lost: it is no JSON, so nobody can tell what happened.
    """
    if status >= 300:
        raise _refusal(status, headers, body)
    try:
        said = json.loads(body or b"{}")
    except ValueError as error:
        raise Lost("the answer is not JSON") from error
    return said if isinstance(said, dict) else {}


def made(body: Json, call: str) -> str:
    """The id that the connector gave."""
    id = body.get("id")
    if not isinstance(id, str) or not id:
        raise Lost(f"{call} was accepted without an id")
    return id


async def all_pages(page: Callable[[str | None], Awaitable[Json]]) -> list[Json]:
    """All members, page after page."""
    found: list[Json] = []
    after: str | None = None
    while True:
        body = await page(after)
        found += body.get("members", [])
        after = body.get("continuationToken")
        if not after:
            return found


def _refusal(status: int, headers: Mapping[str, str], body: bytes) -> Refused:
    """A person who blocked the bot is told of in another shape than all else: with a code in JSON within a message."""
    try:
        said = json.loads(body)
        error = said.get("error") or {"code": json.loads(said["message"])["subCode"]}
        code, message = str(error.get("code", "")), str(error.get("message", ""))
    except (ValueError, TypeError, KeyError, AttributeError):
        code, message = "", ""
    wait = headers.get("Retry-After", "")
    return Refused(status, code, message[:200], float(wait) if wait.isdecimal() else None)
