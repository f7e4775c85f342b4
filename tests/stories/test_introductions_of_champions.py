"""What champions show of themselves counts: who is proposed and why, who rests, who has had enough this month."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.champions import Champion, Theme
from bot.events import Action
from bot.store import champions, sketches
from bot.store.database import Database
from bot.usecases import pairing
from tests.conftest import NOW
from tests.stories.champions import HOME, NAMES, House, house_with, joined, round_sent, yes

PROFILE = Champion("", state="active", region="North", consent_at=NOW)


@pytest.fixture
async def house(sqlite: Database) -> House:
    house = house_with(sqlite)
    with sqlite.write() as tx:
        champions.save_theme(tx, Theme("hubs", "Community hubs"))
        for who in HOME:
            champions.save(tx, replace(PROFILE, id=who, load_limit=1), NOW)
        ann = replace(PROFILE, id="ann", can_help=("data",), themes=("Community hubs",), place="Hull")
        champions.save(tx, ann, NOW)
        champions.save(tx, replace(PROFILE, id="fay", want_help=("Data",), load_limit=1), NOW)
        champions.save(tx, replace(PROFILE, id="eve", state="resting", can_help=("data",)), NOW)
        hidden = replace(PROFILE, id="cat", can_help=("data",), visibility={"can_help": "nobody", "themes": "nobody"})
        champions.save(tx, hidden, NOW)
    return house


async def test_help_wanted_finds_help_offered_and_who_rests_is_left_alone(house: House) -> None:
    await joined(house, "ann", "bob", "cat", "eve", "fay")
    preview = await round_sent(house)
    assert NAMES["eve"] not in preview
    assert house.partner("fay") == "ann"
    assert "a champion for Community hubs, Hull, North" in house.told("fay")[-1]
    assert "One of you offers help with what the other looks for: data." in house.told("fay")[-1]
    assert "data" not in house.told("bob")[-1]
    assert not any("Would you like to meet?" in text for text in house.told("eve"))


async def test_nobody_is_asked_more_often_in_a_month_than_they_wish(house: House) -> None:
    await joined(house, "ann", "fay")
    await round_sent(house)
    house.clock.pass_(days=8)
    await house.settle()
    assert "0 introductions are planned." in await house.at("sam").act(Action("round_plan", ("champions",)))
    await house.at("sam").press("Cancel it")
    house.clock.pass_(days=24)
    assert "1 introduction is planned." in await house.at("sam").act(Action("round_plan", ("champions",)))


async def test_what_champions_hide_finds_nobody(house: House) -> None:
    await joined(house, "bob", "cat", "ann")
    told = await house.at("bob").say("introduce me to someone who knows about data")
    assert "I am asking a champion for Community hubs, Hull, North." in told
    await house.settle()
    assert NAMES["bob"] in await yes(house, "ann", house.introduction("ann", "bob"))
    assert "I know nobody fitting" in await house.at("bob").say("introduce me to someone who knows about data")


async def test_who_is_free_at_the_same_times_meets_and_only_what_is_shown_of_it_counts(sqlite: Database) -> None:
    house = house_with(sqlite)
    times = {"ann": "Tuesday mornings, Fridays", "cat": "Tue am and Fri pm", "dan": "Mondays", "eve": "Mon mornings"}
    with sqlite.write() as tx:
        for who, text in times.items():
            champions.save(tx, replace(PROFILE, id=who, availability=text), NOW)
    await joined(house, *times)
    assert "You are free at the same times." in await round_sent(house)
    assert (house.partner("ann"), house.partner("dan")) == ("cat", "eve")
    id = house.introduction("ann", "cat")
    for who in ("ann", "cat"):
        await yes(house, who, id)
    told = await house.at("ann").act(Action("intro_times", (id,)))
    days = ("[Friday 6 March 2026, 13:00]", "[Tuesday 10 March 2026, 11:00]", "[Friday 13 March 2026, 13:00]")
    assert told.splitlines()[-3:] == list(days), "the parts of the week in which both are free"
    with sqlite.write() as tx:
        hidden = replace(PROFILE, id="cat", availability=times["cat"], visibility={"availability": "champions"})
        champions.save(tx, hidden, NOW)
        assert pairing.candidate(sketches.of(tx, ["cat"])["cat"], {}, 0).free == frozenset()
