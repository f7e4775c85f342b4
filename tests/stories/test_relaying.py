"""Relayed chat: nothing lost, nothing doubled, nothing kept; changed, taken back, ended, reported."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.events import Action, Submission
from bot.platform import Never, Unknown
from bot.store import held
from bot.store.database import Database
from bot.store.tables.people import PersonRow
from bot.usecases.relaying import LONGEST
from schedules import purge
from tests.stories.champions import House, house_with, joined, round_sent, yes
from tests.stories.relayed import got, in_touch, kept_anywhere, written


@pytest.fixture
async def house(database: Database) -> House:
    return await in_touch(house_with(database))


@pytest.fixture
async def small_house(sqlite: Database) -> House:
    return await in_touch(house_with(sqlite))


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


@pytest.mark.parametrize(("files", "note"), [(1, "not opened the file that"), (3, "not opened the 3 files that")])
async def test_what_lies_beside_the_words_is_named(small_house: House, files: int, note: str) -> None:
    house, ann = small_house, small_house.at("ann")
    told = await ann.send(written(house, "ann", "tell Bob: see this", "m1", files=files))
    assert "Passed on to Bob Baxter." in told
    assert note in told
    assert "I cannot pass on files and pictures" in await ann.send(
        written(house, "ann", "tell Bob:", "m2", files=files)
    )
    await house.settle()
    assert got(house, "bob", "see this") == 1
    assert note in await ann.send(written(house, "ann", "Who leads Health Equity?", "m3", files=files))


async def test_the_writer_hears_of_words_that_were_refused(house: House) -> None:
    """Bob's platform takes nothing more: of all that Ann wrote nothing is lost without her knowing."""
    house.doors["teams"].outcomes = [Never("the person has left")]
    await house.at("ann").submit(Action("relay_send", (house.introduction("ann", "bob"),)), text="xyzzy")
    for _ in range(2):
        await house.settle()
    assert got(house, "ann", "What you wrote did not reach Bob Baxter") == 1
    assert kept_anywhere(house, "xyzzy") == []


async def test_one_side_of_three_fails_and_the_other_gets_it_once(sqlite: Database) -> None:
    house = house_with(sqlite)
    await joined(house, "ann", "bob", "cat")
    await round_sent(house)
    id = house.introduction("ann", "bob", "cat")
    for who in ("ann", "bob", "cat"):
        await yes(house, who, id)
    await house.settle()
    house.doors["teams"].outcomes = [Never("the person has left")]
    await house.at("ann").submit(Action("relay_send", (id,)), text="xyzzy")
    for _ in range(2):
        await house.settle()
    assert (got(house, "bob", "xyzzy"), got(house, "cat", "xyzzy")) == (0, 1)
    assert got(house, "ann", "What you wrote did not reach Bob Baxter:") == 1
    assert kept_anywhere(house, "xyzzy") == []


async def test_the_writer_hears_where_nobody_can_tell(small_house: House) -> None:
    """The line broke while Bob's copy was on its way, and his platform cannot be asked."""
    house = small_house
    house.doors["teams"].capabilities = replace(house.doors["teams"].capabilities, on_doubt="hold")
    house.doors["teams"].outcomes = [Unknown("the line broke")]
    await house.at("ann").submit(Action("relay_send", (house.introduction("ann", "bob"),)), text="xyzzy")
    for _ in range(4):
        await house.settle()
        house.clock.pass_(minutes=1)
    assert got(house, "ann", "I cannot tell whether what you wrote reached Bob Baxter") == 1
    assert got(house, "bob", "xyzzy") == 1
    assert kept_anywhere(house, "xyzzy") == []
