"""Two approved answers to one question that differ: their owners are told once, and again when one is changed."""

from __future__ import annotations

from bot.events import Sender
from bot.knowledge.documents import Faq
from bot.router import combine
from bot.store import faqs, people
from bot.store.database import Database
from bot.store.tables.people import PersonRow, RoleRow
from bot.usecases.delivering import deliver_due
from handlers import ROUTERS
from schedules.questions import look
from tests.conftest import NOW
from tests.stories.door import Clock, Talk, talk_through

QUESTION = "How do I join the lantern walk?"


def made(database: Database) -> Talk:
    with database.write() as tx:
        for id, name, role in (
            ("lea", "Lea Lead", "member"),
            ("max", "Max Moor", "member"),
            ("sam", "Sam Hub", "staff"),
        ):
            tx.add(PersonRow(id=id, name=name, email=f"{id}@example.org", created=NOW))
            tx.flush()
            tx.add(RoleRow(person_id=id, role=role, scope=""))
            people.link(tx, id, Sender("fake", "T1", id), NOW)
        faqs.add(tx, Faq("walk-1", QUESTION, "Come to the pier.", owner="Lea Lead", source="walks.csv"))
        faqs.add(tx, Faq("walk-2", "Joining the lantern walk", "Book a place.", owner="max@example.org"))
        faqs.add(tx, Faq("other", "What is a champion?", "Somebody who helps.", owner="Lea Lead"))
    return talk_through(combine(ROUTERS), database, Clock())


async def told(talk: Talk) -> dict[str, str]:
    before = len(talk.door.sent)
    look(talk.dispatch)
    await deliver_due(talk.dispatch.database, talk.dispatch.platforms, talk.dispatch.clock)
    news = zip(talk.door.sent[before:], talk.door.texts[before:], strict=True)
    return {place.id: text for (place, _, _), text in news}


async def test_both_owners_see_both_answers_once(database: Database) -> None:
    talk = made(database)
    first = await told(talk)
    assert first.keys() == {"direct-lea", "direct-max"}
    for text in first.values():
        assert "Two answers to one question differ" in text
        assert "Come to the pier." in text
        assert "Book a place." in text
        assert "Owner: Lea Lead. Source: walks.csv" in text
    assert await told(talk) == {}
    with database.write() as tx:
        faqs.add(tx, Faq("walk-2", "Joining the lantern walk", "Ring us.", owner="max@example.org"))
    assert "Ring us." in (await told(talk))["direct-lea"]
    with database.write() as tx:
        faqs.add(tx, Faq("walk-2", "Joining the lantern walk", "Come to the pier!", owner="max@example.org"))
    assert await told(talk) == {}


async def test_the_team_hears_of_an_answer_that_nobody_owns(sqlite: Database) -> None:
    talk = made(sqlite)
    with sqlite.write() as tx:
        faqs.add(tx, Faq("walk-2", "Joining the lantern walk", "Book a place.", owner="Somebody Gone"))
    assert (await told(talk)).keys() == {"direct-lea", "direct-sam"}


async def test_an_owner_is_not_shown_what_they_may_not_see(sqlite: Database) -> None:
    talk = made(sqlite)
    with sqlite.write() as tx:
        faqs.add(tx, Faq("walk-2", "Joining the lantern walk", "Book.", owner="Sam Hub", audience="staff"))
    with sqlite.write() as tx:
        faqs.add(tx, Faq("walk-1", QUESTION, "Come to the pier.", owner="Lea Lead"))
    assert (await told(talk)).keys() == {"direct-sam"}
