"""Polls on the staff pages: made, looked after, shown as a chart with a table, downloaded."""

from __future__ import annotations

import csv
import re

import pytest
from sqlalchemy import select

from bot.cards import words_of
from bot.polls import Answer
from bot.store import ballots, people, polls
from bot.store.database import Database
from bot.store.tables.coalition import PartnerRow
from bot.store.tables.people import PersonRow, RoleRow
from bot.store.tables.polls import PollRow
from bot.store.tables.traffic import WebMessageRow
from bot.usecases.poll_cards import posted
from bot.usecases.poll_results import results_of
from bot.usecases.voting import make_link
from bot.words import words_for
from tests.conftest import NOW
from tests.wire.web.house import Browser, House, token

FORM = {
    "field.question": "=1+1 or where?",
    "field.kind": "single",
    "field.options": "Leeds\n=HYPERLINK(1)\n<script>alert(1)</script>",
    "field.audience": "everyone",
    "field.closes": "2026-03-31",
    "field.ways": ["live", "reasons"],
    "field.counted": "person",
    "field.zone": "Europe/London",
}


@pytest.fixture
def house(sqlite: Database) -> House:
    with sqlite.write() as tx:
        for number in range(7):
            tx.add(PersonRow(id=f"p{number}", name=f"Person {number}", created=NOW))
            tx.flush()
            tx.add(RoleRow(person_id=f"p{number}", role="member"))
    return House(sqlite)


@pytest.fixture
def staff(house: House) -> Browser:
    return house.signed_in()


def made(house: House, staff: Browser, **fields: str | list[str]) -> str:
    """A poll made on the page; its id."""
    form = token(staff.get("/staff/polls/new?from=choose"))
    answer = staff.post("/staff/polls/draft", data={**FORM, **fields, "csrf": form, "id": ""})
    assert answer.status_code == 303, answer.text
    with house.database.read() as tx:
        return tx.scalars(select(PollRow.id)).one()


def act(staff: Browser, id: str, do: str, **fields: str) -> str:
    """Press a button of the poll's page; what the page says then."""
    form = token(staff.get(f"/staff/poll?id={id}"))
    answer = staff.post("/staff/poll/do", data={"csrf": form, "id": id, "do": do, **fields})
    assert answer.status_code == 303
    return staff.get(answer.headers["location"]).text


def rows(staff: Browser, id: str) -> list[list[str]]:
    answer = staff.get(f"/staff/poll.csv?id={id}")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == f'attachment; filename="poll-{id}.csv"'
    return list(csv.reader(answer.text.removeprefix("\ufeff").splitlines()))


def vote(house: House, id: str, person: str, choice: str, reason: str = "") -> None:
    with house.database.write() as tx:
        ballots.cast(tx, id, person, Answer((choice,), reason=reason), NOW)


def test_a_poll_from_the_form_to_the_file(house: House, staff: Browser) -> None:
    id = made(house, staff)
    page = staff.get(f"/staff/poll?id={id}").text
    assert "=1+1 or where?" in page
    assert "everyone: 8 people" in page
    assert "Open until Tuesday 31 March 2026, 17:00 (Europe/London)." in page
    assert "&lt;script&gt;alert(1)" in page
    act(staff, id, "open")
    vote(house, id, "p0", "2", "@SUM(A1)")
    vote(house, id, "p1", "1")
    page = staff.get(f"/staff/poll?id={id}").text
    assert re.search(r'<th scope="row">Leeds</th>\s*<td[^>]*><svg', page)
    assert "Who has not answered" in page
    assert "Person 2" in page
    assert "Person 1" not in page.partition("Who has not answered")[2]
    table = rows(staff, id)
    assert ["Question", "'=1+1 or where?"] in table
    assert ["Leeds", "1"] in table
    assert ["'=HYPERLINK(1)", "1"] in table
    assert ["Person 0", "", "'=HYPERLINK(1)", "'@SUM(A1)", "Tuesday 3 March 2026, 10:00"] in table
    assert "Reopen" in act(staff, id, "close")
    refused = act(staff, id, "deadline", closes="2026-01-01", closes_time="12:30")
    assert "The deadline has passed" in refused
    assert 'value="2026-01-01"' in refused
    assert 'value="12:30"' in refused
    assert "Close it now" in act(staff, id, "deadline", closes="2026-04-01")
    assert "There is no poll yet." in act(staff, id, "delete")


def test_a_result_is_announced_and_a_series_ended_on_the_page(house: House, staff: Browser) -> None:
    id = made(house, staff, **{"field.every": "week"})
    act(staff, id, "open")
    assert "Do not repeat it" in staff.get(f"/staff/poll?id={id}").text
    assert "Do not repeat it" not in act(staff, id, "once")
    vote(house, id, "p0", "1")
    assert "still open" in act(staff, id, "announce")
    act(staff, id, "close")
    drafted = act(staff, id, "announce")
    assert "Result: =1+1 or where?" in drafted
    assert "has most: 1 of 1 people chose it." in drafted


def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(house: House, staff: Browser) -> None:
    form = token(staff.get("/staff/polls/new"))
    typed = {**FORM, "field.options": "Leeds", "field.closes": "2020-01-01", "csrf": form}
    page = staff.post("/staff/polls/draft", data=typed)
    assert page.status_code == 200
    assert 'id="f-options-error">A choice needs at least two options.' in page.text
    assert 'id="f-closes-error">The deadline has passed' in page.text
    assert 'value="=1+1 or where?"' in page.text
    assert page.text.count(" checked") == 2


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ("2026-03-10 14:00\n2026-03-02 14:00", "&#34;2026-03-02 14:00&#34; is past"),
        ("2026-03-10 14:00\n2026-03-10 14:00", "stands in line 1 and in line 2"),
        ("2026-03-10 14:00-13:00\n2026-03-11 14:00", "ends before it begins"),
    ],
)
def test_a_time_that_nobody_could_come_to_is_refused_beside_its_field(staff: Browser, options: str, told: str) -> None:
    form = token(staff.get("/staff/polls/new?from=meet"))
    typed = {**FORM, "field.kind": "meeting", "field.options": options, "csrf": form}
    page = staff.post("/staff/polls/draft", data=typed).text
    assert told in page.partition('id="f-options-error">')[2].partition("</p>")[0]
    assert f">{options}</textarea>" in page


def test_a_result_that_is_secret_until_the_end_is_in_no_page_and_no_file(house: House, staff: Browser) -> None:
    id = made(house, staff, **{"field.ways": ["reasons"]})
    act(staff, id, "open")
    vote(house, id, "p0", "1", "because")
    for text in (staff.get(f"/staff/poll?id={id}").text, str(rows(staff, id))):
        assert "The result is shown when the poll closes." in text
        assert "because" not in text
        assert "<svg" not in text
    assert not any(row[:1] == ["Leeds"] for row in rows(staff, id))
    act(staff, id, "close")
    assert ["Leeds", "1"] in rows(staff, id)


def test_small_numbers_of_a_secret_poll_are_in_no_page_and_no_file(house: House, staff: Browser) -> None:
    id = made(house, staff, **{"field.ways": ["anonymous"], "field.options": "Leeds\nYork"})
    act(staff, id, "open")
    with house.database.write() as tx:
        for number in range(6):
            ballots.drop(tx, id, f"p{number}", f"R{number}", Answer(("1" if number else "2",)))
    page = act(staff, id, "close")
    assert "Not shown, for small numbers tell who chose what: Leeds and York." in page
    table = rows(staff, id)
    assert ["Leeds", "not shown"] in table
    assert ["York", "not shown"] in table
    assert not any("Person" in cell for row in table for cell in row)
    assert "has been shown: votes that came after would stand out" in act(staff, id, "deadline", closes="2026-05-01")


@pytest.mark.parametrize("path", ["/staff/polls", "/staff/polls/new", "/staff/poll?id=x", "/staff/poll.csv?id=x"])
def test_the_pages_are_for_the_team(house: House, path: str) -> None:
    assert house.browser().get(path).headers["location"] == "/staff/"
    assert house.signed_in("amina", "champion").get(path).status_code == 403


def test_pages_of_polls_that_are_not_there(house: House, staff: Browser) -> None:
    assert staff.get("/staff/poll?id=x").headers["location"] == "/staff/polls"
    assert staff.get("/staff/poll.csv?id=x").headers["location"] == "/staff/polls"
    assert house.browser().get("/polls/nonsense").status_code == 410
    with house.database.read() as tx:
        assert polls.find(tx, "x") is None


def test_a_secret_vote_from_the_browser_chat_leaves_nothing_in_the_conversation(house: House, staff: Browser) -> None:
    id = made(house, staff, **{"field.ways": ["anonymous", "reasons"]})
    act(staff, id, "open")
    house.web = {"person_switching": True}
    chat = house.browser()
    chat.post("/person", data={"csrf": token(chat.get("/")), "person": "p3"})
    pressed = {"csrf": token(chat.get("/")), "key": "a" * 32, "action": f"poll|{id}", "label": "Vote in secret"}
    assert chat.post("/press", data=pressed).status_code == 303
    link = re.search(r'href="http://127.0.0.1:8080(/polls/[\w-]+)"', chat.get("/").text)
    assert link
    page = chat.get(link[1])
    assert page.headers["cache-control"] == "no-store"
    voted = chat.post(link[1], data={"do": "vote", "field.choice": "1", "field.reason": "because-xyzzy"}).text
    receipt = re.search(r"<code>([\w-]+)</code>", voted)
    assert receipt
    assert "You have voted already" in chat.post(link[1], data={"do": "vote", "field.choice": "2"}).text
    assert "in the box: Leeds (because-xyzzy)" in chat.post(link[1], data={"do": "check", "receipt": receipt[1]}).text
    assert "vote is withdrawn" in chat.post(link[1], data={"do": "withdraw", "receipt": receipt[1]}).text
    again = {"do": "vote", "field.choice": "2", "receipt": receipt[1]}
    assert "Your vote is counted." in chat.post(link[1], data=again).text
    with house.database.read() as tx:
        kept = " ".join(tx.scalars(select(WebMessageRow.content)))
        assert ballots.secret(tx, id) == [Answer(("2",))]
    assert link[1] in kept
    assert not any(secret in kept for secret in ("xyzzy", receipt[1], "Leeds"))
    house.clock.pass_(hours=3)
    assert chat.get(link[1]).status_code == 410


def test_somebody_elses_page_cannot_vote(house: House, staff: Browser) -> None:
    id = made(house, staff)
    act(staff, id, "open")
    with house.database.write() as tx:
        person = people.find(tx, "p3")
        assert person
        link = f"/polls/{make_link(tx, id, person, house.clock())}"
    forged = house.browser().post(
        link, data={"do": "vote", "field.choice": "1"}, headers={"sec-fetch-site": "cross-site"}
    )
    assert forged.status_code == 403
    assert "Please choose at least 1 option." in house.browser().post(link, data={"do": "vote"}).text
    assert "Your vote is counted." in house.browser().post(link, data={"do": "vote", "field.choice": "1"}).text
    assert "Change my vote" in house.browser().get(link).text
    act(staff, id, "close")
    assert "This poll is closed" in house.browser().get(link).text
    assert "This poll closed on" in house.browser().post(link, data={"do": "vote", "field.choice": "2"}).text


def test_what_each_organisation_chose(house: House, staff: Browser) -> None:
    with house.database.write() as tx:
        tx.add_all([PartnerRow(id="hull", name="Hull Care"), PartnerRow(id="york", name="York Aid")])
        tx.flush()
        for number, partner in enumerate(("hull", "hull", "hull", "york", "york")):
            tx.get_one(PersonRow, f"p{number}").partner_id = partner
    id = made(house, staff, **{"field.counted": "partner"})
    act(staff, id, "open")
    for person, choice in (("p0", "1"), ("p1", "1"), ("p2", "2"), ("p3", "1"), ("p4", "2")):
        vote(house, id, person, choice)
    page = act(staff, id, "close")
    assert "the votes of 1 of 2 organisations" in page
    assert re.search(r'<th scope="row">York Aid</th><td>no vote: its people are level</td>', page)
    table = rows(staff, id)
    assert ["Hull Care", "Leeds"] in table
    assert ["Option", "People", "Organisations"] in table
    assert ["Leeds", "3", "1"] in table


def test_of_many_words_a_card_shows_some_and_the_file_all(house: House, staff: Browser) -> None:
    with house.database.write() as tx:
        tx.add_all(PersonRow(id=f"q{number}", name=f"Q {number}", created=NOW) for number in range(30))
    id = made(house, staff, **{"field.kind": "text", "field.options": ""})
    act(staff, id, "open")
    with house.database.write() as tx:
        for number in range(30):
            ballots.cast(tx, id, f"q{number}", Answer(text=f"Word {number:02}"), NOW)
    act(staff, id, "close")
    with house.database.read() as tx:
        poll = polls.find(tx, id)
        assert poll
        card = posted(poll, words_for("en"), "Europe/London", results_of(tx, poll))
    assert "Word 09" in words_of(card)
    assert "Word 10" not in words_of(card)
    assert "and 20 more" in words_of(card)
    assert sum(row[2:3] == [f"Word {number:02}"] for number in range(30) for row in rows(staff, id)) == 30
