"""The whole dialogue through Teams over real HTTP, with both back ends."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.cards import Reply, words_of
from bot.events import Message, Place, Profile, Sender, Sent
from bot.platform import Delivered, Outcome
from bot.store import people
from bot.store.database import Database
from bot.usecases.delivering import deliver_due
from bot.usecases.example import load_example
from tests.conftest import NOW
from tests.stories.door import FakeDoor
from tests.wire.teams.house import BACK_ENDS, House, opened

QUESTION = "Is there a travel budget for champions?"


async def deliver(house: House) -> None:
    await deliver_due(house.dispatch.database, house.dispatch.platforms, house.dispatch.clock)


@BACK_ENDS
async def test_from_a_question_to_the_teams_answer(sqlite: Database, sdk: str) -> None:
    load_example(sqlite, NOW)
    async with opened(sqlite, sdk=sdk) as house:
        ann, staff = house.person("ann", "ann@example.org"), house.person("nell", "nell.oakhanger@example.org")
        answer = await ann.say("What is the Health Equity taskgroup for?")
        assert "Source: " in answer
        assert "First time here?" in answer
        assert "Desmond Coralbrook" in await ann.say("and who leads it?")
        await ann.press("Not helpful")
        assert "Shall I ask the hub team?" in ann.said
        unknown = await ann.say(QUESTION)
        assert "Ask the hub team" in unknown
        await ann.press("Ask the hub team")
        assert "I have put your question to the hub team" in ann.said

        assert QUESTION in await staff.say("questions")
        message, action = staff.button("Answer")
        dialog = await staff.invoke("task/fetch", {"data": action["data"]}, replyToId=message)
        card = dialog["task"]["value"]["card"]["content"]
        (field,) = [element for element in card["body"] if element["type"] == "Input.Text"]
        (send,) = card["body"][-1]["actions"]
        refused = await staff.invoke("task/submit", {"data": send["data"] | {field["id"]: " "}})
        again = refused["task"]["value"]["card"]["content"]["body"]
        assert "Please write an answer." in [element.get("text", "").replace("\\", "") for element in again]
        assert await staff.invoke("task/submit", {"data": send["data"] | {field["id"]: "Yes: ask Nell."}}) == {}
        assert "I am passing your answer on" in staff.said

        await deliver(house)
        assert "Yes: ask Nell." in ann.said
        assert house.connector.mistakes == []
        assert {app for _, _, app in house.connector.calls} == {"11111111-2222-3333-4444-555555555555"}


async def elsewhere(house: House, text: str, profile: Profile | None = None) -> str:
    """Write to the bot as somebody of another platform; what it says."""
    told: list[str] = []

    async def respond(reply: Reply, key: str) -> Outcome:
        told.append(words_of(reply.card))
        return Delivered(Sent(place, key))

    place = Place("slack", "T1", "D1")
    event = Message(f"slack-{text}", NOW, Sender("slack", "T1", "U1"), place, text, profile)
    dispatch = replace(house.dispatch, platforms={"slack": FakeDoor("slack")})
    assert await dispatch.accept(event)
    await dispatch.answer(event, respond)
    return " ".join(told)


def accounts(database: Database) -> set[tuple[str, str]]:
    with database.read() as tx:
        person = people.of_account(tx, Sender("slack", "T1", "U1"))
        assert person
        return {(account.platform, account.id) for account in people.accounts(tx, person.id)}


BOTH = {("slack", "U1"), ("teams", "aad-hana")}


@BACK_ENDS
async def test_a_person_known_elsewhere_by_the_same_address_is_one_person(sqlite: Database, sdk: str) -> None:
    load_example(sqlite, NOW)
    async with opened(sqlite, sdk=sdk) as house:
        await elsewhere(house, "help", Profile(email="hana.brightwater@example.org"))
        await house.person("hana", "Hana.Brightwater@example.org").say("help")
        assert accounts(sqlite) == BOTH
        with sqlite.read() as tx:
            assert len(people.accounts(tx, "hana-brightwater")) == 2


@BACK_ENDS
async def test_with_a_code_from_elsewhere_two_accounts_are_one_person(sqlite: Database, sdk: str) -> None:
    async with opened(sqlite, sdk=sdk) as house:
        hana = house.person("hana")
        code = re.search(r"Your code is ([\w-]+)", await elsewhere(house, "link"))
        assert code
        await hana.say(f"link {code[1]}")
        assert accounts(sqlite) == {("slack", "U1")}, "not before it is confirmed"
        await hana.press("Both are mine, join them")
        assert accounts(sqlite) == BOTH
