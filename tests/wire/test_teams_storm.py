"""Every kind of activity and invoke as it really comes: twice and at once, in the wrong order, very long, and broken."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.store.database import Database
from bot.store.tables.questions import QuestionRow
from bot.store.tables.traffic import InboundEventRow
from bot.usecases.example import load_example
from tests.conftest import NOW
from tests.wire.teams.house import BACK_ENDS, BOT, House, Talker, opened

Json = dict[str, Any]
QUESTION = {"action": "ask_team", "form": 0, "0.question": "Is there a creche?"}
EXECUTED = {"action": {"type": "Action.Execute", "verb": "keep_words|yes", "data": {}}, "trigger": "manual"}
SEARCHED = {"commandId": "search", "parameters": [{"name": "words", "value": "mental"}], "queryOptions": {"count": 3}}
JUDGED = {"actionName": "feedback", "actionValue": {"reaction": "like", "feedback": '{"feedbackText":"clear"}'}}


def invoke(name: str, value: Json) -> Callable[[Talker], Json]:
    return lambda who: who.activity("invoke", name=name, value=value)


KINDS: dict[str, Callable[[Talker], Json]] = {
    "message": lambda who: who.activity(text="When is the next event?"),
    "button as a message": lambda who: who.activity(value={"action": "keep_words|yes"}, replyToId="1"),
    "edit": lambda who: who.activity("messageUpdate", text="help", channelData={"eventType": "editMessage"}),
    "delete": lambda who: who.activity("messageDelete", channelData={"eventType": "softDeleteMessage"}),
    "installed": lambda who: who.activity("installationUpdate", action="add"),
    "added": lambda who: who.activity("conversationUpdate", membersAdded=[{"id": BOT}, {"id": who.member["id"]}]),
    "joined": lambda who: who.activity("conversationUpdate", membersAdded=[{"id": "29:eve", "name": "Eve"}]),
    "left": lambda who: who.activity("conversationUpdate", membersRemoved=[{"id": "29:eve"}]),
    "renamed": lambda who: who.activity("conversationUpdate", topicName="Partners"),
    "reaction": lambda who: who.activity("messageReaction", reactionsAdded=[{"type": "like"}]),
    "typing": lambda who: who.activity("typing"),
    "meeting": lambda who: who.activity("event", name="application/vnd.microsoft.meetingStart", value={}),
    "never heard of": lambda who: who.activity("somethingNew", text="?"),
    "press": invoke("adaptiveCard/action", EXECUTED),
    "dialog opened": invoke("task/fetch", {"data": {"action": "settings"}}),
    "dialog sent": invoke("task/submit", {"data": QUESTION}),
    "feedback": invoke("message/submitAction", JUDGED),
    "search": invoke("composeExtension/query", SEARCHED),
    "invoke never heard of": invoke("somethingNew/happened", {}),
    "uninstalled": lambda who: who.activity("installationUpdate", action="remove"),
}
"""One of each; the bot leaves last."""
UNKNOWN = "invoke never heard of"


def rows(database: Database, table: Any) -> int:
    with database.read() as tx:
        return tx.scalar(select(func.count()).select_from(table)) or 0


def everything(house: House) -> int:
    """How many messages the bot has in all conversations."""
    return sum(len(house.connector.said(id)) for id in house.connector.conversations)


@BACK_ENDS
async def test_copies_at_once_and_late_do_nothing_more(sqlite: Database, sdk: str) -> None:
    load_example(sqlite, NOW)
    async with opened(sqlite, sdk=sdk) as house:
        ann = house.person("ann")
        for name, make in KINDS.items():
            activity, before = make(ann), rows(sqlite, InboundEventRow)
            answers = await asyncio.gather(*(house.post(activity) for _ in range(3)))
            await house.settled()
            assert {status for status, _ in answers} == {501 if name == UNKNOWN else 200}, name
            assert len({json.dumps(body) for _, body in answers}) == 1, name
            said, kept = everything(house), rows(sqlite, InboundEventRow)
            assert kept - before <= 1, name
            assert await house.post(activity) == answers[0], name
            await house.settled()
            assert (everything(house), rows(sqlite, InboundEventRow)) == (said, kept), name
        assert rows(sqlite, QuestionRow) == 1
        assert house.connector.mistakes == []


@BACK_ENDS
async def test_the_order_does_not_matter(sqlite: Database, sdk: str) -> None:
    load_example(sqlite, NOW)
    async with opened(sqlite, sdk=sdk) as house:
        shuffled = random.Random(4)
        for number in range(3):
            who = house.person(f"p{number}")
            activities = [(name, make(who)) for name, make in KINDS.items()]
            shuffled.shuffle(activities)
            answers = await asyncio.gather(*(house.post(activity) for _, activity in activities))
            expected = [501 if name == UNKNOWN else 200 for name, _ in activities]
            assert [status for status, _ in answers] == expected
        await house.settled()
        assert house.connector.meter.refused == 0
        assert rows(sqlite, QuestionRow) == 3
        assert "Ask in your own words" in await house.person("late").say("help")
        assert house.connector.mistakes == []


SAYS_WHAT = {"type", "name", "id", "timestamp", "tenantId", "conversationType", "serviceUrl", "channelId", "aadObjectId",
             "eventType", "verb", "commandId"}  # fmt: skip


def lengthened(value: Any, by: str) -> Any:
    """A value whose every text is followed by so much more, except what says what it is."""
    match value:
        case dict():
            return {key: part if key in SAYS_WHAT else lengthened(part, by) for key, part in value.items()}
        case list():
            return [lengthened(part, by) for part in value]
        case str():
            return value + by
        case _:
            return value


@BACK_ENDS
@pytest.mark.parametrize(
    "by",
    [" x" * 50_000, "<at>" * 25_000, "<at " * 25_000, "\u0000\ud83d" * 8_000],
    ids=["long", "tags", "half tags", "odd"],
)
async def test_a_hundred_kilobytes_are_taken_or_refused_and_break_nothing(sqlite: Database, sdk: str, by: str) -> None:
    load_example(sqlite, NOW)
    async with opened(sqlite, sdk=sdk) as house:
        ann = house.person("ann")
        for name, make in KINDS.items():
            status, _ = await house.post(lengthened(make(ann), by))
            assert status in {200, 400, 501}, name
            await house.settled()
        assert "Ask in your own words" in await ann.say("help")
        assert house.connector.mistakes == []


@BACK_ENDS
async def test_broken_activities_of_every_kind_are_refused_or_taken_never_failed(sqlite: Database, sdk: str) -> None:
    async with opened(sqlite, sdk=sdk) as house:
        ann = house.person("ann")
        for name, make in KINDS.items():
            whole = json.dumps(make(ann)).encode()
            assert (await house.post(whole[: len(whole) // 2]))[0] == 400, name
            assert (await house.post(whole + b"}"))[0] == 400, name
            common = set(KINDS["typing"](ann)) if name not in {"message", "press"} else set()
            for field in set(make(ann)) - common | {"conversation"}:
                for odd in (None, {"id": 7}):
                    status, _ = await house.post(make(ann) | {field: odd})
                    assert status in {200, 400, 403, 501}, (name, field, odd)
        await house.settled()
        assert "Ask in your own words" in await ann.say("help")
        assert house.connector.mistakes == []
