"""Links in messages: looking never acts, an answer reaches the core as its sender's, and old links are kind."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

import pytest
from httpx import ASGITransport, AsyncClient, Response
from sqlalchemy import func, select
from starlette.applications import Starlette

from adapters.web.app import web_door
from adapters.web.client import WebPlatform
from bot.cards import Button, Buttons, Card, Choice, Form, Input, Option, Reply, Text
from bot.config import Config
from bot.dispatch import Dispatch
from bot.events import Action, Event, Place, Press, Sender, Submission
from bot.picks import Pick
from bot.router import Router, combine
from bot.services import Services
from bot.settings import Settings
from bot.store import answer_links, mailboxes, people
from bot.store.database import Database, DatabaseDown
from bot.store.tables.email import AnswerLinkRow
from bot.store.tables.people import PersonRow
from bot.store.tables.traffic import InboundEventRow
from bot.usecases.answer_links import make
from bot.usecases.indexing import Shelf
from tests.conftest import NOW
from tests.stories.door import Clock, FakeDoor

ANN = Sender("email", "", "ann@partner.example")
PLACE = Place("email", "", ANN.id)
YES, NO = Action("rsvp", ("7", "yes")), Action("rsvp", ("7", "no"))
FORM = Form("Say more", Action("more_words", ("7",)), (Input("why", "Why"), Input("seats", "Seats", "number")), "Send")
CARD = Card(
    "Are you coming?",
    (
        Text("The spring gathering is on 4 March."),
        Buttons((Button("Yes", YES), Button("No", NO))),
        Choice("Meal", Action("meal"), (Option("Soup", "s"), Option("Bread", "b"))),
        FORM,
    ),
)


@dataclass
class House:
    """A bot with handlers of the tests' own, and a browser in front of it."""

    database: Database
    clock: Clock = field(default_factory=Clock)
    door: FakeDoor = field(default_factory=lambda: FakeDoor("email"))
    events: list[Event] = field(default_factory=list)
    persons: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        config = Config.model_validate({"coalition": {"name": "Imagined Coast Coalition"}})
        settings = Settings(config, Path("config.yaml"), "", 8080, {})
        web = WebPlatform(self.database, self.clock)
        platforms = {"web": web, "email": self.door}
        router = combine([self.router()])
        self.dispatch = Dispatch(self.database, router, Shelf(self.database), settings, self.clock, platforms)
        app = Starlette(routes=list(web_door(settings, self.dispatch, web).routes))
        self.client = AsyncClient(transport=ASGITransport(app), base_url="http://127.0.0.1:8080")
        with self.database.write() as tx:
            tx.add(PersonRow(id="ann", name="Ann", email=ANN.id, language="en", stopped=False, source="", created=NOW))
            tx.flush()
            people.link(tx, "ann", ANN, NOW)

    def router(self) -> Router:
        router = Router("test")

        @router.press("rsvp")
        def rsvp(event: Press, services: Services) -> Reply:
            self.noted(event, services)
            said = f"You said {event.action.args[1]}."
            return Reply(Card("Are you coming?", (Text(said), CARD.blocks[1])), how="replace")

        @router.press("meal")
        def meal(event: Press, services: Services) -> Reply:
            self.noted(event, services)
            return Reply(Card("Noted", (Text(f"Meal {event.values[0]}."), Buttons((Button("Undo", Action("undo")),)))))

        @router.press("undo")
        def undo(event: Press, services: Services) -> Reply | None:
            self.noted(event, services)
            return None

        @router.submission("more_words")
        def more_words(event: Submission, services: Services) -> Reply:
            self.noted(event, services)
            if not event.values["why"]:
                why = Input("why", "Why", error="Please say why.")
                return Reply(Card("Once more", (Form(FORM.title, FORM.action, (why,), "Send"),)), how="open_form")
            return Reply(Card("Thank you", (Text("Your words are with the team."),)))

        return router

    def noted(self, event: Event, services: Services) -> None:
        self.events.append(event)
        self.persons.append(services.person.id)

    def link(self, card: Card = CARD) -> str:
        with self.database.write() as tx:
            return f"/a/{make(tx, ANN, 'ann', '<1@hub>', card, self.clock(), dt.timedelta(days=30))}"

    def get(self, path: str) -> Response:
        return asyncio.run(self.client.get(path))

    def post(self, path: str, data: dict[str, str] | None = None, **headers: str) -> Response:
        return asyncio.run(self.client.post(path, data=data or {}, headers=headers))

    def count(self, table: type) -> int:
        with self.database.read() as tx:
            return tx.scalar(select(func.count()).select_from(table)) or 0


@pytest.fixture
def house(sqlite: Database) -> House:
    return House(sqlite)


def answer(action: Action, **more: str) -> dict[str, str]:
    return {"action": action.pack(), **more}


def token_in(page: Response) -> str:
    found = re.search(r'action="(/a/[^/"]+)/', page.text)
    assert found, page.text
    return found[1]


def test_looking_shows_the_card_and_never_acts(house: House) -> None:
    link, mark = house.link(), Pick("", YES).mark
    for path in (link, f"{link}?pick={mark}", f"{link}?pick=nonsense", f"{link}?pick={mark}"):
        page = house.get(path)
        assert page.status_code == 200
        for word in ("The spring gathering", "Yes", "No", "Soup", "Say more", "Seats"):
            assert word in page.text
    assert asyncio.run(house.client.head(link)).status_code == 200
    assert house.get(f"{link}/press").status_code == 405
    assert (house.events, house.count(InboundEventRow)) == ([], 0)


def test_the_picked_answer_stands_on_top(house: House) -> None:
    link = house.link()
    assert "Send this answer" in house.get(f"{link}?pick={Pick('', NO).mark}").text
    assert "Meal: Bread" in house.get(f"{link}?pick={Pick('', Action('meal'), ('b',)).mark}").text
    assert "Send this answer" not in house.get(link).text


def test_a_press_is_its_owners_and_may_be_changed(house: House) -> None:
    link = house.link()
    assert "You said yes." in house.post(f"{link}/press", answer(YES)).text
    page = house.post(f"{link}/press", answer(NO))
    assert "You said no." in page.text
    assert token_in(page) == link
    first, second = house.events
    assert isinstance(first, Press)
    assert (first.sender, first.place, first.action) == (ANN, PLACE, YES)
    assert first.message
    assert first.message.id == "<1@hub>"
    assert first.id != second.id
    assert house.persons == ["ann", "ann"]
    assert "You said no." in house.get(link).text
    assert house.door.sent == []


def test_the_same_press_sent_twice_is_one_event(house: House) -> None:
    link, key = house.link(), "a" * 32
    house.post(f"{link}/press", answer(YES, key=key))
    assert "I have your answer" in house.post(f"{link}/press", answer(YES, key=key)).text
    assert len(house.events) == 1


def test_a_form_is_taken_once(house: House) -> None:
    link = house.link()
    sent = {**answer(FORM.action), "field.why": "Because", "field.seats": "2"}
    assert "Your words are with the team." in house.post(f"{link}/submit", sent).text
    (event,) = house.events
    assert isinstance(event, Submission)
    assert event.values == {"why": "Because", "seats": "2"}
    again = house.post(f"{link}/submit", sent)
    assert again.status_code == 410
    assert "can no longer be answered that way" in unescape(again.text)
    assert len(house.events) == 1
    page = house.get(link)
    assert "Say more" not in page.text
    assert "Soup" in page.text


def test_a_form_alone_that_was_answered_says_so(house: House) -> None:
    link = house.link(Card("Say more", (FORM,)))
    house.post(f"{link}/submit", {**answer(FORM.action), "field.why": "Because"})
    page = house.get(link)
    assert page.status_code == 410
    assert "answered this already" in page.text
    assert "the hub team" in page.text


def test_two_copies_of_a_form_sent_at_once_are_one_answer(house: House) -> None:
    link = house.link()
    sent = {**answer(FORM.action), "field.why": "Because", "field.seats": "2"}

    async def both() -> list[Response]:
        return list(await asyncio.gather(*(house.client.post(f"{link}/submit", data=sent) for _ in range(2))))

    assert {page.status_code for page in asyncio.run(both())} <= {200, 410}
    assert len(house.events) == 1


def test_a_refused_form_comes_back_with_its_mistake(house: House) -> None:
    link = house.link(Card("Say more", (FORM,)))
    page = house.post(f"{link}/submit", {**answer(FORM.action), "field.why": ""})
    assert "Please say why." in page.text
    assert token_in(page) == link
    assert "Please say why." in house.get(link).text
    assert "with the team" in house.post(f"{link}/submit", {**answer(FORM.action), "field.why": "So"}).text


def test_a_reply_with_buttons_of_its_own_goes_on(house: House) -> None:
    link = house.link()
    page = house.post(f"{link}/press", answer(Action("meal"), value="s"))
    assert "Meal s." in page.text
    further = token_in(page)
    assert further != link
    assert "I have your answer" in house.post(f"{further}/press", answer(Action("undo"))).text
    assert "Soup" in house.get(link).text


@pytest.mark.parametrize("path", ["press", "submit"])
def test_only_what_the_card_asks_is_taken(house: House, path: str) -> None:
    for action in (Action("stop"), Action("rsvp", ("8", "yes")), Action("undo"), Action("")):
        assert house.post(f"{house.link()}/{path}", answer(action)).status_code == 410
    assert house.events == []


def test_old_and_unknown_links_are_kind(house: House) -> None:
    link = house.link()
    house.clock.now += dt.timedelta(days=30)
    for page in (house.get(link), house.post(f"{link}/press", answer(YES))):
        assert page.status_code == 410
        assert "This link has expired." in page.text
        assert "write to the hub team" in page.text
    for unknown in ("/a/x", "/a/" + "y" * 500, "/a/%00", link[:-1]):
        page = house.get(unknown)
        assert page.status_code == 404
        assert "This link is not known." in page.text
    assert house.events == []


def test_a_link_ends_when_the_address_becomes_anothers(house: House) -> None:
    link = house.link()
    with house.database.write() as tx:
        tx.get_one(PersonRow, "ann").email = None
        tx.flush()
        tx.add(PersonRow(id="bob", name="Bob", email=ANN.id, language="en", stopped=False, source="", created=NOW))
        tx.flush()
        assert mailboxes.owner(tx, ANN, "en", NOW).id == "bob"
    assert house.get(link).status_code == 404
    assert house.post(f"{link}/press", answer(YES)).status_code == 404
    assert house.events == []


def test_only_a_digest_of_the_secret_is_kept(house: House) -> None:
    secret = house.link().removeprefix("/a/")
    with house.database.read() as tx:
        (row,) = tx.scalars(select(AnswerLinkRow))
    assert secret not in str(row.digest + row.card + row.message)


def test_expired_links_are_forgotten(house: House) -> None:
    house.link()
    with house.database.write() as tx:
        answer_links.purge(tx, NOW + dt.timedelta(days=29))
    assert house.count(AnswerLinkRow) == 1
    with house.database.write() as tx:
        answer_links.purge(tx, NOW + dt.timedelta(days=31))
    assert house.count(AnswerLinkRow) == 0


def test_without_the_database_nothing_is_lost_and_the_page_says_so(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = house.link()

    def down() -> None:
        raise DatabaseDown("gone")

    monkeypatch.setattr(Database, "read", lambda _: down())
    page = house.get(link)
    assert page.status_code == 503
    assert "nothing was sent" in page.text


def unsubscribe_path(house: House) -> str:
    with house.database.write() as tx:
        return f"/unsubscribe/{mailboxes.token_of(tx, ANN.id)}"


def reason(house: House) -> str | None:
    with house.database.read() as tx:
        return mailboxes.undeliverable(tx, ANN.id)


def test_unsubscribing_asks_first(house: House) -> None:
    path = unsubscribe_path(house)
    assert path == unsubscribe_path(house)
    page = house.get(path)
    assert ANN.id in page.text
    assert reason(house) is None
    assert "No more e-mail goes to" in house.post(path).text
    assert reason(house) == mailboxes.UNWANTED
    assert "again" in house.get(path).text
    assert "again" in house.post(path, {"again": "1"}).text
    assert reason(house) is None
    with house.database.read() as tx:
        assert not tx.get_one(PersonRow, "ann").stopped


def test_a_mail_programs_own_button_unsubscribes_at_once(house: House) -> None:
    page = house.post(unsubscribe_path(house), {"List-Unsubscribe": "One-Click"}, **{"user-agent": "a mail program"})
    assert page.status_code == 200
    assert reason(house) == mailboxes.UNWANTED


def test_an_unknown_link_to_unsubscribe_is_kind(house: House) -> None:
    for page in (house.get("/unsubscribe/x"), house.post("/unsubscribe/x")):
        assert page.status_code == 404
        assert "write to the hub team" in page.text
