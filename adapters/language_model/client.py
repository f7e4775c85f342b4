"""Asking the endpoint: one call, no repetition, a short patience, and nothing but text believed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import aiohttp
import structlog
from pydantic import SecretStr
from starlette.routing import BaseRoute

from bot.findings import Finding
from bot.settings import Settings

log = structlog.get_logger()
NAME = "language model"
LARGEST = 64 * 1024
"""Bytes of an answer that are read."""
MOST_TOKENS = 400


class LanguageModel:
    """Implements ``bot.usecases.rewording.Model``; it answers while it is ``running``."""

    routes: Sequence[BaseRoute] = ()

    def __init__(self, url: str, model: str, key: SecretStr | None, timeout: float) -> None:
        self._url, self._model, self._key, self._timeout = url.rstrip("/"), model, key, timeout
        self._session: aiohttp.ClientSession | None = None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Keep one session open."""
        headers = {"Authorization": f"Bearer {self._key.get_secret_value()}"} if self._key else {}
        async with aiohttp.ClientSession(headers=headers) as session:
            self._session = session
            try:
                yield
            finally:
                self._session = None

    async def complete(self, messages: list[dict[str, str]]) -> str | None:
        """What it writes; None if it fails or takes too long."""
        body = {"model": self._model, "messages": messages, "temperature": 0, "max_tokens": MOST_TOKENS}
        try:
            async with asyncio.timeout(self._timeout):
                return _text(json.loads(await self._call("POST", "chat/completions", body)))
        except (aiohttp.ClientError, TimeoutError, ValueError, RecursionError) as error:
            log.warning("the language model did not answer", reason=type(error).__name__)
            return None

    async def lists(self) -> None:
        """Ask for the list of models, to see that it answers.

        Raises:
            aiohttp.ClientError, TimeoutError, ValueError: it does not.
        """
        async with asyncio.timeout(self._timeout):
            await self._call("GET", "models", None)

    async def _call(self, method: str, path: str, body: object) -> bytes:
        if self._session is None:
            raise aiohttp.ClientConnectionError("the bot is not running")
        async with self._session.request(method, f"{self._url}/{path}", json=body, allow_redirects=False) as answer:
            if answer.status != 200:
                raise aiohttp.ClientResponseError(answer.request_info, (), status=answer.status)
            return await _read(answer.content)


def language_model(settings: Settings) -> LanguageModel | None:
    """The model of the configuration; None where none is chosen."""
    chosen = settings.config.language_model
    if chosen.url is None:
        return None
    return LanguageModel(chosen.url, chosen.model, settings.secret(chosen.key_env), chosen.timeout_seconds)


async def check(settings: Settings) -> list[Finding]:
    """What `bot doctor` says of it."""
    model = language_model(settings)
    if model is None:
        return []
    async with model.running():
        try:
            await model.lists()
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            mend = (
                f"look at language_model.url and {settings.config.language_model.key_env}; answers are given without it"
            )
            return [Finding(NAME, "broken", f"does not answer ({type(error).__name__})", mend)]
    return [Finding(NAME, "ok", f"{settings.config.language_model.model} answers")]


async def _read(body: aiohttp.StreamReader) -> bytes:
    """The whole of it.

    Raises:
        ValueError: it is too large.
    """
    read = bytearray()
    async for part in body.iter_any():
        read += part
        if len(read) > LARGEST:
            raise ValueError("too large")
    return bytes(read)


def _text(data: object) -> str | None:
    match data:
        case {"choices": [{"message": {"content": str() as text}}, *_]}:
            return text
        case _:
            return None
