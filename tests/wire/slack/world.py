"""What the mock Slack knows: workspaces, people, conversations, messages, views."""

from __future__ import annotations

import itertools
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.wire.meter import Meter

ALL_SCOPES = (
    "app_mentions:read,assistant:write,channels:history,channels:read,chat:write,commands,groups:history,groups:read,"
    "im:history,im:write,mpim:write,users:read,users:read.email"
)


@dataclass
class User:
    """A person, as users.info tells of them."""

    id: str
    name: str
    email: str = ""
    team: str = "T1"
    tz: str = "Europe/London"
    locale: str = "en-GB"
    confirmed: bool = True
    guest: bool = False
    stranger: bool = False

    def as_json(self, *, with_email: bool) -> dict[str, Any]:
        profile = {"real_name": self.name, "display_name": self.name.split()[0].lower()}
        if with_email and self.email and not self.stranger:
            profile["email"] = self.email
        user = {
            "id": self.id,
            "team_id": self.team,
            "name": self.name.split()[0].lower(),
            "real_name": self.name,
            "deleted": False,
            "is_bot": False,
            "is_restricted": self.guest,
            "is_ultra_restricted": False,
            "is_email_confirmed": self.confirmed,
            "profile": profile,
        }
        return {**user, "is_stranger": True} if self.stranger else {**user, "tz": self.tz, "locale": self.locale}


@dataclass
class Workspace:
    """A workspace that has the bot, or an organisation that has it for all its workspaces, ``teams``; ``token`` is
    empty once it removed it. With a ``refresh_token`` the token ends, after ``lasts`` seconds, and can be renewed once."""

    id: str = "T1"
    name: str = "Imagined Coast"
    token: str = "xoxb-1"
    bot_user: str = "UBOT1"
    bot_id: str = "B1"
    scopes: str = ALL_SCOPES
    teams: frozenset[str] = frozenset()
    refresh_token: str = ""
    lasts: int = 43_200
    ends: dict[str, float] = field(default_factory=dict)
    """When each token that was given out ends, as time.time() tells it."""

    def accepts(self, token: str) -> bool:
        return bool(token) and (token == self.token or token in self.ends)

    def given(self) -> dict[str, Any]:
        """The token as it is told to the app."""
        told = {"access_token": self.token, "token_type": "bot", "scope": self.scopes, "bot_user_id": self.bot_user}
        if not self.refresh_token:
            return told
        self.ends[self.token] = time.time() + self.lasts
        return {**told, "refresh_token": self.refresh_token, "expires_in": self.lasts}

    def renew(self, number: int) -> None:
        self.token, self.refresh_token = f"xoxe.xoxb-1-{number}", f"xoxe-1-{number}"

    def covers(self, team: str) -> bool:
        return team == self.id or team in self.teams


@dataclass
class Channel:
    """A conversation and its messages, oldest first."""

    id: str
    team: str = "T1"
    members: set[str] = field(default_factory=set)
    messages: list[dict[str, Any]] = field(default_factory=list)
    archived: bool = False
    together: bool = False
    """A direct conversation of several people and the bot."""

    @property
    def is_direct(self) -> bool:
        return self.id.startswith("D")


@dataclass
class World:
    """All of it, and what happened: calls in order, and what no well-made app would send, which fails the test."""

    workspaces: dict[str, Workspace] = field(default_factory=lambda: {"T1": Workspace()})
    users: dict[str, User] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    whispers: list[dict[str, Any]] = field(default_factory=list)
    views: dict[str, dict[str, Any]] = field(default_factory=dict)
    homes: dict[str, dict[str, Any]] = field(default_factory=dict)
    triggers: dict[str, float] = field(default_factory=dict)
    triggered_in: dict[str, str] = field(default_factory=dict)
    """The open view in which a trigger arose."""
    statuses: dict[tuple[str, str], str] = field(default_factory=dict)
    """What the bot says it is doing, by conversation and thread."""
    response_urls: dict[str, dict[str, Any]] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    tickets: set[str] = field(default_factory=set)
    """Addresses of Socket Mode connections that have been given out; each is good once."""
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    script: dict[str, list[Any]] = field(default_factory=dict)
    """What the next calls of a method end in: a code, a status, seconds of Retry-After, or a word (see server.py)."""
    meter: Meter = field(default_factory=Meter)
    """Counts the calls, for Slack's limits (see rates.py)."""
    unlisted: bool = False
    """The app is handed out and not in Slack's Marketplace: it may read little history, and seldom."""
    page: int = 200
    trigger_life: float = 3.0
    _numbers: Any = field(default_factory=lambda: itertools.count(1))

    def number(self) -> int:
        return next(self._numbers)

    def ts(self) -> str:
        return f"{int(time.time())}.{self.number():06d}"

    def person(self, id: str, name: str, email: str = "", **more: Any) -> User:
        self.users[id] = User(id, name, email, **more)
        return self.users[id]

    def direct(self, user: str, team: str = "T1") -> Channel:
        found = next(
            (c for c in self.channels.values() if c.is_direct and c.members == {user, self.workspaces[team].bot_user}),
            None,
        )
        if found is None:
            id = f"D{user.removeprefix('U')}"
            id += team if id in self.channels else ""
            found = Channel(id, team, {user, self.workspaces[team].bot_user})
            self.channels[found.id] = found
        return found

    def group(self, users: Sequence[str], team: str = "T1") -> Channel:
        """The conversation of several people and the bot."""
        members = {*users, self.workspaces[team].bot_user}
        found = next((one for one in self.channels.values() if one.together and one.members == members), None)
        if found is None:
            found = self.channel(f"G{self.number()}", *users, team=team)
            found.together = True
        return found

    def channel(self, id: str, *members: str, team: str = "T1") -> Channel:
        self.channels[id] = Channel(id, team, {*members, self.workspaces[team].bot_user})
        return self.channels[id]

    def sees(self, user: str, workspace: Workspace) -> bool:
        """Whether the bot of this workspace may know of a person: one of its own, or of elsewhere in a shared channel."""
        if user not in self.users or workspace.covers(self.users[user].team):
            return user in self.users
        channels = [one for one in self.channels.values() if not one.is_direct and workspace.covers(one.team)]
        return any({user, workspace.bot_user} <= channel.members for channel in channels)

    def meant(self, id: str, workspace: Workspace) -> str:
        """The conversation that is posted to; that of a person whose id stands in its stead."""
        return self.direct(id, workspace.id).id if self.sees(id, workspace) else id

    def trigger(self, view: str = "") -> str:
        id = f"trigger.{self.number()}"
        self.triggered_in[id] = view
        self.triggers[id] = time.monotonic() + self.trigger_life
        return id

    def texts(self, channel: str) -> list[str]:
        """The text of the bot's messages in a conversation."""
        return [message["text"] for message in self.channels[channel].messages if message.get("bot_id")]

    def called(self, method: str) -> list[dict[str, Any]]:
        return [arguments for name, arguments in self.calls if name == method]
