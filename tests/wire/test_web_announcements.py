"""Announcements on the staff pages, through HTTP: seen before, watched while, corrected and counted after."""

from __future__ import annotations

import asyncio
import csv
import datetime as dt
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from html import unescape

import pytest
from httpx import ASGITransport, AsyncClient, Response
from sqlalchemy import update
from starlette.applications import Starlette

from adapters.slack.client import SlackPlatform
from adapters.teams.client import TeamsPlatform
from adapters.web.app import web_door
from adapters.web.client import WebPlatform
from adapters.web.visitors import STAFF_COOKIE
from bot.announcement_states import STATES
from bot.cards import words_of
from bot.dispatch import Dispatch
from bot.events import Action, Place, Press, Sender
from bot.platform import Later, Never, Unknown
from bot.store import announcements, broadcasts, mailboxes, people
from bot.store.database import Database
from bot.store.tables.people import PersonRow
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


@pytest.fixture
def house(database: Database) -> House:
    return House(database, {})


def test_before_it_goes_each_platform_is_shown_and_everybody_is_counted(house: House) -> None:
    staff = house.staff()
    assert staff.see("/staff/audiences/count?field.audience=partner:Bridge") == "3 people"
    assert "Did you mean" in staff.see("/staff/audiences/count?field.audience=partner:Brige")
    page = staff.see(staff.write(body="A sentence to read. " * 500))
    assert "As Slack shows it" in page
    assert "As Teams shows it" in page
    assert re.search(r"<button [^>]*disabled>Got it", page)
    assert "Too long for one message on Teams" in page
    assert re.search(r"<dt>Slack</dt><dd>2 people \(the only place", page)
    assert re.search(r"<dt>Teams</dt><dd>1 person \(the only place", page)
    assert "<dt>Takes</dt>" in page


def test_progress_is_asked_for_every_second_until_it_is_done(house: House) -> None:
    staff = house.staff()
    path = staff.write()
    staff.do(path, "submit")
    part = f"/staff/announcement/progress?id={id_of(path)}"
    assert 'hx-trigger="every 1s"' in staff.see(part)
    house.tick()
    assert f'hx-get="/staff/announcement?id={id_of(path)}" hx-trigger="load"' in staff.see(f"{part}&state=scheduled")
    done = staff.see(part)
    assert "hx-trigger" not in done
    assert '<progress value="100"' in done
    assert "<dt>delivered</dt><dd>3</dd>" in done


def test_everybodys_state_has_a_reason_and_a_next_step_and_goes_into_a_file(house: House) -> None:
    staff = house.staff()
    path = staff.write()
    staff.do(path, "submit")
    house.doors["teams"].outcomes = [Unknown("the connection broke")]
    house.tick()
    house.clock.pass_(seconds=60)
    house.tick()
    page = staff.see(f"{path}&status=uncertain")
    assert "may have arrived" in page
    assert "Ask them, or send it again." in page
    assert f'name="person" value="{BRIDGE[2]}"' in page
    again = staff.ask("POST", "/staff/announcement/do", id=id_of(path), do="resend", person=BRIDGE[0])
    assert "sending it again to 0 people" in staff.see(again.headers["location"])
    answer = staff.ask("GET", f"/staff/announcement.csv?id={id_of(path)}")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    head, *rows = csv.reader(io.StringIO(answer.text.lstrip("\ufeff")))
    assert head[:4] == ["Name", "Partner", "State", "Route"]
    assert sorted(row[2] for row in rows) == ["delivered", "delivered", "may have arrived"]
    with house.database.write() as tx:
        tx.execute(update(PersonRow).where(PersonRow.id == BRIDGE[0]).values(name="=HYPERLINK(1)"))
    assert "\n'=HYPERLINK(1)," in staff.see(f"/staff/announcement.csv?id={id_of(path)}"), (
        "no spreadsheet computes a name"
    )
    before = len(house.doors["teams"].sent)
    staff.ask("POST", "/staff/announcement/do", id=id_of(path), do="resend", person=BRIDGE[2])
    house.tick()
    assert len(house.doors["teams"].sent) == before + 1
    assert "<dt>delivered</dt><dd>3</dd>" in staff.see(path)


def test_what_waits_for_its_platform_says_so(house: House) -> None:
    staff = house.staff()
    house.doors["teams"].outcomes = [Later(600, "too many requests")]
    path = sent(staff, house)
    part = staff.see(f"/staff/announcement/progress?id={id_of(path)}")
    assert "Teams cannot take more until Tuesday 3 March 2026, 10:10" in part
    assert "Slack cannot take more" not in part
    house.clock.pass_(minutes=11)
    house.tick()
    assert "cannot take more" not in staff.see(path)
    assert "<dt>delivered</dt><dd>3</dd>" in staff.see(path)


def test_why_somebody_cannot_be_reached_keeps_what_the_mail_server_said(house: House) -> None:
    with house.database.write() as tx:
        mailboxes.bounce(tx, "farah.wintergreen@example.org", "no such mailbox", NOW)
    house.doors["email"] = FakeDoor("email")
    house.dispatch.platforms["email"] = house.doors["email"]  # type: ignore[index]
    staff = house.staff()
    path = sent(staff, house, audience="partner:Harbourlight")
    page = staff.see(path)
    assert "their address takes nothing: no such mailbox" in page
    assert "Ask their partner for an address that works." in page


def test_a_state_that_is_no_longer_recorded_is_not_called_delivered(house: House) -> None:
    staff = house.staff()
    house.doors["teams"].outcomes = [Never("the person blocked the bot")]
    path = sent(staff, house)
    with house.database.write() as tx:
        broadcasts.purge(tx, house.clock() + dt.timedelta(days=200))
    assert "<dt>no longer recorded</dt><dd>3</dd>" in staff.see(path)


def test_only_those_who_have_not_confirmed_are_listed_and_reminded(house: House) -> None:
    staff = house.staff()
    path = sent(staff, house)
    house.confirmed_by("hana-brightwater", id_of(path))
    silent = staff.see(f"{path}&silent=yes")
    assert "Olu Fairweather" in silent
    assert "Hana Brightwater" not in silent
    before = [len(door.sent) for door in house.doors.values()]
    assert staff.do(path, "chase") == "I am reminding 2 people."
    house.tick()
    assert [len(door.sent) - n for door, n in zip(house.doors.values(), before, strict=True)] == [1, 1]


def test_it_is_corrected_and_withdrawn_from_the_page(house: House) -> None:
    staff = house.staff()
    path = sent(staff, house)
    assert "This cannot be undone." in staff.see(path)
    form = staff.see(f"/staff/announcements/new?id={id_of(path)}&correct=yes")
    assert "Correct an announcement" in form
    fields = {"field.title": "Summer fair", "field.body": "It is on Saturday."}
    gone = staff.ask("POST", "/staff/announcements/draft", id=id_of(path), correct="yes", **fields).headers["location"]
    assert "Corrected." in staff.see(gone)
    assert "Withdrawn" in staff.do(path, "withdraw")
    assert "withdrawn" in staff.see(path)


def test_a_second_person_approves_and_not_the_author(database: Database) -> None:
    house = House(database, {"approval_from": 2})
    nell, priya = house.staff(), house.staff("priya-marchbank")
    path = nell.write()
    nell.do(path, "submit")
    house.tick()
    assert not house.doors["slack"].sent
    assert "Approve and send" not in nell.see(path)
    assert "somebody else has to approve it" in nell.do(path, "approve")
    assert "Approve and send" in priya.see(path)
    priya.do(path, "approve")
    house.tick()
    assert len(house.doors["slack"].sent) == 2
    assert "Priya Marchbank" in nell.see(path)


def test_what_the_weekly_limit_holds_back_is_shown(database: Database) -> None:
    house = House(database, {"weekly_cap": 1})
    staff = house.staff()
    sent(staff, house)
    path = staff.write(title="Another")
    assert "In their weekly message" in staff.see(path)
    staff.do(path, "submit")
    house.tick()
    page = staff.see(path)
    assert "<dt>held back for their weekly message</dt><dd>3</dd>" in page
    assert "they have had enough this week" in page


def test_a_template_is_copied_and_an_unknown_field_is_told_beside_the_text(house: House) -> None:
    staff = house.staff()
    path = staff.write(links="Map https://hub.example/map")
    kept = staff.ask("POST", "/staff/announcement/do", id=id_of(path), do="template").headers["location"]
    assert "Begin with it" in staff.see(kept)
    copy = staff.ask("POST", "/staff/announcement/do", id=id_of(kept), do="copy").headers["location"]
    assert id_of(copy) not in (id_of(kept), id_of(path))
    fields = {f"field.{name}": value for name, value in {**GOOD, "body": "Dear {firstname}"}.items()}
    wrong = staff.ask("POST", "/staff/announcements/draft", id=id_of(copy), **fields)
    assert wrong.status_code == 200
    assert "Did you mean {first_name}?" in unescape(wrong.text)
    assert "Dear {firstname}" in unescape(wrong.text)
    sent(staff, house, links="Map https://hub.example/map")
    assert "Map: https://hub.example/map" in words_of(house.doors["slack"].sent[0][1])


def test_links_are_counted_only_if_asked_for_and_never_by_whom(house: House) -> None:
    staff, address = house.staff(), "https://hub.example/map?a=1&b=2"
    sent(staff, house, links=f"Map {address}")
    assert f"Map: {address}" in words_of(house.doors["slack"].sent[-1][1])
    path = sent(staff, house, links=f"Map {address}", counted="yes")
    shown = words_of(house.doors["slack"].sent[-1][1])
    assert "It is counted how often these links are opened, and never by whom." in shown
    found = re.search(r"Map: http://[^/]+(/go/\S+)", shown)
    assert found
    for _ in range(2):
        led = staff.ask("GET", found[1])
        assert (led.status_code, led.headers["location"]) == (303, address)
    assert f"<dt>opened: {address}</dt><dd>2</dd>" in staff.see(path)
    fields = {"field.title": "Summer fair", "field.body": "Moved.", "field.links": "Plan https://hub.example/plan"}
    staff.ask("POST", "/staff/announcements/draft", id=id_of(path), correct="yes", **fields)
    assert staff.ask("GET", found[1]).headers["location"] == address  # an e-mail still shows the old one
    assert staff.ask("GET", f"{found[1]}0").status_code == 404


def test_members_see_none_of_it(house: House) -> None:
    member = house.staff("hana-brightwater")
    path = house.staff().write()
    for address in ("/staff/announcements", path, f"/staff/announcement.csv?id={id_of(path)}", "/staff/run-book"):
        assert member.ask("GET", address).status_code == 403
    fields = {f"field.{name}": value for name, value in GOOD.items()}
    refused = member.ask("POST", "/staff/announcements/draft", id="", **fields)
    assert refused.status_code == 403
    assert "Your roles do not include this page." in refused.text
    assert f"<blockquote>{GOOD['body']}</blockquote>" in unescape(refused.text)  # nothing that was typed is lost
    assert member.ask("POST", "/staff/announcement/do", id=id_of(path), do="submit").status_code == 403
    with house.database.read() as tx:
        assert [(kept.id, kept.state) for kept in announcements.listed(tx, STATES, 5)] == [(id_of(path), "draft")]
