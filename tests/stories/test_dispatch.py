"""One event in, at most one reply out, whatever goes wrong in between."""

from __future__ import annotations

import asyncio
import datetime as dt
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from bot.cards import Card, Reply, Text
from bot.events import EVENT, Action, Message, Press
from bot.people import require
from bot.platform import Later, Never, Unknown
from bot.router import Router, combine
from bot.services import Services
from bot.store import database as opening
from bot.store import inbound, interactions
from bot.store.database import Database, DatabaseDown
from bot.store.interactions import Filter
from bot.store.tables.traffic import InboundEventRow
from handlers import more, privacy
from tests.stories.door import CAPABILITIES, Clock, FakeDoor, Talk, talk_through

echo = Router("echo")


@echo.press("secret")
def secret(event: Press, services: Services) -> Reply:
    require(services.person, "see_interactions")
    raise AssertionError("never reached")


@echo.message
def answer(event: Message, services: Services) -> Reply | None:
    match event.text:
        case "crash":
            raise RuntimeError("a mistake in a handler")
        case "hush":
            return None
        case "long":
            return Reply(Card("long", tuple(Text(f"paragraph {n}") for n in range(9))))
        case text:
            return Reply(Card(text, (Text(f"You said {text}"),)), led_to="echo")


ROUTER = combine((privacy.router, more.router, echo))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def talk(database: Database, clock: Clock) -> Talk:
    return talk_through(ROUTER, database, clock)


def rows(talk: Talk) -> list[interactions.Interaction]:
    with talk.dispatch.database.read() as tx:
        return interactions.latest(tx, Filter())


def lost(talk: Talk) -> list[inbound.LostEvent]:
    with talk.dispatch.database.read() as tx:
        return inbound.lost(tx)


async def test_a_message_gets_one_reply(talk: Talk) -> None:
    assert "You said hello" in await talk.say("hello")
    assert len(talk.door.sent) == 1


async def test_the_same_event_three_times_is_one_interaction_and_one_reply(talk: Talk) -> None:
    for _ in range(3):
        await talk.say("hello", id="same")
    assert len(talk.door.sent) == 1
    assert [row.kind for row in rows(talk)] == ["reply", "message"]


async def test_the_same_event_twice_at_once_is_answered_once(talk: Talk) -> None:
    message = talk.message("hello")
    await talk.dispatch.accept(message)
    await asyncio.gather(talk.dispatch.answer(message), talk.dispatch.answer(message))
    assert len(talk.door.sent) == 1


async def test_two_people_at_once_get_their_own_replies(talk: Talk) -> None:
    bob = replace(talk, who="bob")
    await asyncio.gather(*(person.say(f"{person.who} {n}") for n in range(5) for person in (talk, bob)))
    for place, card, _ in talk.door.sent:
        assert card.summary.split()[0] in place.id
    assert len(talk.door.sent) == 10


async def test_the_first_reply_asks_about_keeping_words_and_the_second_does_not(talk: Talk) -> None:
    assert "May I keep your words too?" in await talk.say("hello")
    assert "May I keep your words too?" not in await talk.say("hello again")


async def test_words_are_kept_only_after_a_yes(talk: Talk) -> None:
    await talk.say("private")
    await talk.press("Keep my words")
    await talk.say("public")
    await talk.act(Action("keep_words", ("no",)))
    await talk.say("private again")
    assert {row.words for row in rows(talk) if row.kind == "message"} == {None, "public"}


async def test_the_event_row_forgets_the_words_once_answered(talk: Talk) -> None:
    message = talk.message("a secret")
    await talk.dispatch.accept(message)
    with talk.dispatch.database.read() as tx:
        assert EVENT.validate_json(tx.get_one(InboundEventRow, ("fake", message.id)).event or "") == message
    await talk.dispatch.answer(message)
    with talk.dispatch.database.read() as tx:
        row = tx.get_one(InboundEventRow, ("fake", message.id))
        assert (row.event, row.reply, row.state) == (None, None, "done")


async def test_after_stop_the_bot_is_silent_keeps_nothing_and_start_brings_it_back(talk: Talk) -> None:
    await talk.say("hello")
    assert "I am silent" in await talk.say("STOP!")
    before = len(rows(talk))
    assert "You asked me to stop" in await talk.say("hello")
    assert len(rows(talk)) == before
    assert "Welcome back" in await talk.say("start")
    assert "You said hello" in await talk.say("hello")


async def test_a_failing_handler_apologises_and_is_noted(talk: Talk) -> None:
    assert "Sorry, something went wrong on my side" in await talk.say("crash")
    assert rows(talk)[0].led_to == "error"


async def test_an_unknown_button_is_told_so(talk: Talk) -> None:
    assert "That button no longer works" in await talk.act(Action("gone", ("1",)))


async def test_a_right_that_is_missing_is_told_so(talk: Talk) -> None:
    assert "Only the hub team can do that" in await talk.act(Action("secret"))


async def test_a_handler_may_stay_silent(talk: Talk) -> None:
    assert await talk.say("hush") == ""
    assert lost(talk) == []


async def test_a_long_card_goes_on_behind_more_for_this_person_only(database: Database) -> None:
    door = FakeDoor(capabilities=replace(CAPABILITIES, max_blocks=4))
    talk = talk_through(ROUTER, database, door=door)
    assert "paragraph 2" in await talk.say("long")
    more_button = talk.button("More (2 of 4)").action
    assert "paragraph 3" in await talk.act(more_button)
    assert "no longer kept" in await replace(talk, who="bob").act(more_button)


async def test_what_a_crash_left_unanswered_is_answered_at_the_next_start_once(talk: Talk, clock: Clock) -> None:
    await talk.dispatch.accept(talk.message("before the crash"))
    clock.pass_(minutes=2)
    await asyncio.gather(talk.dispatch.recover(dt.timedelta()), talk.dispatch.recover(dt.timedelta()))
    await talk.dispatch.recover(dt.timedelta())
    assert [text.splitlines()[0] for text in talk.door.texts] == ["You said before the crash"]


async def test_what_is_older_than_ten_minutes_is_listed_for_staff_instead(talk: Talk, clock: Clock) -> None:
    await talk.dispatch.accept(talk.message("long ago"))
    clock.pass_(minutes=11)
    await talk.dispatch.recover()
    assert talk.door.sent == []
    assert [event.state for event in lost(talk)] == ["expired"]


async def test_a_reply_that_must_wait_is_sent_later(talk: Talk, clock: Clock) -> None:
    talk.door.outcomes = [Later(30, "rate limited")]
    await talk.say("hello")
    assert talk.door.sent == []
    clock.pass_(seconds=40)
    await talk.dispatch.recover()
    assert len(talk.door.sent) == 1


async def test_a_reply_that_can_never_be_sent_is_listed_with_its_reason(talk: Talk) -> None:
    talk.door.outcomes = [Never("the person blocked the bot")]
    await talk.say("hello")
    assert [event.outcome for event in lost(talk)] == ["cannot be sent: the person blocked the bot"]


@pytest.mark.parametrize(("on_doubt", "copies"), [("lookup", 1), ("hold", 1), ("resend", 2)])
async def test_a_reply_in_doubt_is_cleared_as_the_door_allows(database: Database, on_doubt: str, copies: int) -> None:
    door = FakeDoor(capabilities=replace(CAPABILITIES, on_doubt=on_doubt), outcomes=[Unknown("timed out")])
    clock = Clock()
    talk = talk_through(ROUTER, database, clock, door)
    await talk.say("hello")
    for _ in range(3):
        clock.pass_(seconds=20)
        await talk.dispatch.recover()
    assert len(door.sent) == copies
    assert [event.state for event in lost(talk)] == (["held"] if on_doubt == "hold" else [])


async def test_a_lost_reply_is_sent_again_where_the_door_can_look(database: Database) -> None:
    door = FakeDoor(capabilities=replace(CAPABILITIES, on_doubt="lookup"), outcomes=[Unknown("reset")])
    clock = Clock()
    talk = talk_through(ROUTER, database, clock, door)
    await talk.say("hello")
    door.sent.clear()  # it never arrived
    clock.pass_(seconds=20)
    await talk.dispatch.recover()
    assert len(door.sent) == 1


async def test_a_locked_database_refuses_politely_and_recovers(
    sqlite: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "SQLITE_WAIT", 0.1)
    database = Database(str(sqlite.url))
    clock = Clock()
    talk = talk_through(ROUTER, database, clock)
    message = talk.message("hello")
    await talk.dispatch.accept(message)
    other = sqlite3.connect(tmp_path / "bot.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseDown):
        await talk.dispatch.accept(talk.message("refused"))
    await talk.dispatch.answer(message)
    assert talk.door.sent == []
    other.execute("ROLLBACK")
    other.close()
    clock.pass_(seconds=20)
    await talk.dispatch.recover()
    assert "You said hello" in talk.door.texts[0]
    database.close()


@pytest.mark.parametrize(
    "text", ["", " ", "\x00", "a\x00b", "\ud800", "مرحبا بكم", "😀🎉", "<b>&</b> *x*", "x" * 100_000]
)
async def test_any_text_is_taken(talk: Talk, text: str) -> None:
    assert "You said" in await talk.say(text)
