"""Introductions from opt-in to outcome: one champion on one platform, one on another, one by e-mail."""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from bot.cards import words_of
from bot.events import Action, Press
from bot.platform import Never
from bot.store import introductions
from bot.store.database import Database
from bot.store.tables.coalition import TaskgroupMemberRow, TaskgroupRow
from bot.store.tables.people import PersonRow
from bot.store.tables.traffic import InteractionRow
from tests.stories.champions import HOME, NAMES, House, house_with, joined, nobody_named, round_sent, yes


@pytest.fixture
def house(database: Database) -> House:
    return house_with(database)


@pytest.fixture
def small_house(sqlite: Database) -> House:
    return house_with(sqlite)


async def test_from_opt_in_to_outcome_across_three_platforms(house: House) -> None:
    """Ann says yes with whoever she gets; names come after both have agreed; they write, meet and tell."""
    await joined(house, "ann", "bob")
    assert "1 introduction is planned." in await round_sent(house)
    id = house.introduction("ann", "bob")
    assert nobody_named(house, "ann", "bob")
    assert nobody_named(house, "bob", "ann")
    assert "a champion, North" in house.told("ann")[-1]
    assert "Thank you. I tell you as soon as everybody has said yes" in await yes(house, "ann", id)
    await house.settle()
    assert nobody_named(house, "ann", "bob")
    assert nobody_named(house, "bob", "ann")
    assert NAMES["ann"] in await yes(house, "bob", id)
    await house.settle()
    assert sum(NAMES["bob"] in text for text in house.told("ann")) == 1
    assert "York Care" in house.told("ann")[-1]

    told = await house.at("ann").submit(Action("relay_send", (id,)), text="Shall we talk about hubs?")
    assert "Passed on to Bob Baxter." in told
    await house.settle()
    assert "Ann Archer writes to you:\nShall we talk about hubs?" in house.told("bob")[-1]
    assert "shares their e-mail" not in "".join(house.told("bob"))
    await house.at("ann").act(Action("intro_email", (id,)))
    await house.settle()
    assert "ann@example.org" in house.told("bob")[-1]

    house.clock.pass_(days=11)
    await house.settle()
    assert "Did you meet Ann Archer?" in house.told("bob")[-1]
    assert "How was it?" in await house.at("bob").press("Yes, we met")
    story = {"story": "We now share a rota.", "quote": "yes", "again": "yes"}
    assert "may quote what you wrote" in await house.at("bob").submit(Action("intro_story", (id,)), **story)
    assert "it happens" in await house.at("ann").press("No, and that is fine")
    assert "We now share a rota." in await house.at("sam").say("introduction stories")
    for _ in range(3):
        house.clock.pass_(days=15)
        await house.settle()
    assert sum("Did you meet" in text for text in house.told("ann")) == 1
    with house.dispatch.database.read() as tx:
        assert [there for _, there in introductions.meetings(tx, "champions")] == [("ann", "bob")]


async def test_a_decline_cannot_be_told_from_an_expiry(house: House) -> None:
    """Three pairs: a no, silence, and somebody who left; the three who said yes are told the same at the same time."""
    await joined(house, *HOME)
    await round_sent(house)
    pairs = {frozenset((who, house.partner(who))) for who in HOME}
    assert len(pairs) == 3
    hopeful, told = [], {}
    for (one, other), how in zip((sorted(pair) for pair in pairs), ("no", "silence", "left"), strict=True):
        id = house.introduction(one, other)
        await yes(house, one, id)
        hopeful.append(one)
        if how == "no":
            assert "Nobody learns that you said no." in await house.at(other).act(Action("intro_no", (id,)))
        if how == "left":
            assert "you take part in introductions no more" in await house.at(other).say("stop introductions")
        assert "Thank you. I tell you" in await house.at(one).act(Action("intro_show", (id,)))
        await house.settle()
        told[one] = len(house.told(one))
    house.clock.pass_(days=7)
    await house.settle()
    ends = [house.told(one)[told[one] :] for one in hopeful]
    assert len(ends[0]) == 1
    assert "did not come about this time" in ends[0][0]
    assert ends[0] == ends[1] == ends[2]
    for pair in pairs:
        one, other = pair
        assert nobody_named(house, one, other)
        assert nobody_named(house, other, one)


async def test_avoiding_somebody_tells_nobody_anything(house: House) -> None:
    """Ann avoids Bob after the plan, while both are asked: both say yes, and nothing comes of it, without a sign."""
    await joined(house, "ann", "bob")
    await round_sent(house)
    id = house.introduction("ann", "bob")
    assert "I will never introduce you to Bob Baxter." in await house.at("ann").say("avoid bob baxter")
    assert "Thank you. I tell you" in await yes(house, "ann", id)
    assert "Thank you. I tell you" in await yes(house, "bob", id)
    house.clock.pass_(days=7)
    await house.settle()
    assert "did not come about this time" in house.told("ann")[-1]
    assert house.told("ann")[-1] == house.told("bob")[-1]
    assert nobody_named(house, "bob", "ann")
    assert "Bob Baxter" in await house.at("ann").say("avoid list")
    assert "avoid nobody" in await house.at("bob").say("avoid list")


async def test_both_press_yes_at_the_same_moment(house: House) -> None:
    """Of two transactions one sees the other: one introduction, each told the other's name once."""
    await joined(house, "ann", "bob")
    await round_sent(house)
    id = house.introduction("ann", "bob")
    presses = []
    for who in ("ann", "bob"):
        talk = house.at(who)
        press = Press(f"both-{who}", house.clock(), talk.sender, talk.here, Action("intro_yes", (id,)))
        assert await house.dispatch.accept(press)
        presses.append(press)
    with ThreadPoolExecutor(2) as threads:
        replies = list(threads.map(house.dispatch._decide, presses))
    shown = [words_of(reply.card) for reply in replies if reply]
    assert sum("Meet" in text for text in shown) == 1
    await house.settle()
    named = sum(NAMES["bob"] in text for text in house.told("ann")) + sum(
        NAMES["ann"] in text for text in house.told("bob")
    )
    assert named == 1  # the other has it as the reply that is not sent here
    with house.dispatch.database.read() as tx:
        found = introductions.find(tx, id)
    assert found
    assert (found.state, found.named) == ("together", ("ann", "bob"))


async def test_paused_blocked_and_gone_between_plan_and_send(house: House) -> None:
    """Three pairs planned; one pauses, one avoids, one stops: nobody of them is asked in vain, the others are paired."""
    await joined(house, *HOME)
    sam = house.at("sam")
    await sam.act(Action("round_plan", ("champions",)))
    pairs = sorted(sorted((who, house.partner(who))) for who in ("ann", "bob", "cat", "dan", "eve", "fay"))[::2]
    (a, b), (c, d), (e, f) = pairs
    assert "I introduce you to nobody before" in await house.at(a).say("pause introductions until 1 May")
    assert "never introduce you" in await house.at(c).say(f"avoid {NAMES[d]}")
    await house.at(e).say("stop")
    asked = {who: len(house.told(who)) for who in HOME}
    await sam.press("Send it")
    await house.settle()
    await house.settle()
    got = {who for who in HOME if any("Would you like to meet?" in text for text in house.told(who)[asked[who] :])}
    assert not got & {a, e}
    assert house.round.state == "asked"
    assert got <= {b, c, d, f}
    assert len(got) == 4
    assert house.partner(c) != d
    with house.dispatch.database.read() as tx:
        asking = [one for one in introductions.of_round(tx, house.round.id) if one.state == "asking"]
    assert sorted(person for one in asking for person in one.people) == sorted((b, c, d, f))


async def test_nobody_opted_out_appears_anywhere(small_house: House) -> None:
    house = small_house
    await joined(house, "ann", "bob", "cat")
    await house.at("cat").say("stop introductions")
    preview = await round_sent(house)
    for who in ("cat", "dan", "eve", "fay"):
        assert NAMES[who] not in preview
        assert all("Would you like to meet?" not in text for text in house.told(who))
    assert "I know nobody fitting" in await house.at("ann").say("introduce me to someone who knows about Leeds")


async def test_asked_for(small_house: House) -> None:
    """Somebody asks for a person who knows about something: that person is asked, and says yes."""
    house = small_house
    with house.dispatch.database.write() as tx:
        tx.add(TaskgroupRow(id="garden", name="Community Gardens"))
        tx.flush()
        tx.add(TaskgroupMemberRow(taskgroup_id="garden", person_id="eve"))
    await joined(house, "ann", "bob", "eve")
    told = await house.at("ann").say("introduce me to someone who knows about gardens")
    assert "I am asking a champion, North." in told
    assert NAMES["eve"] not in told
    await house.settle()
    assert "a person who knows about gardens" in house.told("eve")[-1]
    assert nobody_named(house, "eve", "ann")
    assert NAMES["ann"] in await house.at("eve").press("Yes, introduce me")
    await house.settle()
    assert NAMES["eve"] in house.told("ann")[-1]


async def test_words_about_others_are_not_kept(small_house: House) -> None:
    house = small_house
    with house.dispatch.database.write() as tx:
        tx.get_one(PersonRow, "ann").keep_words = True
    await joined(house, "ann", "bob")
    await house.at("ann").say("avoid Fay Fenwick")
    await round_sent(house)
    id = house.introduction("ann", "bob")
    await yes(house, "ann", id)
    await yes(house, "bob", id)
    await house.at("ann").submit(Action("relay_send", (id,)), text="a private xyzzy word")
    with house.dispatch.database.read() as tx:
        kept = [row.words or "" for row in tx.scalars(select(InteractionRow))]
    assert any("introductions on" in words for words in kept)
    assert not any("Fenwick" in words or "xyzzy" in words or "intro_yes" in words for words in kept)


async def test_three_people_on_three_platforms_to_the_end(house: House) -> None:
    """A group of three: one chats here, one there, one has only e-mail; all agree, write and tell how it was."""
    await joined(house, "ann", "bob", "cat")
    form = {"name": "Champions", "size": "3", "every": "", "ask_days": "7", "across": "organisation"}
    await house.at("sam").submit(Action("programme_save", ("champions",)), **form)
    await round_sent(house)
    id = house.introduction("ann", "bob", "cat")
    for who in ("cat", "ann"):
        assert "Thank you. I tell you" in await yes(house, who, id)
        await house.settle()
        for one, other in itertools.permutations(("ann", "bob", "cat"), 2):
            assert nobody_named(house, one, other)
    assert "Ann Archer and Cat Calder" in await yes(house, "bob", id)
    await house.settle()
    assert "Passed on to Ann Archer and Bob Baxter." in await house.at("cat").submit(
        Action("relay_send", (id,)), text="Hello both"
    )
    await house.settle()
    assert all("Cat Calder writes to you:\nHello both" in house.told(who)[-1] for who in ("ann", "bob"))
    assert "It has ended" in await house.at("bob").act(Action("intro_leave", (id,)))
    await house.at("cat").submit(Action("relay_send", (id,)), text="Only two of us now")
    await house.settle()
    assert "Only two of us now" in house.told("ann")[-1]
    assert not any("Only two of us now" in text for text in house.told("bob"))
    house.clock.pass_(days=10, minutes=1)
    await house.settle()
    assert "Did you meet Ann Archer?" in house.told("cat")[-1]
    assert "Not yet" in house.told("cat")[-1]
    await house.at("cat").press("Yes, we met")
    await house.at("cat").submit(Action("intro_story", (id,)), story="", quote="no", again="yes")
    with house.dispatch.database.read() as tx:
        assert [there for _, there in introductions.meetings(tx, "champions")] == [("ann", "cat")]


async def test_somebody_who_left_the_workspace(small_house: House) -> None:
    """The platform says that Bob is gone: Ann is not told who it was, and hears the usual words at the usual time."""
    house = small_house
    await joined(house, "ann", "bob")
    house.doors["teams"].outcomes = [Never("the person has left")]
    await round_sent(house)
    assert "Would you like to meet?" not in "".join(house.told("bob"))
    await yes(house, "ann", house.introduction("ann", "bob"))
    house.clock.pass_(days=7)
    await house.settle()
    assert "did not come about this time" in house.told("ann")[-1]
    assert nobody_named(house, "ann", "bob")


async def test_one_presses_yes_and_no_at_the_same_moment(house: House) -> None:
    """Whichever comes last counts, unless the yes has already put them in touch: never anything between."""
    await joined(house, "ann", "bob")
    await round_sent(house)
    id = house.introduction("ann", "bob")
    await yes(house, "ann", id)
    bob, presses = house.at("bob"), []
    for answer in ("intro_yes", "intro_no"):
        press = Press(f"bob-{answer}", house.clock(), bob.sender, bob.here, Action(answer, (id,)))
        assert await house.dispatch.accept(press)
        presses.append(press)
    with ThreadPoolExecutor(2) as threads:
        assert all(threads.map(house.dispatch._decide, presses))
    await house.settle()
    with house.dispatch.database.read() as tx:
        found = introductions.find(tx, id)
    assert found
    assert found.state == "together"
    assert sum(NAMES["bob"] in text for text in house.told("ann")) == 1
