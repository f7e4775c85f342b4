"""What somebody asked the team and what came of it; and what everybody's questions have taught the bot, without names."""

from __future__ import annotations

from dataclasses import replace

from bot.events import Action
from tests.stories.door import Clock, Talk
from tests.stories.test_tickets import QUESTION, ask, asker, clock, delivered, somebody

__all__ = ["asker", "clock"]


async def test_each_question_is_told_with_its_state_and_answer(asker: Talk) -> None:
    assert "You have not asked anything yet." in await asker.say("my questions")
    sam, lea = await somebody(asker, "sam"), await somebody(asker, "lea")
    await ask(asker)
    await ask(asker, "Is there a choir?")
    await ask(asker, "Who is king?")
    assert "Lea Lead looks after it." in await asker.say("my questions")
    await lea.submit(Action("answer_question", ("1",)), answer="The hub pays them.")
    await sam.submit(Action("close_question", ("3",)), why="That is not ours.")
    told = await asker.press("My questions") if "[My questions]" in await asker.say("my data") else ""
    first, second, third = told.index("Who is king?"), told.index("Is there a choir?"), told.index(QUESTION)
    assert first < second < third, "the latest first"
    assert "Closed without an answer.\nThat is not ours." in told[first:second]
    assert "Sam Hub looks after it." in told[second:third]
    assert "Answered.\nThe hub pays them." in told[third:]
    other = replace(asker, who="eve")
    assert "You have not asked anything yet." in await other.say("my questions")


async def test_a_question_that_taught_the_bot_is_told_to_its_asker_and_shown_to_all_without_a_name(asker: Talk) -> None:
    sam, eve = await somebody(asker, "sam"), replace(asker, who="eve")
    await ask(asker)
    assert "0 questions of yours" in await eve.say("you said")
    await sam.submit(Action("answer_question", ("1",)), answer="The hub pays them.")
    await delivered(asker)
    await sam.press("Yes, to everyone")
    told = await delivered(asker)
    assert (
        f"You said, we did\nYou asked this, and from now on I answer it for others too, without your name.\n{QUESTION}"
        in told
    )
    assert [place.id for place, _, _ in asker.door.sent[-1:]] == ["direct-ann"]
    said = await eve.say("you said")
    assert f"1 question of yours has become something I can answer.\nYou asked: {QUESTION}\nThe hub pays them." in said
    assert "known to the bot since" in await asker.say("my questions")


async def test_what_members_may_know_and_what_is_long_ago_is_not_shown_to_all(asker: Talk, clock: Clock) -> None:
    sam, eve = await somebody(asker, "sam"), replace(asker, who="eve")
    await ask(asker)
    await sam.submit(Action("answer_question", ("1",)), answer="The hub pays them.")
    await sam.press("Yes, to members")
    assert "0 questions of yours" in await eve.say("you said")
    assert "The hub pays them." in await sam.say("you said")
    clock.pass_(days=91)
    assert "0 questions of yours" in await sam.say("you said")
