"""A bot on this machine, and browsers in front of its web door."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from httpx import ASGITransport, AsyncClient, Cookies, Response
from sqlalchemy import func, select

from bot import app as composition
from bot.config import Config
from bot.people import Role
from bot.settings import Settings
from bot.store import people
from bot.store.database import Database
from bot.store.tables import Base
from bot.store.tables.people import PersonRow, RoleRow
from bot.usecases.signing_in import make_link
from tests.conftest import NOW
from tests.stories.door import Clock

HERE = "http://127.0.0.1:8080"
STAFF_PAGES = (
    "/staff/questions",
    "/staff/people",
    "/staff/taskgroups",
    "/staff/events",
    "/staff/interactions",
)


@dataclass(frozen=True)
class Browser:
    """A browser that follows nothing by itself."""

    client: AsyncClient

    @property
    def cookies(self) -> Cookies:
        return self.client.cookies

    def get(self, path: str, **request: Any) -> Response:
        return asyncio.run(self.client.get(path, **request))

    def head(self, path: str) -> Response:
        return asyncio.run(self.client.head(path))

    def post(self, path: str, **request: Any) -> Response:
        return asyncio.run(self.client.post(path, **request))


@dataclass
class House:
    """A bot on this machine, and browsers in front of it."""

    database: Database
    clock: Clock = field(default_factory=Clock)
    web: Mapping[str, object] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)

    def browser(self, address: str = HERE, client: str = "127.0.0.1") -> Browser:
        config = Config.model_validate({"coalition": {"name": "Imagined Coast Coalition"}, "web": self.web})
        settings = Settings(config, Path("config.yaml"), "", 8080, self.environment)
        bot = composition.build(settings, self.database, self.clock)
        return Browser(AsyncClient(transport=ASGITransport(bot.app, client=(client, 50000)), base_url=address))

    def person(self, id: str, role: Role) -> str:
        """Somebody with a role; gives the path of a sign-in link of theirs."""
        with self.database.write() as tx:
            if people.find(tx, id) is None:
                tx.add(PersonRow(id=id, name=id.title(), language="en", stopped=False, source="", created=NOW))
                tx.flush()
                tx.add(RoleRow(person_id=id, role=role, scope="", source=""))
                tx.flush()
            person = people.find(tx, id)
            assert person
            return f"/staff/sign-in/{make_link(tx, person, self.clock())}"

    def signed_in(self, id: str = "gethin", role: Role = "staff") -> Browser:
        browser = self.browser()
        path = self.person(id, role)
        assert browser.post(path, data={"csrf": token(browser.get(path))}).status_code == 303
        return browser

    def count(self, table: type[Base]) -> int:
        with self.database.read() as tx:
            return tx.scalar(select(func.count()).select_from(table)) or 0


def token(page: Response) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', page.text)
    assert found, page.text
    return found[1]


def say(browser: Browser, text: str, **more: str) -> Response:
    return browser.post("/say", data={"csrf": token(browser.get("/")), "text": text, **more})
