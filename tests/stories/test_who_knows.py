"""Who knows? Asked without a name, ring by ring, answered through the bot."""

from __future__ import annotations

import pytest

from bot.cards import Form
from bot.events import Action
from bot.store.database import Database
from bot.store.tables.asks import AskRow
from bot.store.tables.coalition import NetworkRow, PersonNetworkRow, TaskgroupMemberRow, TaskgroupRow
from bot.store.tables.people import PersonRow
from tests.stories.champions import HOME, NAMES, House, house_with, joined, nobody_named

ASK = "Somebody of the coalition asks: do you know?"


@pytest.fixture
async def house(database: Database) -> House:
    """Gardens: Bob is in Ann's network, Cat in her region, Dan far away, Eve too but takes no part."""
    house = house_with(database)
    with database.write() as tx:
        tx.add(TaskgroupRow(id="garden", name="Community Gardens"))
        tx.add(NetworkRow(id="green", name="Green"))
        tx.flush()
        for who in ("bob", "cat", "dan", "eve"):
            tx.add(TaskgroupMemberRow(taskgroup_id="garden", person_id=who))
        for who in ("ann", "bob"):
            tx.add(PersonNetworkRow(person_id=who, network_id="green"))
        for who in ("dan", "eve", "fay"):
            tx.get_one(PersonRow, who).region = "South"
    await joined(house, "ann", "bob", "cat", "dan", "fay")
    return house


def asked(house: House) -> set[str]:
    return {who for who in HOME if any(ASK in text for text in house.told(who))}


async def test_one_ring_at_a_time(house: House) -> None:
    told = await house.at("ann").say("ask around: who has a plan for gardens?")
    assert "I am asking 1 person who may know, without your name." in told
    await house.settle()
    assert asked(house) == {"bob"}
    assert nobody_named(house, "bob", "ann")
    for ring in ({"bob", "cat"}, {"bob", "cat", "dan"}, {"bob", "cat", "dan"}):
        house.clock.pass_(days=2)
        await house.settle()
        assert asked(house) == ring
    assert "Nobody has answered what you asked around." in house.told("ann")[-1]
    with house.dispatch.database.read() as tx:
        assert [(row.state, row.words) for row in tx.query(AskRow)] == [("ended", "")]


async def test_an_answer_names_nobody_and_may_lead_to_an_introduction(house: House) -> None:
    await house.at("ann").submit(Action("champions_ask"), text="Who has a plan for gardens?")
    await house.settle()
    bob = house.at("bob")
    assert "without your name" in await bob.press("Answer")
    answer = bob.button("Answer").action
    assert "I have passed your answer on" in await bob.submit(answer, text="I have one.")
    assert "you have answered it" in await bob.submit(answer, text="And another.")
    assert "This ask has ended" in await house.at("cat").submit(answer, text="Me too!")
    await house.settle()
    assert "An answer from a champion, North:\nI have one." in house.told("ann")[-1]
    assert nobody_named(house, "ann", "bob")
    house.clock.pass_(days=2)
    await house.settle()
    assert asked(house) == {"bob"}
    assert "I am asking them." in await house.at("ann").press("I would like to meet them")
    await house.settle()
    assert nobody_named(house, "bob", "ann")
    assert NAMES["ann"] in await bob.press("Yes, introduce me")


async def test_an_answer_that_is_too_long_comes_back(house: House) -> None:
    await house.at("ann").submit(Action("champions_ask"), text="Who has a plan for gardens?")
    await house.settle()
    bob = house.at("bob")
    await bob.press("Answer")
    told = await bob.submit(bob.button("Answer").action, text="so " * 400)
    assert "at most 1000 characters" in told
    assert typed(house, "teams") == "so " * 400
    await house.settle()
    assert not any("An answer from" in text for text in house.told("ann"))


def typed(house: House, door: str) -> str:
    """What the form that was shown last has in it."""
    (form,) = [block for block in house.doors[door].sent[-1][1].blocks if isinstance(block, Form)]
    return form.inputs[0].value


async def test_what_cannot_be_asked(house: House) -> None:
    ann = house.at("ann")
    assert "Nobody who takes part fits that" in await ann.say("ask around: who knows about volcanoes?")
    for text, problem in (
        ("gardens " * 500, "at most 1000 characters"),
        (" ", "There were no words in that"),
        ("volcanoes?", "Nobody who takes part fits that"),
    ):
        assert problem in await ann.submit(Action("champions_ask"), text=text)
        assert typed(house, "slack") == text, "nothing typed is lost"
    for _ in range(5):
        assert "I am asking" in await ann.submit(Action("champions_ask"), text="gardens?")
    assert "You have asked 5 times this month." in await ann.submit(Action("champions_ask"), text="gardens?")
    assert "That is for members" in await house.at("stranger").act(Action("champions_ask"))
