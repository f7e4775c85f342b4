"""What Slack offers agents: prompts to begin with, and a status while an answer is made. Plain where a plan lacks it."""

from __future__ import annotations

import asyncio

import structlog

from adapters.slack.api import Api
from adapters.slack.outcomes import CallFailed
from adapters.slack.workspaces import Workspaces
from bot.events import Event, Message
from bot.platform import Never
from bot.words import Words

log = structlog.get_logger()

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


class Status:
    """Says that an answer is being made, once that takes a while, and never outlasts it."""

    def __init__(self, surface: Surface, event: Event, *, shows: bool) -> None:
        self._surface, self._event = surface, event
        self._decided = asyncio.Event()
        self._shown = asyncio.create_task(self._show()) if shows else None

    async def settle(self) -> bool:
        """To be awaited before the answer goes out: a status on its way is waited for. Whether one was shown."""
        self._decided.set()
        return self._shown is not None and await self._shown

    async def end(self) -> None:
        """Take back what was shown."""
        if await self.settle():
            await self._surface.set_status(self._event, "")

    async def _show(self) -> bool:
        try:
            async with asyncio.timeout(PATIENCE):
                await self._decided.wait()
        except TimeoutError:
            await self._surface.set_status(self._event, self._surface.words("is looking for the answer…"))
            return True
        return False


class Surface:
    """The agent surface, and which workspaces have shown that they lack it."""

    def __init__(self, api: Api, workspaces: Workspaces, words: Words) -> None:
        self._api, self._workspaces, self.words = api, workspaces, words
        self._plain: set[str] = set()

    async def suggest(self, workspace: str, channel: str, thread: str = "") -> None:
        """Show the prompts. ``thread`` only in the older assistant's threads: agents must leave it out."""
        where = {"channel_id": channel, **({"thread_ts": thread} if thread else {})}
        await self._try(workspace, "assistant.threads.setSuggestedPrompts", **where, prompts=prompts(self.words))

    def status(self, event: Event) -> Status:
        """The status of an answer that is being made; it shows if that takes a while."""
        return Status(self, event, shows=isinstance(event, Message) and event.place.private)

    async def set_status(self, event: Event, status: str) -> None:
        """Show a status where a message was written, or (empty) take it back."""
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
