"""A bot with announcements, its staff pages, and two chats in which people are told."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from html import unescape

from httpx import ASGITransport, AsyncClient, Response
from starlette.applications import Starlette

from adapters.slack.client import SlackPlatform
from adapters.teams.client import TeamsPlatform
from adapters.web.app import web_door
from adapters.web.client import WebPlatform
from adapters.web.visitors import STAFF_COOKIE
from bot.dispatch import Dispatch
from bot.events import Action, Place, Press, Sender
from bot.store import people
from bot.store.database import Database
from bot.usecases import signing_in
from bot.usecases.delivering import deliver_due
from bot.usecases.example import load_example
from bot.usecases.indexing import Shelf
from handlers import announcements as handler
from schedules.announcements import launch_due
from tests.conftest import NOW
from tests.stories.door import Clock, FakeDoor, settings

GOOD = {
    "title": "Summer fair",
    "body": "Dear {first_name}, the fair is on Friday.",
    "audience": "partner:Bridge",
    "when": "now",
    "acknowledge": "yes",
    "urgent": "no",
}
BRIDGE = ("hana-brightwater", "olu-fairweather", "amina-saltworth")


@dataclass
class House:
    """A bot, its staff pages, and two chats in which the people of Bridge are."""

    database: Database
    limits: Mapping[str, int]
    clock: Clock = field(default_factory=Clock)
    doors: dict[str, FakeDoor] = field(default_factory=dict)

    def __post_init__(self) -> None:
        load_example(self.database, NOW)
        base = settings()
        config = base.config.model_copy(
            update={"announcements": base.config.announcements.model_copy(update=self.limits)}
        )
        base = replace(base, config=config)
        web = WebPlatform(self.database, self.clock)
        self.doors = {
            "slack": FakeDoor("slack", replace(SlackPlatform(base, self.database).capabilities, on_doubt="hold")),
            "teams": FakeDoor("teams", TeamsPlatform(base, self.database).capabilities),
        }
        platforms = {"web": web, **self.doors}
        self.dispatch = Dispatch(self.database, handler.router, Shelf(self.database), base, self.clock, platforms)
        app = Starlette(routes=list(web_door(base, self.dispatch, web).routes))
        with self.database.write() as tx:
            for who, door in zip(BRIDGE, ("slack", "slack", "teams"), strict=True):
                people.link(tx, who, Sender(door, "T1", who), NOW)
                people.notice_given(tx, who, NOW)
        self.app = app

    def staff(self, who: str = "nell-oakhanger") -> Staff:
        with self.database.write() as tx:
            person = people.find(tx, who)
            assert person
            secret = signing_in.redeem(tx, signing_in.make_link(tx, person, NOW), NOW)
            assert secret
            session = signing_in.signed_in(tx, secret, NOW)
            assert session
        return Staff(self.app, secret, session.csrf)

    def tick(self) -> None:
        """What the clockwork does."""
        launch_due(self.dispatch)
        asyncio.run(deliver_due(self.database, self.dispatch.platforms, self.clock))
        launch_due(self.dispatch)

    def confirmed_by(self, who: str, id: str) -> None:
        action, door = Action("announcement_ack", (id,)), "slack"
        event = Press(f"ack-{who}", NOW, Sender(door, "T1", who), Place(door, "T1", f"direct-{who}"), action)

        async def press() -> None:
            assert await self.dispatch.accept(event)
            await self.dispatch.answer(event)

        asyncio.run(press())


@dataclass
class Staff:
    """Somebody of the team in front of a browser."""

    app: Starlette
    secret: str
    csrf: str

    def ask(self, method: str, path: str, **fields: str) -> Response:
        async def once() -> Response:
            cookies = {STAFF_COOKIE: self.secret}
            client = AsyncClient(transport=ASGITransport(self.app), base_url="http://127.0.0.1:8080", cookies=cookies)
            async with client:
                return await client.request(method, path, data={"csrf": self.csrf, **fields} if fields else None)

        return asyncio.run(once())

    def see(self, path: str) -> str:
        return unescape(self.ask("GET", path).text)

    def write(self, id: str = "", **values: str) -> str:
        """Fill in the form; the announcement's address."""
        fields = {f"field.{name}": value for name, value in {**GOOD, **values}.items()}
        return self.ask("POST", "/staff/announcements/draft", id=id, **fields).headers["location"]

    def do(self, path: str, deed: str) -> str:
        """Press one of the buttons; what the page says."""
        gone = self.ask("POST", "/staff/announcement/do", id=id_of(path), do=deed).headers["location"]
        shown = re.search(r'<p class="banner" role="status">([^<]+)', self.see(gone))
        return shown[1] if shown else gone


def id_of(path: str) -> str:
    return path.partition("id=")[2].partition("&")[0]


def sent(staff: Staff, house: House, **values: str) -> str:
    path = staff.write(**values)
    staff.do(path, "submit")
    house.tick()
    return path
