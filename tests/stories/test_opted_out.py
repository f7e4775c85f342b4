"""Nobody who is out appears anywhere: not in a card, a plan, a preview, an export or the directory, whatever happens."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import Literal

from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, update

from bot.cards import Card, words_of
from bot.champions import Champion, Theme
from bot.events import Action, Sent
from bot.platform import Delivered, Outcome
from bot.store import champions, intro_rounds, introductions
from bot.store.database import Database
from bot.store.importing_people import drop_missing_people
from bot.store.tables import Base
from bot.store.tables.people import PersonRow
from tests.conftest import NOW
from tests.stories.champions import NAMES, House, house_with

PEOPLE = ("ann", "bob", "cat", "dan")
Act = Literal[
    "join", "withdraw", "stop", "start", "gone", "no champion", "yes", "no", "write", "find", "ask", "wish", "mine",
    "data", "email", "met", "plan", "send", "cancel", "settle", "week", "stories",
]  # fmt: skip
BY_ONE: tuple[Act, ...] = (
    "withdraw", "stop", "start", "gone", "no champion", "yes", "yes", "no", "write", "find", "ask", "wish", "mine",
    "data", "email", "met", "join",
)  # fmt: skip
BY_TIME: tuple[Act, ...] = ("plan", "send", "cancel", "settle", "settle", "week", "stories")
DEEDS = st.lists(
    st.tuples(st.sampled_from(PEOPLE), st.sampled_from(BY_ONE) | st.sampled_from(BY_TIME)), min_size=3, max_size=14
)


@dataclass
class Watched:
    """The house, who is out by what they themselves did, and everything anybody is shown."""

    house: House
    joined: set[str] = field(default_factory=set)
    stopped: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    champions: set[str] = field(default_factory=lambda: set(PEOPLE))
    shown: list[tuple[str, str]] = field(default_factory=list)
    """To whom, and what; since the last look."""

    def __post_init__(self) -> None:
        for door in self.house.doors.values():
            door.update = self._updated  # type: ignore[method-assign]

    async def _updated(self, sent: Sent, card: Card) -> Outcome:
        self.shown.append((sent.place.id, words_of(card)))
        return Delivered(sent)

    def introduced(self) -> set[str]:
        """Those who may appear in an introduction now."""
        return self.joined - self.stopped - self.gone

    def look(self) -> list[tuple[str, str]]:
        """What was shown since the last look."""
        for door in self.house.doors.values():
            self.shown += [(place.id, words_of(card)) for place, card, _ in door.sent]
            door.sent.clear()
        seen, self.shown = self.shown, []
        return seen

    async def do(self, who: str, act: Act) -> None:
        if act in BY_TIME:
            await self._passes(act)
            return
        talk = self.house.at(who)
        if act == "gone":
            with self.house.dispatch.database.write() as tx:
                drop_missing_people(tx, "people.csv", frozenset(PEOPLE) - self.gone - {who})
            self.gone.add(who)
        elif act in WORDS:
            await talk.say(WORDS[act])
        elif act == "write":
            await talk.submit(Action("relay_send", (self.introduction_of(who),)), text="hello")
        elif act == "data":
            await talk.act(Action("my_data_champion"))
        else:
            await talk.act(Action(f"intro_{act}", (self.introduction_of(who), "yes")))
        self._noted(who, act)

    def _noted(self, who: str, act: Act) -> None:
        """What it makes of them, by the words they were told beforehand."""
        if act in ("stop", "start"):
            (self.stopped.add if act == "stop" else self.stopped.discard)(who)
        elif who not in self.stopped:
            if act == "join" and who not in self.gone:
                self.joined.add(who)
            if act == "withdraw":
                self.joined.discard(who)
            if act == "no champion":
                self.champions.discard(who)

    async def _passes(self, act: Act) -> None:
        sam = self.house.at("sam")
        match act:
            case "plan":
                await sam.act(Action("round_plan", ("champions",)))
            case "send" | "cancel":
                await sam.act(Action(f"round_{act}", (self.round(),)))
            case "stories":
                await sam.say("introduction stories")
            case _:
                self.house.clock.pass_(days=7 if act == "week" else 0)
                await self.house.settle()

    def round(self) -> str:
        with self.house.dispatch.database.read() as tx:
            found = intro_rounds.latest(tx)
        return found[0].id if found else ""

    def introduction_of(self, who: str) -> str:
        with self.house.dispatch.database.read() as tx:
            found = introductions.of_person(tx, who, ("asking", "together"))
        return found[-1].id if found else ""


WORDS: dict[str, str] = {
    "withdraw": "stop introductions",
    "stop": "stop",
    "start": "start",
    "no champion": "stop being a champion",
    "find": "who knows about data?",
    "ask": "ask around: who has a plan for data?",
    "wish": "introduce me to someone who knows about data",
    "mine": "introductions",
}


TOGETHER: list[tuple[str, Act]] = [
    ("sam", "send"), ("sam", "settle"), ("ann", "yes"), ("bob", "yes"),
]  # fmt: skip
AFTER: list[tuple[str, Act]] = [("ann", "mine"), ("ann", "data"), ("ann", "find"), ("sam", "week"), ("sam", "week")]


@settings(
    max_examples=40,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # the stories are short as they are, and each takes a while
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(first=st.sets(st.sampled_from(PEOPLE), min_size=2), deeds=DEEDS)
@example(first={"ann", "bob"}, deeds=[("bob", "withdraw"), ("sam", "plan")])
@example(first={"ann", "bob"}, deeds=[*TOGETHER, ("bob", "withdraw"), *AFTER])
@example(first={"ann", "bob"}, deeds=[*TOGETHER, ("sam", "settle"), ("bob", "stop"), *AFTER])
@example(first={"ann", "bob"}, deeds=[*TOGETHER, ("sam", "settle"), ("bob", "gone"), ("sam", "settle"), *AFTER])
def test_nobody_who_is_out_appears_anywhere(database: Database, first: set[str], deeds: list[tuple[str, Act]]) -> None:
    asyncio.run(_lived(Watched(_fresh(database)), first, deeds))


async def _lived(watched: Watched, first: set[str], deeds: list[tuple[str, Act]]) -> None:
    start: list[tuple[str, Act]] = [(who, "join") for who in sorted(first)]
    for number, (who, act) in enumerate([*start, ("ann", "plan"), *deeds, ("ann", "settle"), ("ann", "week")]):
        out = set(PEOPLE) - watched.introduced()
        await watched.do(who, act)
        out &= set(PEOPLE) - watched.introduced()
        findable = watched.champions - watched.stopped - watched.gone if act == "find" else set()
        for place, text in watched.look():
            for person in out - findable:
                if place != f"direct-{person}":
                    assert NAMES[person] not in text, (number, who, act, place, person, text)
                    assert f"{person}@example.org" not in text, (number, who, act, place, person, text)


def _fresh(database: Database) -> House:
    """Four champions who know about data, and nothing else."""
    with database.write() as tx:
        for table in reversed(Base.metadata.sorted_tables):
            tx.execute(delete(table))
    house = house_with(database)
    with database.write() as tx:
        tx.execute(update(PersonRow).where(PersonRow.id.in_(PEOPLE)).values(source="people.csv"))
        champions.save_theme(tx, Theme("data", "Data"))
        for who in PEOPLE:
            one = Champion(who, state="active", region="North", consent_at=NOW, can_help=("data",), load_limit=9)
            champions.save(tx, replace(one, themes=("Data",)), NOW)
    return house
