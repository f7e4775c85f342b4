"""The web door: chat, staff pages, health and assets, in one place to mount."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles

from adapters.web import health
from adapters.web.chat import Chat
from adapters.web.client import WebPlatform
from adapters.web.pages import PAGES
from adapters.web.render import environment
from adapters.web.staff import Staff
from bot.dispatch import Dispatch
from bot.settings import Settings

STATIC = Path(__file__).parent / "static"


@dataclass(frozen=True, slots=True)
class WebDoor:
    """Its routes; nothing runs beside them."""

    routes: Sequence[BaseRoute]

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Nothing to open or close."""
        yield


def web_door(settings: Settings, dispatch: Dispatch, platform: WebPlatform) -> WebDoor:
    """The browser's way in; always open."""
    templates = environment()
    return WebDoor(
        (
            *Chat(settings, dispatch, platform, templates).routes(),
            *Staff(settings, dispatch, templates, PAGES).routes(),
            *health.routes(settings, dispatch),
            Mount("/static", StaticFiles(directory=STATIC)),
        )
    )
