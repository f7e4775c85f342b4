"""One e-mail, sent to a server of the tests."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from adapters.email.client import EmailPlatform
from bot.cards import Card, Text
from bot.events import Place
from bot.platform import Outcome
from bot.settings import Settings
from bot.store.database import Database
from tests.stories.door import Clock

T = TypeVar("T")
ANN = "ann@partner.example"
CARD = Card("News of the hub", (Text("The spring gathering is on 4 March."),))


def platform(settings: Settings, database: Database) -> EmailPlatform:
    return EmailPlatform(settings, database, Clock())


def send(settings: Settings, database: Database, to: str = ANN, card: Card = CARD, key: str = "b1-7") -> Outcome:
    return run(platform(settings, database).send(Place("email", "", to), card, key))


def run(work: Coroutine[Any, Any, T]) -> T:
    """Its result, once the loop has had a moment to close what the work left: encryption says goodbye in two steps."""

    async def whole() -> T:
        result = await work
        await asyncio.sleep(0.05)
        return result

    return asyncio.run(whole())
