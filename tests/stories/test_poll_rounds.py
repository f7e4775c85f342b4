"""Polls and the clock: opened, reminded of, closed by one process of several, and coming again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.cards import words_of
from bot.events import Action
from bot.store import polls
from bot.store.database import Database
from bot.usecases.poll_clock import tick
from tests.conftest import NOW
from tests.stories.polls import DOORS, PEOPLE, House, house_on, made, option


@pytest.fixture
def house(database: Database) -> House:
    return house_on(database)


@pytest.fixture
def small_house(sqlite: Database) -> House:
    return house_on(sqlite)


async def test_a_poll_opens_reminds_closes_and_comes_again_by_the_clock(small_house: House) -> None:
    house = small_house
    sam = house.at("slack", "sam")
    await sam.submit(
        Action("poll_draft", ("",)),
        question="How was the week?", kind="rating", opens="2026-03-09", closes="2026-03-13", every="week",
    )  # fmt: skip
    assert "opens on Monday 9 March 2026, 09:00" in await sam.press("Open it")
    first = house.poll
    house.clock.now = NOW.replace(day=9, hour=9, second=7)
    await house.settle()
    assert "Your vote: 4" in await house.at("slack", "ann").act(option(first, 4))
    house.clock.now = NOW.replace(day=12, hour=17, minute=1)
    await house.settle()
    reminded = sum(len(house.cards(door)) for door in DOORS)
    assert reminded == 7 + 6
    for _ in range(3):
        await house.settle()
    assert sum(len(house.cards(door)) for door in DOORS) == reminded
    house.clock.now = NOW.replace(day=16, hour=9, minute=0, second=7)
    for _ in range(4):
        await house.settle()
    with house.dispatch.database.read() as tx:
        found = {poll.id: poll.state for poll in polls.listed(tx, ("open", "closed", "planned"))}
        second = polls.find(tx, f"{first}~20260316")
    assert found == {first: "closed", f"{first}~20260316": "open"}
    assert second
    assert second.closes == NOW.replace(day=20, hour=17)
    house.clock.now = NOW.replace(day=31, hour=9)
    for _ in range(4):
        await house.settle()
    with house.dispatch.database.read() as tx:
        found = {poll.id: poll.state for poll in polls.listed(tx, ("open", "closed", "planned"))}
    assert found == {first: "closed", f"{first}~20260316": "closed", f"{first}~20260330": "open"}


async def test_a_poll_that_shall_not_come_again_does_not(small_house: House) -> None:
    house = small_house
    id = await made(house, closes="2026-03-06", every="week")
    managed = await house.at("slack", "sam").act(Action("poll_manage", (id,)))
    assert "Comes again: every week" in managed
    assert "does not come again" in await house.at("slack", "sam").press("Do not repeat it")
    house.clock.pass_(days=20)
    await house.settle()
    await house.settle()
    with house.dispatch.database.read() as tx:
        assert [(poll.id, poll.state) for poll in polls.listed(tx, ("planned", "open", "closed"))] == [(id, "closed")]


async def test_several_processes_close_a_poll_once(house: House) -> None:
    id = await made(house, closes="2026-03-03", closes_time="12:00")
    await house.at("slack", "ann").act(option(id, 1))
    await house.settle()
    house.clock.pass_(hours=3)
    database, now, around = house.dispatch.database, house.clock(), house.around
    with ThreadPoolExecutor(4) as processes:
        done = list(processes.map(lambda _: tick(database, now, around), range(4)))
    assert sum(done) == 1
    await house.settle()
    told = [card for card in house.cards("slack", "Result:") if "Publish the result" in words_of(card)]
    assert len(told) == 1


async def test_a_reminder_that_waits_for_the_morning_does_not_come_to_who_has_voted(small_house: House) -> None:
    house = small_house
    id = await made(house)
    house.clock.now = NOW.replace(hour=23)
    await house.at("slack", "sam").act(Action("poll_remind", (id,)))
    await house.at("web", "bob").submit(Action("poll_form", (id,)), choice="3")
    await house.at("teams", "dan").act(option(id, 1))
    await house.at("teams", "dan").act(Action("poll_withdraw", (id,)))
    house.clock.pass_(hours=12)
    await house.settle()
    got = {
        place.id for door in house.doors.values() for place, card, _ in door.sent if card.summary.startswith("Poll:")
    }
    assert {f"direct-{who}" for who in PEOPLE} <= got
    reminded = [place.id for door in house.doors.values() for place, card, _ in door.sent if "Poll:" in card.summary]
    assert reminded.count("direct-bob") == reminded.count("direct-dan") == 1
    assert reminded.count("direct-eve") == 2
