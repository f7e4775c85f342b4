"""What can happen: the closed union of events that every door hands to the core.

Adapters build these from raw payloads; nothing else in the house ever sees a raw payload.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from pydantic import TypeAdapter

DELETED = "message_deleted"
"""The action of the press that a door makes of it when a person deletes a message of theirs; its argument is the
message's ``origin``."""
MAX_ACTION = 255
"""Longest packed action in characters: the smallest limit of the platforms' buttons."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Who did it, as the platform names them: unique by all three together."""

    platform: str
    workspace: str
    id: str


@dataclass(frozen=True, slots=True)
class Profile:
    """What a platform vouches for about a sender; every field may be unknown.

    ``email`` is only ever a verified address: it links one person's identities.
    """

    name: str | None = None
    email: str | None = None
    zone: str | None = None
    locale: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where it happened and where a reply belongs."""

    platform: str
    workspace: str
    id: str
    thread: str | None = None
    private: bool = True
    """True in a direct conversation with the bot, where answers may hold what only this person may see."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A message of ours that a platform accepted."""

    place: Place
    id: str


@dataclass(frozen=True, slots=True)
class Action:
    """What a button or a form stands for: a name that the router knows, and its arguments."""

    name: str
    args: tuple[str, ...] = ()

    def pack(self) -> str:
        """One string for the wire, at most ``MAX_ACTION`` characters.

        Raises:
            ValueError: the action is too long, or a part holds the separator.
        """
        if any("|" in part for part in (self.name, *self.args)):
            raise ValueError(f"an action's parts may not hold '|': {self.name} {self.args}")
        packed = "|".join((self.name, *self.args))
        if len(packed) > MAX_ACTION:
            raise ValueError(f"action {self.name!r} packs to {len(packed)} characters, at most {MAX_ACTION} fit")
        return packed

    @classmethod
    def unpack(cls, packed: str) -> Action:
        """The inverse of ``pack``; any string unpacks, an unknown name is the router's to answer."""
        name, *args = packed.split("|")
        return cls(name, tuple(args))


@dataclass(frozen=True, slots=True)
class Message:
    """A person wrote something to the bot, or ``edited`` what they had written.

    ``origin`` names the message on its platform, the same for each of its edits and for the press of
    ``DELETED``. ``files`` is how many lay beside the words; they are not read.
    """

    id: str
    at: dt.datetime
    sender: Sender
    place: Place
    text: str
    profile: Profile | None = None
    origin: str = ""
    edited: bool = False
    files: int = 0
    kind: Literal["message"] = "message"


@dataclass(frozen=True, slots=True)
class Press:
    """A person pressed a button or chose an option; ``values`` are the chosen options' values."""

    id: str
    at: dt.datetime
    sender: Sender
    place: Place
    action: Action
    values: tuple[str, ...] = ()
    message: Sent | None = None
    profile: Profile | None = None
    kind: Literal["press"] = "press"


@dataclass(frozen=True, slots=True)
class Submission:
    """A person sent a form; ``values`` maps each input's name to what they entered, as text."""

    id: str
    at: dt.datetime
    sender: Sender
    place: Place
    action: Action
    values: Mapping[str, str] = field(default_factory=dict)
    message: Sent | None = None
    profile: Profile | None = None
    kind: Literal["submission"] = "submission"


@dataclass(frozen=True, slots=True)
class Arrival:
    """A person came (or a workspace changed) without saying anything yet."""

    id: str
    at: dt.datetime
    sender: Sender
    place: Place
    what: Literal["opened", "joined", "left", "installed", "uninstalled"]
    profile: Profile | None = None
    kind: Literal["arrival"] = "arrival"


Event = Message | Press | Submission | Arrival

EVENT: TypeAdapter[Event] = TypeAdapter(Event)
"""Reads and writes events as JSON, for the inbound table."""
