"""Who somebody is at the web door: sign-in links, sessions, cookies, and what a role opens."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from adapters.web.client import place_of
from bot.events import Sender
from bot.store import people, questions
from bot.store.database import Database
from bot.store.tables.questions import QuestionRow
from bot.store.tables.traffic import SignInLinkRow, WebMessageRow, WebSessionRow
from tests.conftest import NOW
from tests.wire.web.house import STAFF_PAGES, House, say, token


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(house: House) -> None:
    browser = house.browser()
    path = house.person("gethin", "staff")
    csrf = token(browser.get(path))
    guest = browser.get("/").headers["set-cookie"]
    session = browser.post(path, data={"csrf": csrf}).headers["set-cookie"]
    assert "HttpOnly" in guest
    assert "SameSite=lax" in guest
    assert "HttpOnly" in session
    assert "SameSite=strict" in session


def test_off_this_machine_nobody_chats_without_signing_in_and_cookies_need_encryption(sqlite: Database) -> None:
    house = House(sqlite, web={"host": "0.0.0.0", "public_url": "https://bot.example", "person_switching": True})
    browser = house.browser("https://bot.example", "203.0.113.9")
    refused = browser.get("/")
    assert refused.status_code == 403
    assert "<textarea" not in refused.text
    assert refused.headers["strict-transport-security"]
    path = house.person("amina", "champion")
    csrf = token(browser.get(path))
    signed_in = browser.post(path, data={"csrf": csrf})
    assert "Secure" in signed_in.headers["set-cookie"]
    assert browser.get("/").status_code == 200
    assert say(browser, "hello").status_code == 303
    with sqlite.read() as tx:
        assert tx.scalars(select(WebMessageRow.place).distinct()).all() == ["person/amina"]
    assert browser.post("/person", data={"csrf": csrf, "person": "gethin"}).status_code == 403


def test_persons_are_switched_only_where_the_configuration_says_so(sqlite: Database) -> None:
    house = House(sqlite)
    house.person("gethin", "staff")
    browser = house.browser()
    page = browser.get("/")
    assert "/person" not in page.text
    assert browser.post("/person", data={"csrf": token(page), "person": "gethin"}).status_code == 403
    browser.cookies.set("bot_person", "gethin")
    say(browser, "hello")
    with sqlite.read() as tx:
        assert not tx.scalars(select(WebMessageRow).where(WebMessageRow.place == "person/gethin")).all()


def test_whoever_tries_it_on_this_machine_is_told_the_way_to_the_staff_pages(house: House) -> None:
    house.person("gethin", "staff")
    browser = house.browser()
    assert "In the chat choose somebody of staff" in browser.get("/staff/").text
    assert browser.post("/person", data={"csrf": token(browser.get("/")), "person": "gethin"}).status_code == 303
    say(browser, "sign in")
    link = re.search(r"/staff/sign-in/[\w-]+", browser.get("/").text)
    assert link
    assert browser.post(link[0], data={"csrf": token(browser.get(link[0]))}).status_code == 303
    elsewhere = House(house.database, web={"host": "0.0.0.0", "person_switching": True})
    assert "In the chat choose" not in elsewhere.browser("https://bot.example").get("/staff/").text


@pytest.mark.parametrize("path", STAFF_PAGES)
def test_staff_pages_are_for_those_whose_roles_say_so(house: House, path: str) -> None:
    stranger, champion = house.browser(), house.signed_in("amina", "champion")
    assert stranger.get(path).headers["location"] == "/staff/"
    refused = champion.get(path)
    assert refused.status_code == 403
    assert "<table" not in refused.text
    assert house.signed_in().get(path).status_code == 200


def test_an_answer_needs_the_right_and_the_sessions_token(house: House) -> None:
    champion, staff = house.signed_in("amina", "champion"), house.signed_in()
    with house.database.write() as tx:
        asker = people.find(tx, "amina")
        assert asker
        place = place_of(Sender("web", "person", "amina"))
        number = questions.open_question(tx, "e1", asker, place, "Is there parking?", NOW)
    fields = {"number": str(number), "answer": "Yes."}
    path = "/staff/questions/answer"
    assert house.browser().post(path, data=fields).headers["location"] == "/staff/"
    assert champion.post(path, data={**fields, "csrf": token(champion.get("/staff/questions"))}).status_code == 403
    assert staff.post(path, data=fields).status_code == 403
    assert _state(house) == "new"
    done = staff.post(path, data={**fields, "csrf": token(staff.get("/staff/questions"))})
    assert done.headers["location"] == "/staff/questions?answered=yes"
    assert _state(house) == "answered"
    assert "<td>Yes.</td>" in staff.get("/staff/questions?text=PARKING").text
    assert "Nothing answered before matches." in staff.get("/staff/questions?text=100%25").text


def test_a_link_works_once_and_looking_does_not_use_it(house: House) -> None:
    path = house.person("gethin", "staff")
    first, second = house.browser(), house.browser()
    assert first.head(path).status_code == first.get(path).status_code == 200
    assert first.post(path).status_code == 200, "without the token the button is shown again"
    csrf = token(second.get(path))
    assert first.post(path, data={"csrf": token(first.get(path))}).status_code == 303
    assert second.post(path, data={"csrf": csrf}).status_code == 410
    assert second.get(path).status_code == 410
    assert house.count(WebSessionRow) == 1


def test_a_link_lasts_a_quarter_of_an_hour_and_a_session_a_working_day(house: House) -> None:
    path = house.person("gethin", "staff")
    late = house.browser()
    csrf = token(late.get(path))
    house.clock.pass_(minutes=15)
    assert late.post(path, data={"csrf": csrf}).status_code == 410
    browser = house.signed_in()
    house.clock.pass_(hours=7, minutes=59)
    assert browser.get("/staff/people").status_code == 200
    house.clock.pass_(minutes=1)
    assert browser.get("/staff/people").status_code == 303


def test_signing_out_ends_the_session_on_the_server(house: House) -> None:
    browser = house.signed_in()
    session = browser.cookies["bot_session"]
    browser.post("/staff/sign-out", data={"csrf": "wrong"})
    assert house.count(WebSessionRow) == 1
    browser.cookies.set("bot_session", session)
    browser.post("/staff/sign-out", data={"csrf": token(browser.get("/staff/people"))})
    assert house.count(WebSessionRow) == 0


def test_secrets_are_kept_as_digests_only(house: House) -> None:
    path = house.person("gethin", "staff")
    browser = house.signed_in()
    with house.database.read() as tx:
        kept = {*tx.scalars(select(SignInLinkRow.digest)), *tx.scalars(select(WebSessionRow.digest))}
    assert all(re.fullmatch("[0-9a-f]{64}", digest) for digest in kept)
    assert path.rsplit("/", 1)[1] not in kept
    assert browser.cookies["bot_session"] not in kept


def _state(house: House) -> str:
    with house.database.read() as tx:
        return tx.scalars(select(QuestionRow.state)).one()
