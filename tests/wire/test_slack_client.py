"""The outgoing side against a Slack that misbehaves: every ending is an outcome, nothing is posted twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from typing import Any

import pytest

from adapters.slack.client import SlackPlatform
from bot.cards import Button, Buttons, Card, Text
from bot.clock import utc_now
from bot.events import Action, Place, Sender, Sent
from bot.platform import Delivered, Later, Never, Outcome, Unknown
from bot.store.database import Database
from tests.wire.slack.house import BASIC, settings
from tests.wire.slack.server import MockSlack
from tests.wire.slack.world import ALL_SCOPES

CARD = Card("Hello", (Text("Hello"),))
DIRECT = Place("slack", "T1", "DANN")


@pytest.fixture
async def slack() -> AsyncIterator[MockSlack]:
    async with MockSlack() as server:
        server.world.person("UANN", "Ann Shore", "ann@example.org")
        server.world.direct("UANN")
        server.world.channel("C1", "UANN")
        yield server


@pytest.fixture
async def platform(slack: MockSlack, sqlite: Database) -> AsyncIterator[SlackPlatform]:
    built = SlackPlatform(settings(slack, sqlite, **BASIC), sqlite)
    yield built
    await built.api.close()


async def test_a_message_carries_its_key_and_nothing_else_of_ours(slack: MockSlack, platform: SlackPlatform) -> None:
    outcome = await platform.send(DIRECT, CARD, "key-1")
    assert isinstance(outcome, Delivered)
    (message,) = slack.world.channels["DANN"].messages
    assert outcome.sent == Sent(DIRECT, message["ts"])
    assert message["metadata"] == {"event_type": "coalition_delivery", "event_payload": {"key": "key-1"}}


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (12, Later(12.0, "Slack asks the bot to slow down")),
        ("ratelimited", Later(30.0, "Slack asks the bot to slow down")),
        ("service_unavailable", Later(30.0, "Slack asks the bot to slow down")),
        ("internal_error", Unknown("Slack had a fault of its own (internal_error)")),
        ("fatal_error", Unknown("Slack had a fault of its own (fatal_error)")),
        (500, Unknown("Slack had a fault of its own (500)")),
        (503, Unknown("Slack had a fault of its own (503)")),
        ("drop", Unknown("the connection to Slack broke")),
        ("lost", Unknown("the connection to Slack broke")),
        ("channel_not_found", Never("the conversation no longer exists, or the bot may not see it")),
        ("is_archived", Never("the channel is archived")),
        ("account_inactive", Never("the workspace has removed the bot")),
        ("something_new", Never("Slack refused it (something_new)")),
    ],
)
async def test_every_ending_is_an_outcome_after_one_attempt(
    slack: MockSlack, platform: SlackPlatform, fault: Any, expected: Outcome
) -> None:
    slack.world.script["chat.postMessage"] = [fault]
    assert await platform.send(DIRECT, CARD, "key-1") == expected
    assert len(slack.world.called("chat.postMessage")) == 1


async def test_an_answer_that_does_not_come_in_time_leaves_the_doubt(
    slack: MockSlack, sqlite: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.slack.api.TIMEOUT", 0.2)
    platform = SlackPlatform(settings(slack, sqlite, **BASIC), sqlite)
    slack.world.script["chat.postMessage"] = ["silence"]
    since = utc_now() - dt.timedelta(seconds=5)
    assert await platform.send(DIRECT, CARD, "key-1") == Unknown("Slack did not answer in time")
    assert isinstance(await platform.find(DIRECT, "key-1", since), Sent), "it had arrived"
    await platform.api.close()


async def test_a_slack_that_cannot_be_reached_is_tried_later(sqlite: Database) -> None:
    async with MockSlack() as gone:
        told = settings(gone, sqlite, **BASIC)
    platform = SlackPlatform(told, sqlite)
    assert await platform.send(DIRECT, CARD, "key-1") == Later(5.0, "Slack cannot be reached")
    await platform.api.close()


async def test_a_card_that_cannot_be_shown_is_an_outcome_too(slack: MockSlack, platform: SlackPlatform) -> None:
    card = Card("x", (Buttons((Button("x", Action("ask", ("a|b",))),)),))
    assert isinstance(await platform.send(DIRECT, card, "key-1"), Never)
    assert isinstance(await platform.update(Sent(DIRECT, "1.2"), card), Never)


async def test_a_key_is_found_on_any_page_of_the_history(slack: MockSlack, platform: SlackPlatform) -> None:
    slack.world.page = 3
    since = utc_now() - dt.timedelta(seconds=5)
    sent = []
    for number in range(10):
        slack.world.meter.passed += 1
        sent.append(await platform.send(DIRECT, CARD, f"key-{number}"))
    for number in (0, 5, 9):
        expected = sent[number]
        assert isinstance(expected, Delivered)
        assert await platform.find(DIRECT, f"key-{number}", since) == expected.sent
    assert await platform.find(DIRECT, "key-99", since) is None
    assert await platform.find(DIRECT, "key-1", utc_now() + dt.timedelta(seconds=5)) is None


async def test_a_key_is_found_in_a_thread(slack: MockSlack, platform: SlackPlatform) -> None:
    since = utc_now() - dt.timedelta(seconds=5)
    root = await platform.send(Place("slack", "T1", "C1", private=False), CARD, "root")
    assert isinstance(root, Delivered)
    thread = Place("slack", "T1", "C1", root.sent.id, private=False)
    answer = await platform.send(thread, CARD, "answer")
    assert isinstance(answer, Delivered)
    assert await platform.find(thread, "answer", since) == answer.sent


@pytest.mark.parametrize(("channel", "scope"), [("C1", "channels:history"), ("G1", "groups:history")])
async def test_a_history_needs_its_scope(slack: MockSlack, platform: SlackPlatform, channel: str, scope: str) -> None:
    slack.world.channel(channel)
    place = Place("slack", "T1", channel, private=False)
    assert await platform.find(place, "key-1", utc_now()) is None
    slack.world.workspaces["T1"].scopes = ALL_SCOPES.replace(scope, "")
    assert isinstance(await platform.find(place, "key-1", utc_now()), Unknown)


async def test_what_people_who_were_introduced_say_to_each_other_cannot_be_read(
    slack: MockSlack, platform: SlackPlatform
) -> None:
    """Its scope is not asked for: what is in doubt there is held for the team."""
    slack.world.person("UBEN", "Ben Bay", "ben@example.org")
    place = await platform.open_direct(Sender("slack", "T1", "UANN,UBEN"))
    assert isinstance(place, Place)
    assert isinstance(await platform.send(place, CARD, "key-1"), Delivered)
    assert isinstance(await platform.find(place, "key-1", utc_now()), Unknown)


@pytest.mark.parametrize("fault", [500, 9, "missing_scope", "internal_error"])
async def test_a_history_that_cannot_be_read_leaves_the_doubt(
    slack: MockSlack, platform: SlackPlatform, fault: Any
) -> None:
    slack.world.script["conversations.history"] = [fault]
    assert isinstance(await platform.find(DIRECT, "key-1", utc_now()), Unknown)


async def test_while_slack_shows_no_more_history_it_is_not_asked(slack: MockSlack, platform: SlackPlatform) -> None:
    slack.world.script["conversations.history"] = [9]
    for _ in range(3):
        assert isinstance(await platform.find(DIRECT, "key-1", utc_now()), Unknown)
    assert len(slack.world.called("conversations.history")) == 1


async def test_a_direct_conversation_opens_with_the_first_message(slack: MockSlack, platform: SlackPlatform) -> None:
    place = await platform.open_direct(Sender("slack", "T1", "UANN"))
    assert isinstance(place, Place)
    first = await platform.send(place, CARD, "key-1")
    assert isinstance(first, Delivered)
    assert first.sent.place == DIRECT
    assert await platform.open_direct(Sender("slack", "T1", "UANN")) == DIRECT
    assert await platform.update(first.sent, CARD) == first
    assert slack.world.called("conversations.open") == []


async def test_who_is_gone_is_said_to_be_gone(platform: SlackPlatform) -> None:
    place = await platform.open_direct(Sender("slack", "T1", "UGONE"))
    assert isinstance(place, Place)
    gone = Never("the person is no longer in this workspace", gone=True)
    assert await platform.send(place, CARD, "key-1") == gone


async def test_a_slack_that_posts_to_no_person_is_asked_to_open_the_conversation(
    slack: MockSlack, platform: SlackPlatform
) -> None:
    slack.world.script["chat.postMessage"] = ["channel_not_found"]
    place = await platform.open_direct(Sender("slack", "T1", "UANN"))
    assert isinstance(place, Place)
    outcome = await platform.send(place, CARD, "key-1")
    assert isinstance(outcome, Delivered)
    assert outcome.sent.place == DIRECT
    assert slack.world.texts("DANN") == ["Hello"]


async def test_updates_and_whispers(slack: MockSlack, platform: SlackPlatform) -> None:
    outcome = await platform.send(DIRECT, CARD, "key-1")
    assert isinstance(outcome, Delivered)
    assert await platform.update(outcome.sent, Card("Changed", (Text("Changed"),))) == outcome
    assert slack.world.texts("DANN") == ["Changed"]
    assert await platform.update(Sent(DIRECT, "9.9"), CARD) == Never("the message no longer exists")
    channel = Place("slack", "T1", "C1", private=False)
    assert isinstance(await platform.whisper(channel, "UANN", CARD), Delivered)
    assert await platform.whisper(channel, "UX", CARD) == Never("the person is not a member of this channel")


async def test_a_home_tab_is_a_place_too(slack: MockSlack, platform: SlackPlatform) -> None:
    home = Place("slack", "T1", "UANN", "home")
    outcome = await platform.send(home, CARD, "key-1")
    assert isinstance(outcome, Delivered)
    assert await platform.find(home, "key-1", utc_now()) is None
    assert isinstance(await platform.update(outcome.sent, Card("Later", ())), Delivered)
    assert "Later" in str(slack.world.homes["UANN"]["blocks"])


async def test_one_session_serves_all_calls(slack: MockSlack, platform: SlackPlatform) -> None:
    await platform.send(DIRECT, CARD, "key-1")
    session = platform.api.session()
    await platform.send(DIRECT, CARD, "key-2")
    assert platform.api.session() is session
    assert platform.api.web.retry_handlers == []
