"""The whole dialogue through Teams over real HTTP, with both back ends."""

from __future__ import annotations

import pytest

from bot.store import people
from bot.store.database import Database
from bot.usecases.delivering import deliver_due
from bot.usecases.example import load_example
from tests.conftest import NOW
from tests.wire.teams.house import House, opened

BACK_ENDS = pytest.mark.parametrize("sdk", ["botbuilder", "teams-sdk"])
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


@BACK_ENDS
async def test_a_person_known_elsewhere_by_the_same_address_is_one_person(sqlite: Database, sdk: str) -> None:
    load_example(sqlite, NOW)
    async with opened(sqlite, sdk=sdk) as house:
        hana = house.person("hana", "Hana.Brightwater@example.org")
        await hana.say("help")
        with sqlite.read() as tx:
            (account,) = people.accounts(tx, "hana-brightwater")
            assert (account.platform, account.id) == ("teams", "aad-hana")
