"""A question goes to the team, the team answers, the asker is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.cards import Form
from bot.events import Action, Place, Profile
from bot.platform import Later, Never, Unknown
from bot.router import combine
from bot.store import broadcasts, people, questions
from bot.store.database import Database, Transaction
from bot.store.tables.people import PersonRow, RoleRow
from bot.usecases.delivering import deliver_due
from handlers import more, privacy, reviews, team, tickets
from handlers import questions as asked
from tests.conftest import NOW
from tests.stories.door import Clock, Talk, talk_through

ROUTER = combine((privacy.router, more.router, team.router, tickets.router, reviews.router))
QUESTION = "Is there a budget for travel?"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def asker(database: Database, clock: Clock) -> Talk:
    return replace(talk_through(ROUTER, database, clock), profile=Profile(name="Ann", email="ann@example.org"))


@pytest.fixture
def staff(asker: Talk) -> Talk:
    with asker.dispatch.database.write() as tx:
        tx.add(PersonRow(id="sam", name="Sam Hub", email="sam@example.org", created=NOW))
        tx.flush()
        tx.add(RoleRow(person_id="sam", role="staff"))
    return replace(asker, who="sam", profile=Profile(email="Sam@Example.org"))


async def ask(asker: Talk) -> str:
    return await asker.act(team.ask_team_action(QUESTION))


async def deliver(talk: Talk) -> int:
    return await deliver_due(talk.dispatch.database, talk.dispatch.platforms, talk.dispatch.clock)


def copy_of(tx: Transaction, key: str) -> broadcasts.Copy:
    (only,) = broadcasts.copies(tx, broadcasts.find(tx, key) or "")
    return only


async def test_from_question_to_answer(asker: Talk, staff: Talk) -> None:
    assert "I have put your question to the hub team" in await ask(asker)
    assert QUESTION in await staff.say("tickets")
    assert QUESTION in await staff.say("questions")
    form = await staff.press("Answer")
    assert QUESTION in form
    assert "passing your answer on" in await staff.submit(Action("answer_question", ("1",)), answer="Yes, ask Sam.")
    assert await deliver(asker) == 1
    place, _, _ = asker.door.sent[-1]
    assert place == asker.here
    assert "Yes, ask Sam." in asker.door.texts[-1]
    assert "Answered by Sam Hub" in asker.door.texts[-1]
    assert await deliver(asker) == 0


@pytest.mark.parametrize("text", ["Ask the team: {}", "/ask a person {}", "gofyn i'r tîm {}"])
async def test_a_question_may_follow_the_command(asker: Talk, staff: Talk, text: str) -> None:
    assert "I have put your question to the hub team" in await asker.say(text.format(QUESTION))
    with asker.dispatch.database.read() as tx:
        assert [one.text for one in questions.waiting(tx)] == [QUESTION]
    assert "Your question" in await asker.say("ask the team:")


async def test_pressing_twice_asks_once(asker: Talk, staff: Talk) -> None:
    await ask(asker)
    await ask(asker)
    assert "1 question waits for an answer." in await staff.say("questions")


async def test_answering_twice_tells_the_second_so(asker: Talk, staff: Talk) -> None:
    await ask(asker)
    await staff.submit(Action("answer_question", ("1",)), answer="Yes")
    assert "answered already" in await staff.submit(Action("answer_question", ("1",)), answer="No")
    assert "answered already" in await staff.act(Action("answer_question", ("1",)))


@pytest.mark.parametrize("number", ["", "0", "99", "x", "9" * 30, "-1", "١"])
async def test_a_question_that_does_not_exist(staff: Talk, number: str) -> None:
    assert "answered already" in await staff.act(Action("answer_question", (number,)))


async def test_only_the_team_may_list_and_answer(asker: Talk) -> None:
    await ask(asker)
    assert "Only the hub team can do that" in await asker.say("questions")
    assert "Only the hub team can do that" in await asker.submit(Action("answer_question", ("1",)), answer="Me")
    with asker.dispatch.database.read() as tx:
        assert questions.count_waiting(tx) == 1


async def test_an_empty_form_comes_back_with_its_error(asker: Talk, staff: Talk) -> None:
    assert "Please write a question." in await asker.submit(Action("ask_team"), question="  ")
    await ask(asker)
    assert "Please write an answer." in await staff.submit(Action("answer_question", ("1",)), answer="")


async def test_a_long_question_keeps_all_its_words(asker: Talk) -> None:
    text = "Why " * 2000
    await asker.submit(Action("ask_team"), question=text)
    with asker.dispatch.database.read() as tx:
        assert questions.waiting(tx)[0].text == text.strip()


async def test_a_long_question_reaches_the_team_whole_by_its_button_much_later(
    database: Database, clock: Clock
) -> None:
    asker = talk_through(combine((team.router, asked.router)), database, clock)
    text = "Zebras? " + "Why | oh " * 11_000 + "why."
    await asker.say(text)
    button = asker.button("Ask the hub team")
    await asker.say("hello")
    clock.pass_(hours=2)
    await asker.act(button.action)
    with asker.dispatch.database.read() as tx:
        assert questions.waiting(tx)[0].text == text


async def test_of_a_long_question_that_is_not_kept_any_more_nothing_is_lost_unseen(asker: Talk) -> None:
    told = await asker.act(Action("ask_team", ("Why " * 50, "0" * 24)))
    assert "Your question" in told
    form = next(block for block in asker.door.sent[-1][1].blocks if isinstance(block, Form))
    assert form.inputs[0].value == "Why " * 50
    with asker.dispatch.database.read() as tx:
        assert questions.waiting(tx) == []


async def test_an_asker_who_stopped_gets_no_answer(asker: Talk, staff: Talk) -> None:
    await ask(asker)
    await asker.say("stop")
    await staff.submit(Action("answer_question", ("1",)), answer="Yes")
    assert await deliver(asker) == 0


async def test_the_answer_speaks_the_askers_language(asker: Talk, staff: Talk) -> None:
    await asker.act(Action("language", ("cy",)))
    await ask(asker)
    await staff.submit(Action("answer_question", ("1",)), answer="Yes")
    await deliver(asker)
    assert "Atebwyd gan Sam Hub" in asker.door.texts[-1]


async def test_a_delivery_that_must_wait_goes_out_later(asker: Talk, staff: Talk, clock: Clock) -> None:
    await ask(asker)
    await staff.submit(Action("answer_question", ("1",)), answer="Yes")
    asker.door.outcomes = [Later(60)]
    await deliver(asker)
    assert await deliver(asker) == 0
    clock.pass_(seconds=61)
    assert await deliver(asker) == 1
    assert "answered your question" in asker.door.texts[-1]


async def test_a_delivery_in_doubt_is_held_for_staff_and_never_repeated(asker: Talk, staff: Talk, clock: Clock) -> None:
    await ask(asker)
    await staff.submit(Action("answer_question", ("1",)), answer="Yes")
    asker.door.outcomes = [Unknown("timed out")]
    before = len(asker.door.sent)
    for _ in range(4):
        await deliver(asker)
        clock.pass_(seconds=20)
    assert len(asker.door.sent) == before + 1
    with asker.dispatch.database.read() as tx:
        assert copy_of(tx, "answer-1").state == "uncertain"


async def test_a_delivery_that_can_never_arrive_says_why(asker: Talk, staff: Talk) -> None:
    await ask(asker)
    await staff.submit(Action("answer_question", ("1",)), answer="Yes")
    asker.door.outcomes = [Never("the person blocked the bot")]
    await deliver(asker)
    with asker.dispatch.database.read() as tx:
        row = copy_of(tx, "answer-1")
        assert (row.state, row.reason) == ("failed", "the person blocked the bot")


async def test_a_door_that_closed_is_the_reason(asker: Talk, staff: Talk) -> None:
    await replace(asker, place=Place("fake", "T1", "x")).act(team.ask_team_action(QUESTION))
    await staff.submit(Action("answer_question", ("1",)), answer="Yes")
    await deliver_due(asker.dispatch.database, {}, asker.dispatch.clock)
    with asker.dispatch.database.read() as tx:
        assert "closed" in copy_of(tx, "answer-1").reason


async def test_a_verified_address_makes_two_accounts_one_person(staff: Talk) -> None:
    await staff.say("help")
    await replace(staff, who="sam-elsewhere").say("help")
    with staff.dispatch.database.read() as tx:
        assert {account.id for account in people.accounts(tx, "sam")} == {"sam", "sam-elsewhere"}
