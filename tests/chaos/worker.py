"""One process of the bot without doors, as a test kills it: ``python -m tests.chaos.worker ...``. What people did is
found in the database, as after a crash.

Its platform is a file that all processes add a line to: what is in it was sent, once for each line.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import os
import random
import signal
import time
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from bot.cards import Card
from bot.clock import utc_now
from bot.dispatch import DOUBT, Dispatch
from bot.events import Place, Sender, Sent
from bot.platform import Capabilities, Delivered, Outcome, Unknown
from bot.router import combine
from bot.store.database import Database
from bot.usecases.delivering import Terms
from bot.usecases.indexing import Shelf
from handlers import ROUTERS
from schedules import deliveries, heartbeat, inbound, introductions, lanes, polls
from schedules.runner import ticking
from tests.stories.door import settings


@dataclass(frozen=True)
class FilePlatform:
    """Takes a message by adding a line of key and process; loses some answers.

    ``dies``: of so many messages that this process sends the last is taken, and never noted.
    """

    file: Path
    capabilities: Capabilities
    latency: float
    lost: float
    dies: int
    name: str = "stub"

    async def open_direct(self, sender: Sender) -> Place:
        return Place(self.name, sender.workspace, f"D{sender.id}")

    async def send(self, place: Place, card: Card, key: str) -> Outcome:
        await asyncio.sleep(self.latency / 2)
        with self.file.open("a") as file:
            file.write(f"{key} {os.getpid()} {time.time()}\n")
        if self.dies and self.file.read_text().count(f" {os.getpid()} ") >= self.dies:
            os.kill(os.getpid(), signal.SIGKILL)
        await asyncio.sleep(self.latency / 2)
        if random.random() < self.lost:
            return Unknown("the answer was lost")
        return Delivered(Sent(place, key))

    async def update(self, sent: Sent, card: Card) -> Outcome:
        return Delivered(sent)

    async def find(self, place: Place, key: str, since: dt.datetime) -> Sent | None:
        known = self.file.read_text().split() if self.file.exists() else []
        return Sent(place, key) if key in known else None


async def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("file", type=Path)
    parser.add_argument("--rate", type=float, default=0.0)
    parser.add_argument("--latency", type=float, default=0.002)
    parser.add_argument("--lost", type=float, default=0.0)
    parser.add_argument("--dies", type=int, default=0)
    parser.add_argument("--faster", type=float, default=10.0, help="how many times as often things are looked at")
    given = parser.parse_args()
    can = Capabilities(max_text=3000, max_blocks=50, max_buttons=5, max_options=100, rate=given.rate, on_doubt="lookup")
    platform = FilePlatform(given.file, can, given.latency, given.lost, given.dies)
    database = Database(given.url)
    dispatch = Dispatch(database, combine(ROUTERS), Shelf(database), settings(), utc_now, {"stub": platform})
    for job in (deliveries, heartbeat, inbound, introductions, polls):
        job.EVERY /= given.faster
    inbound.run = partial(Dispatch.recover, older_than=DOUBT / given.faster)
    heartbeat.DEAD_AFTER /= given.faster
    lanes.POLL /= given.faster
    lanes.ASK_AGAIN /= given.faster
    usual = Terms()
    terms = replace(usual, send_timeout=usual.send_timeout / given.faster, ahead=usual.ahead / given.faster)
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    async with ticking(dispatch, terms):
        await stopped.wait()
    database.close()


if __name__ == "__main__":
    asyncio.run(main())
