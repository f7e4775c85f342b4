"""What Slack offers agents: prompts to begin with, and a status while an answer is made. Plain where a plan lacks it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import structlog

from adapters.slack.api import Api
from adapters.slack.outcomes import CallFailed
from adapters.slack.workspaces import Workspaces
from bot.events import Event, Message
from bot.platform import Never
from bot.words import Words

log = structlog.get_logger()

Settle = Callable[[], Awaitable[bool]]

PATIENCE = 0.5
"""Seconds an answer may take before a status says that one is coming."""


def prompts(words: Words) -> list[dict[str, str]]:
    """The questions to begin with, at most four."""
    questions = (
        words("When is the next event?"),
        words("Which taskgroups are there?"),
        words("Who are the partners?"),
        words("How do I join a taskgroup?"),
    )
    return [{"title": question, "message": question} for question in questions]


class Surface:
    """The agent surface, and which workspaces have shown that they lack it."""

    def __init__(self, api: Api, workspaces: Workspaces, words: Words) -> None:
        self._api, self._workspaces, self._words = api, workspaces, words
        self._plain: set[str] = set()

    async def suggest(self, workspace: str, channel: str, thread: str = "") -> None:
        """Show the prompts. ``thread`` only in the older assistant's threads: agents must leave it out."""
        where = {"channel_id": channel, **({"thread_ts": thread} if thread else {})}
        await self._try(workspace, "assistant.threads.setSuggestedPrompts", **where, prompts=prompts(self._words))

    @asynccontextmanager
    async def thinking(self, event: Event) -> AsyncIterator[Settle]:
        """Show a status if the answer takes a while, and take it back at the end. What is given must be awaited before
        the answer goes out: it waits for a status on its way, so that none comes after the answer."""
        decided = asyncio.Event()
        task = asyncio.create_task(self._status(event, decided)) if self._shows(event) else None

        async def settle() -> bool:
            decided.set()
            return task is not None and await task

        try:
            yield settle
        finally:
            if await settle():
                await self._set_status(event, "")

    def _shows(self, event: Event) -> bool:
        return isinstance(event, Message) and event.place.private and event.place.workspace not in self._plain

    async def _status(self, event: Event, decided: asyncio.Event) -> bool:
        """Whether a status was shown, because nothing was decided in time."""
        try:
            async with asyncio.timeout(PATIENCE):
                await decided.wait()
        except TimeoutError:
            await self._set_status(event, self._words("is looking for the answer…"))
            return True
        return False

    async def _set_status(self, event: Event, status: str) -> None:
        place, method = event.place, "assistant.threads.setStatus"
        thread = place.thread or f"{event.at.timestamp():.6f}"
        await self._try(place.workspace, method, channel_id=place.id, thread_ts=thread, status=status)

    async def _try(self, workspace: str, method: str, **arguments: object) -> None:
        if workspace in self._plain:
            return
        try:
            await self._api.write(await self._workspaces.token(workspace), method, **arguments)
        except CallFailed as failure:
            if isinstance(failure.outcome, Never):
                self._plain.add(workspace)
            log.info("no agent surface", method=method, reason=failure.code or failure.outcome.reason)
