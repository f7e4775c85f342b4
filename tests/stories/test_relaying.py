"""Relayed chat: nothing lost, nothing doubled, nothing kept; changed, taken back, ended, reported."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.cards import Card, words_of
from bot.events import Action, Sent, Submission
from bot.platform import Delivered, Outcome, Unknown
from bot.store import held
from bot.store.database import Database
from bot.store.tables import Base
from bot.store.tables.people import PersonRow
from bot.usecases.relaying import LONGEST
from schedules import purge
from tests.stories.champions import House, house_with, joined, round_sent, yes


@pytest.fixture
async def house(database: Database) -> House:
    return await in_touch(house_with(database))


@pytest.fixture
async def small_house(sqlite: Database) -> House:
    return await in_touch(house_with(sqlite))


async def in_touch(house: House) -> House:
    await joined(house, "ann", "bob")
    await round_sent(house)
    id = house.introduction("ann", "bob")
    await yes(house, "ann", id)
    await yes(house, "bob", id)
    await house.settle()
    return house


def kept_anywhere(house: House, words: str) -> list[str]:
    """The tables in which these words stand."""
    with house.dispatch.database.read() as tx:
        return [
            table.name
            for table in Base.metadata.sorted_tables
            if any(words in " ".join(map(str, row)) for row in tx.execute(select(table)))
        ]


def got(house: House, who: str, words: str) -> int:
    return sum(words in text for text in house.told(who))


async def test_words_are_forgotten_once_they_have_arrived(house: House) -> None:
    id = house.introduction("ann", "bob")
    await house.at("ann").submit(Action("relay_send", (id,)), text="about the xyzzy project")
    assert kept_anywhere(house, "xyzzy") == ["broadcast_content"]
    await house.settle()
    assert got(house, "bob", "Ann Archer writes to you:\nabout the xyzzy project") == 1
    assert "I keep none of these words" in house.told("bob")[-1]
    assert kept_anywhere(house, "xyzzy") == []
    await house.settle()
    assert got(house, "bob", "xyzzy") == 1


async def test_a_crash_neither_loses_nor_doubles(house: House) -> None:
    """Killed after the event was accepted, again after it was decided, and again while it was being sent."""
    id = house.introduction("ann", "bob")
    ann = house.at("ann")
    event = Submission("once", house.clock(), ann.sender, ann.here, Action("relay_send", (id,)), {"text": "xyzzy"})
    assert await house.dispatch.accept(event)
    assert not await house.dispatch.accept(event)
    house.clock.pass_(seconds=20)
    await house.dispatch.recover()
    await house.dispatch.recover()
    house.doors["teams"].outcomes = [Unknown("the line broke")]
    for _ in range(4):
        await house.settle()
        house.clock.pass_(minutes=1)
    assert got(house, "bob", "xyzzy") == 1


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


async def test_what_cannot_be_passed_on_is_said_and_nothing_typed_is_lost(small_house: House) -> None:
    house = small_house
    id = house.introduction("ann", "bob")
    send = Action("relay_send", (id,))
    told = await house.at("ann").submit(send, text="z" * 40_000)
    assert f"That has 40000 characters, and I pass on at most {LONGEST} at once." in told
    assert "I cannot pass on files and pictures" in await house.at("ann").submit(send, text="  ")
    assert "files and pictures are not passed on" in await house.at("ann").act(Action("relay_write", (id,)))
    assert "I know of no such introduction" in await house.at("cat").submit(send, text="let me in")
    await house.settle()
    assert got(house, "bob", "zzz") == got(house, "bob", "let me in") == 0


async def test_words_typed_in_the_chat_are_passed_on_by_name(small_house: House) -> None:
    """The writer agreed to have their words kept, but what is for others is not theirs alone."""
    house = small_house
    with house.dispatch.database.write() as tx:
        tx.get_one(PersonRow, "bob").keep_words = True
    assert "Passed on to Ann Archer." in await house.at("bob").say("tell Ann: an xyzzy word")
    assert "That has 40000 characters" in await house.at("bob").say("tell ann archer: " + "z" * 40_000)
    await house.at("bob").say("tell Fay: an xyzzy word")
    await house.settle()
    assert got(house, "ann", "Bob Baxter writes to you:\nan xyzzy word") == 1
    assert got(house, "fay", "xyzzy") == 0
    assert await house.at("bob").say("tell Ann: stop")
    assert "That chat has ended" not in house.told("bob")[-1]
    assert "It has ended" in house.told("bob")[-1]


async def test_the_stop_word_and_the_time_limit_end_it(small_house: House) -> None:
    house = small_house
    id = house.introduction("ann", "bob")
    await house.at("ann").submit(Action("relay_send", (id,)), text="on its way")
    assert "It has ended" in await house.at("bob").submit(Action("relay_send", (id,)), text="Stop!")
    await house.settle()
    assert got(house, "bob", "on its way") == 0
    assert "The introduction has ended" in house.told("ann")[-1]
    assert "The time to answer" in await house.at("ann").submit(Action("relay_send", (id,)), text="hello?")


async def test_after_its_time_nothing_is_passed_on(small_house: House) -> None:
    house = small_house
    id = house.introduction("ann", "bob")
    house.clock.pass_(days=61)
    assert "That chat has ended" in await house.at("ann").submit(Action("relay_send", (id,)), text="hello?")


async def test_words_are_kept_only_if_both_ask(small_house: House) -> None:
    house = small_house
    id = house.introduction("ann", "bob")
    assert "only once everybody has asked" in await house.at("ann").act(Action("relay_keep", (id, "yes")))
    await house.at("ann").submit(Action("relay_send", (id,)), text="first xyzzy")
    await house.settle()
    assert kept_anywhere(house, "first xyzzy") == []
    assert "Everybody wishes it" in await house.at("bob").act(Action("relay_keep", (id, "yes")))
    await house.at("ann").submit(Action("relay_send", (id,)), text="second xyzzy")
    await house.settle()
    assert "I keep these words, because everybody asked me to." in house.told("bob")[-1]
    assert kept_anywhere(house, "second xyzzy") == ["relay_message"]


async def test_a_report_reaches_the_team_in_the_reporters_words(small_house: House) -> None:
    house = small_house
    id = house.introduction("ann", "bob")
    await house.at("bob").act(Action("relay_report", (id,)))
    assert "I have told the hub team" in await house.at("bob").submit(Action("relay_reported", (id,)), about="Rude.")
    await house.settle()
    assert "Bob Baxter reports a relayed chat with Ann Archer\nRude." in house.told("sam")[-1]
    assert "That chat has ended" in await house.at("cat").submit(Action("relay_reported", (id,)), about="Me too.")


async def test_one_side_cannot_be_reached(small_house: House) -> None:
    """Bob has stopped the bot: Ann is told that nothing was passed on."""
    house = small_house
    id = house.introduction("ann", "bob")
    with house.dispatch.database.write() as tx:
        tx.get_one(PersonRow, "bob").stopped = True
    told = await house.at("ann").submit(Action("relay_send", (id,)), text="hello?")
    assert "I cannot reach anybody in that chat just now" in told


async def test_who_wrote_to_whom_is_forgotten_too(small_house: House) -> None:
    house = small_house
    id = house.introduction("ann", "bob")
    await house.at("ann").submit(Action("relay_send", (id,)), text="hello")
    await house.settle()
    with house.dispatch.database.read() as tx:
        assert "relay_message" in held.counts(tx, "ann")
    house.clock.pass_(days=31)
    purge.forget(house.dispatch)
    with house.dispatch.database.read() as tx:
        assert "relay_message" not in held.counts(tx, "ann")
