"""Slack's published rates: the mock counts them, the engine keeps within them, and what was too much comes later."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from adapters.slack.client import SlackPlatform
from bot.clock import utc_now
from bot.events import Place, Sender
from bot.store.database import Database
from tests.wire.meter import Limit
from tests.wire.paced import Paced, faster
from tests.wire.slack.calling import Caller
from tests.wire.slack.house import BASIC, House, settings
from tests.wire.slack.rates import APP, CONVERSATION, WORKSPACE
from tests.wire.slack.server import APP_TOKEN, MockSlack
from tests.wire.slack.world import Workspace

SPEED = 20
VIEW = {"type": "modal", "title": {"type": "plain_text", "text": "x"}, "blocks": []}
CALLS: dict[str, dict[str, Any]] = {
    "auth.test": {},
    "users.info": {"user": "UANN"},
    "conversations.open": {"users": "UANN"},
    "conversations.history": {"channel": "C1"},
    "conversations.replies": {"channel": "C1", "ts": "1.2"},
    "chat.postMessage": {"channel": "C1", "text": "x"},
    "chat.postEphemeral": {"channel": "C1", "user": "UANN", "text": "x"},
    "chat.update": {"channel": "C1", "ts": "1.2", "text": "x"},
    "views.open": {"trigger_id": "x", "view": VIEW},
    "views.push": {"trigger_id": "x", "view": VIEW},
    "views.update": {"view_id": "x", "view": VIEW},
    "views.publish": {"user_id": "UANN", "view": VIEW},
    "assistant.threads.setStatus": {"channel_id": "C1", "thread_ts": "1.2", "status": "x"},
    "assistant.threads.setSuggestedPrompts": {"channel_id": "C1", "thread_ts": "1.2", "prompts": []},
}


async def status(app: Caller, method: str, **arguments: Any) -> tuple[int, str]:
    """The answer to a call, and how long Slack asks to wait."""
    how = {"data": arguments} if method in ("users.info", "conversations.history", "conversations.replies") else {}
    async with app.session.post(app.slack.url + method, **(how or {"json": arguments})) as response:
        return response.status, response.headers.get("Retry-After", "")


@pytest.mark.parametrize("method", WORKSPACE)
async def test_a_workspace_has_so_many_calls_of_a_method_a_minute(app: Caller, method: str) -> None:
    ((limit),) = WORKSPACE[method]
    app.world.meter.happened(f"T1 {method}", limit.most - 1, ago=20)
    assert (await status(app, method, **CALLS[method]))[0] == 200
    code, wait = await status(app, method, **CALLS[method])
    assert code == 429
    assert 38 <= int(wait) <= 40
    app.world.meter.passed += int(wait)
    assert (await status(app, method, **CALLS[method]))[0] == 200


@pytest.mark.parametrize(("method", "token"), [("apps.connections.open", APP_TOKEN), ("oauth.v2.access", "")])
async def test_the_app_itself_has_so_many_calls_of_a_method_a_minute(app: Caller, method: str, token: str) -> None:
    ((limit),) = APP[method]
    app.session.headers["Authorization"] = f"Bearer {token}"
    app.world.meter.happened(method, limit.most)
    assert (await status(app, method))[0] == 429
    app.world.meter.passed += limit.seconds
    assert (await status(app, method))[0] == 200


@pytest.mark.parametrize("method", CONVERSATION)
async def test_a_conversation_has_one_a_second_and_a_burst(app: Caller, method: str) -> None:
    answers = [await status(app, method, **CALLS[method]) for _ in range(6)]
    assert answers == [(200, "")] * 5 + [(429, "1")]
    app.world.channel("C2")
    argument = CONVERSATION[method][0]
    assert (await status(app, method, **CALLS[method] | {argument: "C2"}))[0] == 200
    for _ in range(60):
        app.world.meter.passed += 1
        assert (await status(app, method, **CALLS[method]))[0] == 200
    assert app.world.meter.refused == 1


async def test_workspaces_are_counted_apart(app: Caller) -> None:
    app.world.workspaces["T2"] = Workspace("T2", "Second Shore", "xoxb-2", "UBOT2", "B2")
    app.world.meter.happened("T2 auth.test", 600)
    assert (await status(app, "auth.test"))[0] == 200
    async with app.session.post(f"{app.slack.url}auth.test", headers={"Authorization": "Bearer xoxb-2"}) as response:
        assert response.status == 429


async def test_what_is_posted_to_a_person_counts_in_their_conversation(app: Caller) -> None:
    direct = app.world.direct("UANN").id
    for channel in ("UANN", direct, "UANN", direct, "UANN"):
        assert (await status(app, "chat.postMessage", channel=channel, text="x"))[0] == 200
    assert (await status(app, "chat.postMessage", channel=direct, text="x"))[0] == 429


@pytest.fixture
async def slack() -> AsyncIterator[MockSlack]:
    """Three hundred people, in a world that runs twenty times as fast."""
    async with MockSlack() as running:
        running.world.meter.speed = SPEED
        for person in members(300):
            running.world.person(person.id, f"Person {person.id}")
        yield running


@pytest.fixture
async def paced(slack: MockSlack, sqlite: Database) -> AsyncIterator[Paced]:
    """The engine at the door's configured rates."""
    platform = SlackPlatform(settings(slack, sqlite, **BASIC), sqlite)
    platform.capabilities = faster(platform.capabilities, SPEED)
    yield Paced(sqlite, platform, slack.world.meter)
    await platform.api.close()


def members(count: int) -> list[Sender]:
    return [Sender("slack", "T1", f"U{number}") for number in range(count)]


async def test_hundreds_are_written_to_and_some_updated_meanwhile_and_slack_refuses_nothing(
    paced: Paced, slack: MockSlack
) -> None:
    """More than a minute of Slack's: nobody's conversation is known yet, and a channel has one message a second."""
    everyone = paced.to(*members(300))
    slack.world.channel("C1", "U1")
    first = paced.post("first", everyone[:40])
    await paced.through()
    paced.redraw(first, "corrected")
    second = paced.post("second", everyone)
    channel = [paced.post(f"news {number}", [Place("slack", "T1", "C1", private=False)]) for number in range(20)]
    await paced.through()
    assert paced.meter.refused == 0
    assert [paced.states(one) for one in (first, second)] == [{"sent": 40}, {"sent": 300}]
    assert [paced.states(one) for one in channel] == [{"sent": 1}] * 20
    for number, person in enumerate(members(300)):
        expected = ["corrected", "second"] if number < 40 else ["second"]
        assert slack.world.texts(slack.world.direct(person.id).id) == expected


async def test_a_slack_that_takes_less_gets_less_and_everybody_gets_theirs_once(
    paced: Paced, slack: MockSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(WORKSPACE, "chat.postMessage", (Limit(100),))
    posted = paced.post("news", paced.to(*members(300)))
    await paced.through()
    assert paced.meter.refused > 0
    assert paced.states(posted) == {"sent": 300}
    for person in members(300):
        assert slack.world.texts(slack.world.direct(person.id).id) == ["news"]
    assert paced.meter.refused <= 12, "it slows down, and does not ask again and again"


async def test_an_app_outside_the_marketplace_looks_once_a_minute_and_sends_nothing_twice(running: House) -> None:
    ann, world = running.person("UANN"), running.slack.world
    world.unlisted, world.meter.speed = True, 60
    for _ in range(2):
        world.script["chat.postMessage"] = ["drop"]
        await ann.say("help")
        await running.settle()
    later = replace(running.dispatch, clock=lambda: utc_now() + dt.timedelta(minutes=1))
    for _ in range(3):
        await later.recover()
    assert len(world.called("conversations.history")) == 2, "of the second Slack said when to come again"
    await asyncio.sleep(1.1)
    await later.recover()
    assert len(world.called("conversations.history")) == 3
    with running.dispatch.database.read() as tx:
        assert tx.execute(text("SELECT state, count(*) FROM inbound_event GROUP BY state")).all() == [("done", 2)]
    assert len(ann.heard()) == 2


async def test_more_presses_than_slack_takes_updates_are_all_answered_at_once(trial: House) -> None:
    people = [f"U{number}" for number in range(60)]
    for id in people:
        trial.slack.world.person(id, f"Person {id}", f"{id}@example.org")
        await trial.person(id).say("hello")
    await trial.settle()
    meter = trial.slack.world.meter
    meter.passed += 60
    before = meter.passed
    for id in people:
        await trial.person(id).press("Replace")
        meter.passed = before  # all in the same moment
    await trial.settle()
    assert meter.refused == 10
    assert [trial.person(id).heard() for id in people] == [["replaced"]] * 60
