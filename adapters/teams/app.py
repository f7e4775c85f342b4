"""The Teams door: /api/messages. Checks who calls, keeps the event, acknowledges, and answers behind it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from adapters.teams import inbound, invokes
from adapters.teams.callers import Callers, Keys, Rejected
from adapters.teams.client import TeamsPlatform
from adapters.teams.exchange import in_conversation
from adapters.teams.inbound import Odd, Origin
from adapters.teams.registrations import Access, access
from adapters.teams.senders import Senders
from adapters.teams.transport import BadActivity, Json, Transport
from bot.dispatch import Dispatch, Respond
from bot.events import Arrival, Event, Message
from bot.settings import Settings
from bot.store.database import DatabaseDown

log = structlog.get_logger()

PATH = "/api/messages"
MAX_BODY = 1024 * 1024
"""Bytes of one call; what people write in Teams is at most 28 KB."""
TYPING_AFTER = 1.0
"""Seconds after which a person is shown that an answer is coming."""


class TooLarge(Exception):
    """The body is larger than any activity."""


@dataclass(slots=True)
class Reception:
    """What is there while the door is open."""

    callers: Callers
    transport: Transport


@dataclass(slots=True)
class TeamsDoor:
    """One route, and the replies that are on their way."""

    access: Access
    dispatch: Dispatch
    platform: TeamsPlatform
    senders: Senders
    invokes: invokes.Invokes
    reception: Reception | None = None
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def routes(self) -> list[Route]:
        """Where the connector calls."""
        return [Route(PATH, self.messages, methods=["POST"])]

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Keep the connections open; at the end, finish the replies that are on their way."""
        async with self.platform.connected(self.access) as (transport, session):
            keys = Keys(session, self.access.openid_url)
            self.reception = Reception(Callers(self.access, keys), transport)
            try:
                yield
            finally:
                self.reception = None
                await asyncio.gather(*self._tasks, return_exceptions=True)

    async def messages(self, request: Request) -> Response:
        """One call of the connector."""
        if self.reception is None:
            return Response(status_code=503)
        try:
            activity, where = await self._checked(request, self.reception.callers)
            return await self._received(self.reception.transport, activity, where)
        except Rejected as error:
            log.warning("call refused", status=error.status, reason=str(error))
            return Response(status_code=error.status)
        except (Odd, BadActivity, ValueError, RecursionError) as error:
            log.warning("not an activity", reason=str(error)[:200])
            return Response(status_code=400)
        except TooLarge:
            return Response(status_code=413)
        except (DatabaseDown, ClientDisconnect) as error:
            log.error("nothing was kept", reason=type(error).__name__)
            return Response(status_code=503)

    async def _checked(self, request: Request, callers: Callers) -> tuple[Json, Origin]:
        """The activity, once it is clear that it may be read."""
        claims = await callers.token(request.headers.get("Authorization", ""))
        activity = json.loads(await _body(request))
        if not isinstance(activity, dict):
            raise Odd("expected an object")
        where = inbound.origin(activity)
        callers.covers(claims, activity, where.app, where.tenant)
        return activity, where

    async def _received(self, transport: Transport, activity: Json, where: Origin) -> Response:
        answer: list[Response] = []

        async def logic(raw: Json) -> None:
            answer.append(await self._answered(raw, where))

        await transport.receive(activity, logic)
        return answer[0] if answer else Response()

    async def _answered(self, activity: Json, where: Origin) -> Response:
        match activity.get("type"):
            case "invoke" if activity.get("name") == invokes.SEARCH:
                return JSONResponse(await self.invokes.search(activity, where))
            case "messageDelete":
                await self.senders.forget(*inbound.message_ids(activity, where))
        if where.account == activity["recipient"].get("id"):
            return Response()
        who = await self.senders.profile(activity, where)
        events = inbound.events(activity, where, who, self.dispatch.clock())
        if not events:
            return Response(status_code=501 if activity.get("type") == "invoke" else 200)
        if not any(isinstance(event, Arrival) and event.what == "uninstalled" for event in events):
            await self.platform.addresses.note(where)
        if activity.get("type") == "invoke":
            return await self._invoked(activity, events[0])
        self._behind(self._replies([event for event in events if await self.dispatch.accept(event)]))
        return Response()

    async def _invoked(self, activity: Json, event: Event) -> Response:
        """The reply, if it is there in time; a repeated call waits for the same reply."""

        def begin(respond: Respond, done: Callable[[], object]) -> None:
            self._behind(self._finish(event, respond, done))

        return JSONResponse(await self.invokes.answer(str(activity.get("name")), event, begin))

    async def _finish(self, event: Event, respond: Respond, done: Callable[[], object]) -> None:
        try:
            await self.dispatch.answer(event, respond)
        finally:
            done()

    async def _replies(self, events: list[Event]) -> None:
        for event in events:
            await self._reply(event)

    async def _reply(self, event: Event) -> None:
        typing = asyncio.create_task(self._typing(event))
        try:
            await self.dispatch.answer(event, in_conversation(self.platform, event))
        finally:
            typing.cancel()
            with suppress(asyncio.CancelledError):
                await typing
        if isinstance(event, Arrival) and event.what == "uninstalled":
            await self.platform.addresses.forget(event.place)

    async def _typing(self, event: Event) -> None:
        if isinstance(event, Message) and event.place.private:
            await asyncio.sleep(TYPING_AFTER)
            await self.platform.typing(event.place)

    def _behind(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception():
            log.error("a reply failed", exc_info=task.exception())


def teams_door(settings: Settings, dispatch: Dispatch, platform: TeamsPlatform) -> TeamsDoor | None:
    """The door; None where no registration is complete and calls without one are not allowed.

    Raises:
        ConfigError: what is for this machine only is switched on where others can reach the bot.
    """
    opened = access(settings)
    if opened is None:
        return None
    senders = Senders(dispatch.database, platform, dispatch.clock)
    return TeamsDoor(opened, dispatch, platform, senders, invokes.Invokes(dispatch, platform))


async def _body(request: Request) -> bytes:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY:
            raise TooLarge
    return body
