"""What people write: in a direct message, in a thread, in a channel; and what is not said to the bot."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.events import Place, Sender
from bot.store.tables.traffic import InboundEventRow, InteractionRow
from tests.wire.slack.house import House
from tests.wire.slack.trial import seen


async def test_a_direct_message(trial: House) -> None:
    ann = trial.person("UANN")
    await ann.say("hello <@U9|sam> &amp; all")
    await trial.settle()
    assert ann.heard()[0].startswith("you said: hello sam &amp; all")
    event = seen[0]
    assert (event.sender, event.place) == (Sender("slack", "T1", "UANN"), Place("slack", "T1", "DANN"))
    assert (event.profile.email, event.profile.zone, event.profile.locale) == (
        "ann@example.org",
        "Europe/London",
        "en-GB",
    )


async def test_a_message_in_a_thread_is_answered_there(trial: House) -> None:
    ann = trial.person("UANN")
    await ann.say("hello", thread_ts="111.222")
    await trial.settle()
    assert trial.slack.world.channels[ann.direct].messages[-1]["thread_ts"] == "111.222"


async def test_a_mention_is_answered_in_its_thread_and_is_not_private(trial: House) -> None:
    ann = trial.person("UANN")
    await ann.mention("C1", "hello", ts="111.222")
    await trial.settle()
    (answer,) = trial.slack.world.channels["C1"].messages
    assert (answer["text"].splitlines()[0], answer["thread_ts"]) == ("you said: hello", "111.222")
    assert seen[0].place == Place("slack", "T1", "C1", "111.222", private=False)
    await ann.mention("C1", "again", thread_ts="111.222")
    await trial.settle()
    assert seen[1].place == seen[0].place


@pytest.mark.parametrize(
    "more",
    [
        {"subtype": "message_changed"},
        {"subtype": "message_deleted"},
        {"subtype": "channel_join"},
        {"bot_id": "B1"},
        {"user": "UBOT1"},
        {"channel_type": "channel", "channel": "C1"},
        {"channel_type": "mpim", "channel": "G1"},
    ],
)
async def test_what_is_not_said_to_the_bot_is_acknowledged_and_left(trial: House, more: dict[str, Any]) -> None:
    assert (await trial.person("UANN").say("hello", **more)).status == 200
    await trial.settle()
    assert seen == []


async def test_a_whisper_in_a_channel_is_for_one_person(trial: House) -> None:
    ann = trial.person("UANN")
    await ann.mention("C1", "whisper")
    await trial.settle()
    assert trial.slack.world.whispers[0]["user"] == "UANN"
    await ann.mention("C1", "hello")
    await trial.settle()
    await ann.press("Whisper", "C1")
    await trial.settle()
    assert trial.slack.world.whispers[1]["text"] == "psst"
    assert len(trial.slack.world.texts("C1")) == 1


async def test_somebody_who_joined_is_greeted_alone_and_the_bot_introduces_itself_to_all(trial: House) -> None:
    ann = trial.person("UANN")
    joined = {"type": "member_joined_channel", "channel": "C1", "channel_type": "C", "team": "T1"}
    await ann.event({**joined, "user": "UANN"})
    await ann.event({**joined, "user": "UBOT1", "inviter": "USAM"})
    await trial.settle()
    assert [(one["user"], one["text"]) for one in trial.slack.world.whispers] == [("UANN", "welcome: joined")]
    assert trial.slack.world.texts("C1") == ["welcome: installed"]


async def test_unfamiliar_payloads_are_acknowledged(trial: House) -> None:
    for kind, payload in (
        ("interactive", {"type": "workflow_step_edit"}),
        ("interactive", {"type": "block_actions", "actions": []}),
        ("events_api", {"type": "app_rate_limited", "team_id": "T1"}),
        ("events_api", {"type": "event_callback", "event": {"type": "team_join"}}),
        ("events_api", {"type": "event_callback", "event_id": "E", "event": {"type": "message", "channel_type": "im"}}),
    ):
        answer = await trial.sending.send(kind, payload)  # type: ignore[arg-type]
        assert answer.status == 200


async def test_the_same_event_three_times_is_one_interaction_and_one_reply(trial: House) -> None:
    ann = trial.person("UANN")
    event = {
        "type": "message",
        "channel_type": "im",
        "channel": ann.direct,
        "user": "UANN",
        "text": "hello",
        "ts": trial.slack.world.ts(),
    }
    answers = await asyncio.gather(*(ann.event(event, id="Ev-same", retry=retry) for retry in (0, 1, 2)))
    assert [answer.status for answer in answers] == [200, 200, 200]
    await trial.settle()
    assert len(ann.heard()) == 1
    with trial.dispatch.database.read() as tx:
        assert tx.scalar(select(func.count()).select_from(InboundEventRow)) == 1
        assert tx.scalar(select(func.count()).select_from(InteractionRow).where(InteractionRow.kind == "message")) == 1


async def test_reordered_events_are_all_answered(trial: House) -> None:
    ann = trial.person("UANN")
    world = trial.slack.world
    early, late = world.ts(), world.ts()
    for ts in (late, early):
        await ann.say(f"at {ts}", ts=ts)
    await trial.settle()
    assert {text.splitlines()[0] for text in ann.heard()} == {f"you said: at {early}", f"you said: at {late}"}
