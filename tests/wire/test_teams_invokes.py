"""Every call of Teams that waits for its answer, over real HTTP, on both back ends: presses, dialogs, thumbs, searches."""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from adapters.teams import exchange
from adapters.teams.app import teams_door
from adapters.teams.client import TeamsPlatform
from bot.people import Viewer
from bot.store import call_answers
from bot.store.database import Database
from bot.store.records import StoredRecords
from bot.store.tables.questions import FeedbackRow
from bot.store.tables.traffic import InboundEventRow
from bot.usecases.example import load_example
from tests.conftest import NOW
from tests.contracts.teams_cards import problems
from tests.wire.teams.house import BACK_ENDS, opened, serving, words
from tests.wire.teams.small import SMALL, rows


@BACK_ENDS
async def test_a_pressed_card_is_replaced_for_who_pressed_and_for_everybody(sqlite: Database, sdk: str) -> None:
    async with opened(sqlite, sdk=sdk, router=SMALL) as house:
        ann = house.person("ann")
        await ann.say("hello")
        body = await ann.press("count")
        assert (body["statusCode"], body["type"]) == (200, "application/vnd.microsoft.card.adaptive")
        assert "Counted to 1" in words({"attachments": [body["value"]]})
        assert "Counted to 1" in ann.said
        assert len(house.connector.said("a:ann")) == 1
        await ann.press("count")
        assert "Counted to 2" in ann.said
        assert house.connector.mistakes == []


@BACK_ENDS
async def test_a_repeated_press_is_one_press_and_gets_the_same_answer(
    sqlite: Database, sdk: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(sqlite, sdk=sdk, router=SMALL) as house:
        ann = house.person("ann")
        await ann.say("hello")
        message, action = ann.button("slow")
        press = ann.activity("invoke", name="adaptiveCard/action", value={"action": action}, replyToId=message)
        answers = await asyncio.gather(*(house.post(press) for _ in range(4)))
        assert {status for status, _ in answers} == {200}
        assert len({str(body) for _, body in answers}) == 1
        assert "At last" in str(answers[0][1])
        await house.settled()
        assert await house.post(press) == answers[0], "a copy that comes late too"
        other = teams_door(house.dispatch.settings, house.dispatch, TeamsPlatform(house.dispatch.settings, sqlite))
        assert other
        async with serving(other) as url:
            assert await replace(house, url=url).post(press) == answers[0], "and at another process"
        assert ann.there.updated == [message]
        monkeypatch.setattr("adapters.teams.invokes.PATIENCE", 0.4)
        with sqlite.write() as tx:
            assert call_answers.purge(tx, NOW + dt.timedelta(days=1)) == 1
        assert (await house.post(press))[1]["value"] == "Thank you.", "when it is forgotten, no more is said"


@BACK_ENDS
async def test_a_reply_that_is_late_is_announced_and_replaces_the_card_when_it_is_there(
    sqlite: Database, sdk: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.teams.invokes.PATIENCE", 0.1)
    async with opened(sqlite, sdk=sdk, router=SMALL) as house:
        ann = house.person("ann")
        await ann.say("hello")
        body = await ann.press("slow")
        assert body["type"] == exchange.MESSAGE_TYPE
        assert "a little longer" in body["value"]
        assert "At last" in ann.said


@BACK_ENDS
async def test_an_inline_form_comes_back_with_its_error_beside_the_input(sqlite: Database, sdk: str) -> None:
    async with opened(sqlite, sdk=sdk, router=SMALL) as house:
        ann = house.person("ann")
        await ann.say("hello")
        body = await ann.press("form")
        assert body == exchange.message_body("Form"), "what follows the card is said below it too"
        message, send = ann.button("Send")
        refused = await ann.execute(send, message)
        assert "Please write your name." in words({"attachments": [refused["value"]]})
        assert "Please write your name." in words(ann.there.activities[message])
        message, send = ann.button("Send")
        done = await ann.execute(send, message, **{"0.name": "Ann|*"})
        assert "Thank you, Ann|*" in words({"attachments": [done["value"]]})
        assert "Thank you, Ann|*" in words(ann.there.activities[message])


@BACK_ENDS
async def test_older_clients_send_buttons_and_forms_as_messages(sqlite: Database, sdk: str) -> None:
    async with opened(sqlite, sdk=sdk, router=SMALL) as house:
        ann = house.person("ann")
        await ann.say("hello")
        message, action = ann.button("count")
        assert await ann.send(ann.activity(value=action["fallback"]["data"], replyToId=message)) == ""
        assert "Counted to 1" in words(ann.there.activities[message])
        await ann.say("again")
        message, action = ann.button("form")
        assert "Who are you?" in await ann.send(ann.activity(value=action["fallback"]["data"], replyToId=message))


@BACK_ENDS
async def test_a_whisper_in_a_group_goes_to_the_person_alone(sqlite: Database, sdk: str) -> None:
    async with opened(sqlite, sdk=sdk, router=SMALL) as house:
        ann = house.person("ann", kind="groupChat", id="19:g@thread.v2")
        await ann.say("hello")
        await ann.press("secret")
        assert "Only for you" not in ann.said
        direct = [id for id, there in house.connector.conversations.items() if there.kind == "personal"]
        assert ["Only for you" in words(told) for id in direct for told in house.connector.said(id)] == [True]


@BACK_ENDS
async def test_a_dialog_shows_the_form_its_errors_and_closes(sqlite: Database, sdk: str) -> None:
    async with opened(sqlite, sdk=sdk, router=SMALL) as house:
        ann = house.person("ann")
        await ann.say("hello")
        opened_form = await ann.invoke("task/fetch", {"data": {"action": "form"}})
        value = opened_form["task"]["value"]
        assert value["title"] == "Who are you?"
        (send,) = value["card"]["content"]["body"][-1]["actions"]
        again = await ann.invoke("task/submit", {"data": send["data"] | {"0.name": ""}})
        assert "Please write your name." in str(again)
        (card,) = ann.there.activities
        assert await ann.invoke("task/submit", {"data": send["data"] | {"0.name": "Ann"}}, replyToId=card) == {}
        assert "Thank you, Ann" in ann.said
        assert "You said hello" in ann.said, "the card that it was opened from stays"
        told = await ann.invoke("task/fetch", {"data": {"action": "gone"}})
        assert "no longer works" in told["task"]["value"]


@BACK_ENDS
async def test_feedback_on_an_answer_is_heard(sqlite: Database, sdk: str) -> None:
    load_example(sqlite, NOW)
    async with opened(sqlite, sdk=sdk) as house:
        ann = house.person("ann")
        await ann.say("Who leads the Mental Health taskgroup?")
        (answer,) = house.connector.said("a:ann")
        assert answer["channelData"]["feedbackLoop"]
        assert answer["entities"][0]["citation"]
        value = {"actionName": "feedback", "actionValue": {"reaction": "dislike", "feedback": '{"feedbackText":"no"}'}}
        assert await ann.invoke("message/submitAction", value, replyToId="1") == {}
        assert "Shall I ask the hub team?" in ann.said
        assert "What was wrong with it?" not in ann.said, "they have said so"
        with sqlite.read() as tx:
            assert tx.scalars(select(FeedbackRow.reason)).all() == ["other"]
        other = ann.activity("invoke", name="message/submitAction", value={"actionName": "other", "actionValue": 5})
        assert (await house.post(other))[0] == 501


@BACK_ENDS
async def test_the_next_events_can_be_searched_and_inserted(sqlite: Database, sdk: str) -> None:
    load_example(sqlite, NOW)
    async with opened(sqlite, sdk=sdk) as house:
        ann = house.person("ann")

        async def search(*parameters: dict[str, Any], **options: int) -> Any:
            value = {"commandId": "search", "parameters": list(parameters), "queryOptions": options}
            return (await ann.invoke("composeExtension/query", value))["composeExtension"]

        first = await search({"name": "initialRun", "value": "true"}, skip=0, count=3)
        second = await search({"name": "initialRun", "value": "true"}, skip=3, count=3)
        found = first["attachments"] + second["attachments"]
        together, *single = [found["preview"]["content"]["title"] for found in found]
        assert (together, len(single), len(set(single))) == ("Next events", 5, 5)
        with sqlite.read() as tx:
            coming = StoredRecords(tx).events(Viewer(), NOW)
        assert single == [event.title for event in coming][:5], "the next first"
        inserted = words({"attachments": found[:1]})
        for event in coming[:5]:
            assert event.title in inserted
            assert f"{event.start.day} {event.start:%B}" in inserted, "the next events in one card, with their days"
        assert (await search({"name": "words", "value": "next events"}))["attachments"][0] == found[0]
        groups = await search({"name": "words", "value": "taskgroups"})
        assert {attachment["content"]["type"] for attachment in groups["attachments"]} == {"AdaptiveCard"}
        assert all(problems(one["content"]) == [] for one in (*found, *groups["attachments"]))
        health = await search({"name": "words", "value": "mental health"})
        assert all("mental health" in str(found).casefold() for found in health["attachments"])
        nothing = await search({"name": "words", "value": "zzzz"})
        assert nothing == {"type": "message", "text": "No taskgroup or event holds these words."}
        for odd in ({}, {"parameters": 5}, {"parameters": [7], "queryOptions": {"skip": -1, "count": "x"}}):
            assert (await ann.invoke("composeExtension/query", odd))["composeExtension"]["type"] == "result"
        assert rows(sqlite, InboundEventRow) == 0


@BACK_ENDS
async def test_an_unknown_invoke_is_said_to_be_unknown(sqlite: Database, sdk: str) -> None:
    async with opened(sqlite, sdk=sdk, router=SMALL) as house:
        ann = house.person("ann")
        assert (await house.post(ann.activity("invoke", name="signin/verifyState", value={})))[0] == 501


@BACK_ENDS
@pytest.mark.parametrize("value", [None, 5, "x", [], {}, {"action": 5}, {"action": {"verb": 5, "data": []}}])
async def test_a_forged_press_is_answered_politely(sqlite: Database, sdk: str, value: Any) -> None:
    async with opened(sqlite, sdk=sdk, router=SMALL) as house:
        ann = house.person("ann")
        for name in ("adaptiveCard/action", "task/fetch", "task/submit"):
            status, _ = await house.post(ann.activity("invoke", name=name, value=value))
            assert status == 200
        await house.settled()


@BACK_ENDS
async def test_a_crash_in_a_handler_is_apologised_for(sqlite: Database, sdk: str) -> None:
    async with opened(sqlite, sdk=sdk, router=SMALL) as house:
        ann = house.person("ann")
        await ann.say("hello")
        await ann.press("crash")
        assert "something went wrong on my side" in ann.said
