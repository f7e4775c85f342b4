"""Voting through several doors at once: changed, doubled, late, taken back; each vote counted once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.cards import words_of
from bot.events import Action, Press
from bot.store import polls
from bot.store.database import Database
from bot.store.tables.people import PersonRow
from bot.usecases.indexing import Shelf
from bot.usecases.poll_clock import tick
from bot.usecases.poll_results import results_of
from tests.conftest import NOW
from tests.stories.polls import DOORS, PEOPLE, House, counted, house_on, made, option


@pytest.fixture
def house(database: Database) -> House:
    return house_on(database)


@pytest.fixture
def small_house(sqlite: Database) -> House:
    return house_on(sqlite)


async def vote_everywhere(house: House, id: str) -> dict[str, str]:
    """Votes, changed and doubled, through every door; what a person who writes them down holds for true."""
    by_hand = {}
    ann_slack, ann_teams = house.at("slack", "ann"), house.at("teams", "ann")
    assert "Your vote: Leeds" in await ann_slack.act(option(id, 1))
    house.clock.pass_(minutes=1)
    assert "Your vote: York" in await ann_teams.act(option(id, 2))
    by_hand["ann"] = "2"

    bob = house.at("slack", "bob")
    press = Press("same-event", house.clock(), bob.sender, bob.here, option(id, 1))
    assert "Your vote: Leeds" in await bob.send(press)
    assert await bob.send(press) == ""
    by_hand["bob"] = "1"
    house.clock.pass_(minutes=1)

    assert "Your vote: Hull" in await house.at("web", "bob").submit(Action("poll_form", (id,)), choice="3")
    by_hand["bob"] = "3"
    assert "Your vote: York" in await house.at("email", "fay").act(Action("poll_vote", (id,)), "2")
    by_hand["fay"] = "2"
    await house.at("teams", "dan").act(option(id, 2))
    by_hand["dan"] = "2"
    await house.at("teams", "eve").act(option(id, 1))
    assert "withdrawn" in await house.at("teams", "eve").act(Action("poll_withdraw", (id,)))
    assert "That is not one of the options" in await house.at("slack", "cat").act(option(id, 9))
    return by_hand


def tally(by_hand: dict[str, str]) -> dict[str, int]:
    return {option: list(by_hand.values()).count(option) for option in ("1", "2", "3")}


async def test_one_poll_through_every_door_at_once(house: House) -> None:
    """Changed votes, duplicates, a late vote, a crash at the deadline: counted by hand beside it."""
    id = await made(house, closes="2026-03-03", closes_time="12:00")
    assert sum(len(house.cards(door)) for door in DOORS) == len(PEOPLE) + 1
    by_hand = await vote_everywhere(house, id)
    await house.settle()
    assert counted(house, id) == tally(by_hand)
    for door in DOORS:
        for card in house.cards(door):
            assert "York: 3" in words_of(card)
            assert "4 people have voted" in words_of(card)

    # Cat votes in the last second, and the process dies before it has decided
    house.clock.now = NOW.replace(hour=11, minute=59, second=59)
    cat = house.at("slack", "cat")
    assert await house.dispatch.accept(Press("cats", house.clock(), cat.sender, cat.here, option(id, 1)))
    house.clock.pass_(seconds=1)
    assert "This poll closed on Tuesday 3 March 2026, 12:00." in await house.at("teams", "eve").act(option(id, 1))
    assert tick(house.dispatch.database, house.clock(), house.around) == 0
    house.clock.pass_(seconds=20)
    another = replace(house.dispatch, shelf=Shelf(house.dispatch.database))
    assert await another.recover() == 1
    by_hand["cat"] = "1"
    house.clock.pass_(seconds=11)
    await house.settle()
    assert tick(house.dispatch.database, house.clock(), house.around) == 0
    assert counted(house, id) == tally(by_hand)
    assert len(by_hand) == 5
    results = [words_of(card) for door in DOORS for card in house.cards(door, "Result:")]
    assert all(house.cards(door) == [] for door in DOORS)
    assert all('"York" has most: 3 of 5 people chose it.' in told for told in results)
    assert len([told for told in results if "Publish the result" in told]) == 1


async def test_a_vote_that_arrives_after_a_newer_one_changes_nothing_and_says_so(house: House) -> None:
    id = await made(house)
    ann = house.at("slack", "ann")
    late = Press("held-up", house.clock(), ann.sender, ann.here, option(id, 1))
    house.clock.pass_(minutes=1)
    await house.at("teams", "ann").act(option(id, 2))
    assert "that later vote counts" in await ann.send(late)
    assert counted(house, id) == {"1": 0, "2": 1, "3": 0}


async def test_an_answer_is_found_again_from_any_door(small_house: House) -> None:
    house = small_house
    id = await made(house)
    await house.at("slack", "ann").act(option(id, 1))
    listed = await house.at("teams", "ann").say("polls")
    assert "No poll waits" in listed
    assert "You have answered" in listed
    assert "Where shall we meet?" in await house.at("teams", "ann").press("Change it")
    assert "You have answered" not in await house.at("teams", "dan").say("polls")


async def test_slots_fill_up_and_votes_can_be_final(small_house: House) -> None:
    house = small_house
    id = await made(house, kind="slots", options="Morning (1)\nEvening (5)", ways="live,final")
    assert "Your vote: Morning" in await house.at("slack", "ann").act(option(id, 1))
    assert "All places there are taken" in await house.at("slack", "bob").act(option(id, 1))
    assert "Your vote: Morning" in await house.at("teams", "ann").act(option(id, 1))
    assert "stays as it was given" in await house.at("teams", "ann").act(option(id, 2))
    assert "stays as it was given" in await house.at("teams", "ann").act(Action("poll_withdraw", (id,)))


async def test_a_meeting_is_shown_by_each_persons_clock(small_house: House) -> None:
    house = small_house
    with house.dispatch.database.write() as tx:
        tx.get_one(PersonRow, "dan").zone = "Asia/Kathmandu"
    id = await made(house, kind="meeting", options="2026-03-10 09:00\n2026-03-10 20:00")
    assert "Tuesday 10 March 2026, 14:45" in await house.at("teams", "dan").act(Action("poll", (id,)))
    assert "Tuesday 10 March 2026, 09:00" in await house.at("slack", "ann").act(Action("poll", (id,)))
    told = await house.at("teams", "dan").submit(Action("poll_form", (id,)), slot1="maybe", slot2="no")
    assert "14:45 (if need be)" in told
    await house.at("slack", "ann").submit(Action("poll_form", (id,)), slot1="yes", slot2="yes")
    await house.settle()
    with house.dispatch.database.read() as tx:
        poll = polls.find(tx, id)
        assert poll
        best = results_of(tx, poll).slots[0]
    assert (best.id, best.weight, best.partners) == ("1", 3, 2)
    assert any("The best time is Tuesday 10 March 2026, 14:45" in words_of(card) for card in house.cards("teams"))


async def test_one_organisation_one_vote(small_house: House) -> None:
    house = small_house
    id = await made(house, counted="partner", quorum="2")
    for who, number in (("ann", 1), ("bob", 1), ("cat", 2)):
        await house.at("slack", who).act(option(id, number))
    await house.at("teams", "dan").act(option(id, 2))
    await house.at("email", "fay").act(option(id, 2))
    await house.settle()
    card = words_of(house.cards("slack")[0])
    assert "York: 3" in card
    assert "Leeds and York are level." in card
    assert "One vote an organisation\nLeeds: 1\nYork: 1\nHull: 0" in card
    assert "The quorum of 2 was reached." in card
