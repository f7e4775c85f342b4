"""The port: what the core asks of a platform, and the ways that asking can end."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal, Protocol

from bot.cards import Card
from bot.events import Place, Sender, Sent


@dataclass(frozen=True, slots=True)
class Delivered:
    """The platform accepted it."""

    sent: Sent


@dataclass(frozen=True, slots=True)
class Later:
    """Try again after ``wait`` seconds: nothing was sent. Everybody in the lane waits; at 0 only this message does."""

    wait: float
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Never:
    """It cannot be sent, for a reason that a person understands: nothing was sent. ``gone``: the account is no more."""

    reason: str
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may or may not have been sent (timeout, reset, server error): do not send again without looking."""

    reason: str


Outcome = Delivered | Later | Never | Unknown


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a door can show, as data. ``fitting.fit`` reads it; nobody asks for a platform's name."""

    max_text: int
    """Characters in one text block."""
    max_blocks: int
    """Blocks in one message."""
    max_buttons: int
    """Buttons in one row; 0 where there are none."""
    max_options: int
    """Options in one choice."""
    max_label: int = 75
    """Characters on a button or an option."""
    max_total: int = 1_000_000
    """Characters in one message."""
    forms: Literal["modal", "inline", "none"] = "inline"
    charts: bool = True
    images: bool = True
    can_update: bool = True
    can_whisper: bool = True
    remembers: bool = False
    """What people choose and are shown here stays in our own database: no place for secrets."""
    rate: float = 0.0
    """Messages a second to one workspace or tenant, a tenth below the platform's own limit; 0 for none."""
    update_rate: float | None = None
    """Updates a second in one workspace or tenant, where the platform limits them apart; None: they count as messages."""
    place_rate: float = 0.0
    """Messages a second in one conversation."""
    most_in_direct: int = 1
    """People in one direct conversation with the bot; their ids are then joined by commas in ``Sender.id``."""
    chat_link: str = ""
    """The address at which one person chats with another of their workspace, with ``{email}`` for the other's."""
    on_doubt: Literal["lookup", "hold", "resend"] = "hold"
    """After a crash or an Unknown: ask ``find``, hold for staff, or resend (only where a repeated key is one message)."""


class Platform(Protocol):
    """A door's outgoing side. Every vendor error becomes an Outcome inside it; these verbs do not raise for them."""

    @property
    def name(self) -> str:
        """The platform's name in events and places."""
        ...

    @property
    def capabilities(self) -> Capabilities:
        """What it can show."""
        ...

    async def open_direct(self, sender: Sender) -> Place | Later | Never | Unknown:
        """The direct conversation with a person, opened if need be."""
        ...

    async def send(self, place: Place, card: Card, key: str) -> Outcome:
        """Post a fitted card. ``key`` is opaque and names this one delivery."""
        ...

    async def update(self, sent: Sent, card: Card) -> Outcome:
        """Replace a message of ours."""
        ...

    async def find(self, place: Place, key: str, since: dt.datetime) -> Sent | Unknown | None:
        """The message sent under ``key`` at or after ``since``, None if there is none (``on_doubt == 'lookup'``).

        Unknown if the platform cannot tell now: nothing may be sent again on the strength of that.
        """
        ...
