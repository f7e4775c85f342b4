"""The web door: chat, staff pages, health and assets, in one place to mount."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from adapters.web import health
from adapters.web.about import AboutPages
from adapters.web.answers import Answers
from adapters.web.calendar import MeetingFiles
from adapters.web.chat import Chat
from adapters.web.client import WebPlatform
from adapters.web.counted_links import CountedLinks
from adapters.web.email_sign_in import EmailSignIn
from adapters.web.frame import Frame
from adapters.web.pages import PAGES
from adapters.web.polls import VotingPage
from adapters.web.render import environment
from adapters.web.security import OwnPages
from adapters.web.staff import Staff
from adapters.web.unsubscribe import Unsubscribe
from bot.dispatch import Dispatch
from bot.settings import Settings

STATIC = Path(__file__).parent / "static"


class Assets(StaticFiles):
    """Files of the package: a browser keeps them and asks each time whether they have changed."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        """One file."""
        response = super().file_response(*args, **kwargs)
        response.headers["cache-control"] = "no-cache"
        return response


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
    frame = Frame(settings, templates)
    registry = health.registry_for(dispatch)
    seconds = health.timing(registry)
    pages: list[Route] = [
        *Chat(settings, dispatch, platform, templates).routes(),
        *Staff(settings, dispatch, templates, PAGES).routes(),
        *Answers(dispatch, frame).routes(),
        *EmailSignIn(dispatch, frame).routes(),
        *Unsubscribe(dispatch, frame).routes(),
        *AboutPages(frame).routes(),
        *MeetingFiles(dispatch).routes(),
        *CountedLinks(dispatch, frame).routes(),
        *VotingPage(settings, dispatch, templates).routes(),
        *health.routes(settings, dispatch, registry),
    ]
    for page in pages:
        page.app = health.Timed(OwnPages(page.app, settings), page.path, seconds)
    return WebDoor((*pages, Mount("/static", Assets(directory=STATIC))))
