"""Going on in a channel's thread without a mention: only where it is configured, and only with the bot."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import func, select

from bot.store.database import Database
from bot.store.tables.traffic import InboundEventRow
from tests.wire.slack.house import House, inhabited

QUESTION = "Who leads the Mental Health taskgroup?"
THREAD = "111.222"


@pytest.fixture(params=["http", "socket mode"])
async def running(request: pytest.FixtureRequest, sqlite: Database) -> AsyncIterator[House]:
    async with inhabited(sqlite, socket=request.param == "socket mode", hear_threads=True) as opened:
        yield opened
        await opened.settle()


async def write(running: House, who: str, text: str, **more: str) -> None:
    """Write in the thread."""
    event = {"channel": "C1", "channel_type": "channel", "thread_ts": THREAD, **more}
    assert (await running.person(who).say(text, **event)).status == 200
    await running.settle()


async def asked(running: House) -> None:
    await running.person("UANN").mention("C1", QUESTION, ts=THREAD)
    await running.settle()


def answers(running: House) -> list[str]:
    return running.slack.world.texts("C1")


async def test_who_talks_with_the_bot_in_a_thread_need_not_mention_it_again(running: House) -> None:
    await asked(running)
    await write(running, "UANN", "and when does it meet?")
    assert len(answers(running)) == 2
    assert "Mental Health" in answers(running)[1]
    assert running.slack.world.channels["C1"].messages[-1]["thread_ts"] == THREAD


@pytest.mark.parametrize(
    ("who", "text", "more"),
    [
        ("USAM", "I think it is Farah.", {}),
        ("UANN", "<@USAM> do you know?", {}),
        ("UANN", "<@UBOT1> and when?", {}),
        ("UANN", "elsewhere", {"thread_ts": "333.444"}),
        ("UANN", "not in a thread", {"thread_ts": ""}),
        ("UANN", "edited", {"subtype": "message_changed"}),
    ],
)
async def test_what_others_say_there_is_not_heard_and_not_kept(
    running: House, who: str, text: str, more: dict[str, str]
) -> None:
    await asked(running)
    await write(running, who, text, **more)
    assert len(answers(running)) == 1
    with running.dispatch.database.read() as tx:
        assert tx.scalar(select(func.count()).select_from(InboundEventRow)) == 1


async def test_without_the_setting_nothing_is_heard_without_a_mention(sqlite: Database) -> None:
    async with inhabited(sqlite) as running:
        await asked(running)
        await write(running, "UANN", "and when does it meet?")
        assert len(answers(running)) == 1
