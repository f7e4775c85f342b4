"""Check-ins for staff: made in a form or in config.yaml, started, paused, ended, and reminded of."""

from __future__ import annotations

import pytest

from bot.config import CheckInConfig
from bot.events import Action
from bot.store import checkins
from bot.store.database import Database
from bot.usecases.checkin_planning import follow_config
from tests.stories.checkins import FORM, House, begun, house_on


@pytest.fixture
def house(database: Database) -> House:
    return house_on(database)


async def test_only_staff_make_them_and_old_buttons_end_politely(house: House) -> None:
    ann = house.at("ann")
    assert "Only the hub team can do that" in await ann.say("check-in")
    assert "Only the hub team can do that" in await ann.submit(Action("checkin_draft", ("",)), **FORM)
    await begun(house)
    assert "Only the hub team" in await ann.act(Action("checkin_turn", (house.id, "end")))
    assert "was not for you" in await house.at("sam").act(house.action("checkin"))
    assert "has ended" in await ann.act(house.action("checkin", day="never"))
    assert "has ended" in await ann.act(Action("checkin", ("nothing", "2026-03-04")))
    assert "ended" in await house.at("sam").act(Action("checkin_turn", (house.id, "end")))
    assert "has ended" in await ann.submit(house.action("checkin_form"), q1="x")
    assert "is gone" in await house.at("sam").act(Action("checkin_manage", ("nothing",)))


async def test_mistakes_of_staff_are_told_beside_their_fields(house: House) -> None:
    sam = house.at("sam")
    wrong = {"on": "Wendsday", "audience": "network:nowhere", "calendar": "GB/WAL", "questions": "moood: How?"}
    for name, value in wrong.items():
        told = await sam.submit(Action("checkin_draft", ("",)), **{**FORM, name: value})
        assert "Please look again" in told
        assert any(hint in told for hint in ("Did you mean", "There is no network"))
    told = await sam.submit(Action("checkin_draft", ("",)), **{**FORM, "audience": "language:cy"})
    assert "That is nobody." in told
    with house.dispatch.database.read() as tx:
        assert checkins.listed(tx, ("active", "paused", "ended")) == []


async def test_staff_remind_only_those_who_have_not_answered(house: House) -> None:
    await begun(house)
    await house.at("ann").submit(house.action("checkin_form"), q1="Done")
    sam = house.at("sam")
    missing = await sam.act(Action("checkin_missing", (house.id,)))
    assert "5 people have not answered." in missing
    assert "Ann" not in missing
    assert "I am reminding 5 people." in await sam.press("Remind them")


async def test_config_defines_them_and_takes_them_back(house: House) -> None:
    database = house.dispatch.database
    one = CheckInConfig(title="How it goes", questions=("What went well?",), audience="role:member", day="Wednesday")
    for wanted in ((one,), (one,)):
        with database.write() as tx:
            follow_config(tx, wanted, house.clock())
    await house.wait(hours=23, minutes=30)
    assert "What went well?" in house.told("ann")[-1]
    with database.write() as tx:
        follow_config(tx, (), house.clock())
        assert [one.state for one in checkins.listed(tx, ("active", "paused", "ended"))] == ["ended"]


async def test_what_waits_for_the_morning_is_held_while_paused_and_not_sent_after_the_end(house: House) -> None:
    sam = house.at("sam")
    await sam.submit(Action("checkin_draft", ("",)), **{**FORM, "at": "22:00"})
    await sam.press("Start it")
    await house.wait(hours=36)  # Wednesday, 22:00: everybody sleeps
    await sam.act(Action("checkin_turn", (house.id, "pause")))
    await house.wait(hours=12)
    assert house.told("ann") == []
    await sam.act(Action("checkin_turn", (house.id, "start")))
    await house.wait(minutes=1)
    assert len(house.told("ann")) == 1
    await house.wait(hours=7 * 24 - 12)  # the next Wednesday night
    before = house.told("bob")
    await sam.act(Action("checkin_turn", (house.id, "end")))
    await house.wait(hours=24)
    assert house.told("bob") == before
