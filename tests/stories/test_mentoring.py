"""A programme of mentors and mentees, run by staff: made, seen with who is which, sent; each side knows their part."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.cards import Form
from bot.champions import Champion
from bot.events import Action
from bot.store import champions, intro_rounds, programmes
from bot.store.database import Database
from tests.conftest import NOW
from tests.stories.champions import NAMES, House, house_with, joined, nobody_named, yes

PROFILE = Champion("", state="active", region="North", consent_at=NOW)
MENTORING = {"name": "Mentoring", "size": "2", "across": "mentor", "every": "asked", "ask_days": "7"}


@pytest.fixture
async def house(sqlite: Database) -> House:
    """Ann can help Fay with data, and Bob Cat with carers' rights; Dan offers and looks for nothing."""
    house = house_with(sqlite)
    with sqlite.write() as tx:
        for who, gives, takes in (
            ("ann", ("Data",), ()),
            ("fay", (), ("data",)),
            ("bob", ("carers' rights",), ("singing",)),
            ("cat", ("walks",), ("Carers'  rights",)),
            ("dan", (), ()),
        ):
            champions.save(tx, replace(PROFILE, id=who, can_help=gives, want_help=takes), NOW)
    await joined(house, "ann", "bob", "cat", "dan", "fay")
    return house


async def planned(house: House) -> str:
    """Sam makes the programme in the chat and plans a round of it."""
    sam = house.at("sam")
    assert "Saved." in await sam.submit(Action("programme_save", ("",)), **MENTORING)
    told = await sam.say("introduction rounds")
    assert "Programme: Mentoring\nCan be introduced now: 5\nIntroduce people to: mentor and mentee" in told
    return await sam.act(Action("round_plan", ("mentoring",)))


async def test_staff_see_who_is_mentor_to_whom_and_who_has_none(house: House) -> None:
    preview = await planned(house)
    assert "2 introductions are planned." in preview
    assert "Ann Archer is the mentor of Fay Fenwick: data." in preview
    assert "Bob Baxter is the mentor of Cat Calder: carers' rights." in preview
    assert "- Dan Dorset\n  nobody free offers help that they look for, or looks for help that they offer" in preview
    assert "One of you" not in preview


async def test_each_side_hears_their_part_and_no_name_before_both_agree(house: House) -> None:
    await planned(house)
    await house.at("sam").press("Send it")
    await house.settle()
    assert "You would be the mentor: they look for help with data." in house.told("ann")[-1]
    assert "You would be the mentee: they offer help with data." in house.told("fay")[-1]
    assert "mentor" not in house.told("dan")[-1]
    assert nobody_named(house, "ann", "fay")
    assert nobody_named(house, "fay", "ann")
    id = house.introduction("ann", "fay")
    assert "You would be the mentor" in await house.at("ann").act(Action("intro_show", (id,)))
    await yes(house, "ann", id)
    assert NAMES["ann"] in await yes(house, "fay", id)


async def test_in_a_group_each_hears_every_part_of_theirs(house: House) -> None:
    with house.dispatch.database.write() as tx:
        champions.save(tx, replace(PROFILE, id="ann", can_help=("data",), want_help=("walks",)), NOW)
        champions.save(tx, replace(PROFILE, id="cat", can_help=("walks",), want_help=("data",)), NOW)
        champions.save(tx, replace(PROFILE, id="fay", want_help=("data", "walks")), NOW)
    await house.at("bob").say("stop introductions")
    sam = house.at("sam")
    await sam.submit(Action("programme_save", ("",)), **MENTORING | {"size": "3"})
    assert "Ann Archer, Cat Calder and Fay Fenwick" in await sam.act(Action("round_plan", ("mentoring",)))
    await sam.press("Send it")
    await house.settle()
    told = house.told("cat")[-1]
    assert "You would be a mentor: one of them looks for help with walks." in told
    assert "You would be a mentee: one of them offers help with data." in told


async def test_whoever_takes_part_is_in_a_new_programme_by_what_they_agreed_to(house: House) -> None:
    await house.at("ann").say("pause introductions until 1 May")
    await house.at("bob").say("stop introductions")
    await house.at("sam").submit(Action("programme_save", ("",)), **MENTORING)
    with house.dispatch.database.read() as tx:
        before = {one.person: one for who in ("ann", "cat") for one in programmes.memberships(tx, who)[:1]}
        after = {
            one.person: one for who in NAMES for one in programmes.memberships(tx, who) if one.programme == "mentoring"
        }
        assert after.keys() == {"ann", "cat", "dan", "fay"}
        assert all(replace(after[who], programme="champions") == one for who, one in before.items())
    await house.at("cat").say("stop introductions")
    with house.dispatch.database.read() as tx:
        assert programmes.memberships(tx, "cat") == []


async def test_a_programme_with_a_mistake_comes_back_as_it_was_filled_in(house: House) -> None:
    typed = MENTORING | {"name": "champions!", "ask_days": "²", "size": "4", "every": "month"}
    told = await house.at("sam").submit(Action("programme_save", ("",)), **typed)
    assert "There is a programme of that name already." in told
    assert "a number from 1 to 30" in told
    (form,) = [block for block in house.doors["slack"].sent[-1][1].blocks if isinstance(block, Form)]
    assert {one.name: one.value for one in form.inputs} == typed
    assert [one.name for one in form.inputs if one.error] == ["name", "ask_days"]
    with house.dispatch.database.read() as tx:
        assert [one.id for one in programmes.running(tx)] == ["champions"]
        assert intro_rounds.latest(tx) == []
