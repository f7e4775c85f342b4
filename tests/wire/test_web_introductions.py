"""Introductions on the staff page: a round planned, seen with its reasons, sent; nobody else gets in."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from bot.champions import Champion
from bot.events import Sender
from bot.store import champions, introductions, people, programmes
from bot.store.database import Database
from bot.store.introductions import Outcome
from bot.store.tables.introductions import IntroductionRow
from bot.store.tables.people import PersonRow, RoleRow
from bot.usecases.taking_part import USUAL
from tests.conftest import NOW
from tests.wire.web.house import Browser, House, token


@pytest.fixture
def house(sqlite: Database) -> House:
    with sqlite.write() as tx:
        programmes.save(tx, USUAL, NOW)
        for number in range(5):
            id = f"p{number}"
            tx.add(PersonRow(id=id, name=f"Person <{number}>", created=NOW))
            tx.flush()
            tx.add(RoleRow(person_id=id, role="champion"))
            people.link(tx, id, Sender("web", "person", id), NOW)
            if number < 4:
                programmes.join(tx, USUAL.id, id, "agreed", NOW)
    return House(sqlite)


def act(staff: Browser, id: str, do: str) -> str:
    """Press a button; the page that follows."""
    form = token(staff.get("/staff/introductions"))
    answer = staff.post("/staff/introductions/do", data={"csrf": form, "id": id, "do": do})
    assert answer.status_code == 303
    return staff.get(answer.headers["location"]).text


def test_a_round_is_seen_before_it_goes_out(house: House) -> None:
    staff = house.signed_in()
    page = act(staff, USUAL.id, "plan")
    assert "2 introductions are planned." in page
    assert "Person &lt;1&gt;" in page
    assert "Person &lt;4&gt;" not in page
    with house.database.read() as tx:
        round = tx.scalars(select(IntroductionRow.round_id)).first() or ""
    assert "Cancelled: nobody was asked." in act(staff, round, "cancel")
    assert "was cancelled" in act(staff, round, "send")
    again = act(staff, USUAL.id, "plan")
    assert "Round 2" in again
    with house.database.read() as tx:
        assert tx.scalar(select(func.count()).where(IntroductionRow.state == "planned")) == 2
        round = tx.scalars(select(IntroductionRow.round_id).where(IntroductionRow.state == "planned")).first() or ""
        first = introductions.of_round(tx, round)[0]
    assert "The round goes out now." in act(staff, round, "send")
    assert "That programme is gone." in act(staff, "gone", "plan")
    with house.database.write() as tx:
        introductions.record(
            tx, Outcome(first.id, first.people[0], "yes", "yes", "We <share> a rota.", quote=True), NOW
        )
        introductions.record(tx, Outcome(first.id, first.people[1], "yes", "yes", "Please keep this."), NOW)
    page = staff.get("/staff/introductions").text
    assert "We &lt;share&gt; a rota." in page
    assert "Please keep this." not in page


def test_a_programme_is_made_and_changed_on_the_page(house: House) -> None:
    staff = house.signed_in()
    with house.database.write() as tx:
        for id, gives, takes in (("p0", ("data",), ()), ("p1", (), ("data",))):
            champions.save(tx, Champion(id, state="active", can_help=gives, want_help=takes, consent_at=NOW), NOW)
    values = {"name": "Mentors & mentees", "size": "2", "across": "mentor", "every": "asked", "ask_days": "40"}
    page = _kept(staff, "", values)
    assert "The days to answer are a number from 1 to 30." in page
    assert 'value="Mentors &amp; mentees"' in page
    assert '<option value="mentor" selected>' in page
    page = _kept(staff, "", values | {"ask_days": "10"})
    assert ">Mentors &amp; mentees</a>" in page
    assert "mentor and mentee" in page
    page = act(staff, "mentors-mentees", "plan")
    assert "Person &lt;0&gt; is the mentor of Person &lt;1&gt;: data." in page
    form = staff.get("/staff/introductions/programme/form?id=mentors-mentees").text
    assert 'value="10"' in form
    assert '<option value="mentor" selected>' in form
    page = _kept(staff, "mentors-mentees", values | {"name": "Pairs", "across": "any", "ask_days": "3"})
    assert ">Pairs</a>" in page
    assert "mentor and mentee" not in page
    with house.database.read() as tx:
        found = programmes.find(tx, "mentors-mentees")
        assert found
        assert (found.name, found.rules, found.ask_days) == ("Pairs", {}, 3)


def _kept(staff: Browser, id: str, values: dict[str, str]) -> str:
    """Send the form of a programme; the page that follows."""
    form = token(staff.get("/staff/introductions/programme/form"))
    fields = {f"field.{name}": value for name, value in values.items()}
    answer = staff.post("/staff/introductions/programme", data={"csrf": form, "id": id, **fields})
    return staff.get(answer.headers["location"]).text if answer.status_code == 303 else answer.text


def test_nobody_else_gets_in(house: House) -> None:
    browser = house.browser()
    assert browser.get("/staff/introductions").status_code == 303
    assert browser.post("/staff/introductions/do", data={"id": USUAL.id, "do": "plan"}).status_code == 303
    assert browser.post("/staff/introductions/programme", data={"id": USUAL.id}).status_code == 303
    with house.database.read() as tx:
        assert tx.scalar(select(func.count()).select_from(IntroductionRow)) == 0
