"""botbuilder's connector calls over one shared session: raw JSON, sent once, without its retries."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import aiohttp
from botframework.connector.aio.operations_async import ConversationsOperations
from botframework.connector.bot_framework_sdk_client_async import BotFrameworkConnectorConfiguration
from msrest import Serializer
from msrest.async_client import ServiceClientAsync
from msrest.pipeline import Request, Response
from msrest.pipeline.async_abc import AsyncHTTPSender, AsyncPipeline

from adapters.teams.transport import Bearer, Lost, Unreachable, answered


class Once(AsyncHTTPSender[Any, Any]):
    """Sends each request once, with the token of the app that speaks."""

    def __init__(self, session: aiohttp.ClientSession, bearer: Bearer, app: str) -> None:
        self._session, self._bearer, self._app = session, bearer, app

    async def __aexit__(self, *_details: object) -> None:
        """The session belongs to the door."""

    async def send(self, request: Request[Any], **_config: Any) -> Response[Any, Any]:
        http, token = request.http_request, await self._bearer(self._app)
        headers = dict(http.headers) | ({"Authorization": f"Bearer {token}"} if token else {})
        try:
            async with self._session.request(
                http.method, http.url, data=http.data, headers=headers, allow_redirects=False
            ) as answer:
                body = await answer.read()
        except aiohttp.ClientConnectorError as error:
            raise Unreachable(str(error)) from error
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Lost(type(error).__name__) from error
        said = answered(answer.status, answer.headers, body)
        return Response(request, SimpleNamespace(status_code=200, said=said))  # each call accepts its own 2xx


class _Raw(Serializer):
    """Leaves bodies as they are, in as few bytes as they need."""

    def body(self, data: Any, data_type: str, **_options: Any) -> bytes:
        return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def operations(service: str, sender: Once) -> ConversationsOperations:
    """The SDK's calls to one service."""
    config = BotFrameworkConnectorConfiguration(sender, service)
    client = ServiceClientAsync(config)
    config.pipeline = AsyncPipeline([config.user_agent_policy], sender)
    return ConversationsOperations(client, config, _Raw(), lambda _kind, response: response.said)  # type: ignore[no-untyped-call]
