"""The second back end: microsoft-teams-apps, Microsoft's successor of botbuilder; an extra (``teams-sdk``).

Its HTTP client sends raw JSON; its activity models drop fields on the way out.
"""

from __future__ import annotations

import warnings
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote

import aiohttp
import httpx
from microsoft_teams.common.http import Client, ClientOptions
from pydantic import ValidationError

from adapters.teams.transport import (
    TIMEOUT,
    Address,
    BadActivity,
    Bearer,
    Json,
    Lost,
    Unreachable,
    all_pages,
    made,
    refusal,
)

with warnings.catch_warnings():  # importing it warns of a preview that is not used here
    warnings.simplefilter("ignore")
    from microsoft_teams.apps.events import CoreActivity


class BackEnd:
    """Implements ``Transport``."""

    def __init__(self, _session: aiohttp.ClientSession, bearer: Bearer) -> None:
        self._client, self._bearer = Client(ClientOptions(timeout=TIMEOUT)), bearer

    async def receive(self, activity: Json, logic: Callable[[Json], Awaitable[None]]) -> None:
        """What the SDK cannot read is refused."""
        try:
            CoreActivity.model_validate(activity)
        except ValidationError as error:
            raise BadActivity(str(error)[:200]) from error
        await logic(activity)

    async def send(self, to: Address, activity: Json) -> str:
        """Post an activity."""
        return made(await self._call("POST", to, "activities", json=activity), "a message")

    async def update(self, to: Address, id: str, activity: Json) -> None:
        """Replace an activity."""
        await self._call("PUT", to, "activities", id, json=activity)

    async def delete(self, to: Address, id: str) -> None:
        """Take an activity back."""
        await self._call("DELETE", to, "activities", id)

    async def members(self, of: Address, only: str = "") -> list[Json]:
        """The people in a conversation."""
        if only:
            return [await self._call("GET", of, "members", only)]
        return await all_pages(
            lambda after: self._call("GET", of, "pagedmembers", params={"continuationToken": after} if after else None)
        )

    async def create_conversation(self, to: Address, parameters: Json) -> str:
        """Open a conversation."""
        return made(await self._call("POST", to, json=parameters), "a conversation")

    async def close(self) -> None:
        """Close the SDK's own session."""
        await self._client.http.aclose()

    async def _call(self, method: str, to: Address, *path: str, **options: Any) -> Json:
        parts = (to.conversation, *path) if to.conversation else path
        url = "/".join((to.service.rstrip("/"), "v3/conversations", *(quote(part, safe="") for part in parts)))
        try:
            answer = await self._client.request(method, url, token=await self._bearer(to.app), **options)
            body = answer.json()
        except httpx.HTTPStatusError as error:
            raise refusal(error.response.status_code, error.response.headers, error.response.content) from error
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise Unreachable(str(error)) from error
        except (httpx.TransportError, ValueError) as error:
            raise Lost(type(error).__name__) from error
        return body if isinstance(body, dict) else {}
