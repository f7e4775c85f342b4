"""The browser as a platform: sending is writing a line of the conversation, which the page then shows."""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import dataclass

from bot.cards import Card
from bot.clock import Clock
from bot.events import Place, Sender, Sent
from bot.platform import Capabilities, Delivered, Later, Never, Outcome
from bot.store import web_messages
from bot.store.database import Database, DatabaseDown

NAME = "web"
CAPABILITIES = Capabilities(
    max_text=20_000,
    max_blocks=200,
    max_buttons=12,
    max_options=500,
    max_label=200,
    remembers=True,
    on_doubt="resend",
)


def place_of(sender: Sender) -> Place:
    """The one conversation that a browser's person has with the bot."""
    return Place(NAME, sender.workspace, f"{sender.workspace}/{sender.id}")


@dataclass(frozen=True, slots=True)
class WebPlatform:
    """Implements ``bot.platform.Platform``. A repeated key is one line, so resending in doubt is safe."""

    database: Database
    clock: Clock
    name: str = NAME
    capabilities: Capabilities = CAPABILITIES

    async def open_direct(self, sender: Sender) -> Place:
        """A browser conversation is always direct."""
        return place_of(sender)

    async def send(self, place: Place, card: Card, key: str) -> Outcome:
        """Add a line."""
        return await asyncio.to_thread(self._send, place, card, key)

    async def update(self, sent: Sent, card: Card) -> Outcome:
        """Show another card in the place of one shown before in the same conversation."""
        return await asyncio.to_thread(self._update, sent, card)

    async def find(self, place: Place, key: str, since: dt.datetime) -> Sent | None:
        """Never asked: resending is safe here."""
        return None

    def _send(self, place: Place, card: Card, key: str) -> Outcome:
        try:
            with self.database.write() as tx:
                web_messages.add_card(tx, place.id, key, card, self.clock())
        except DatabaseDown as error:
            return Later(5, str(error))
        return Delivered(Sent(place, key))

    def _update(self, sent: Sent, card: Card) -> Outcome:
        try:
            with self.database.write() as tx:
                found = web_messages.replace_card(tx, sent.place.id, sent.id, card)
        except DatabaseDown as error:
            return Later(5, str(error))
        return Delivered(sent) if found else Never("the conversation was cleared")
