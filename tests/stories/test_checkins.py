"""Check-ins as people meet them: asked, answered, put off, left, and told how it went."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.events import Action
from bot.store import checkin_answers, checkins
from bot.store.database import Database
from bot.store.open_asks import open_asks
from bot.store.tables.people import PersonRow
from tests.stories.checkins import FORM, MEMBERS, House, begun, house_on


@pytest.fixture
def house(database: Database) -> House:
    return house_on(database)


async def test_from_the_form_to_the_summary(house: House) -> None:
    await begun(house)
    assert all("What went well?" in house.told(who)[-1] for who in MEMBERS)
    ann = house.at("ann")
    form = await ann.press("Answer")
    assert "If yes: With what?" in form
    assert "Only shown as an average over at least 5 people." in form
    assert "at least one question" in await ann.submit(house.action("checkin_form"))
    answered = {"q0": "2", "q1": "The garden", "q2": "yes", "q2_more": "A room"}
    assert "that is noted" in await ann.submit(house.action("checkin_form"), **answered)
    changed = await ann.submit(house.action("checkin_form"), q0="4", q1="The hub")
    assert "that is noted" in changed
    for who, mood in zip(("bob", "cat", "dan"), "235", strict=True):
        await house.at(who).submit(house.action("checkin_form"), q0=mood)
    few = await house.at("sam").act(Action("checkin_result", (house.id,)))
    assert "Shown with the summary, from 5 answers on." in few
    await house.at("eve").submit(house.action("checkin_form"), q0="1", q2="no")
    early = await house.at("sam").act(Action("checkin_result", (house.id,)))
    assert "on average" not in early, "an average that grows would tell each new mood"
    await house.wait(days=3)
    summary = await house.at("sam").act(Action("checkin_result", (house.id,)))
    assert summary in house.told("sam")
    assert "How are you?: 3.0 of 5 on average" in summary
    assert "The hub" in summary
    assert "The garden" not in summary
    assert "Answered: 5" in summary
    assert "No answer yet: 1" in summary


async def test_one_reminder_then_the_owner_hears_who_is_silent_and_how_it_went(house: House) -> None:
    await begun(house)
    for who in MEMBERS[1:]:
        await house.at(who).press("Skip")
    before = len(house.told("ann"))
    await house.wait(hours=25)
    await house.wait(hours=1)
    assert len(house.told("ann")) == before + 1, "once"
    assert len(house.told("bob")) == before + 1, "who skipped is left alone"
    await house.wait(hours=24)
    assert '1 person has not answered "This week" yet.' in "\n".join(house.told("sam"))
    await house.wait(hours=24)
    assert "Skipped: 5" in house.told("sam")[-1]
    assert not any("has not answered" in text for text in house.told("sam")[-1:])


async def test_late_answers_count_until_the_next_round(house: House) -> None:
    await begun(house)
    await house.wait(days=6)
    assert "that is noted" in await house.at("ann").submit(house.action("checkin_form"), q1="Late, but here")
    await house.wait(days=1)
    told = await house.at("ann").submit(house.action("checkin_form"), q1="Too late")
    assert "A newer round has begun" in told
    assert "1 check-in waits for you." in await house.at("ann").say("check-ins")
    with house.dispatch.database.read() as tx:
        assert [value for _, _, _, value in checkin_answers.of_round(tx, house.id, dt.date(2026, 3, 4))] == [
            "Late, but here"
        ]


async def test_later_away_and_stop_without_penalty(house: House) -> None:
    await begun(house)
    ann, bob, cat = (house.at(who) for who in ("ann", "bob", "cat"))
    await ann.press("Later")
    assert "I ask you again" in await ann.press("In three hours")
    before = len(house.told("ann"))
    await house.wait(hours=3, minutes=1)
    assert len(house.told("ann")) == before + 1
    assert "Give a day within a year" in await bob.submit(Action("checkin_away"), until="2026-03-01")
    assert "nothing before Thursday 19 March 2026" in await bob.submit(Action("checkin_away"), until="2026-03-19")
    assert "any more" in await cat.press("Stop asking")
    await house.wait(days=7)
    with house.dispatch.database.read() as tx:
        assert checkins.standing(tx, house.id, dt.date(2026, 3, 11)) == {"asked": 4, "away": 1}
        assert open_asks(tx, "bob", house.clock()) == []
        assert [ask.title for ask in open_asks(tx, "ann", house.clock())] == ["This week"]
    assert "You stopped this one." in await cat.say("check-ins")
    assert "I ask you again from the next time on" in await cat.press("Ask me again")
    assert "You are away until Thursday 19 March 2026" in await bob.say("check-ins")
    assert "Welcome back" in await bob.press("I am back")
    await house.wait(days=7)
    with house.dispatch.database.read() as tx:
        assert checkins.standing(tx, house.id, dt.date(2026, 3, 18)) == {"asked": 6}


async def test_moods_stay_as_they_were_told(house: House) -> None:
    """Whoever watches the average before and after somebody comes late, edits or skips would know what they said."""
    await begun(house, questions="mood: How are you?\nWhat went well?")
    for who, mood in zip(("bob", "cat", "dan", "eve", "fay"), "23514", strict=True):
        await house.at(who).submit(house.action("checkin_form"), q0=mood)
    await house.wait(days=3)
    result = Action("checkin_result", (house.id,))
    assert "How are you?: 3.0 of 5 on average" in await house.at("sam").act(result)
    form = await house.at("ann").act(house.action("checkin"))
    assert "How are you?" not in form
    assert "that is noted" in await house.at("ann").submit(house.action("checkin_form"), q0="1", q1="Late")
    await house.at("bob").act(house.action("checkin_skip"))
    with house.dispatch.database.write() as tx:
        tx.delete(tx.get_one(PersonRow, "cat"))
    later = await house.at("sam").act(result)
    assert "How are you?: 3.0 of 5 on average" in later
    assert "Late" in later


async def test_a_round_of_moods_alone_ends_when_they_are_told(house: House) -> None:
    await begun(house, questions="mood: How are you?")
    await house.wait(days=3)
    assert "How people are was told already" in await house.at("ann").press("good")


async def test_one_question_a_round_is_answered_by_one_press(house: House) -> None:
    await begun(house, rotate="yes")
    assert "that is noted" in await house.at("ann").press("good")
    await house.wait(days=7)
    await house.wait(days=7)
    assert "Do you need help?" in house.told("ann")[-1]
    form = await house.at("ann").press("Yes")
    assert "If yes: With what?" in form


@pytest.mark.parametrize("how", ["answer", "skip", "later", "away", "stop"])
async def test_a_card_that_waits_for_the_morning_does_not_come_to_who_has_answered(house: House, how: str) -> None:
    sam, ann = house.at("sam"), house.at("ann")
    await sam.submit(Action("checkin_draft", ("",)), **{**FORM, "at": "22:00"})
    await sam.press("Start it")
    await house.wait(hours=36)  # Wednesday, 22:00: everybody sleeps
    match how:
        case "answer":
            await ann.submit(house.action("checkin_form"), q1="Done at night")
        case "later":
            await ann.act(house.action("checkin_later", "tomorrow"))
        case "away":
            await ann.submit(Action("checkin_away"), until="2026-03-19")
        case _:
            await ann.act(house.action(f"checkin_{how}"))
    await house.wait(hours=12)
    asked = {who: sum("The answers go to" in text for text in house.told(who)) for who in ("ann", "bob")}
    assert asked == {"ann": 0, "bob": 1}
