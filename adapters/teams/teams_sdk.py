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

from adapters.teams import transport
from adapters.teams.transport import Address, Bearer, Json

with warnings.catch_warnings(action="ignore"):  # importing it warns of a preview that is not used here
    from microsoft_teams.apps.events import CoreActivity


class BackEnd:
    """Implements ``Transport``."""

    def __init__(self, _session: aiohttp.ClientSession, bearer: Bearer) -> None:
        self._client, self._bearer = Client(ClientOptions(timeout=transport.TIMEOUT)), bearer

    async def receive(self, activity: Json, logic: Callable[[Json], Awaitable[None]]) -> None:
        try:
            CoreActivity.model_validate(activity)
        except ValidationError as error:
            raise transport.BadActivity(str(error)[:200]) from error
        await logic(activity)

    async def send(self, to: Address, activity: Json) -> str:
        return transport.made(await self._call("POST", to, "activities", json=activity), "a message")

    async def update(self, to: Address, id: str, activity: Json) -> None:
        await self._call("PUT", to, "activities", id, json=activity)

    async def delete(self, to: Address, id: str) -> None:
        await self._call("DELETE", to, "activities", id)

    async def members(self, of: Address, only: str = "") -> list[Json]:
        if only:
            return [await self._call("GET", of, "members", only)]
        return await transport.all_pages(
            lambda after: self._call("GET", of, "pagedmembers", params=after and {"continuationToken": after})
        )

    async def create_conversation(self, to: Address, parameters: Json) -> str:
        return transport.made(await self._call("POST", to, json=parameters), "a conversation")

    async def close(self) -> None:
        await self._client.http.aclose()

    async def _call(self, method: str, to: Address, *path: str, **options: Any) -> Json:
        parts = (to.conversation, *path) if to.conversation else path
        url = "/".join((to.service.rstrip("/"), "v3/conversations", *(quote(part, safe="") for part in parts)))
        try:
            answer = await self._client.request(method, url, token=await self._bearer(to.app), **options)
        except httpx.HTTPStatusError as error:
            answer = error.response
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise transport.Unreachable(str(error)) from error
        except httpx.TransportError as error:
            raise transport.Lost(type(error).__name__) from error
        return transport.answered(answer.status_code, answer.headers, answer.content)
