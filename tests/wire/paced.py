"""The delivery engine at the rates that a door is configured for, against a mock that counts: both run faster than the
world, by the same factor, so that hundreds of deliveries take seconds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import insert

from bot.cards import Card, Text
from bot.clock import utc_now
from bot.events import Place, Sender
from bot.platform import Capabilities, Platform
from bot.store import broadcasts, lanes
from bot.store.database import Database
from bot.store.tables.people import PersonRow
from bot.usecases.delivering import deliver_due
from bot.usecases.posting import Addressed, post, redraw
from tests.conftest import NOW
from tests.wire.meter import Meter

DAY = dt.timedelta(days=1)
ASIDE = dt.timedelta(seconds=0.5)
"""What both clocks are moved on by when nothing can be sent yet."""


def faster(capabilities: Capabilities, speed: float) -> Capabilities:
    """The rates of a world that runs so many times as fast."""
    return replace(
        capabilities,
        rate=capabilities.rate * speed,
        update_rate=None if capabilities.update_rate is None else capabilities.update_rate * speed,
        place_rate=capabilities.place_rate * speed,
    )


@dataclass
class Paced:
    """One door's engine, and the mock's meter."""

    database: Database
    platform: Platform
    meter: Meter
    moved: dt.timedelta = dt.timedelta()

    def clock(self) -> dt.datetime:
        return utc_now() + self.moved

    def to(self, *accounts: Sender) -> list[Addressed]:
        """People with these accounts."""
        with self.database.write() as tx:
            tx.execute(insert(PersonRow), [{"id": one.id, "name": one.id, "created": NOW} for one in accounts])
        return [Addressed(one.id, None, one, "en", NOW) for one in accounts]

    def post(self, key: str, to: Sequence[Addressed | Place]) -> str:
        """Post a card to people or shared places."""
        recipients = [
            Addressed(f"place:{one.platform}/{one.workspace}/{one.id}", one, None, "en", NOW)
            if isinstance(one, Place)
            else one
            for one in to
        ]
        with self.database.write() as tx:
            return post(tx, key, "test", "1", {"en": _card(key)}, recipients, self.clock())

    def redraw(self, broadcast: str, text: str) -> None:
        """Show something else everywhere."""
        with self.database.write() as tx:
            assert redraw(tx, broadcast, {"en": _card(text)}, self.clock())

    async def through(self) -> None:
        """Send until nothing is left to send or to draw again."""
        while True:
            await deliver_due(self.database, {self.platform.name: self.platform}, self.clock)
            with self.database.read() as tx:
                if not lanes.due(tx, self.clock() + DAY, self.clock() - DAY):
                    return
            self.moved += ASIDE
            self.meter.passed += ASIDE.total_seconds() * self.meter.speed

    def states(self, broadcast: str) -> dict[str, int]:
        """How many deliveries are in each state."""
        with self.database.read() as tx:
            return broadcasts.progress(tx, broadcast)


def _card(text: str) -> Card:
    return Card(text, (Text(text),))
