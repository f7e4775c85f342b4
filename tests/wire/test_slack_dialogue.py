"""A whole dialogue through the Slack door: over signed requests, and again over Socket Mode."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.store.database import Database
from tests.wire.slack.house import House, inhabited


@pytest.fixture(params=["http", "socket mode"])
async def running(request: pytest.FixtureRequest, sqlite: Database) -> AsyncIterator[House]:
    async with inhabited(sqlite, socket=request.param == "socket mode") as opened:
        yield opened


async def test_from_question_to_answer(running: House) -> None:
    slack = running.slack
    ann, sam = running.person("UANN"), running.person("USAM")

    assert (await ann.say("Who leads the Mental Health taskgroup?")).status == 200
    await running.settle()
    assert "Farah Wintergreen" in ann.heard()[-1]
    assert "Source: " in ann.heard()[-1]

    await ann.say("and when does it meet?")
    await running.settle()
    assert len(ann.heard()) == 2

    await ann.say("Is there a budget for llamas?")
    await running.settle()
    await ann.press("Ask the hub team")
    await running.settle()
    assert "I have put your question to the hub team" in ann.heard()[-1]

    await sam.say("questions")
    await running.settle()
    assert "Is there a budget for llamas?" in sam.heard()[-1]
    assert (await sam.press("Answer")).status == 200
    await running.settle()
    closed = await sam.submit(sam.modal(), answer="Yes: ask <Sam> & co.")
    assert (closed.status, closed.body) == (200, {})
    await running.settle()
    assert "passing your answer on" in sam.heard()[-1]

    before = len(ann.heard())
    assert await running.deliver() == 1
    assert await running.deliver() == 0
    assert len(ann.heard()) == before + 1
    assert "Yes: ask &lt;Sam&gt; &amp; co." in ann.heard()[-1]
    assert "Answered by Sam Hub" in ann.heard()[-1]
    assert slack.world.refused == []


async def test_not_helpful_leads_to_the_team(running: House) -> None:
    ann = running.person("UANN")
    await ann.say("Who leads the Mental Health taskgroup?")
    await running.settle()
    await ann.press("Not helpful")
    await running.settle()
    assert "Shall I ask the hub team?" in ann.heard()[-1]
    await ann.press("Ask the hub team")
    await running.settle()
    assert "Who leads the Mental Health taskgroup?" in ann.heard()[-1]
    assert running.slack.world.refused == []
