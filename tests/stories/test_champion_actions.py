"""What champions did: written down, listed, seen by the team; badges only for those who like them."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.champions import Champion, Theme, earned
from bot.events import Action
from bot.store import champions
from bot.store.database import Database
from bot.store.tables.checkins import CheckInAnswerRow, CheckInRow
from tests.conftest import NOW
from tests.stories.champions import House, house_with

DAY = NOW.date()


@pytest.fixture
async def house(database: Database) -> House:
    house = house_with(database)
    with database.write() as tx:
        champions.save_theme(tx, Theme("workforce", "Workforce"))
        champions.save(tx, Champion("bob", state="active", can_help=("rotas",), consent_at=NOW), NOW)
    return house


@pytest.mark.parametrize(
    ("days", "badges"),
    [
        ([], ()),
        ([0], ("first",)),
        ([0, 0, 1, 1], ("first",)),
        ([0, 1, 2, 3, 4], ("first", "five")),
        ([0, 31, 62], ("first", "steady")),
        ([0, 31, 62, 93, 124], ("first", "five", "steady")),
    ],
)
def test_badges_are_for_what_was_done(days: list[int], badges: tuple[str, ...]) -> None:
    assert earned([dt.date(2026, 1, 1) + dt.timedelta(days=day) for day in days]) == badges


async def test_what_was_done_is_written_down_and_badges_are_off_until_wanted(house: House) -> None:
    bob, ann = house.at("bob"), house.at("ann")
    told = await bob.say("I did: a stall in the library")
    assert "Written down, for you and the team" in told
    assert "badge" not in told
    assert "a stall in the library" in await bob.say("my actions")
    assert "Badges are off" in await bob.say("my badges")
    assert "first action" not in await ann.say("who knows about rotas?")
    await bob.submit(Action("champion_profile"), eyes_badges="members", load_limit="2")
    assert "first action. Nobody is ranked" in await bob.say("my badges")
    assert "Bob Baxter, York Care [first action]" in await ann.say("who knows about rotas?")
    for number in range(3):
        house.clock.pass_(days=1)
        assert "new badge" not in await bob.say(f"I did: visit {number}")
    house.clock.pass_(days=1)
    assert "You have a new badge: five actions." in await bob.say("i did: the fifth thing")
    assert "nothing yet" in await ann.say("my actions")
    assert "Only champions record" in await ann.say("I did: something")
    with house.dispatch.database.write() as tx:
        assert len(champions.actions(tx)) == 5
        champions.remove(tx, "bob")
        assert champions.actions(tx) == []


async def test_an_answer_to_a_prompt_counts_too(house: House) -> None:
    with house.dispatch.database.write() as tx:
        tx.add(CheckInRow(id="weekly", definition={}, state="active", source="staff", created=NOW))
        tx.flush()
        tx.add(CheckInAnswerRow(checkin_id="weekly", day=DAY, person_id="bob", field="done", value="a walk", at=NOW))
        tx.add(CheckInAnswerRow(checkin_id="weekly", day=DAY, person_id="ann", field="done", value="a run", at=NOW))
    assert "a walk" in await house.at("bob").say("my actions")
    with house.dispatch.database.read() as tx:
        assert [text for _, _, text in champions.actions(tx)] == ["a walk"], "of champions only"
        found = champions.get(tx, "bob")
        assert found
        assert found.badges == ("first",)
