"""The life of a question: owned by its topic's owner, handed over, closed, answered, made knowledge, looked at again."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from bot.config import Questions
from bot.events import Action, Profile
from bot.router import combine
from bot.store import faqs, questions
from bot.store.database import Database
from bot.store.feedback import unhelpful
from bot.store.tables.people import PersonRow, RoleRow
from bot.usecases.delivering import deliver_due
from handlers import ROUTERS, team
from schedules.questions import look
from tests.conftest import NOW
from tests.stories.door import Clock, Talk, settings, talk_through

QUESTION = "Who pays the travel expenses of volunteers?"
RULES = {"topics": [{"words": ["travel", "expenses"], "owner": "Lea@example.org"}], "fallback_owner": "sam@example.org"}


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


@pytest.fixture
def asker(database: Database, clock: Clock) -> Talk:
    talk = talk_through(combine(ROUTERS), database, clock)
    config = settings().config.model_copy(update={"questions": Questions.model_validate(RULES)})
    told = replace(settings(), config=config)
    with database.write() as tx:
        for id, name, role in (("sam", "Sam Hub", "staff"), ("lea", "Lea Lead", "taskgroup_lead")):
            tx.add(PersonRow(id=id, name=name, email=f"{id}@example.org", created=NOW))
            tx.flush()
            tx.add(RoleRow(person_id=id, role=role, scope=""))
    return replace(talk, dispatch=replace(talk.dispatch, settings=told))


async def somebody(asker: Talk, who: str) -> Talk:
    talk = replace(asker, who=who, profile=Profile(email=f"{who}@example.org"))
    await talk.say("hello")
    return talk


async def delivered(talk: Talk) -> str:
    before = len(talk.door.sent)
    await deliver_due(talk.dispatch.database, talk.dispatch.platforms, talk.dispatch.clock)
    return "\n".join(talk.door.texts[before:])


async def ask(asker: Talk, text: str = QUESTION) -> str:
    return await asker.act(team.ask_team_action(text))


async def test_the_owner_of_the_topic_is_told_and_may_answer(asker: Talk) -> None:
    lea = await somebody(asker, "lea")
    assert "I have put your question to Lea Lead." in await ask(asker)
    assert f"A question waits for you\n{QUESTION}" in await delivered(asker)
    assert QUESTION in await lea.say("questions")
    assert "passing your answer on" in await lea.submit(Action("answer_question", ("1",)), answer="The hub does.")
    assert "The hub does." in await delivered(asker)


async def test_who_owns_nothing_and_is_not_of_the_team_may_not(asker: Talk) -> None:
    await ask(asker)
    other = replace(asker, who="eve")
    for action in ("answer_question", "hand_over", "close_question"):
        assert "Only the hub team can do that" in await other.act(Action(action, ("1",)))
    assert "Only the hub team can do that" in await other.submit(Action("answer_question", ("1",)), answer="Me")
    assert "Only the hub team can do that" in await other.act(Action("promote", ("1", "everyone")))


async def test_a_question_of_no_topic_is_the_fallbacks(asker: Talk) -> None:
    await somebody(asker, "sam")
    assert "I have put your question to Sam Hub." in await ask(asker, "Is there a choir?")


async def test_handing_over_tells_both(asker: Talk) -> None:
    lea, sam = await somebody(asker, "lea"), await somebody(asker, "sam")
    await ask(asker)
    await delivered(asker)
    assert "Sam Hub" in await lea.act(Action("hand_over", ("1",)))
    assert "Please choose a person." in await lea.submit(Action("hand_over", ("1",)), to="nobody")
    assert "Sam Hub has the question now" in await lea.submit(Action("hand_over", ("1",)), to="sam")
    told = await delivered(asker)
    assert "A question waits for you" in told
    assert "Sam Hub looks after your question now." in told
    assert "Only the hub team can do that" in await lea.submit(Action("answer_question", ("1",)), answer="Mine")
    assert QUESTION in await sam.say("questions")


async def test_closing_needs_a_reason_and_the_asker_hears_it(asker: Talk) -> None:
    sam = await somebody(asker, "sam")
    await ask(asker)
    await delivered(asker)
    assert "Please say why" in await sam.submit(Action("close_question", ("1",)), why=" ")
    assert "closed, and the asker is told why" in await sam.submit(Action("close_question", ("1",)), why="Asked twice.")
    assert "Asked twice." in await delivered(asker)
    assert "answered already" in await sam.submit(Action("answer_question", ("1",)), answer="Late")


async def test_an_answer_becomes_knowledge_by_one_press_and_is_given_from_then_on(asker: Talk, clock: Clock) -> None:
    sam = await somebody(asker, "sam")
    await ask(asker)
    await sam.submit(Action("answer_question", ("1",)), answer="The hub pays them, with a receipt.")
    assert "From now on I give this answer myself, in Lea Lead's name." in await sam.press("Yes, to everyone")
    assert "known already" in await sam.press("Yes, to everyone")
    assert "The hub pays them, with a receipt." in await replace(asker, who="eve").say(QUESTION)


async def test_a_stale_answer_is_listed_renewed_or_put_away(asker: Talk, clock: Clock) -> None:
    sam = await somebody(asker, "sam")
    await ask(asker)
    await sam.submit(Action("answer_question", ("1",)), answer="The hub pays them.")
    await sam.press("Yes, to everyone")
    assert "0 answers should be looked at again." in await sam.say("reviews")
    clock.pass_(days=181)
    assert QUESTION in await sam.say("reviews")
    assert "checked today" in await sam.press("It still holds")
    assert "0 answers should be looked at again." in await sam.say("reviews")
    clock.pass_(days=200)
    with sam.dispatch.database.write() as tx:
        assert faqs.archive(tx, clock.now.date() - dt.timedelta(days=10)) == 1
    assert "The hub pays them." not in await replace(asker, who="eve").say(QUESTION)


async def test_why_an_answer_did_not_help_is_kept_and_the_words_only_with_consent(asker: Talk) -> None:
    await asker.say("What can you do?")
    await asker.act(Action("helpful", ("no",)))
    assert "Noted, thank you" in await asker.press("It is out of date")
    with asker.dispatch.database.read() as tx:
        (one,) = unhelpful(tx, NOW - dt.timedelta(days=1))
    assert (one.helpful, one.reason, one.question) == (False, "old", "")
    await asker.act(Action("keep_words", ("yes",)))
    await asker.say("Who leads it?")
    await asker.act(Action("helpful", ("no",)), "not at all")
    with asker.dispatch.database.read() as tx:
        latest = unhelpful(tx, NOW - dt.timedelta(days=1))
    assert ("Who leads it?", "not at all") in [(row.question, row.comment) for row in latest]


async def test_nobody_explains_another_persons_judgement(asker: Talk) -> None:
    await asker.say("Who leads it?")
    await asker.act(Action("helpful", ("no",)))
    assert "too long ago" in await replace(asker, who="eve").act(Action("why_not", ("1", "wrong")))


async def test_what_happened_is_kept_step_by_step(asker: Talk) -> None:
    sam = await somebody(asker, "sam")
    await ask(asker)
    await sam.submit(Action("answer_question", ("1",)), answer="The hub does.")
    with asker.dispatch.database.read() as tx:
        assert [step.what for step in questions.steps(tx, 1)] == ["asked", "assigned", "answered"]
        assert [one.answer for one in questions.ended(tx, "hub")] == ["The hub does."]
        assert questions.ended(tx, "50% of_nothing") == []


async def test_an_owner_is_reminded_after_three_days_and_again_after_three(asker: Talk, clock: Clock) -> None:
    await somebody(asker, "lea")
    await ask(asker)
    await delivered(asker)
    reminded = []
    for _ in range(7):
        clock.pass_(days=1)
        look(asker.dispatch)
        look(asker.dispatch)
        reminded.append((await delivered(asker)).count("This question still waits for you."))
    assert reminded == [0, 0, 1, 0, 0, 1, 0]


async def test_the_team_hears_once_each_monday_what_waits(asker: Talk, clock: Clock) -> None:
    await somebody(asker, "sam")
    await ask(asker)
    await delivered(asker)
    told = []
    for _ in range(14):
        look(asker.dispatch)
        look(asker.dispatch)
        told.append((await delivered(asker)).count("Questions this week"))
        clock.pass_(days=1)
    assert told == [0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1]
    assert "Wait for an answer: 1" in "\n".join(asker.door.texts)


async def test_an_answer_nobody_looks_at_again_is_put_away(asker: Talk, clock: Clock) -> None:
    sam = await somebody(asker, "sam")
    await ask(asker)
    await sam.submit(Action("answer_question", ("1",)), answer="The hub pays them.")
    await sam.press("Yes, to everyone")
    clock.pass_(days=211)
    look(asker.dispatch)
    assert "The hub pays them." not in await replace(asker, who="eve").say(QUESTION)


async def test_the_team_finds_what_was_answered_before_by_its_words_in_any_order(asker: Talk) -> None:
    sam = await somebody(asker, "sam")
    assert "No question has been answered yet." in await sam.say("past answers")
    for number, (text, answer) in enumerate(
        (("Is there a car park?", "Behind the hall."), (QUESTION, "The hub pays.")), 1
    ):
        await ask(asker, text)
        await sam.submit(Action("answer_question", (str(number),)), answer=answer)
    await ask(asker, "Where is the lift?")
    found = await sam.say("past answers about HUB travel")
    assert (QUESTION in found, "The hub pays." in found, "Answered on" in found) == (True, True, True)
    assert "car park" not in found
    both = await sam.say("past answers")
    assert both.index("The hub pays.") < both.index("Behind the hall.")
    assert "lift" not in both
    assert "Nothing that was answered before holds “100% free”." in await sam.say("past answers: 100% free?")
    assert "Only the hub team can do that" in await asker.say("past answers about travel")
