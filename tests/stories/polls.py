"""The hub team's Sam, six people of two partners behind four doors, and what the clockwork does for polls."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from bot.cards import Card, words_of
from bot.dispatch import Dispatch
from bot.events import Action, Place, Sender, Sent
from bot.platform import Delivered, Outcome
from bot.router import combine
from bot.store import people, polls
from bot.store.database import Database
from bot.store.tables.coalition import PartnerRow
from bot.store.tables.people import PersonRow, RoleRow
from bot.usecases.delivering import deliver_due
from bot.usecases.indexing import Shelf
from bot.usecases.planning_routes import House as Around
from bot.usecases.poll_clock import tick
from bot.usecases.poll_results import results_of
from handlers import ROUTERS
from tests.conftest import NOW
from tests.stories.door import CAPABILITIES, Clock, FakeDoor, Talk, settings

PEOPLE = {"ann": "hull", "bob": "hull", "cat": "hull", "dan": "york", "eve": "york", "fay": None}
DOORS = {"slack": ("ann", "bob", "cat"), "teams": ("ann", "dan", "eve"), "email": ("fay",), "web": ("bob", "fay")}


@dataclass
class KeepingDoor(FakeDoor):
    """A door that also remembers what its messages show now."""

    shown: dict[str, Card] = field(default_factory=dict)

    async def send(self, place: Place, card: Card, key: str) -> Outcome:
        self.shown[key] = card
        return await super().send(place, card, key)

    async def update(self, sent: Sent, card: Card) -> Outcome:
        self.shown[sent.id] = card
        return Delivered(sent)


@dataclass
class House:
    """The bot, its doors and the people behind them."""

    dispatch: Dispatch
    doors: dict[str, KeepingDoor]
    clock: Clock

    def at(self, door: str, who: str, place: Place | None = None) -> Talk:
        return Talk(self.dispatch, self.doors[door], who, place)

    @property
    def around(self) -> Around:
        return Around.of(self.dispatch.settings, self.dispatch.doors)

    async def settle(self) -> None:
        """What the clockwork does meanwhile."""
        tick(self.dispatch.database, self.clock(), self.around)
        for _ in range(3):
            await deliver_due(self.dispatch.database, self.dispatch.platforms, self.clock)

    @property
    def poll(self) -> str:
        with self.dispatch.database.read() as tx:
            return polls.listed(tx, ("draft", "planned", "open", "closed"))[0].id

    def cards(self, door: str, text: str = "Poll:") -> list[Card]:
        """Posted cards as they look now."""
        shown = self.doors[door].shown.values()
        return [card for card in shown if card.summary.startswith(text) and "preview" not in words_of(card)]


def house_on(database: Database) -> House:
    clock = Clock()
    doors = {name: KeepingDoor(name, replace(CAPABILITIES, remembers=name in ("web", "email"))) for name in DOORS}
    with database.write() as tx:
        tx.add_all([PartnerRow(id="hull", name="Hull Care"), PartnerRow(id="york", name="York Aid")])
        tx.flush()
        for id, partner in {**PEOPLE, "sam": None}.items():
            tx.add(PersonRow(id=id, name=id.title(), partner_id=partner, noticed=NOW, created=NOW))
        tx.flush()
        tx.add(RoleRow(person_id="sam", role="staff"))
        tx.add_all(RoleRow(person_id=id, role="member") for id in PEOPLE)
        for door, members in DOORS.items():
            for id in members:
                people.link(tx, id, Sender(door, "T1", id), NOW)
        people.link(tx, "sam", Sender("slack", "T1", "sam"), NOW)
    dispatch = Dispatch(database, combine(ROUTERS), Shelf(database), settings(), clock, doors)
    return House(dispatch, doors, clock)


async def made(house: House, **values: str) -> str:
    """A poll by Sam, opened; its id."""
    form = {"question": "Where shall we meet?", "kind": "single", "options": "Leeds\nYork\nHull", "ways": "live"}
    sam = house.at("slack", "sam")
    assert "This is a preview" in await sam.submit(Action("poll_draft", ("",)), **{**form, **values})
    assert "The poll is open" in await sam.press("Open it")
    await house.settle()
    return house.poll


def option(id: str, number: int) -> Action:
    return Action("poll_vote", (id, str(number)))


def counted(house: House, id: str) -> dict[str, int | None]:
    with house.dispatch.database.read() as tx:
        poll = polls.find(tx, id)
        assert poll
        return dict(results_of(tx, poll).counts)
