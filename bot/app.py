"""The composition root: the only place where things are built and joined together."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

import structlog
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from adapters.email.app import email_door
from adapters.email.client import EmailPlatform
from adapters.language_model.client import language_model
from adapters.mcp.app import mcp_door
from adapters.slack.app import slack_door
from adapters.slack.client import SlackPlatform
from adapters.teams.app import teams_door
from adapters.teams.client import TeamsPlatform
from adapters.web.app import web_door
from adapters.web.client import WebPlatform
from adapters.web.security import Guard
from bot.clock import Clock, utc_now
from bot.dispatch import Dispatch
from bot.platform import Platform
from bot.router import combine
from bot.settings import Settings
from bot.store import migrating, people
from bot.store.database import Database
from bot.usecases.checkin_planning import follow_config
from bot.usecases.engine import installed_encoder
from bot.usecases.example import load_example
from bot.usecases.indexing import Shelf
from bot.usecases.signing_in import make_link
from handlers import ROUTERS
from schedules.runner import ticking

log = structlog.get_logger()


class Door(Protocol):
    """A way in: routes of the one server, and what runs beside them."""

    @property
    def routes(self) -> Sequence[BaseRoute]:
        """What it answers to."""
        ...

    def running(self) -> AbstractAsyncContextManager[None]:
        """Open connections and background work while the server is up."""
        ...


@dataclass(frozen=True, slots=True)
class Bot:
    """The bot, built but not yet serving."""

    settings: Settings
    dispatch: Dispatch
    app: Starlette
    closed_doors: tuple[str, ...] = ()


def prepare(settings: Settings, clock: Clock = utc_now, *, example: bool = False) -> Database:
    """Open the database at the version this bot needs, with ``example`` and where the configuration wants it the
    example coalition too.

    Raises:
        DatabaseNewer: the database belongs to a newer bot.
        DatabaseDown: it cannot be reached.
    """
    database = Database(settings.database_url, settings.ballot_key)
    done = migrating.migrate(database, clock())
    if done.changed:
        log.info("migrated", before=done.before, after=done.after, backup=str(done.backup or ""))
    if example and settings.config.example:
        load_example(database, clock(), settings.config.coalition.zone)
    with database.write() as tx:
        follow_config(tx, settings.config.checkins, clock())
    return database


def build(settings: Settings, database: Database, clock: Clock = utc_now) -> Bot:
    """Join the core, the doors and the clockwork."""
    web = WebPlatform(database, clock)
    slack = SlackPlatform(settings, database)
    teams = TeamsPlatform(settings, database)
    email = EmailPlatform(settings, database, clock)
    platforms: dict[str, Platform] = {platform.name: platform for platform in (web, slack, teams, email)}
    model, shelf = language_model(settings), Shelf(database, installed_encoder())
    dispatch = Dispatch(database, combine(ROUTERS), shelf, settings, clock, platforms, model)
    doors: dict[str, Door | None] = {
        "web": web_door(settings, dispatch, web),
        "slack": slack_door(settings, dispatch, slack),
        "teams": teams_door(settings, dispatch, teams),
        "email": email_door(settings),
    }
    beside: tuple[Door | None, ...] = (mcp_door(settings, database, shelf, clock), model)
    opened = [door for door in (*doors.values(), *beside) if door]
    app = Starlette(
        routes=[route for door in opened for route in door.routes],
        middleware=[Middleware(Guard, settings=settings)],
        lifespan=_lifespan(dispatch, opened),
    )
    return Bot(settings, dispatch, app, tuple(name for name, door in doors.items() if door is None))


def greeting(bot: Bot, command: str) -> Iterator[str]:
    """What whoever starts the bot is told first; ``command`` is how they called it."""
    if bot.closed_doors:
        yield f"Not set up yet: {', '.join(bot.closed_doors)}. `{command} doctor` says what each needs."
    link = first_sign_in(bot)
    if link:
        yield f"Staff pages, for the next 15 minutes and once: {link}"
    yield f"Chat at {bot.settings.public_url}/ (Ctrl+C stops)"


def first_sign_in(bot: Bot) -> str | None:
    """A sign-in link for the first person of staff, for the console of somebody who tries the bot on loopback."""
    if not bot.settings.on_loopback:
        return None
    with bot.dispatch.database.write() as tx:
        staff = people.holding(tx, "staff")
        if not staff:
            return None
        return f"{bot.settings.public_url}/staff/sign-in/{make_link(tx, staff[0], bot.dispatch.clock())}"


def _lifespan(dispatch: Dispatch, doors: list[Door]) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            for door in doors:
                await stack.enter_async_context(door.running())
            await stack.enter_async_context(ticking(dispatch))
            yield

    return lifespan
