"""A sign-in link by e-mail, from the typed address to the open chat, through a real mail server."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from httpx import ASGITransport, AsyncClient, Response
from sqlalchemy import func, select

from bot import app as composition
from bot.people import Role
from bot.settings import Settings
from bot.store import mailboxes
from bot.store.database import Database
from bot.store.tables.people import PersonRow, RoleRow
from bot.store.tables.traffic import InboundEventRow
from tests.conftest import NOW
from tests.stories.door import Clock
from tests.wire.email.server import Script, serving, settings_for

BASE = "https://bot.hub.example"


@dataclass
class House:
    """A bot that others can reach, and the mail server it writes through."""

    database: Database
    script: Script
    settings: Settings
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        app = composition.build(self.settings, self.database, self.clock).app
        self.client = AsyncClient(transport=ASGITransport(app), base_url=BASE)
        for id, role in (("ann", "member"), ("sam", "staff"), ("gil", None)):
            self.person(id, role)

    def person(self, id: str, role: Role | None) -> None:
        with self.database.write() as tx:
            email = f"{id}@partner.example"
            tx.add(PersonRow(id=id, name=id, email=email, language="en", stopped=False, source="", created=NOW))
            tx.flush()
            if role:
                tx.add(RoleRow(person_id=id, role=role, scope="", source=""))

    def get(self, path: str) -> Response:
        return asyncio.run(self.client.get(path))

    def ask(self, address: str) -> Response:
        return asyncio.run(self.client.post("/sign-in", data={"address": address}))

    def links(self) -> list[str]:
        texts = [message.get_body(("plain",)).get_content() for _, _, message in self.script.taken]  # type: ignore[union-attr]
        return [found[0] for text in texts if (found := re.search(rf"{BASE}/staff/sign-in/\S+", text))]

    def sign_in(self, link: str) -> Response:
        path = link.removeprefix(BASE)
        csrf = re.search(r'name="csrf" value="([^"]+)"', self.get(path).text)
        assert csrf
        return asyncio.run(self.client.post(path, data={"csrf": csrf[1]}))


@pytest.fixture
def house(sqlite: Database) -> Iterator[House]:
    script = Script()
    with serving(script) as port:
        settings = settings_for(port)
        web = settings.config.web.model_copy(update={"host": "0.0.0.0", "public_url": BASE})
        config = settings.config.model_copy(update={"web": web})
        yield House(sqlite, script, Settings(config, settings.file, "", 8080, {}))


def test_a_member_signs_in_to_the_chat(house: House) -> None:
    assert '<a href="/sign-in">' in house.get("/").text
    assert "E-mail address" in house.get("/sign-in").text
    assert "on its way" in house.ask(" Ann@Partner.EXAMPLE ").text
    ((_, to, message),) = house.script.taken
    assert (to, message["subject"]) == ("ann@partner.example", "Here is your sign-in link.")
    (link,) = house.links()
    assert house.sign_in(link).headers["location"] == "/staff/"
    assert house.get("/staff/").headers["location"] == "/"
    assert "Your message" in house.get("/").text
    assert house.get(link.removeprefix(BASE)).status_code == 410


def test_staff_come_to_the_staff_pages(house: House) -> None:
    house.ask("sam@partner.example")
    house.sign_in(house.links()[0])
    assert house.get("/staff/").headers["location"].startswith("/staff/")


def test_a_link_ends_after_a_quarter_of_an_hour(house: House) -> None:
    house.ask("ann@partner.example")
    house.clock.pass_(minutes=15)
    assert house.get(house.links()[0].removeprefix(BASE)).status_code == 410


def test_the_page_says_the_same_to_everybody(house: House) -> None:
    pages = [house.ask(address) for address in ("ann@partner.example", "nobody@partner.example", "gil@partner.example")]
    assert len({(page.status_code, page.text) for page in pages}) == 1
    assert [to for _, to, _ in house.script.taken] == ["ann@partner.example"]


def test_who_ended_email_still_gets_the_link_they_ask_for(house: House) -> None:
    with house.database.write() as tx:
        mailboxes.unsubscribe(tx, "ann@partner.example", NOW)
    house.ask("ann@partner.example")
    assert len(house.links()) == 1


def test_who_said_stop_hears_nothing(house: House) -> None:
    with house.database.write() as tx:
        tx.get_one(PersonRow, "ann").stopped = True
    house.ask("ann@partner.example")
    assert house.script.taken == []


def test_nobody_is_sent_many_links(house: House) -> None:
    pages = [house.ask("ann@partner.example") for _ in range(5)]
    assert len({page.text for page in pages}) == 1
    assert len(house.links()) == 3
    house.clock.pass_(minutes=16)
    house.ask("ann@partner.example")
    assert len(house.links()) == 4


def test_a_flood_is_turned_away(house: House) -> None:
    states = [house.ask(f"nobody{n}@partner.example").status_code for n in range(32)]
    assert states == [200] * 30 + [429] * 2
    house.clock.pass_(seconds=61)
    assert house.ask("nobody@partner.example").status_code == 200
    with house.database.read() as tx:
        assert tx.scalar(select(func.count()).select_from(InboundEventRow)) == 0


@pytest.mark.parametrize("typed", ["", "ann", "ann@", "a b@c.example", "ann@partner.example\r\nBcc: x@y.example"])
def test_what_is_no_address_is_said_so(house: House, typed: str) -> None:
    page = house.ask(typed)
    assert page.status_code == 422
    assert "not an e-mail address" in page.text
    assert house.script.taken == []


def test_without_a_mail_server_there_is_no_such_page(sqlite: Database) -> None:
    app = composition.build(settings_for(25, host=None), sqlite, Clock()).app
    client = AsyncClient(transport=ASGITransport(app), base_url="http://127.0.0.1:8080")
    assert asyncio.run(client.get("/sign-in")).status_code == 404
    assert "/sign-in" not in re.sub("/staff/sign-in", "", asyncio.run(client.get("/staff/")).text)
