"""What people send to the web door: once, whatever its shape, and never lost to an outage."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.store import database as databases
from bot.store.database import Database
from bot.store.tables import Base
from bot.store.tables.traffic import InboundEventRow, WebMessageRow
from tests.wire.web.house import House, say, token


def test_the_same_form_twice_is_one_event(house: House) -> None:
    browser = house.browser()
    fields = {"csrf": token(browser.get("/")), "text": "thank you", "key": "0" * 32}
    for _ in range(2):
        assert browser.post("/say", data=fields).status_code == 303
    assert house.count(InboundEventRow) == 1
    assert house.count(WebMessageRow) == 2
    other = house.browser()
    other.post("/say", data={**fields, "csrf": token(other.get("/"))})
    assert house.count(InboundEventRow) == 2, "keys are each browser's own"


def test_a_form_of_an_odd_shape_is_answered_all_the_same(house: House) -> None:
    browser = house.browser()
    csrf = token(browser.get("/"))
    for path, fields in (
        ("/press", {}),
        ("/press", {"action": "no-such|action", "message": "../../x", "key": "-" * 500}),
        ("/submit", {"action": "|" * 5000}),
        ("/say", {"text": "\x00 \ud83d".encode("utf-16", "surrogatepass").decode("utf-16", "replace")}),
    ):
        assert browser.post(path, data={"csrf": csrf, **fields}).status_code == 303, path
    upload = browser.post("/say", data={"csrf": csrf}, files={"text": ("a.txt", b"hello")})
    assert upload.status_code == 413, "files are not taken"
    assert browser.get("/lines?after=999999999999999999999").status_code == 200


def test_a_body_without_end_is_cut_off(house: House) -> None:
    browser = house.browser()
    fields = {"csrf": token(browser.get("/")), "text": "x" * 4_000_000}
    assert browser.post("/say", data=fields).status_code == 413
    assert browser.post("/staff/questions/answer", data=fields).status_code == 413
    assert house.count(InboundEventRow) == 0


def test_what_was_too_long_stays_in_the_box(house: House) -> None:
    browser = house.browser()
    answer = say(browser, "y" * 200_001)
    assert answer.status_code == 422
    assert "y" * 200_001 in answer.text
    assert house.count(InboundEventRow) == 0


def test_through_an_outage_the_words_stay_and_the_same_form_goes_through_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(databases, "SQLITE_WAIT", 0.05)
    database = Database(f"sqlite:///{tmp_path}/bot.db")
    Base.metadata.create_all(database.engine)
    browser = House(database).browser()
    fields = {"csrf": token(browser.get("/")), "text": "Who leads it?", "key": "a" * 32}
    with database.engine.connect() as other:
        other.exec_driver_sql("BEGIN IMMEDIATE")
        down = browser.post("/say", data=fields)
        assert down.status_code == 503
        assert "Who leads it?" in down.text
        piece = browser.post("/say", data=fields, headers={"x-fragment": "1"})
        assert piece.status_code == 503
        assert "nothing was sent" in piece.text
    assert browser.post("/say", data=fields).status_code == 303
    assert "Who leads it?" in browser.get("/").text
    database.close()


def test_while_the_database_is_gone_every_page_says_so(house: House) -> None:
    browser = house.signed_in()
    csrf = token(browser.get("/"))
    Base.metadata.drop_all(house.database.engine)
    for path in ("/", "/readyz", "/metrics", "/lines", "/staff/", "/staff/people"):
        assert browser.get(path).status_code == 503, path
    down = browser.post("/say", data={"csrf": csrf, "text": "Who leads it?", "key": "a" * 32})
    assert down.status_code == 503
    assert "Who leads it?" in down.text
    assert browser.get("/healthz").status_code == 200
    Base.metadata.create_all(house.database.engine)
    assert browser.get("/").status_code == 200
