"""A bot with handlers of the tests' own, and a browser that follows the links in its messages."""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

from httpx import ASGITransport, AsyncClient, Response
from sqlalchemy import func, select
from starlette.applications import Starlette

from adapters.web.app import web_door
from adapters.web.client import WebPlatform
from bot.cards import Button, Buttons, Card, Choice, Form, Input, Option, Reply, Text
from bot.config import Config
from bot.dispatch import Dispatch
from bot.events import Action, Event, Place, Press, Sender, Submission
from bot.router import Router, combine
from bot.services import Services
from bot.settings import Settings
from bot.store import people
from bot.store.database import Database
from bot.store.tables.people import PersonRow
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
