"""A door of our own: it keeps what it was asked to show, and answers as a test wants it to."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.cards import Button, Buttons, Card, Form, Input, words_of
from bot.config import Config
from bot.dispatch import Dispatch
from bot.events import Action, Arrival, Message, Place, Press, Profile, Sender, Sent, Submission
from bot.platform import Capabilities, Delivered, Later, Never, Outcome, Unknown
from bot.router import Router
from bot.settings import Settings
from bot.store.database import Database
from bot.usecases.indexing import Shelf
from tests.conftest import NOW

CAPABILITIES = Capabilities(max_text=3000, max_blocks=50, max_buttons=10, max_options=100)
_numbers = itertools.count(1)


@dataclass
class FakeDoor:
    """A platform in memory."""

    name: str = "fake"
    capabilities: Capabilities = CAPABILITIES
    sent: list[tuple[Place, Card, str]] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    """What the next sends end in; Delivered when empty."""
    updated: list[tuple[Place, str]] = field(default_factory=list)
    """Where a message was changed, and the words that it has since."""

    async def open_direct(self, sender: Sender) -> Place | Later | Never | Unknown:
        return Place(self.name, sender.workspace, f"direct-{sender.id}")

    async def send(self, place: Place, card: Card, key: str) -> Outcome:
        outcome = self.outcomes.pop(0) if self.outcomes else Delivered(Sent(place, key))
        if isinstance(outcome, Delivered | Unknown):
            self.sent.append((place, card, key))
        return outcome

    async def update(self, sent: Sent, card: Card) -> Outcome:
        self.updated.append((sent.place, words_of(card)))
        return Delivered(sent)

    async def find(self, place: Place, key: str, since: dt.datetime) -> Sent | None:
        return next((Sent(there, known) for there, _, known in self.sent if (there, known) == (place, key)), None)

    @property
    def texts(self) -> list[str]:
        return [words_of(card) for _, card, _ in self.sent]


@dataclass
class Clock:
    """Time that a test sets."""

    now: dt.datetime = NOW

    def __call__(self) -> dt.datetime:
        return self.now

    def pass_(self, **length: Any) -> None:
        self.now += dt.timedelta(**length)


def settings(**coalition: Any) -> Settings:
    """Settings as a small file would give them."""
    config = Config.model_validate({"coalition": {"name": "Imagined Coast Coalition", **coalition}})

    return Settings(config, Path("config.yaml"), "", 8080, {})


@dataclass
class Talk:
    """One person's conversation with the bot through a door."""

    dispatch: Dispatch
    door: FakeDoor
    who: str = "ann"
    place: Place | None = None
    profile: Profile | None = None
    workspace: str = "T1"

    @property
    def sender(self) -> Sender:
        return Sender(self.door.name, self.workspace, self.who)

    @property
    def here(self) -> Place:
        return self.place or Place(self.door.name, self.workspace, f"direct-{self.who}")

    def message(self, text: str, id: str = "") -> Message:
        return Message(id or f"e{next(_numbers)}", self.dispatch.clock(), self.sender, self.here, text, self.profile)

    async def say(self, text: str, id: str = "") -> str:
        """Write something; the words of the bot's reply."""
        return await self.send(self.message(text, id))

    async def press(self, label: str) -> str:
        """Press the latest button with this label."""
        return await self.act(self.button(label).action)

    async def act(self, action: Action, *values: str) -> str:
        """Send an action back."""
        return await self.send(Press(*self._event(), action, values, profile=self.profile))

    async def submit(self, action: Action, **values: str) -> str:
        """Send a form."""
        return await self.send(Submission(*self._event(), action, values, profile=self.profile))

    async def arrive(self, what: Any) -> str:
        """Come without a word."""
        return await self.send(Arrival(*self._event(), what, self.profile))

    def _event(self) -> tuple[str, dt.datetime, Sender, Place]:
        return f"e{next(_numbers)}", self.dispatch.clock(), self.sender, self.here

    async def send(self, event: Any) -> str:
        before = len(self.door.sent)
        if await self.dispatch.accept(event):
            await self.dispatch.answer(event)
        return "\n".join(self.door.texts[before:])

    @property
    def form(self) -> Form:
        """The latest form."""
        for _, card, _ in reversed(self.door.sent):
            for block in card.blocks:
                if isinstance(block, Form):
                    return block
        raise AssertionError("no form was shown")

    def field(self, name: str) -> Input:
        """An input of the latest form."""
        return next(one for one in self.form.inputs if one.name == name)

    def button(self, label: str) -> Button:
        """The latest button with this label."""
        for _, card, _ in reversed(self.door.sent):
            for block in card.blocks:
                if isinstance(block, Buttons):
                    for button in block.buttons:
                        if button.label == label:
                            return button
        raise AssertionError(f"no button {label!r} was shown")


def talk_through(router: Router, database: Database, clock: Clock | None = None, door: FakeDoor | None = None) -> Talk:
    """A conversation with a bot that has these handlers."""
    door = door or FakeDoor()
    return Talk(Dispatch(database, router, Shelf(database), settings(), clock or Clock(), {door.name: door}), door)
