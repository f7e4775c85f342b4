"""Help that is asked for in a check-in: told at once, seen to, settled, and told again where nobody gives it."""

from __future__ import annotations

import pytest

from bot.events import Action
from bot.store.database import Database
from bot.store.tables.people import PersonRow
from tests.stories.checkins import FORM, HELP, House, begun, house_on


@pytest.fixture
def house(database: Database) -> House:
    return house_on(database)


async def test_a_taskgroups_lead_reads_the_answers_and_hears_how_it_went(house: House) -> None:
    with house.dispatch.database.write() as tx:
        tx.get_one(PersonRow, "fay").email = "fay@partner.example"
    sam = house.at("sam")
    told = await sam.submit(Action("checkin_draft", ("",)), **{**FORM, **HELP, "owner": "nobody@partner.example"})
    assert "I know nobody with the address nobody@partner.example." in told
    await begun(house, **HELP, owner=" Fay@partner.example ")
    assert "The answers go to Fay." in house.told("ann")[-1]
    await sam.act(Action("checkin_edit", (house.id,)))
    assert sam.field("owner").value == "fay@partner.example"
    await house.at("ann").submit(house.action("checkin_form"), q0="The walk", q1="A room")
    await house.wait(minutes=1)
    assert "Ann asks for help" in house.told("fay")[-1]
    assert "Ann knows that you see to it." in await house.at("fay").press("I see to it")
    await house.wait(days=3)
    assert any("Answered: 1" in text and "The walk" in text for text in house.told("fay"))
    assert not any("The walk" in text or "A room" in text for text in house.told("sam"))


async def test_help_that_is_asked_for_is_seen_to_and_settled(house: House) -> None:
    await begun(house, **HELP)
    ann, sam = house.at("ann"), house.at("sam")
    told = await ann.submit(house.action("checkin_form"), q1="A room for twelve")
    assert "I am telling Sam now that you ask for help." in told
    await house.wait(minutes=1)
    assert 'Ann asks for help in "This week":\nA room for twelve' in house.told("sam")[-1]
    await ann.submit(house.action("checkin_form"), q0="The walk", q1="A room for twelve")
    await house.wait(minutes=1)
    assert sum("asks for help" in text for text in house.told("sam")) == 1, "once"
    assert "nobody sees to it yet" in await ann.say("check-ins")
    assert "Ann knows that you see to it." in await sam.press("I see to it")
    await house.wait(minutes=1)
    assert "Sam sees to what you asked for: A room for twelve" in house.told("ann")[-1]
    assert "That is so already: Sam sees to it." in await sam.act(need(house, "need_take"))
    assert "that is settled" in await sam.act(need(house, "need_settle"))
    await house.wait(minutes=1)
    assert "Sam says that this is settled" in house.told("ann")[-1]
    assert "not for you to answer" in await house.at("bob").act(need(house, "need_reopen"))
    assert "I have told them" in await ann.press("It is not")
    await house.wait(minutes=1)
    assert "asks for help" in house.told("sam")[-1]
    assert "that is settled" in await ann.act(need(house, "need_settle"))
    await house.wait(days=3)
    assert "- A room for twelve\n  Ann: settled" in house.told("sam")[-1]
    assert not any("is not settled" in text for text in house.told("sam"))


async def test_help_that_nobody_gives_reaches_the_owner_again_once(house: House) -> None:
    await begun(house, **HELP)
    await house.at("ann").submit(house.action("checkin_form"), q1="A room")
    await house.at("bob").submit(house.action("checkin_form"), q1="A lift")
    await house.at("bob").press("Change my answer")
    await house.at("bob").submit(house.action("checkin_form"), q0="Found one")
    await house.at("cat").submit(house.action("checkin_form"), q1="A map")
    await house.at("cat").act(house.action("checkin_skip"))
    await house.wait(days=1, hours=23)
    assert not any("days ago" in text for text in house.told("sam"))
    await house.wait(hours=2)
    await house.wait(hours=2)
    unmet = [text for text in house.told("sam") if "days ago, and it is not settled" in text]
    assert len(unmet) == 1
    assert 'Ann asked for help in "This week" 2 days ago' in unmet[0]
    assert "nobody sees to it yet" in unmet[0]
    assert "not for you to answer" in await house.at("bob").act(need(house, "need_take"))
    assert "not there any more" in await house.at("sam").act(need(house, "need_take", who="cat"))
    assert "not there any more" in await house.at("sam").act(Action("need_take", ("x",)))


def need(house: House, name: str, who: str = "ann") -> Action:
    return Action(name, (house.id, "2026-03-04", who, "q1"))
