"""A check-in answered by simply writing: one question at a time, questions of one's own in between, and nothing lost."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.dispatch import Dispatch
from bot.events import Action, Place
from bot.store import checkin_answers, checkins
from bot.store.database import Database
from bot.store.tables.coalition import EventRow
from bot.store.tables.traffic import InteractionRow
from bot.usecases.indexing import Shelf
from tests.stories.checkins import HELP, House, begun, house_on
from tests.stories.door import Talk

DAY = dt.date(2026, 3, 4)


@pytest.fixture
def house(database: Database) -> House:
    return house_on(database)


def kept(house: House, who: str = "ann") -> dict[str, str]:
    with house.dispatch.database.read() as tx:
        asked = checkins.ask_of(tx, house.id, DAY, who)
        return checkin_answers.of(tx, asked) if asked else {}


def state(house: House, who: str = "ann") -> str:
    with house.dispatch.database.read() as tx:
        asked = checkins.ask_of(tx, house.id, DAY, who)
        return asked.state if asked else ""


async def test_from_the_first_words_to_the_end(house: House) -> None:
    await begun(house)
    ann = house.at("ann")
    assert "you can simply write back" in house.told("ann")[-1]
    asked = await ann.say("good")
    assert "Noted: good." in asked
    assert "This week, question 2 of 3" in asked
    assert "What went well?" in asked
    asked = await ann.say("The garden opened, and it rained.")
    assert "Do you need help?" in asked
    asked = await ann.say("yes, a room for thirty")
    assert "Thank you, that is noted." in asked
    assert "How are you?: good" in asked
    assert "With what?: a room for thirty" in asked
    assert kept(house) == {
        "q0": "4", "q1": "The garden opened, and it rained.", "q2": "yes", "q2_more": "a room for thirty",
    }  # fmt: skip
    assert "I don't know" in await ann.say("We met again"), "it is over: what is said now is no answer"


async def test_it_begins_on_a_word_and_goes_on_by_press(house: House) -> None:
    await begun(house)
    ann = house.at("ann")
    assert "How are you?" in await ann.say("ok")
    assert "Noted: very low." in await ann.press("very low")
    assert "Do you need help?" in await ann.press("Skip this one")
    assert "With what?" in await ann.press("Yes")
    assert "With what?: no answer" in await ann.say("skip")
    assert kept(house) == {"q0": "1", "q2": "yes"}


async def test_it_can_be_begun_from_the_list_of_what_waits(house: House) -> None:
    await begun(house)
    ann = house.at("ann")
    await ann.say("check-ins")
    assert "question 1 of 3" in await ann.press("One question at a time")
    assert "question 2 of 3" in await ann.say("good")


async def test_what_is_no_answer_is_told_kindly_and_asked_again(house: House) -> None:
    await begun(house, questions="rating: How was it?\nchoice: Where? | Leeds | York\nyes or no: Again?")
    ann = house.at("ann")
    assert "How was it?" in await ann.say("Ready!")
    for wrong in ("7", "4.5", "-1", "brilliant stuff"):
        told = await ann.say(wrong)
        assert "Please give a whole number from 1 to 5." in told
        assert "How was it?" in told
    assert "Noted: 4." in await ann.say("Four out of 5, because of the rain")
    told = await ann.say("Bristol maybe")
    assert "Please choose one of these: Leeds and York." in told
    assert "Noted: Leeds." in await ann.say("leds")
    assert "Please answer yes or no." in await ann.say("we shall see")
    assert "Thank you" in await ann.say("Nope")
    assert kept(house) == {"q0": "4", "q1": "Leeds", "q2": "no"}


async def test_a_question_in_between_is_answered_and_then_the_check_in_goes_on(house: House) -> None:
    await begun(house)
    with house.dispatch.database.write() as tx:
        tx.add(EventRow(id="launch", title="Launch", start=dt.datetime(2026, 3, 6, 10, tzinfo=dt.UTC), place="Hall 2"))
    ann = house.at("ann")
    await ann.say("so-so")
    told = await ann.say("When is the next event?")
    assert "Launch" in told.split("question 2 of 3")[0]
    assert "What went well?" in told
    assert "It was my answer" not in told
    assert kept(house) == {"q0": "3"}
    told = await ann.say("Can we have the hall every week?")
    assert "[It was my answer]" in told
    assert "What went well?" in told
    assert "Do you need help?" in await ann.press("It was my answer")
    assert kept(house)["q1"] == "Can we have the hall every week?"
    assert "Hello!" in (told := await ann.say("hello"))
    assert "Do you need help?" in told
    assert "polls" in await ann.say("help"), "commands stay commands"
    assert "Thank you, that is noted." in await ann.say("no")


async def test_first_words_that_were_a_question_are_given_back(house: House) -> None:
    await begun(house)
    ann = house.at("ann")
    told = await ann.say("funding for volunteers")
    assert 'Noted as your answer to "What went well?".' in told
    assert "How are you?" in told, "the first open question comes next"
    told = await ann.press("It was a question")
    assert "[Ask the hub team]" in told
    assert kept(house) == {}
    assert state(house) == "asked"


async def test_after_other_talk_words_are_only_offered_as_an_answer(house: House) -> None:
    await begun(house)
    ann = house.at("ann")
    assert "question 1" not in await ann.say("When is the next event?")
    told = await ann.say("We opened the garden")
    assert 'Or was that your answer to "This week"?' in told
    assert kept(house) == {}
    assert "How are you?" in await ann.press("It was my answer")
    assert kept(house) == {"q1": "We opened the garden"}
    assert "You are welcome" in await house.at("bob").say("thank you")
    assert kept(house, "bob") == {}


async def test_it_keeps_its_place_through_a_restart_and_lets_go_after_a_day(house: House) -> None:
    await begun(house)
    ann = house.at("ann")
    await ann.say("good")
    old = house.dispatch
    again = Dispatch(old.database, old.router, Shelf(old.database), old.settings, house.clock, old.platforms)
    house.clock.pass_(hours=20)
    assert "Do you need help?" in await Talk(again, house.door, "ann").say("The garden")
    house.clock.pass_(hours=25)
    told = await Talk(again, house.door, "ann").say("a room")
    assert "Please answer" not in told
    assert "question 3" not in told
    assert kept(house) == {"q0": "4", "q1": "The garden"}, "what was said stands"
    assert state(house) == "answered"


async def test_later_enough_skip_and_never_in_words(house: House) -> None:
    await begun(house)
    ann, bob, cat, dan = (house.at(who) for who in ("ann", "bob", "cat", "dan"))
    assert "When shall I ask again?" in await ann.say("later")
    await ann.press("Tomorrow")
    assert state(house) == "snoozed"
    await bob.say("good")
    assert "What went well?: no answer" in await bob.say("enough")
    assert "Skipped." in await cat.say("Skip")
    assert state(house, "cat") == "skipped"
    assert "any more" in await dan.say("stop asking")
    await house.wait(hours=25)
    assert "How are you?" in await ann.say("ok"), "asked again, and answered by writing"


async def test_the_wish_to_hear_no_more_is_no_answer(house: House) -> None:
    await begun(house)
    ann, bob = house.at("ann"), house.at("bob")
    assert "[stop]" in await ann.say("Unsubscribe me from these")
    await bob.say("good")
    assert "[stop]" in await bob.say("please stop sending me these messages")
    assert kept(house) == {}
    assert kept(house, "bob") == {"q0": "4"}
    assert "When shall I ask again?" in await bob.say("Remind me tomorrow, please")


async def test_what_begins_like_a_question_can_be_either(house: House) -> None:
    await begun(house)
    ann, bob = house.at("ann"), house.at("bob")
    assert "It was my answer" in await ann.say("What a week, so much was done!")
    await ann.press("It was my answer")
    assert kept(house) == {"q1": "What a week, so much was done!"}
    await bob.say("good")
    await bob.say("who leads the carers taskgroup")
    told = await bob.press("It was a question")
    assert "[Ask the hub team]" in told
    assert "What went well?" in told
    assert kept(house, "bob") == {"q0": "4"}


async def test_an_answer_is_changed_at_the_end_or_by_editing_the_message(house: House) -> None:
    await begun(house)
    ann = house.at("ann")
    await ann.say("good")
    garden = replace(ann.message("The garden"), origin="m1")
    await ann.send(garden)
    await ann.say("no")
    assert "Which answer do you want to change?" in await ann.press("Change an answer")
    assert "Your answer now: good" in await ann.press("How are you?")
    assert "Thank you, that is noted." in await ann.say("very good")
    told = await ann.send(replace(ann.message("The garden and the hall"), origin="m1", edited=True))
    assert "What went well?: The garden and the hall" in told
    assert kept(house) == {"q0": "5", "q1": "The garden and the hall", "q2": "no"}


async def test_a_form_sent_meanwhile_ends_the_questions(house: House) -> None:
    await begun(house)
    ann = house.at("ann")
    await ann.say("good")
    house.clock.pass_(seconds=20)
    await ann.submit(house.action("checkin_form"), q0="1", q1="By form")
    await ann.say("Tuesday is fine")
    assert kept(house) == {"q0": "1", "q1": "By form"}


async def test_help_is_called_for_once_and_not_by_a_no(house: House) -> None:
    await begun(house, **HELP)
    ann, bob = house.at("ann"), house.at("bob")
    await ann.say("The garden")
    told = await ann.say("Two people with a van")
    assert "I am telling Sam now that you ask for help." in told
    await bob.say("The walk")
    assert "What do you need?: no answer" in await bob.say("Nothing, thanks.")
    await house.at("cat").submit(house.action("checkin_form"), q0="A talk", q1="none")
    await house.wait(minutes=1)
    asks = [text for text in house.told("sam") if "asks for help" in text]
    assert len(asks) == 1
    assert "Two people with a van" in asks[0]


async def test_nothing_is_heard_as_an_answer_in_a_shared_place(house: House) -> None:
    await begun(house)
    channel = Talk(house.dispatch, house.door, "ann", Place("slack", "T1", "C1", private=False))
    await channel.say("good")
    assert kept(house) == {}


async def test_answers_are_in_no_interaction_whatever_was_chosen(house: House) -> None:
    await begun(house)
    ann = house.at("ann")
    await ann.act(Action("keep_words", ("yes",)))
    await ann.say("very low")
    await ann.say("Nothing at all went well")
    with house.dispatch.database.read() as tx:
        query = select(InteractionRow.words).where(InteractionRow.led_to == "checkin_talk")
        assert set(tx.scalars(query)) == {None}


async def test_where_there_are_no_forms_the_button_asks_one_by_one(house: House) -> None:
    house.door.capabilities = replace(house.door.capabilities, forms="none")
    await begun(house)
    ann = house.at("ann")
    assert "This week, question 1 of 3" in await ann.press("Answer")
    assert "question 2 of 3" in await ann.say("good")


async def test_a_text_too_long_is_refused_with_its_length(house: House) -> None:
    await begun(house)
    ann = house.at("ann")
    await ann.say("good")
    assert "Please shorten this to 4000 characters; it has 4001." in await ann.say("x" * 4001)
    assert kept(house) == {"q0": "4"}


async def test_somebody_in_danger_is_told_who_helps_and_no_more(house: House) -> None:
    await begun(house)
    ann, bob = house.at("ann"), house.at("bob")
    await ann.say("very low")
    for who in (ann, bob):
        told = await who.say("I want to die")
        assert "Samaritans" in told
        assert "What went well?" not in told
    assert kept(house) == {"q0": "1"}
    assert kept(house, "bob") == {}
