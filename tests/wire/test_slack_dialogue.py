"""A whole dialogue through the Slack door: over signed requests, and again over Socket Mode."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.store.database import Database
from tests.wire.slack.house import House, inhabited
from tests.wire.slack.people import Partner


@pytest.fixture(params=["http", "socket mode"])
async def running(request: pytest.FixtureRequest, sqlite: Database) -> AsyncIterator[House]:
    async with inhabited(sqlite, socket=request.param == "socket mode") as opened:
        yield opened


async def test_from_question_to_answer(running: House) -> None:
    """Question, follow-up, "not helpful", ask the team, the staff's answer from Slack, the asker is told."""
    ann, sam = running.person("UANN"), running.person("USAM")
    await asked_the_team(running, ann)

    await sam.say("questions")
    await running.settle()
    assert "and when does it meet?" in sam.heard()[-1]
    assert "Asked by Ann Shore" in sam.heard()[-1]
    await answered_from_slack(running, sam)

    before = len(ann.heard())
    assert await running.deliver() == 1
    assert await running.deliver() == 0
    assert len(ann.heard()) == before + 1
    assert "On Tuesdays: ask &lt;Sam&gt; &amp; co." in ann.heard()[-1]
    assert "Answered by Sam Hub" in ann.heard()[-1]
    await sam.say("questions")
    await running.settle()
    assert "No question waits for an answer." in sam.heard()[-1]


async def asked_the_team(running: House, ann: Partner) -> None:
    """An answer, one to a follow-up that does not help, and the follow-up goes to the team."""
    assert (await ann.say("Who leads the Mental Health taskgroup?")).status == 200
    await running.settle()
    assert "Farah Wintergreen" in ann.heard()[-1]
    assert "Source: " in ann.heard()[-1]

    await ann.say("and when does it meet?")
    await running.settle()
    assert "Mental Health" in ann.heard()[-1]
    assert len(ann.heard()) == 2

    await ann.press("Not helpful")
    await running.settle()
    assert "Shall I ask the hub team?" in ann.heard()[-1]
    await ann.press("Ask the hub team")
    await running.settle()
    assert "I have put your question to the hub team" in ann.heard()[-1]
    assert "and when does it meet?" in ann.heard()[-1]


async def answered_from_slack(running: House, sam: Partner) -> None:
    """An empty answer is refused in the modal, the next is taken."""
    assert (await sam.press("Answer")).status == 200
    await running.settle()
    refused = await sam.submit(sam.modal(), answer="  ")
    assert refused.body["response_action"] == "errors"
    closed = await sam.submit(sam.modal(), answer="On Tuesdays: ask <Sam> & co.")
    assert (closed.status, closed.body) == (200, {})
    await running.settle()
    assert "passing your answer on" in sam.heard()[-1]


async def test_settings_are_changed_at_home(running: House) -> None:
    ann, world = running.person("UANN"), running.slack.world
    await ann.open_home()
    await running.settle()
    await ann.press_at_home("Change")
    await running.settle()
    filled = {block["block_id"].partition(":")[2]: block for block in ann.modal()["blocks"] if block["type"] == "input"}
    assert filled["zone"]["element"]["initial_value"] == "Europe/London"
    chosen = {
        "zone": "Asia/Kathmandu",
        "quiet_from": "21:30",
        "quiet_until": "07:00",
        "language": "en",
        "route": "best",
        "digest": "yes",
        "easy_read": "no",
        "large_print": "no",
    }
    wrong = await ann.submit(ann.modal(), **{**chosen, "zone": "Asia/Katmando"})
    assert wrong.body["errors"] == {
        filled["zone"]["block_id"]: "There is no time zone Asia/Katmando. Did you mean Asia/Katmandu?"
    }
    await ann.submit(ann.modal(), **chosen)
    await running.settle()
    home = str(world.homes["UANN"]["blocks"])
    assert "*Time zone:* Asia/Kathmandu" in home
    assert "*Quiet hours:* from 21:30 to 07:00" in home
    await ann.press_at_home("Pause for 7 days")
    await running.settle()
    assert "*Paused until:*" in str(world.homes["UANN"]["blocks"])
    await ann.press_at_home("What you hold about me")
    await running.settle()
    assert "ann@example.org" in ann.heard()[-1]
