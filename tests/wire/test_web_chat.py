"""The browser chat on the wire: what is posted reaches the handlers as events, and replies land where they belong."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field

import pytest
from httpx import ASGITransport, AsyncClient, Response
from starlette.applications import Starlette

from adapters.web.app import web_door
from adapters.web.client import WebPlatform, place_of
from bot.cards import Button, Buttons, Card, Choice, Form, Input, Option, Reply, Text
from bot.dispatch import Dispatch
from bot.events import Action, Event, Message, Press, Sender, Submission
from bot.platform import Delivered, Never
from bot.router import Router
from bot.services import Services
from bot.store import web_messages
from bot.store.database import Database
from bot.usecases.indexing import Shelf
from tests.stories.door import Clock, settings

OPTIONS = (Option("Red", "r"), Option("Blue", "b"))
FORM = Form(
    "Tell us",
    Action("tell"),
    (
        Input("name", "Your name"),
        Input("day", "Which day", "date", required=False),
        Input("colour", "A colour", "choice", OPTIONS, required=False),
        Input("colours", "Colours", "choices", OPTIONS, required=False),
        Input("sure", "Sure", "yes_no", required=False),
    ),
    "Tell",
)


@dataclass
class Chat:
    """A browser in front of a bot that has one feature."""

    database: Database
    seen: list[Event] = field(default_factory=list)
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        router = Router("test")
        router.message(self._show)
        router.press("pick")(self._replace)
        router.submission("tell")(self._replace)
        self.platform = WebPlatform(self.database, self.clock)
        shelf = Shelf(self.database)
        dispatch = Dispatch(self.database, router, shelf, settings(), self.clock, {"web": self.platform})
        self.app = Starlette(routes=web_door(settings(), dispatch, self.platform).routes)
        self.client = self.browser()

    def browser(self) -> AsyncClient:
        return AsyncClient(transport=ASGITransport(self.app), base_url="http://127.0.0.1")

    def get(self, path: str = "/") -> str:
        return asyncio.run(self.client.get(path)).text

    def post(self, path: str, **fields: str | list[str]) -> Response:
        csrf = re.search(r'name="csrf" value="([^"]+)"', self.get())
        assert csrf
        data = {"csrf": csrf[1], **{name.replace("__", "."): value for name, value in fields.items()}}
        return asyncio.run(self.client.post(path, data=data, headers={"x-fragment": "1"}))

    def _show(self, event: Message, services: Services) -> Reply:
        self.seen.append(event)
        choice = Choice("Pick", Action("pick"), OPTIONS, many=True)
        return Reply(Card("Hello", (Text("Hello"), Buttons((Button("Red", Action("pick", ("r",))),)), choice, FORM)))

    def _replace(self, event: Press | Submission, services: Services) -> Reply:
        self.seen.append(event)
        return Reply(Card("Picked", (Text("Picked instead"),)), how="replace")


@pytest.fixture
def chat(sqlite: Database) -> Chat:
    return Chat(sqlite)


def key_of(page: str) -> str:
    """The key of the bot's message that the page shows."""
    found = re.search(r'name="message" value="([^"]+)"', page)
    assert found
    return found[1]


def shown(page: str) -> list[str]:
    """The words of each line."""
    return [" ".join(re.sub("<[^>]+>", " ", line).split()) for line in re.findall(r"(?s)<article.*?</article>", page)]


def test_a_reply_that_replaces_stands_where_the_button_was(chat: Chat) -> None:
    said = chat.post("/say", text="hello").text
    answer = chat.post("/press", action="pick|r", message=key_of(said), label="Red", after="2").text
    assert shown(answer)[0] == "Bot 10:00 Picked instead"
    page = chat.get()
    assert "Hello" not in page
    assert [line.split()[0] for line in shown(page)] == ["You", "Bot", "You"]


def test_what_is_gone_is_not_replaced_but_said(chat: Chat) -> None:
    chat.post("/say", text="hello")
    chat.post("/press", action="pick|r", message="no-such-message", label="Red")
    assert [line.split()[0] for line in shown(chat.get())] == ["You", "Bot", "You", "Bot"]


def test_nobody_replaces_a_message_in_another_conversation(chat: Chat) -> None:
    key = key_of(chat.post("/say", text="hello").text)
    owner, chat.client = chat.client, chat.browser()
    chat.post("/press", action="pick|r", message=key, label="Red")
    chat.client = owner
    assert "Picked instead" not in chat.get()


def test_a_choice_reaches_the_handler_with_its_values_and_shows_its_labels(chat: Chat) -> None:
    fields = {"label__value__r": "Red", "label__value__b": "Blue"}
    answer = chat.post("/press", action="pick", value=["r", "b"], **fields).text
    event = chat.seen[-1]
    assert isinstance(event, Press)
    assert event.values == ("r", "b")
    assert "Red, Blue" in shown(answer)[0]


def test_a_form_reaches_the_handler_as_text_and_shows_its_labels(chat: Chat) -> None:
    page = chat.post("/say", text="hello").text
    labels = dict(re.findall(r'name="(label\.[^"]+)" value="([^"]+)"', page))
    entered = {
        "field__name": "Ann",
        "field__day": "2026-03-04",
        "field__colour": "b",
        "field__colours": ["r", "b"],
        "field__sure": "yes",
    }
    answer = chat.post("/submit", action="tell", **entered, **{k.replace(".", "__"): v for k, v in labels.items()})
    event = chat.seen[-1]
    assert isinstance(event, Submission)
    assert event.values == {"name": "Ann", "day": "2026-03-04", "colour": "b", "colours": "r,b", "sure": "yes"}
    for words in ("Your name: Ann", "A colour: Blue", "Colours: Red, Blue", "Sure: Yes"):
        assert words in shown(answer.text)[-2]


def test_a_form_left_empty_is_a_form_all_the_same(chat: Chat) -> None:
    chat.post("/submit", action="tell", label="Tell")
    assert isinstance(chat.seen[-1], Submission)
    assert chat.seen[-1].values == {}


def test_a_message_from_elsewhere_is_found_by_its_conversation(chat: Chat) -> None:
    chat.post("/say", text="hello")
    place = asyncio.run(chat.platform.open_direct(chat.seen[-1].sender))
    assert place == chat.seen[-1].place
    asyncio.run(chat.platform.send(place, Card("News", (Text("News from the team"),)), "news-1"))
    asyncio.run(chat.platform.send(place, Card("News", (Text("News from the team"),)), "news-1"))
    assert chat.get("/lines?after=2").count("News from the team") == 1


def test_updating_asks_for_the_right_conversation(chat: Chat) -> None:
    mine, other = (place_of(Sender("web", "local", id)) for id in ("a", "b"))
    sent = asyncio.run(chat.platform.send(mine, Card("One", (Text("One"),)), "one"))
    assert isinstance(sent, Delivered)
    assert asyncio.run(chat.platform.update(sent.sent, Card("Two", (Text("Two"),)))) == sent
    forged = type(sent.sent)(other, "one")
    assert isinstance(asyncio.run(chat.platform.update(forged, Card("x", ()))), Never)


def test_lines_of_other_days_tell_the_day(chat: Chat) -> None:
    chat.post("/say", text="hello")
    assert re.search(r">10:00</time>", chat.get())
    chat.clock.pass_(days=1)
    assert "3 March 2026, 10:00</time>" in chat.get()


def test_of_a_long_conversation_the_latest_lines_are_shown(chat: Chat) -> None:
    chat.post("/say", text="hello")
    place = chat.seen[-1].place.id
    with chat.database.write() as tx:
        for number in range(150):
            web_messages.add_words(tx, place, f"k{number}", f"line {number}", chat.clock())
    lines = shown(chat.get())
    assert len(lines) == 100
    assert "line 149" in lines[-1]
