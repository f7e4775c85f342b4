"""Somebody in danger: told only to them who helps, and not written down."""

from __future__ import annotations

from bot.router import combine
from bot.store import interactions
from bot.store.database import Database
from bot.store.interactions import Filter
from handlers import ROUTERS
from tests.stories.door import Clock, talk_through


async def test_who_says_so_is_told_who_helps_and_their_words_are_not_kept(sqlite: Database) -> None:
    talk = talk_through(combine(ROUTERS), sqlite, Clock())
    await talk.say("hello")
    await talk.press("Keep my words")
    told = await talk.say("I want to hurt myself")
    assert "call 116 123" in told
    assert "[Ask the hub team]" in told
    with sqlite.read() as tx:
        assert [one.words for one in interactions.latest(tx, Filter(kind="message"))] == [None, None]
    await talk.say("Who leads Mental Health?")
    with sqlite.read() as tx:
        assert "Who leads Mental Health?" in [one.words for one in interactions.latest(tx, Filter())]
