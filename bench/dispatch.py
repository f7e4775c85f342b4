"""A whole question through dispatch: accepted, decided, recorded, sent; on SQLite, one after the other."""

from __future__ import annotations

import asyncio
import datetime as dt
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.app import prepare
from bot.cards import Card
from bot.dispatch import Dispatch
from bot.events import Message, Place, Sender, Sent
from bot.platform import Capabilities, Delivered, Outcome
from bot.router import combine
from bot.settings import Settings, load
from bot.store.database import Database
from bot.usecases.indexing import Shelf
from handlers import ROUTERS

QUESTIONS = (
    "Who leads the Mental Health taskgroup?",
    "What's on next week?",
    "How do I join a taskgroup?",
    "Thank you",
)
COUNT = 400
PROJECT = Path(__file__).resolve().parent.parent


class Sink:
    """A platform that takes everything at once."""

    name = "sink"
    capabilities = Capabilities(max_text=3000, max_blocks=50, max_buttons=5, max_options=100)

    async def open_direct(self, sender: Sender) -> Place:
        return Place(self.name, sender.workspace, sender.id)

    async def send(self, place: Place, card: Card, key: str) -> Outcome:
        return Delivered(Sent(place, key))

    async def update(self, sent: Sent, card: Card) -> Outcome:
        return Delivered(sent)

    async def find(self, place: Place, key: str, since: dt.datetime) -> Sent | None:
        return None


def lines() -> Iterator[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        settings = load(PROJECT / "config.yaml", {"BOT_DATABASE_URL": f"sqlite:///{folder}/bot.db"})
        database = prepare(settings, example=True)
        cpu = asyncio.run(_ask_all(settings, database))
        database.close()
    cpu.sort()
    p50, p99 = cpu[len(cpu) // 2], cpu[int(len(cpu) * 0.99)]
    yield {
        "name": "one question through dispatch, p50 (CPU ms)",
        "value": round(p50, 2),
        "target": "<= 20",
        "ok": p50 <= 20,
    }
    yield {
        "name": "one question through dispatch, p99 (CPU ms)",
        "value": round(p99, 2),
        "target": "<= 40",
        "ok": p99 <= 40,
    }


async def _ask_all(settings: Settings, database: Database) -> list[float]:
    sink = Sink()
    dispatch = Dispatch(
        database, combine(ROUTERS), Shelf(database), settings, lambda: dt.datetime.now(dt.UTC), {sink.name: sink}
    )
    took = []
    for number in range(COUNT):
        sender, place = Sender("sink", "w", f"p{number % 20}"), Place("sink", "w", f"p{number % 20}")
        message = Message(f"e{number}", dt.datetime.now(dt.UTC), sender, place, QUESTIONS[number % len(QUESTIONS)])
        begin = time.process_time()
        await dispatch.accept(message)
        await dispatch.answer(message)
        took.append((time.process_time() - begin) * 1000)
    return took[20:]
