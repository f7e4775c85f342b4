"""What is forgotten by itself, and what goes at once when somebody says stop."""

from __future__ import annotations

from bot.cards import Card, Text
from bot.events import Place
from bot.router import combine
from bot.store import conversations, people, web_messages
from bot.store.database import Database
from handlers import ROUTERS
from schedules import purge
from tests.stories.door import Clock, talk_through

CARD = Card("Hello", (Text("Hello"),))


def lines(database: Database, place: str) -> int:
    with database.read() as tx:
        return len(web_messages.after(tx, place, 0))


async def test_browser_conversations_are_forgotten_after_a_month(database: Database) -> None:
    talk = talk_through(combine(ROUTERS), database, clock := Clock())
    with database.write() as tx:
        web_messages.add_card(tx, "somewhere", "old", CARD, clock())
    clock.pass_(days=29)
    with database.write() as tx:
        web_messages.add_card(tx, "somewhere", "new", CARD, clock())
    purge.forget(talk.dispatch)
    assert lines(database, "somewhere") == 2
    clock.pass_(days=2)
    purge.forget(talk.dispatch)
    assert lines(database, "somewhere") == 1


async def test_stop_forgets_the_conversation_at_once_but_only_ones_own(database: Database) -> None:
    talk = talk_through(combine(ROUTERS), database, clock := Clock())
    await talk.say("hello")
    with database.write() as tx:
        person = people.of_account(tx, talk.sender)
        assert person
        web_messages.add_card(tx, talk.here.id, "mine", CARD, clock())
        web_messages.add_card(tx, "another", "theirs", CARD, clock())
        conversations.remember(tx, person.id, Place("fake", "T1", "C1"), {"question": "who?"}, clock())
    await talk.say("stop")
    assert lines(database, talk.here.id) == 0
    assert lines(database, "another") == 1
    with database.read() as tx:
        assert conversations.recall(tx, person.id, Place("fake", "T1", "C1"), clock()) is None
