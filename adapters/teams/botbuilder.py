"""The default back end: botbuilder-core.

Mended here and in ``botbuilder_wire``: its models drop unknown fields (so raw JSON goes through), its HTTP client
blocks a thread a call and repeats PUT and GET silently (so one shared session sends, once).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import lru_cache

import aiohttp
import botbuilder.schema
from botbuilder.core import BotAdapter, TurnContext
from msrest import Deserializer
from msrest.exceptions import DeserializationError  # type: ignore[attr-defined]

from adapters.teams.botbuilder_wire import Once, operations
from adapters.teams.transport import Address, BadActivity, Bearer, Json, all_pages, made

MODELS = {name: model for name, model in vars(botbuilder.schema).items() if isinstance(model, type)}


class BackEnd(BotAdapter):  # type: ignore[misc]
    """Implements ``Transport``."""

    send_activities = update_activity = delete_activity = None  # a turn sends nothing: handlers return, the door sends

    def __init__(self, session: aiohttp.ClientSession, bearer: Bearer) -> None:
        super().__init__()
        self._read = Deserializer(MODELS)  # type: ignore[no-untyped-call]
        self._calls = lru_cache(64)(lambda service, app: operations(service, Once(session, bearer, app)))

    async def receive(self, activity: Json, logic: Callable[[Json], Awaitable[None]]) -> None:
        try:
            context = TurnContext(self, self._read("Activity", activity))
        except DeserializationError as error:
            raise BadActivity(str(error)[:200]) from error
        await self.run_pipeline(context, lambda _context: logic(activity))

    async def send(self, to: Address, activity: Json) -> str:
        return made(await self._calls(to.service, to.app).send_to_conversation(to.conversation, activity), "a message")

    async def update(self, to: Address, id: str, activity: Json) -> None:
        await self._calls(to.service, to.app).update_activity(to.conversation, id, activity)

    async def delete(self, to: Address, id: str) -> None:
        await self._calls(to.service, to.app).delete_activity(to.conversation, id)

    async def members(self, of: Address, only: str = "") -> list[Json]:
        calls = self._calls(of.service, of.app)
        if only:
            return [await calls.get_conversation_member(of.conversation, only)]
        return await all_pages(lambda after: calls.get_conversation_paged_members(of.conversation, None, after))

    async def create_conversation(self, to: Address, parameters: Json) -> str:
        return made(await self._calls(to.service, to.app).create_conversation(parameters), "a conversation")

    async def close(self) -> None:
        """The session belongs to the door."""
