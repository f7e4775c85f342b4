"""Six champions behind three doors, and what they do with introductions."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import select

from bot.cards import words_of
from bot.dispatch import Dispatch
from bot.events import Action, Sender
from bot.router import combine
from bot.store import intro_rounds, introductions, people, programmes
from bot.store.database import Database
from bot.store.intro_rounds import Round
from bot.store.tables.coalition import PartnerRow
from bot.store.tables.introductions import IntroductionRow
from bot.store.tables.people import PersonRow, RoleRow
from bot.usecases.delivering import deliver_due
from bot.usecases.indexing import Shelf
from bot.usecases.introduction_clock import tick
from bot.usecases.planning_routes import House as Around
from handlers import ROUTERS
from tests.conftest import NOW
from tests.stories.door import CAPABILITIES, Clock, FakeDoor, Talk, settings

HOME = {"ann": "slack", "bob": "teams", "cat": "email", "dan": "slack", "eve": "teams", "fay": "email"}
NAMES = {
    "ann": "Ann Archer", "bob": "Bob Baxter", "cat": "Cat Calder", "dan": "Dan Dorset", "eve": "Eve Easton",
    "fay": "Fay Fenwick", "sam": "Sam Stone",
}  # fmt: skip
PARTNERS = {"ann": "hull", "bob": "york", "cat": "leeds", "dan": "hull", "eve": "york", "fay": "leeds"}


@dataclass
class House:
    """The bot, its doors and the champions behind them."""

    dispatch: Dispatch
    doors: dict[str, FakeDoor]
    clock: Clock

    def at(self, who: str) -> Talk:
        return Talk(self.dispatch, self.doors[HOME.get(who, "slack")], who)

    @property
    def around(self) -> Around:
        return Around.of(self.dispatch.settings, self.dispatch.doors)

    def tick(self) -> int:
        return tick(self.dispatch.database, self.clock(), self.around)

    async def settle(self) -> None:
        """What the clockwork does meanwhile."""
        for _ in range(5):
            self.tick()
            await deliver_due(self.dispatch.database, self.dispatch.platforms, self.clock)

    def told(self, who: str) -> list[str]:
        """Everything a person was ever shown."""
        door = self.doors[HOME.get(who, "slack")]
        return [words_of(card) for place, card, _ in door.sent if place.id == f"direct-{who}"]

    def introduction(self, *who: str) -> str:
        """The one that these people are in."""
        with self.dispatch.database.read() as tx:
            for id in tx.scalars(select(IntroductionRow.id).where(IntroductionRow.state != "cancelled")):
                found = introductions.find(tx, id)
                if found and set(who) <= set(found.people):
                    return id
        raise AssertionError(f"no introduction of {who}")

    def partner(self, who: str) -> str:
        """With whom somebody is being introduced."""
        with self.dispatch.database.read() as tx:
            (found,) = introductions.of_person(tx, who, ("planned", "asking", "together"))
            return next(person for person in found.people if person != who)

    @property
    def round(self) -> Round:
        with self.dispatch.database.read() as tx:
            return intro_rounds.latest(tx)[0]


def house_with(database: Database) -> House:
    clock = Clock()
    doors = {name: FakeDoor(name, replace(CAPABILITIES, remembers=name == "email")) for name in set(HOME.values())}
    with database.write() as tx:
        for id in ("hull", "york", "leeds"):
            tx.add(PartnerRow(id=id, name=f"{id.title()} Care"))
        tx.flush()
        for id, name in NAMES.items():
            email = f"{id}@example.org"
            region = "North" if id != "sam" else None
            tx.add(
                PersonRow(
                    id=id, name=name, partner_id=PARTNERS.get(id), region=region, email=email, noticed=NOW, created=NOW
                )
            )
        tx.flush()
        for id, home in HOME.items():
            tx.add(RoleRow(person_id=id, role="champion"))
            people.link(tx, id, Sender(home, "T1", id), NOW)
        tx.add(RoleRow(person_id="sam", role="staff"))
        people.link(tx, "sam", Sender("slack", "T1", "sam"), NOW)
    dispatch = Dispatch(database, combine(ROUTERS), Shelf(database), settings(), clock, doors)
    return House(dispatch, doors, clock)


async def joined(house: House, *who: str) -> None:
    for person in who:
        told = await house.at(person).say("introductions on")
        assert "You can say no every time: nobody learns of it." in told
        assert "Thank you" in await house.at(person).press("Yes, introduce me")


async def round_sent(house: House) -> str:
    """A round planned by Sam and sent; what Sam saw before."""
    sam = house.at("sam")
    with house.dispatch.database.read() as tx:
        (programme,) = programmes.running(tx)
    preview = await sam.act(Action("round_plan", (programme.id,)))
    assert "goes out now" in await sam.press("Send it")
    await house.settle()
    return preview


async def yes(house: House, who: str, id: str) -> str:
    return await house.at(who).act(Action("intro_yes", (id,)))


def nobody_named(house: House, who: str, *others: str) -> bool:
    return not any(
        NAMES[other] in text or PARTNERS[other].title() in text for other in others for text in house.told(who)
    )
