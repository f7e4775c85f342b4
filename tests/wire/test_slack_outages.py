"""The database or Slack is down: what people wrote is kept or sent again, and no answer comes twice."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from bot.clock import utc_now
from bot.events import Sender
from bot.store import inbound, people
from bot.store.database import DatabaseDown
from tests.wire.slack.house import House


async def test_a_database_that_is_down_makes_slack_try_again_and_people_hear_of_it(
    running: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = running.person("UANN")
    await ann.say("Who leads the Mental Health taskgroup?")
    await running.settle()
    heard = len(ann.heard())
    await ann.command("ask the team")
    await running.settle()

    def down(*_: object) -> None:
        raise DatabaseDown("locked")

    with monkeypatch.context() as patched:
        patched.setattr("bot.store.inbound.receive", down)
        assert (await ann.say("hello")).status == 503
        answer = await ann.command("help")
        assert (answer.status, answer.body["response_type"]) == (200, "ephemeral")
        assert "nothing was saved" in answer.body["text"]
        assert (await ann.press("Helpful")).status == 200
        await running.settle()
        assert "nothing was saved" in running.slack.world.whispers[-1]["text"]
        view = {"id": "V1", "type": "modal", "callback_id": "ask_team", "blocks": [], "private_metadata": ""}
        state = {"values": {"0.0:question": {"value": {"value": "x"}}}}
        kept = await ann._interact({"type": "view_submission", "view": {**view, "state": state}})
        assert list(kept.body["errors"]) == ["0.0:question"]
    assert (await ann.say("help")).status == 200
    await running.settle()
    assert len(ann.heard()) == heard + 1


async def test_a_really_locked_database_gives_503_and_the_retry_is_answered(running: House) -> None:
    ann = running.person("UANN")
    await ann.say("help")
    await running.settle()
    database = running.dispatch.database
    event = ann.message("help", ts="1.2")
    with database.connect():
        assert (await ann.event(event, id="Ev-late")).status == 503
    assert (await ann.event(event, id="Ev-late", retry=1)).status == 200
    await running.settle()
    assert len(ann.heard()) == 2


@pytest.mark.parametrize(("failures", "answers"), [(0, [200]), (2, [503, 503, 200]), (9, [503] * 4)])
async def test_slack_sends_again_on_its_schedule_and_one_reply_comes_once_the_event_is_kept(
    running: House, monkeypatch: pytest.MonkeyPatch, failures: int, answers: list[int]
) -> None:
    ann, receive, left = running.person("UANN"), inbound.receive, [DatabaseDown("locked")] * failures

    async def received(*told: Any) -> bool:
        if left:
            raise left.pop()
        return await receive(*told)

    monkeypatch.setattr("bot.store.inbound.receive", received)
    event = ann.message("help", ts="1.2")
    assert [answer.status for answer in await ann.insist(event, "Ev-again")] == answers
    await running.settle()
    assert len(ann.heard()) == (answers[-1] == 200)


async def test_nobody_becomes_a_stranger_because_slack_did_not_say_who_they_are(running: House) -> None:
    sam = running.person("USAM")
    running.slack.world.script["users.info"] = [500]
    event = sam.message("help", ts="1.2")
    assert (await sam.event(event, id="Ev-1")).status == 503
    assert (await sam.event(event, id="Ev-1", retry=1)).status == 200
    await running.settle()
    with running.dispatch.database.read() as tx:
        known = people.of_account(tx, Sender("slack", "T1", "USAM"))
    assert known
    assert known.id == "sam"


async def test_the_answer_waits_when_slack_asks_for_patience(running: House) -> None:
    ann = running.person("UANN")
    running.slack.world.script["chat.postMessage"] = [7]
    await ann.say("help")
    await running.settle()
    assert ann.heard() == []
    with running.dispatch.database.read() as tx:
        assert tx.execute(text("SELECT state FROM inbound_event")).scalar() == "answered"


async def test_an_answer_in_doubt_is_looked_up_and_not_sent_twice(running: House) -> None:
    ann = running.person("UANN")
    for fault in ("drop", "lost"):
        running.slack.world.script["chat.postMessage"] = [fault]
        await ann.say("help")
        await running.settle()
    assert len(ann.heard()) == 1
    with running.dispatch.database.write() as tx:
        assert tx.execute(text("SELECT count(*) FROM inbound_event WHERE state = 'sending'")).scalar() == 2
    later = replace(running.dispatch, clock=lambda: utc_now() + dt.timedelta(minutes=1))
    running.slack.world.script["conversations.history"] = [500, 500]
    await later.recover()
    assert len(ann.heard()) == 1
    await later.recover()
    assert len(ann.heard()) == 2
    with running.dispatch.database.read() as tx:
        assert tx.execute(text("SELECT count(*) FROM inbound_event WHERE state = 'done'")).scalar() == 2
