"""Links to unsubscribe: looking asks first, a mail program's own button acts at once."""

from __future__ import annotations

import pytest

from bot.store import mailboxes
from bot.store.database import Database
from bot.store.tables.people import PersonRow
from tests.wire.web.answering import ANN, House


@pytest.fixture
def house(sqlite: Database) -> House:
    return House(sqlite)


def unsubscribe_path(house: House) -> str:
    with house.database.write() as tx:
        return f"/unsubscribe/{mailboxes.token_of(tx, ANN.id)}"


def reason(house: House) -> str | None:
    with house.database.read() as tx:
        return mailboxes.undeliverable(tx, ANN.id)


def test_unsubscribing_asks_first(house: House) -> None:
    path = unsubscribe_path(house)
    assert path == unsubscribe_path(house)
    page = house.get(path)
    assert ANN.id in page.text
    assert reason(house) is None
    assert "No more e-mail goes to" in house.post(path).text
    assert reason(house) == mailboxes.UNWANTED
    assert "again" in house.get(path).text
    assert "again" in house.post(path, {"again": "1"}).text
    assert reason(house) is None
    with house.database.read() as tx:
        assert not tx.get_one(PersonRow, "ann").stopped


def test_a_mail_programs_own_button_unsubscribes_at_once(house: House) -> None:
    page = house.post(unsubscribe_path(house), {"List-Unsubscribe": "One-Click"}, **{"user-agent": "a mail program"})
    assert page.status_code == 200
    assert reason(house) == mailboxes.UNWANTED


def test_an_unknown_link_to_unsubscribe_is_kind(house: House) -> None:
    for page in (house.get("/unsubscribe/x"), house.post("/unsubscribe/x")):
        assert page.status_code == 404
        assert "write to the hub team" in page.text
