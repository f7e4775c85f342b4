"""The e-mail door: it only sends. Answers come in through the browser."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from starlette.routing import BaseRoute

from adapters.email.server import server_of
from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class EmailDoor:
    """Nothing to answer to, and nothing that runs beside it."""

    routes: tuple[BaseRoute, ...] = ()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Nothing to open or close."""
        yield


def email_door(settings: Settings) -> EmailDoor | None:
    """The door; None where no mail server is configured."""
    return EmailDoor() if server_of(settings) else None
