"""The hub team's Sam, six members behind one door, and what the clockwork does for check-ins."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import select

from bot.cards import words_of
from bot.dispatch import Dispatch
from bot.events import Action, Sender
from bot.router import combine
from bot.store import people
from bot.store.database import Database
from bot.store.tables.checkins import CheckInRow
from bot.store.tables.people import PersonRow, RoleRow
from bot.usecases.checkin_clock import tick
from bot.usecases.delivering import deliver_due
from bot.usecases.indexing import Shelf
from bot.usecases.planning_routes import House as Around
from handlers import ROUTERS
from tests.conftest import NOW
from tests.stories.door import CAPABILITIES, Clock, FakeDoor, Talk, settings

MEMBERS = ("ann", "bob", "cat", "dan", "eve", "fay")
FORM = {
    "title": "This week", "questions": "mood: How are you?\nWhat went well?\nyes or no: Do you need help? | With what?",
    "audience": "role:member", "every": "week", "on": "Wednesday", "at": "09:30", "calendar": "GB/ENG",
    "on_holiday": "next", "rotate": "no", "remind_after_hours": "24", "escalate_after_days": "2",
}  # fmt: skip
HELP = {"questions": "What went well?\nhelp: What do you need?", "audience": "role:member", "escalate_after_days": "2"}


@dataclass
class House:
    """The bot, one door, and who is behind it."""

    dispatch: Dispatch
    door: FakeDoor
    clock: Clock

    def at(self, who: str) -> Talk:
        return Talk(self.dispatch, self.door, who)

    async def wait(self, **length: int) -> None:
        """Time passes, and the clockwork does its work."""
        self.clock.pass_(**length)
        around = Around.of(self.dispatch.settings, self.dispatch.doors)
        for _ in range(2):
            tick(self.dispatch.database, self.clock(), around)
            await deliver_due(self.dispatch.database, self.dispatch.platforms, self.clock)

    def told(self, who: str) -> list[str]:
        return [words_of(card) for place, card, _ in self.door.sent if place.id == f"direct-{who}"]

    @property
    def id(self) -> str:
        with self.dispatch.database.read() as tx:
            return tx.scalars(select(CheckInRow.id)).one()

    def action(self, name: str, *more: str, day: str = "2026-03-04") -> Action:
        return Action(name, (self.id, day, *more))


def house_on(database: Database) -> House:
    clock, door = Clock(), FakeDoor("slack", replace(CAPABILITIES))
    with database.write() as tx:
        for id in (*MEMBERS, "sam"):
            tx.add(PersonRow(id=id, name=id.title(), zone="Europe/London", noticed=NOW, created=NOW))
            tx.flush()
            tx.add(RoleRow(person_id=id, role="staff" if id == "sam" else "member"))
            people.link(tx, id, Sender("slack", "T1", id), NOW)
    dispatch = Dispatch(database, combine(ROUTERS), Shelf(database), settings(), clock, {door.name: door})
    return House(dispatch, door, clock)


async def begun(house: House, **fields: str) -> None:
    """Sam makes a check-in for Wednesdays, and it is Wednesday, 3 March's next day, 09:30."""
    sam = house.at("sam")
    assert "What kind of check-in" in await sam.say("check-in")
    preview = await sam.submit(Action("checkin_draft", ("",)), **{**FORM, **fields})
    assert "role:member: 6 people" in preview
    assert "not running" in preview
    assert "running" in await sam.press("Start it")
    await house.wait(hours=23, minutes=30)
