"""Links in messages: looking never acts, an answer reaches the core as its sender's, and old links are kind."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
from html import unescape

import pytest
from httpx import Response
from sqlalchemy import select

from bot.cards import Card
from bot.events import Action, Press, Submission
from bot.picks import Pick
from bot.store import answer_links, mailboxes
from bot.store.database import Database, DatabaseDown
from bot.store.tables.email import AnswerLinkRow
from bot.store.tables.people import PersonRow
from bot.store.tables.traffic import InboundEventRow
from tests.conftest import NOW
from tests.wire.web.answering import ANN, FORM, NO, PLACE, YES, House


@pytest.fixture
def house(sqlite: Database) -> House:
    return House(sqlite)


def answer(action: Action, **more: str) -> dict[str, str]:
    return {"action": action.pack(), **more}


def token_in(page: Response) -> str:
    found = re.search(r'action="(/a/[^/"]+)/', page.text)
    assert found, page.text
    return found[1]


def test_looking_shows_the_card_and_never_acts(house: House) -> None:
    link, mark = house.link(), Pick("", YES).mark
    for path in (link, f"{link}?pick={mark}", f"{link}?pick=nonsense", f"{link}?pick={mark}"):
        page = house.get(path)
        assert page.status_code == 200
        for word in ("The spring gathering", "Yes", "No", "Soup", "Say more", "Seats"):
            assert word in page.text
    assert asyncio.run(house.client.head(link)).status_code == 200
    assert house.get(f"{link}/press").status_code == 405
    assert (house.events, house.count(InboundEventRow)) == ([], 0)


def test_the_picked_answer_stands_on_top(house: House) -> None:
    link = house.link()
    assert "Send this answer" in house.get(f"{link}?pick={Pick('', NO).mark}").text
    assert "Meal: Bread" in house.get(f"{link}?pick={Pick('', Action('meal'), ('b',)).mark}").text
    assert "Send this answer" not in house.get(link).text


def test_a_press_is_its_owners_and_may_be_changed(house: House) -> None:
    link = house.link()
    assert "You said yes." in house.post(f"{link}/press", answer(YES)).text
    page = house.post(f"{link}/press", answer(NO))
    assert "You said no." in page.text
    assert token_in(page) == link
    first, second = house.events
    assert isinstance(first, Press)
    assert (first.sender, first.place, first.action) == (ANN, PLACE, YES)
    assert first.message
    assert first.message.id == "<1@hub>"
    assert first.id != second.id
    assert house.persons == ["ann", "ann"]
    assert "You said no." in house.get(link).text
    assert house.door.sent == []


def test_the_same_press_sent_twice_is_one_event(house: House) -> None:
    link, key = house.link(), "a" * 32
    house.post(f"{link}/press", answer(YES, key=key))
    assert "I have your answer" in house.post(f"{link}/press", answer(YES, key=key)).text
    assert len(house.events) == 1


def test_a_form_is_taken_once(house: House) -> None:
    link = house.link()
    sent = {**answer(FORM.action), "field.why": "Because", "field.seats": "2"}
    assert "Your words are with the team." in house.post(f"{link}/submit", sent).text
    (event,) = house.events
    assert isinstance(event, Submission)
    assert event.values == {"why": "Because", "seats": "2"}
    again = house.post(f"{link}/submit", sent)
    assert again.status_code == 410
    assert "can no longer be answered that way" in unescape(again.text)
    assert len(house.events) == 1
    page = house.get(link)
    assert "Say more" not in page.text
    assert "Soup" in page.text


def test_a_form_alone_that_was_answered_says_so(house: House) -> None:
    link = house.link(Card("Say more", (FORM,)))
    house.post(f"{link}/submit", {**answer(FORM.action), "field.why": "Because"})
    page = house.get(link)
    assert page.status_code == 410
    assert "answered this already" in page.text
    assert "the hub team" in page.text


def test_two_copies_of_a_form_sent_at_once_are_one_answer(house: House) -> None:
    link = house.link()
    sent = {**answer(FORM.action), "field.why": "Because", "field.seats": "2"}

    async def both() -> list[Response]:
        return list(await asyncio.gather(*(house.client.post(f"{link}/submit", data=sent) for _ in range(2))))

    assert {page.status_code for page in asyncio.run(both())} <= {200, 410}
    assert len(house.events) == 1


def test_a_refused_form_comes_back_with_its_mistake(house: House) -> None:
    link = house.link(Card("Say more", (FORM,)))
    page = house.post(f"{link}/submit", {**answer(FORM.action), "field.why": ""})
    assert "Please say why." in page.text
    assert token_in(page) == link
    assert "Please say why." in house.get(link).text
    assert "with the team" in house.post(f"{link}/submit", {**answer(FORM.action), "field.why": "So"}).text


def test_a_reply_with_buttons_of_its_own_goes_on(house: House) -> None:
    link = house.link()
    page = house.post(f"{link}/press", answer(Action("meal"), value="s"))
    assert "Meal s." in page.text
    further = token_in(page)
    assert further != link
    assert "I have your answer" in house.post(f"{further}/press", answer(Action("undo"))).text
    assert "Soup" in house.get(link).text


@pytest.mark.parametrize("path", ["press", "submit"])
def test_only_what_the_card_asks_is_taken(house: House, path: str) -> None:
    for action in (Action("stop"), Action("rsvp", ("8", "yes")), Action("undo"), Action("")):
        assert house.post(f"{house.link()}/{path}", answer(action)).status_code == 410
    assert house.events == []


def test_old_and_unknown_links_are_kind(house: House) -> None:
    link = house.link()
    house.clock.now += dt.timedelta(days=30)
    for page in (house.get(link), house.post(f"{link}/press", answer(YES))):
        assert page.status_code == 410
        assert "This link has expired." in page.text
        assert "write to the hub team" in page.text
    for unknown in ("/a/x", "/a/" + "y" * 500, "/a/%00", link[:-1]):
        page = house.get(unknown)
        assert page.status_code == 404
        assert "This link is not known." in page.text
    assert house.events == []


def test_a_link_ends_when_the_address_becomes_anothers(house: House) -> None:
    link = house.link()
    with house.database.write() as tx:
        tx.get_one(PersonRow, "ann").email = None
        tx.flush()
        tx.add(PersonRow(id="bob", name="Bob", email=ANN.id, language="en", stopped=False, source="", created=NOW))
        tx.flush()
        assert mailboxes.owner(tx, ANN, "en", NOW).id == "bob"
    assert house.get(link).status_code == 404
    assert house.post(f"{link}/press", answer(YES)).status_code == 404
    assert house.events == []


def test_only_a_digest_of_the_secret_is_kept(house: House) -> None:
    secret = house.link().removeprefix("/a/")
    with house.database.read() as tx:
        (row,) = tx.scalars(select(AnswerLinkRow))
    assert secret not in str(row.digest + row.card + row.message)


def test_expired_links_are_forgotten(house: House) -> None:
    house.link()
    with house.database.write() as tx:
        answer_links.purge(tx, NOW + dt.timedelta(days=29))
    assert house.count(AnswerLinkRow) == 1
    with house.database.write() as tx:
        answer_links.purge(tx, NOW + dt.timedelta(days=31))
    assert house.count(AnswerLinkRow) == 0


def test_without_the_database_nothing_is_lost_and_the_page_says_so(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = house.link()

    def down() -> None:
        raise DatabaseDown("gone")

    monkeypatch.setattr(Database, "read", lambda _: down())
    page = house.get(link)
    assert page.status_code == 503
    assert "nothing was sent" in page.text
