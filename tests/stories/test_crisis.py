"""Somebody in danger: told only to them who helps, and not written down."""

from __future__ import annotations

from bot.events import Action
from bot.router import combine
from bot.store import interactions
from bot.store.database import Database
from bot.store.interactions import Filter
from handlers import ROUTERS
from tests.stories.champions import house_with
from tests.stories.door import Clock, talk_through
from tests.stories.relayed import got, in_touch, kept_anywhere


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


async def test_whatever_the_words_were_for_who_helps_is_told_first(sqlite: Database) -> None:
    house = await in_touch(house_with(sqlite))
    id, ann = house.introduction("ann", "bob"), house.at("ann")
    told = await ann.submit(Action("relay_send", (id,)), text="my partner hits me")
    assert told.index("call 116 123") < told.index("Passed on")
    await house.settle()
    assert got(house, "bob", "my partner hits me") == 1
    assert kept_anywhere(house, "my partner hits me") == []


async def test_silence_ends_for_somebody_in_danger(sqlite: Database) -> None:
    talk = talk_through(combine(ROUTERS), sqlite, Clock())
    await talk.say("stop")
    assert "call 116 123" in await talk.say("I want to die")
    assert "call 116 123" not in await talk.say("hello")


async def test_what_staff_write_for_others_is_no_cry_of_their_own(sqlite: Database) -> None:
    house = await in_touch(house_with(sqlite))
    text = "If somebody wants to hurt themselves, this is what helps."
    told = await house.at("sam").submit(Action("announcement_draft"), title="Help", body=text)
    assert "The draft is kept" in told
    assert "116 123" not in told
