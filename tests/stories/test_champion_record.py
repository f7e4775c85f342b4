"""What a champion is told of what is held about them: all of their own, nothing that others said in confidence."""

from __future__ import annotations

from bot.champions import Champion
from bot.events import Action
from bot.store import champions
from bot.store.database import Database
from bot.usecases.championing import add_theme
from bot.words import words_for
from tests.conftest import NOW
from tests.stories.champions import NAMES, House, house_with, joined, round_sent, yes


async def record(house: House, who: str) -> str:
    assert "What I hold about you" in await house.at(who).say("my data")
    return await house.at(who).press("As a champion, and introductions")


async def test_everything_of_ones_own_and_nothing_in_confidence(database: Database) -> None:
    house = house_with(database)
    with database.write() as tx:
        add_theme(tx, "Workforce", words_for("en"))
        bob = Champion(
            "bob", state="active", nominated_by="ann", why="a brave xyzzy", themes=("Workforce",), place="Leeds",
            bio="I ran a choir", lived_experience=True, visibility={"bio": "nobody"}, consent_at=NOW,
        )  # fmt: skip
        champions.save(tx, bob, NOW)
        champions.note(tx, "bob", "nominated", "ann", NOW)
        champions.note(tx, "bob", "agreed", "bob", NOW)
    await joined(house, "ann", "bob")
    assert "I will never introduce you to Cat Calder" in await house.at("bob").say("avoid Cat Calder")
    await house.at("dan").say("introductions on")
    await round_sent(house)
    id = house.introduction("ann", "bob")
    await yes(house, "ann", id)
    told = await record(house, "bob")
    for part in (
        "State: active", "Area: Leeds (seen by: every member)", "About you: I ran a choir (seen by: nobody)",
        "Own or a carer's experience of care: yes (seen by: nobody)", "nominated, by somebody else", "agreed, by you",
        "You can say no every time", "Cat Calder: only you see this", "a champion, North: Your answer: asked.",
        "Why you were put forward: kept, in confidence, for the team",
    ):  # fmt: skip
        assert part in told, part
    assert "xyzzy" not in told
    assert NAMES["ann"] not in told
    assert "answer: yes" not in told, "what the other answered"
    await yes(house, "bob", id)
    await house.at("bob").submit(Action("intro_story", (id,)), story="We share a rota.", quote="yes", again="yes")
    told = await record(house, "bob")
    assert "Ann Archer: Your answer: yes." in told
    assert "In touch since" in told
    assert "What you told (may be quoted): We share a rota." in told


async def test_whom_others_avoid_is_told_to_nobody(database: Database) -> None:
    house = house_with(database)
    await joined(house, "bob")
    await house.at("bob").say("avoid Cat Calder")
    assert "What I hold about you" in await house.at("cat").say("my data")
    assert not any("As a champion, and introductions" in text for text in house.told("cat"))
    assert (await house.at("cat").act(Action("my_data_champion"))).endswith("Nothing.")


async def test_after_withdrawing_the_record_says_so_and_a_no_is_not_on_it(database: Database) -> None:
    house = house_with(database)
    await joined(house, "ann", "bob")
    await round_sent(house)
    await house.at("bob").act(Action("intro_no", (house.introduction("ann", "bob"),)))
    await house.at("bob").say("stop introductions")
    assert "You took it back on" in await record(house, "bob")
    house.clock.pass_(days=8)
    await house.settle()
    for who, other in (("ann", "bob"), ("bob", "ann")):
        told = await record(house, who)
        assert NAMES[other] not in told
        assert "answer: no" not in told
