"""A Bot Connector in small, over real HTTP: conversations, activities, members, with the published limits enforced."""

from __future__ import annotations

import itertools
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.contracts.teams_cards import problems
from tests.wire.meter import Counted, Limit, Meter
from tests.wire.teams.identity import Identity

MAX_BYTES = 28 * 1024
IN_A_CONVERSATION = (Limit(7, 1.0), Limit(8, 2.0), Limit(60, 30.0), Limit(1800, 3600.0))
"""Messages, and changes of them, that one bot may send to one conversation."""
IN_A_TENANT = (Limit(50, 1.0),)
"""Requests of any kind."""
PAGE = 2

Json = dict[str, Any]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Fault:
    """What goes wrong with the next call. ``after`` does the work first; status 0 drops the connection."""

    status: int
    code: str = ""
    retry_after: int | None = None
    after: bool = False
    only: str = ""
    """Only calls of this method."""


@dataclass
class Conversation:
    """A conversation and what the bot said in it."""

    kind: str
    tenant: str
    members: list[Json]
    activities: dict[str, Json] = field(default_factory=dict)
    deleted: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)


@dataclass
class Connector:
    """The service. ``calls`` is what came in, ``mistakes`` what a real one would have refused or shown wrongly."""

    identity: Identity
    needs_token: bool = True
    conversations: dict[str, Conversation] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    calls: list[tuple[str, str, str]] = field(default_factory=list)
    mistakes: list[str] = field(default_factory=list)
    meter: Meter = field(default_factory=Meter)
    _numbers: Any = field(default_factory=lambda: itertools.count(1))

    def application(self) -> web.Application:
        app = web.Application(middlewares=[self._guard])
        one = "/{region}/v3/conversations/{conversation}"
        app.add_routes(
            [
                *self.identity.routes(),
                web.post("/{region}/v3/conversations", self.create),
                web.post(f"{one}/activities", self.post),
                web.post(f"{one}/activities/{{activity}}", self.post),
                web.put(f"{one}/activities/{{activity}}", self.put),
                web.delete(f"{one}/activities/{{activity}}", self.delete),
                web.get(f"{one}/pagedmembers", self.members),
                web.get(f"{one}/members/{{member}}", self.member),
                web.get("/{region}/v3/teams/{team}", self.team),
                web.get("/{region}/v3/teams/{team}/conversations", self.channels),
            ]
        )
        return app

    def said(self, conversation: str) -> list[Json]:
        """The messages of the bot in a conversation as they are now, without the typing."""
        found = self.conversations[conversation].activities.values()
        return [activity for activity in found if activity["type"] == "message"]

    async def create(self, request: web.Request) -> web.Response:
        wanted = await request.json()
        self._count((wanted["tenantId"], IN_A_TENANT))
        member = wanted["members"][0]["id"]
        for id, known in self.conversations.items():
            if known.kind == "personal" and known.members[0].get("aadObjectId") == member:
                return web.json_response({"id": id}, status=200)
        id = f"a:new-{next(self._numbers)}"
        self.conversations[id] = Conversation("personal", wanted["tenantId"], [{"id": member, "aadObjectId": member}])
        return web.json_response({"id": id, "serviceUrl": ""}, status=201)

    async def post(self, request: web.Request) -> web.Response:
        activity, conversation = await self._checked(request)
        id = f"{1_700_000_000_000 + next(self._numbers)}"
        conversation.activities[id] = activity | {"_thread": _thread(request)}
        return web.json_response({"id": id}, status=201)

    async def put(self, request: web.Request) -> web.Response:
        activity, conversation = await self._checked(request)
        id = request.match_info["activity"]
        if id not in conversation.activities:
            return refused(404, "ActivityNotFoundInConversation")
        conversation.activities[id] = activity
        conversation.updated.append(id)
        return web.json_response({"id": id})

    async def delete(self, request: web.Request) -> web.Response:
        conversation = self._conversation(request)
        conversation.deleted.append(request.match_info["activity"])
        conversation.activities.pop(request.match_info["activity"], None)
        return web.Response(status=200)

    async def members(self, request: web.Request) -> web.Response:
        members, start = self._conversation(request).members, int(request.query.get("continuationToken", "0"))
        page: Json = {"members": members[start : start + PAGE]}
        if start + PAGE < len(members):
            page["continuationToken"] = str(start + PAGE)
        return web.json_response(page)

    async def member(self, request: web.Request) -> web.Response:
        wanted = request.match_info["member"]
        for member in self._conversation(request).members:
            if wanted in (member["id"], member.get("aadObjectId")):
                return web.json_response(member)
        return refused(404, "MemberNotFoundInConversation")

    async def team(self, request: web.Request) -> web.Response:
        return web.json_response({"id": request.match_info["team"], "name": "Partners"})

    async def channels(self, _request: web.Request) -> web.Response:
        found = [{"id": id} for id, known in self.conversations.items() if known.kind == "channel"]
        return web.json_response({"conversations": found})

    async def _checked(self, request: web.Request) -> tuple[Json, Conversation]:
        body = await request.read()
        if len(body) > MAX_BYTES:
            raise _Refusal(413, "MessageSizeTooBig")
        conversation = self._conversation(request)
        activity: Json = await request.json()
        self.mistakes += _mistakes(activity, request.path, conversation)
        return activity, conversation

    def _count(self, *counted: Counted) -> None:
        wait = self.meter.wait(*counted)
        if wait:
            raise _Refusal(429, "TooManyRequests", retry_after=wait)

    def _conversation(self, request: web.Request) -> Conversation:
        found = self.conversations.get(request.match_info["conversation"].partition(";")[0])
        if found is None:
            raise _Refusal(404, "ConversationNotFound")
        sends = request.method in ("POST", "PUT")
        thread = (request.match_info["conversation"], IN_A_CONVERSATION)
        self._count((found.tenant, IN_A_TENANT), *([thread] if sends else []))
        return found

    @property
    def _guard(self) -> Any:
        @web.middleware
        async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
            if request.path.startswith(("/openid", "/keys", "/token")):
                return await handler(request)
            token = request.headers.get("Authorization", "").removeprefix("Bearer ")
            self.calls.append((request.method, request.path, self.identity.issued.get(token, "")))
            if self.needs_token and token not in self.identity.issued:
                return refused(401, "Unauthorized")
            fault = self._fault(request.method)
            if fault and fault.after:
                await handler(request)
            if fault and fault.status == 0:
                assert request.transport
                request.transport.close()
                return web.Response()
            try:
                return refused(fault.status, fault.code, fault.retry_after) if fault else await handler(request)
            except _Refusal as refusal:
                return refused(refusal.status, refusal.code, refusal.retry_after)

        return guard

    def _fault(self, method: str) -> Fault | None:
        for number, fault in enumerate(self.faults):
            if fault.only in ("", method):
                return self.faults.pop(number)
        return None


class _Refusal(Exception):
    def __init__(self, status: int, code: str, retry_after: int | None = None) -> None:
        self.status, self.code, self.retry_after = status, code, retry_after


def refused(status: int, code: str, retry_after: int | None = None) -> web.Response:
    headers = {"Retry-After": str(retry_after)} if retry_after is not None else {}
    if code == "MessageWritesBlocked":  # as Microsoft's documentation shows it
        told = {"subCode": code, "details": "Thread is blocked from message writes.", "errorCode": None}
        return web.json_response({"errorCode": 209, "message": json.dumps(told)}, status=status, headers=headers)
    return web.json_response({"error": {"code": code, "message": f"{code} happened"}}, status=status, headers=headers)


def _thread(request: web.Request) -> str:
    return request.match_info["conversation"].partition(";messageid=")[2]


def _mistakes(activity: Json, path: str, conversation: Conversation) -> list[str]:
    """What is wrong with a message of the bot."""
    found = [] if activity.get("type") in ("message", "typing") else [f"type {activity.get('type')}"]
    cards = [attachment["content"] for attachment in activity.get("attachments", [])]
    found += [problem for card in cards for problem in problems(card)]
    if activity.get("type") == "message" and not cards and not activity.get("text"):
        found.append("an empty message")
    if cards and activity.get("suggestedActions"):
        found.append("suggested actions beside a card are not shown")
    if activity.get("suggestedActions") and conversation.kind != "personal":
        found.append("suggested actions are for personal chats")
    return [f"{path}: {problem}" for problem in found]
