"""Every activity of Teams over real HTTP, on both back ends; calls that wait are in ``test_teams_invokes``."""

from __future__ import annotations

import asyncio
import re
import sqlite3
import time
from contextlib import closing
from typing import Any

import pytest
from sqlalchemy import select

from adapters.teams import app
from bot.cards import Button, Buttons, Card, Reply, Text
from bot.events import DELETED, Action, Message, Press
from bot.router import Router
from bot.services import Services
from bot.store import people, references
from bot.store.database import Database
from bot.store.tables.traffic import ConversationRow, InboundEventRow, InteractionRow
from bot.usecases.example import load_example
from tests.conftest import NOW
from tests.wire.teams.house import APP, BACK_ENDS, BOT, TENANT, House, Talker, opened, words
from tests.wire.teams.small import SMALL, rows

CHANNEL = "19:c@thread.tacv2"


MENTION = [{"type": "mention", "text": "<at>Coast Bot</at>", "mentioned": {"id": BOT}}]


@SMALL.press(DELETED)
def deleted(event: Press, services: Services) -> None:
    """Nothing here was passed on to anybody."""


def installation(who: Talker, action: str = "add") -> dict[str, Any]:
    return who.activity("installationUpdate", action=action)


@BACK_ENDS
async def test_installing_welcomes_once_and_removing_forgets_the_way(sqlite: Database, sdk: str) -> None:
    async with opened(sqlite, sdk=sdk) as house:
        ann = house.person("ann", "ann@example.org")
        assert "Ask in your own words" in await ann.send(installation(ann))
        added = ann.activity("conversationUpdate", membersAdded=[{"id": BOT}, {"id": "29:ann"}])
        assert await ann.send(added) == "", "Teams tells twice, the welcome comes once"
        with sqlite.read() as tx:
            kept = references.find(tx, "teams", TENANT, "a:ann")
        expected = references.Reference("teams", TENANT, "a:ann", "personal", house.service, APP, "aad-ann", "29:ann")
        assert kept == expected
        assert await ann.send(installation(ann, "remove")) == ""
        with sqlite.read() as tx:
            assert references.find(tx, "teams", TENANT, "a:ann") is None


@BACK_ENDS
async def test_in_a_channel_the_mention_is_not_part_of_the_question(sqlite: Database, sdk: str) -> None:
    async with opened(sqlite, sdk=sdk, router=SMALL) as house:
        ann = house.person("ann", kind="channel", id=CHANNEL)
        assert "You said hello" in await ann.say("<at>Coast Bot</at> hello", entities=MENTION)
        with sqlite.read() as tx:
            kept = references.find(tx, "teams", TENANT, CHANNEL)
            assert kept is not None
            assert (kept.kind, kept.person) == ("channel", None)


@BACK_ENDS
async def test_all_who_join_a_group_later_are_welcomed_in_their_own_chats(sqlite: Database, sdk: str) -> None:
    async with opened(sqlite, sdk=sdk) as house:
        ann = house.person("ann", kind="groupChat", id="19:g@thread.v2")
        await ann.send(installation(ann))
        joined = [{"id": f"29:{name}", "aadObjectId": f"aad-{name}", "name": name.title()} for name in ("eve", "fay")]
        before = len(house.connector.said("19:g@thread.v2"))
        for members in (joined, joined, [joined[1], {"id": "29:gus"}]):
            await ann.send(ann.activity("conversationUpdate", membersAdded=members))
        assert len(house.connector.said("19:g@thread.v2")) == before
        welcomes = {
            there.members[0]["id"]: [words(told) for told in house.connector.said(id)]
            for id, there in house.connector.conversations.items()
            if id != "19:g@thread.v2"
        }
        assert list(welcomes) == ["aad-eve", "aad-fay", "29:gus"]
        assert all("Ask in your own words" in welcome for (welcome,) in welcomes.values())
        nobody = ann.activity("conversationUpdate", membersAdded=[joined[0], {"name": "No id"}])
        assert (await house.post(nobody))[0] == 400


@BACK_ENDS
async def test_an_edited_message_is_answered_anew_and_a_deleted_one_is_forgotten(sqlite: Database, sdk: str) -> None:
    async with opened(sqlite, sdk=sdk, router=SMALL) as house:
        ann = house.person("ann")
        first = ann.activity(text="helo")
        assert "You said helo" in await ann.send(first)
        with sqlite.write() as tx:
            people.choose_words(tx, account(tx), keep=True)
        edit = first | {"type": "messageUpdate", "text": "hello", "channelData": {"eventType": "editMessage"}}
        edit["channelData"]["tenant"] = {"id": TENANT}
        assert "You said hello" in await ann.send(edit)
        assert await ann.send(edit) == ""
        undone = edit | {"channelData": {"eventType": "undeleteMessage"}}
        assert await ann.send(undone) == ""
        later = ann.activity(text="my secret")
        await ann.send(later)
        assert "my secret" in told(sqlite)
        deleted = later | {"type": "messageDelete", "channelData": {"eventType": "softDeleteMessage"}}
        assert await ann.send(deleted) == ""
        assert "my secret" not in told(sqlite)
        assert "hello" in told(sqlite)
        await ann.send(first | {"type": "messageDelete", "channelData": {"eventType": "softDeleteMessage"}})
        assert told(sqlite).strip() == "", "of an edited message every version goes"


@BACK_ENDS
async def test_with_a_deleted_question_goes_what_it_was_about(sqlite: Database, sdk: str) -> None:
    load_example(sqlite, NOW)
    async with opened(sqlite, sdk=sdk) as house:
        ann = house.person("ann")
        asked = ann.activity(text="Who leads the Mental Health taskgroup?")
        assert "Farah Wintergreen" in await ann.send(asked)
        await ann.send(asked | {"type": "messageDelete", "channelData": {"eventType": "softDeleteMessage"}})
        with sqlite.read() as tx:
            assert tx.scalars(select(ConversationRow)).all() == []


def account(tx: Any) -> str:
    (person,) = set(tx.scalars(select(InteractionRow.person_id)))
    return str(person)


def told(database: Database) -> str:
    with database.read() as tx:
        return "\n".join(tx.scalars(select(InteractionRow.words).where(InteractionRow.words.is_not(None))))


@BACK_ENDS
async def test_the_same_message_twice_is_answered_once_and_order_does_not_matter(sqlite: Database, sdk: str) -> None:
    async with opened(sqlite, sdk=sdk, router=SMALL) as house:
        ann, bob = house.person("ann"), house.person("bob")
        first, second = ann.activity(text="first"), ann.activity(text="second", timestamp="2026-03-03T09:00:00Z")
        twin = bob.activity(text="first") | {"id": first["id"]}
        for activity in (second, first, second, first, twin):
            assert (await house.post(activity))[0] == 200
        await house.settled()
        assert sorted(re.findall(r"You said (\w+)", ann.said)) == ["first", "second"]
        assert "You said first" in bob.said, "ids count within a conversation only"


@BACK_ENDS
async def test_many_at_once_are_all_answered(sqlite: Database, sdk: str) -> None:
    async with opened(sqlite, sdk=sdk, router=SMALL) as house:
        talkers = [house.person(f"p{number}") for number in range(20)]
        statuses = await asyncio.gather(*(house.post(who.activity(text="hello")) for who in talkers))
        assert {status for status, _ in statuses} == {200}
        await house.settled()
        assert all("You said hello" in who.said for who in talkers)


@BACK_ENDS
async def test_a_very_long_message_is_answered(sqlite: Database, sdk: str) -> None:
    async with opened(sqlite, sdk=sdk, router=SMALL) as house:
        assert "You said" in await house.person("ann").say("long " * 20_000)
        assert house.connector.mistakes == []


@BACK_ENDS
@pytest.mark.parametrize(
    "more",
    [
        {"type": "messageReaction", "reactionsAdded": [{"type": "like"}]},
        {"type": "typing"},
        {"type": "endOfConversation"},
        {"type": "conversationUpdate", "channelData": {"eventType": "teamRenamed", "tenant": {"id": TENANT}}},
        {"type": "conversationUpdate", "membersRemoved": [{"id": "29:eve"}]},
        {"type": "event", "name": "application/vnd.microsoft.meetingStart"},
        {"type": "never heard of"},
        {"from": {"id": BOT, "name": "Coast Bot"}, "text": "my own words"},
    ],
    ids=lambda more: str(more.get("type", "echo")),
)
async def test_what_is_not_for_the_bot_is_taken_and_left(sqlite: Database, sdk: str, more: dict[str, Any]) -> None:
    async with opened(sqlite, sdk=sdk, router=SMALL) as house:
        ann = house.person("ann")
        assert await ann.send(ann.activity() | more) == ""
        assert rows(sqlite, InboundEventRow) == 0


@BACK_ENDS
async def test_while_the_database_is_down_the_platform_is_asked_to_try_again(sqlite: Database, sdk: str) -> None:
    async with opened(sqlite, sdk=sdk, router=SMALL) as house:
        ann = house.person("ann")
        await ann.say("hello")
        sqlite.engine.dispose()
        with sqlite.engine.connect() as blocking:
            blocking.exec_driver_sql("ALTER TABLE inbound_event RENAME TO hidden")
            blocking.commit()
        message = ann.activity(text="hello")
        assert (await house.post(message))[0] == 503
        assert "cannot note anything" in (await ann.press("count"))["value"]
        with sqlite.engine.connect() as blocking:
            blocking.exec_driver_sql("ALTER TABLE hidden RENAME TO inbound_event")
            blocking.commit()
        assert "You said hello" in await ann.send(message)


@BACK_ENDS
async def test_while_the_database_is_locked_the_platform_is_asked_to_try_again(
    sqlite: Database, sdk: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.database.SQLITE_WAIT", 0.1)
    sqlite.engine.dispose()
    async with opened(sqlite, sdk=sdk, router=SMALL) as house:
        ann = house.person("ann")
        await ann.say("hello")
        message = ann.activity(text="hello again")
        with closing(sqlite3.connect(sqlite.engine.url.database or "", isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            assert (await house.post(message))[0] == 503
            assert "cannot note anything" in (await ann.press("count"))["value"]
        assert "You said hello again" in await ann.send(message)
        assert rows(sqlite, InboundEventRow) == 2


@BACK_ENDS
async def test_an_answer_that_takes_long_is_announced_by_typing(
    sqlite: Database, sdk: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "TYPING_AFTER", 0.0)
    slow_words = Router("slow")

    @slow_words.message
    def answer(event: Message, services: Services) -> Reply:
        time.sleep(0.3)
        return Reply(Card("Yes", (Text("Yes"),)))

    async with opened(sqlite, sdk=sdk, router=slow_words) as house:
        ann = house.person("ann")
        await ann.say("hello")
        assert [told["type"] for told in ann.there.activities.values()] == ["typing", "message"]


@BACK_ENDS
async def test_suggested_questions_are_shown_to_the_person_in_a_private_chat(sqlite: Database, sdk: str) -> None:
    suggesting = Router("suggesting")

    @suggesting.message
    def answer(event: Message, services: Services) -> Reply:
        return Reply(Card("Try:", (Text("Try:"), Buttons((Button("Next", Action("ask", ("What is next?",))),)))))

    async with opened(sqlite, sdk=sdk, router=suggesting) as house:
        ann = house.person("ann")
        await ann.say("hello")
        await ann.say("hello again")
        message = house.connector.said("a:ann")[-1]
        assert message["suggestedActions"]["to"] == ["29:ann"]
        assert house.connector.mistakes == []


@BACK_ENDS
async def test_a_link_code_joins_an_account_from_elsewhere(sqlite: Database, sdk: str) -> None:
    async with opened(sqlite, sdk=sdk) as house:
        ann, other = house.person("ann", "ann@example.org"), house.person("ann2")
        code = re.search(r"Your code is ([\w-]+)", await ann.say("link"))
        assert code
        await other.say(f"link {code.group(1)}")
        await other.press("Both are mine, join them")
        with sqlite.read() as tx:
            found = people.of_account(tx, _sender(house, "ann"))
            assert found
            assert {one.id for one in people.accounts(tx, found.id)} == {"aad-ann", "aad-ann2"}


def _sender(house: House, name: str) -> Any:
    return people.Sender("teams", TENANT, f"aad-{name}")
