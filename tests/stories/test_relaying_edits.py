"""Relayed words that are changed or taken back: in the chat by a press, or where they were written."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.cards import Card, words_of
from bot.events import DELETED, Action, Sent
from bot.platform import Delivered, Outcome
from bot.store.database import Database
from tests.stories.champions import House, house_with, joined, round_sent, yes
from tests.stories.relayed import got, in_touch, kept_anywhere, written


@pytest.fixture
async def small_house(sqlite: Database) -> House:
    return await in_touch(house_with(sqlite))


async def test_changed_and_taken_back(small_house: House) -> None:
    house = small_house
    shown: dict[str, Card] = {}

    async def update(sent: Sent, card: Card) -> Outcome:
        shown[sent.id] = card
        return Delivered(sent)

    house.doors["teams"].update = update  # type: ignore[method-assign]
    id = house.introduction("ann", "bob")
    ann = house.at("ann")
    await ann.submit(Action("relay_send", (id,)), text="at nien")
    await house.settle()
    assert "Write it anew" in await ann.press("Change it")
    message = ann.button("Take it back").action.args[0]
    assert "Changed." in await ann.submit(Action("relay_change", (message,)), text="at nine")
    await house.settle()
    assert "has changed it:\nat nine" in words_of(list(shown.values())[-1])
    assert kept_anywhere(house, "at nine") == []
    assert "I cannot find that message" in await house.at("bob").act(Action("relay_take_back", (message,)))
    assert "Taken back." in await ann.press("Take it back")
    await house.settle()
    assert words_of(list(shown.values())[-1]) == "Ann Archer has taken this message back."
    await ann.submit(Action("relay_send", (id,)), text="never mind")
    await ann.press("Take it back")
    await house.settle()
    assert got(house, "bob", "never mind") == 0


async def shown_at(house: House, door: str) -> dict[str, Card]:
    """What the messages of a door show once they were changed, by their ids."""
    shown: dict[str, Card] = {}

    async def update(sent: Sent, card: Card) -> Outcome:
        shown[sent.id] = card
        return Delivered(sent)

    house.doors[door].update = update  # type: ignore[method-assign]
    return shown


async def test_an_edit_and_a_deletion_where_it_was_written_are_carried(small_house: House) -> None:
    house, ann = small_house, small_house.at("ann")
    shown = await shown_at(house, "teams")
    assert "Passed on to Bob Baxter." in await ann.send(written(house, "ann", "tell Bob: at nien", "m1"))
    assert "Changed." in await ann.send(written(house, "ann", "tell Bob: at nine", "m2", edited=True))
    await house.settle()
    assert got(house, "bob", "at nien") == 0, "what waited goes out with the new words"
    assert got(house, "bob", "has changed it:\nat nine") == 1
    assert "Changed." in await ann.send(written(house, "ann", "at ten", "m3", edited=True))
    await house.settle()
    (card,) = shown.values()
    assert "has changed it:\nat ten" in words_of(card)
    assert "40000 characters" in await ann.send(written(house, "ann", "z" * 40_000, "m4", edited=True))

    deleted = Action(DELETED, ("D1-17",))
    assert await house.at("bob").act(deleted) == "", "only one's own"
    assert "Taken back." in await ann.act(deleted)
    assert await ann.act(deleted) == ""
    await house.settle()
    (card,) = shown.values()
    assert words_of(card) == "Ann Archer has taken this message back."
    assert kept_anywhere(house, "at ten") == []


async def test_what_was_never_passed_on_is_no_edit_of_it(small_house: House) -> None:
    house = small_house
    told = await house.at("ann").send(written(house, "ann", "help", "m2", edited=True))
    assert "Changed." not in told
    assert await house.at("ann").act(Action(DELETED, ("D1-99",))) == ""


async def test_an_edit_follows_by_itself_where_nothing_can_be_changed(sqlite: Database) -> None:
    """Cat has only e-mail: what has arrived stays, so the new words follow, and a deletion says so."""
    house = house_with(sqlite)
    house.doors["email"].capabilities = replace(house.doors["email"].capabilities, can_update=False)
    await joined(house, "ann", "cat")
    await round_sent(house)
    id = house.introduction("ann", "cat")
    await yes(house, "ann", id)
    await yes(house, "cat", id)
    await house.settle()
    ann = house.at("ann")
    await ann.send(written(house, "ann", "tell Cat: at nien", "m1"))
    await house.settle()
    for event in ("m2", "m3"):
        assert "Changed." in await ann.send(written(house, "ann", "tell Cat: at nine", event, edited=True))
        await house.settle()
    assert got(house, "cat", "Ann Archer writes to you:\nat nien") == 1
    assert got(house, "cat", "Ann Archer wrote to you and has changed it:\nat nine") == 1
    assert kept_anywhere(house, "at nine") == []
    told = await ann.act(Action(DELETED, ("D1-17",)))
    assert "Taken back, but Cat Calder has it as an e-mail already" in told
