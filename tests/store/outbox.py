"""A platform in memory and a ledger with people in it, for the tests of sending."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from sqlalchemy import insert

from bot.cards import Card, Text, words_of
from bot.events import Place, Sender, Sent
from bot.platform import Capabilities, Delivered, Later, Never, Outcome, Unknown
from bot.store import broadcasts
from bot.store.database import Database
from bot.store.tables.people import PersonRow
from bot.usecases.delivering import Outbox, Terms, drain, due_lanes
from bot.usecases.posting import Addressed, post
from tests.conftest import NOW

CAPABILITIES = Capabilities(max_text=3000, max_blocks=50, max_buttons=5, max_options=100, on_doubt="lookup")


@dataclass
class Stub:
    """Keeps what was posted by key, and answers as it is told: once each, then everything arrives."""

    capabilities: Capabilities = CAPABILITIES
    answers: list[Outcome | None] = field(default_factory=list)
    """What the next sends end in. None: it arrives, and nobody hears of it."""
    updates: list[Outcome] = field(default_factory=list)
    looked_up: list[str] = field(default_factory=list)
    posted: list[tuple[str, Place, str]] = field(default_factory=list)
    shown: dict[str, str] = field(default_factory=dict)
    opened: int = 0
    name: str = "stub"
    before_send: Callable[[], None] = lambda: None
    before_update: Callable[[], None] = lambda: None
    updated_at: list[float] = field(default_factory=list)
    """When it was asked to update, by a clock that only goes forward."""

    async def open_direct(self, sender: Sender) -> Place | Later | Never | Unknown:
        self.opened += 1
        return Place(self.name, sender.workspace, f"D{sender.id}")

    async def send(self, place: Place, card: Card, key: str) -> Outcome:
        self.before_send()
        await asyncio.sleep(0)
        answer = self.answers.pop(0) if self.answers else Delivered(Sent(place, key))
        if answer is None or isinstance(answer, Delivered):
            self.posted.append((key, place, words_of(card)))
            self.shown[key] = words_of(card)
        return Unknown("the answer was lost") if answer is None else answer

    async def update(self, sent: Sent, card: Card) -> Outcome:
        self.updated_at.append(time.monotonic())
        self.before_update()
        await asyncio.sleep(0)
        answer = self.updates.pop(0) if self.updates else Delivered(sent)
        if isinstance(answer, Delivered):
            self.shown[sent.id] = words_of(card)
        return answer

    async def find(self, place: Place, key: str, since: dt.datetime) -> Sent | Unknown | None:
        self.looked_up.append(key)
        return next((Sent(place, key) for known, where, _ in self.posted if (known, where) == (key, place)), None)

    @property
    def to(self) -> list[str]:
        """Where messages went, in order."""
        return [place.id for _, place, _ in self.posted]


@dataclass
class Tomorrow:
    """A clock that a test moves on."""

    now: dt.datetime = NOW

    def __call__(self) -> dt.datetime:
        return self.now

    def pass_(self, seconds: float) -> None:
        self.now += dt.timedelta(seconds=seconds)


@dataclass
class Bench:
    """A ledger, its platform, its clock, and an owner for its lanes."""

    database: Database
    stub: Stub = field(default_factory=Stub)
    clock: Tomorrow = field(default_factory=Tomorrow)
    terms: Terms = field(default_factory=lambda: Terms(linger=0.0))

    @property
    def outbox(self) -> Outbox:
        return Outbox(self.database, {"stub": self.stub}, self.clock, self.terms)

    async def drain(self, outbox: Outbox | None = None) -> int:
        outbox = outbox or self.outbox
        return sum([await drain(lane, outbox) for lane in await due_lanes(outbox)])

    def people(self, count: int) -> list[str]:
        names = [f"p{number}" for number in range(count)]
        with self.database.write() as tx:
            tx.execute(insert(PersonRow), [{"id": name, "name": name, "created": NOW} for name in names])
        return names

    def post(self, people: list[str], key: str = "k", text: str = "Hello", **changes: object) -> str:
        priority = int(str(changes.pop("priority", 2)))
        recipients = [replace(addressed(one), **changes) for one in people]  # type: ignore[arg-type]
        with self.database.write() as tx:
            return post(tx, key, "test", "1", {"en": card(text)}, recipients, self.clock(), priority=priority)

    def states(self, broadcast: str) -> dict[str, int]:
        with self.database.read() as tx:
            return broadcasts.progress(tx, broadcast)

    def copies(self, broadcast: str) -> Iterator[broadcasts.Copy]:
        with self.database.read() as tx:
            yield from broadcasts.copies(tx, broadcast)


def addressed(person: str, workspace: str = "T1") -> Addressed:
    return Addressed(person, None, Sender("stub", workspace, person), "en", NOW)


def card(text: str) -> Card:
    return Card(text, (Text(text),))
