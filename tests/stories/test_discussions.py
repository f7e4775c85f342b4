"""Small groups at an event: made, looked at, changed, told, and followed when people come late or cancel."""

from __future__ import annotations

import csv
import datetime as dt
import io
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from bot.champions import Champion, Eyes, Field
from bot.events import Action
from bot.store import champions, discussions, people, programmes
from bot.store.database import Database
from bot.store.tables.announcements import AnnouncementPersonRow, AnnouncementRow
from bot.store.tables.coalition import EventRow, NetworkRow, PersonNetworkRow
from bot.store.tables.people import PersonRow, RoleRow
from bot.usecases import seating, seating_reports
from bot.usecases.seating import CannotSeat
from bot.words import words_for
from tests.conftest import NOW
from tests.stories.champions import HOME, House, house_with

EN = words_for("en")
LIVED: tuple[tuple[str, Eyes], ...] = (("ann", "champions"), ("bob", "nobody"))
START = NOW + dt.timedelta(days=9)


@pytest.fixture
async def house(database: Database) -> House:
    """Everybody is invited to the launch; the day before was another event."""
    house = house_with(database)
    with database.write() as tx:
        tx.add(EventRow(id="launch", title="Launch", start=START, place="Hall 2"))
        tx.add(EventRow(id="over", title="Yesterday", start=NOW - dt.timedelta(days=1)))
        values = {"event": "launch", "title": "Come", "audience": "everyone"}
        tx.add(AnnouncementRow(id="a1", state="done", definition={"values": values}, created=NOW, changed=NOW))
        tx.add(NetworkRow(id="green", name="Green network"))
        tx.flush()
        tx.add(PersonNetworkRow(person_id="ann", network_id="green", source="x"))
        for who in HOME:
            row = AnnouncementPersonRow(announcement_id="a1", person_id=who, outcome="posted", route="", reason="only")
            row.variant, row.planned = "en", NOW
            tx.add(row)
    return house


async def says(house: House, who: str, answer: str) -> None:
    assert "Noted" in await house.at(who).act(Action("announcement_rsvp", ("a1", answer)))


def make(house: House, size: str = "3", audience: str = "", event: str = "launch") -> None:
    with house.dispatch.database.write() as tx:
        seating.plan(tx, event, size, audience, EN, house.clock())


def tables(house: House) -> dict[int, tuple[str, ...]]:
    with house.dispatch.database.read() as tx:
        return seating.tables_of(tx, "launch")


async def confirmed(house: House) -> int:
    with house.dispatch.database.write() as tx:
        told = seating.confirm(tx, "launch", EN, house.around, house.clock())
    await house.settle()
    return told


def heard(house: House, who: str) -> list[str]:
    return [text for text in house.told(who) if "Your table at" in text]


async def test_everybody_who_comes_is_told_their_table_once(house: House) -> None:
    for who in HOME:
        await says(house, who, "yes")
    make(house)
    assert not any(heard(house, who) for who in HOME), "nobody is told before staff say so"
    assert await confirmed(house) == 6
    assert await confirmed(house) == 6, "twice is once"
    for number, table in tables(house).items():
        assert len(table) == 3
        for who in table:
            (told,) = heard(house, who)
            assert f"Your table at Launch is table {number}." in told
            assert "2 other people are at it, from 2 organisations." in told
            assert "Hall 2" in told
            for asked in ("my table", "Which table am I at?", "where do I sit at the Launch?"):
                assert f"Launch: table {number}" in await house.at(who).say(asked)
    assert not any(name in text for text in heard(house, "ann") for name in ("Bob", "Cat", "Dan", "York", "Leeds"))
    assert "You have no table" in await house.at("sam").say("my table")
    for asked in ("small groups", "make small groups for the Launch"):
        assert "people know them" in await house.at("sam").say(asked)
    assert "people know them" not in await house.at("ann").say("tables for the Launch")
    assert "Only the hub team can do that" in await house.at("ann").say("small groups")


async def test_who_comes_late_or_cancels_is_followed_and_nobody_else_moves(house: House) -> None:
    for who in ("ann", "bob", "cat", "dan"):
        await says(house, who, "yes")
    make(house, "4")
    await confirmed(house)
    await says(house, "eve", "yes")
    await says(house, "dan", "no")
    assert seating.tick(house.dispatch.database, house.clock(), house.around) == 1
    assert seating.tick(house.dispatch.database, house.clock(), house.around) == 0
    await house.settle()
    assert tables(house) == {1: ("ann", "bob", "cat", "eve")}
    assert len(heard(house, "eve")) == 1
    assert [len(heard(house, who)) for who in ("ann", "bob", "cat", "dan")] == [1, 1, 1, 1]
    assert "You have no table" in await house.at("dan").say("my table")
    with house.dispatch.database.write() as tx:
        people.stop(tx, "bob", stopped=True)
        tx.delete(tx.get_one(PersonRow, "cat"))
    seating.tick(house.dispatch.database, house.clock(), house.around)
    assert tables(house) == {1: ("ann", "eve")}, "who told the bot to stop, or is gone, sits nowhere"
    house.clock.now = START
    await says(house, "fay", "yes")
    assert seating.tick(house.dispatch.database, house.clock(), house.around) == 0, "it has begun"


async def test_staff_move_somebody_who_hears_of_it(house: House) -> None:
    for who in HOME:
        await says(house, who, "yes")
    with house.dispatch.database.write() as tx:
        programmes.avoid(tx, "ann", "bob", NOW)
    make(house)
    await confirmed(house)
    before = tables(house)
    at = {who: number for number, table in before.items() for who in table}
    assert at["ann"] != at["bob"]
    with house.dispatch.database.write() as tx:
        move = (EN, house.around, house.clock())
        with pytest.raises(CannotSeat, match="somebody there has no language in common with them, or one avoids"):
            seating.move(tx, "launch", "bob", str(at["ann"]), *move)
        with pytest.raises(CannotSeat, match="a table from 1 to 3"):
            seating.move(tx, "launch", "bob", "9", *move)
        with pytest.raises(CannotSeat, match="somebody who comes"):
            seating.move(tx, "launch", "sam", "1", *move)
        seating.move(tx, "launch", "bob", "3", *move)
    await house.settle()
    assert tables(house)[3] == ("bob",)
    assert "Your table at Launch is now table 3." in heard(house, "bob")[-1]
    assert sum(len(heard(house, who)) for who in HOME) == 7


async def test_what_cannot_be_seated_says_why(house: House) -> None:
    for event, size, audience, why in (
        ("gone", "3", "", "not in the calendar any more"),
        ("over", "3", "", "Yesterday has begun or is over"),
        ("launch", "2", "", "A group has 3 to 20 people"),
        ("launch", "many", "", "A group has 3 to 20 people"),
        ("launch", "3", "", "Nobody has said yet that they come to Launch. Invite people"),
        ("launch", "3", "regoin:north", 'Did you mean "region:"'),
        ("launch", "9", "role:champion", "Only 6 people come: fewer than one group of 9"),
    ):
        with pytest.raises(CannotSeat, match=why):
            make(house, size, audience, event)
    with house.dispatch.database.write() as tx, pytest.raises(CannotSeat, match="no small groups yet"):
        seating.confirm(tx, "launch", EN, house.around, NOW)
    make(house, "3", "role:champion")
    await confirmed(house)
    with pytest.raises(CannotSeat, match="told their tables already"):
        make(house, "4", "role:champion")
    with house.dispatch.database.write() as tx:
        tx.delete(tx.get_one(EventRow, "launch"))
    assert seating.tick(house.dispatch.database, house.clock(), house.around) == 0
    assert "You have no table" in await house.at("ann").say("my table")


async def test_an_audience_comes_too_but_not_who_said_no_and_who_cannot_be_reached_is_named(house: House) -> None:
    await says(house, "ann", "no")
    await says(house, "bob", "maybe")
    with house.dispatch.database.write() as tx:
        tx.add(PersonRow(id="gil", name="=Gil", partner_id="hull", region="North", created=NOW))
        tx.flush()
        tx.add(RoleRow(person_id="gil", role="champion"))
    make(house, "3", "role:champion and not person:bob")
    assert sorted(who for table in tables(house).values() for who in table) == ["cat", "dan", "eve", "fay", "gil"]
    await confirmed(house)
    with house.dispatch.database.read() as tx:
        assert discussions.seats(tx, "launch")["gil"].way == "none"
        assert discussions.seats(tx, "launch")["cat"].way == "email"
        made = discussions.find(tx, "launch")
        assert made
        assert "'=Gil" in seating_reports.export(tx, made, EN, NOW), "no spreadsheet computes a name"


async def test_staff_see_how_each_table_is_mixed(house: House) -> None:
    for who in HOME:
        await says(house, who, "yes")
    with house.dispatch.database.write() as tx:
        for who, eyes in LIVED:
            shown: dict[Field, Eyes] = {"lived_experience": eyes}
            one = Champion(who, state="active", consent_at=NOW, lived_experience=True, visibility=shown)
            champions.save(tx, one, NOW)
    make(house)
    with house.dispatch.database.read() as tx:
        made = discussions.find(tx, "launch")
        assert made
        room = seating_reports.room(tx, made, EN, NOW)
        rows = list(csv.reader(io.StringIO(seating_reports.export(tx, made, EN, NOW))))
    at = next(number for number, table in room.tables.items() if any(one.person.id == "ann" for one in table))
    assert room.why[at] == "3 people from 3 organisations and 1 network. 1 shows lived experience of care."
    other = room.why[3 - at]
    assert other.startswith("3 people from 3 organisations and 0 networks. Nobody here shows lived experience of care")
    assert rows[0] == ["Table", "Name", "Organisation"]
    assert ["Ann Archer", "Hull Care"] in [row[1:] for row in rows]
    assert len(rows) == 7


async def test_several_processes_at_once_tell_each_person_once(house: House) -> None:
    for who in ("ann", "bob", "cat"):
        await says(house, who, "yes")
    make(house)
    await confirmed(house)
    for who in ("dan", "eve", "fay"):
        await says(house, who, "yes")
    with ThreadPoolExecutor(4) as pool:
        ticks = [pool.submit(seating.tick, house.dispatch.database, NOW, house.around) for _ in range(4)]
    assert sum(tick.result() for tick in ticks) == 1
    await house.settle()
    assert [len(heard(house, who)) for who in HOME] == [1] * 6
    assert sorted(map(len, tables(house).values())) == [3, 3]


async def test_a_kill_while_people_are_told_tells_nobody_twice(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    for who in HOME:
        await says(house, who, "yes")
    make(house)
    real, left = seating.notify, [4]

    def killed(*args: Any, **more: Any) -> Any:
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt
        return real(*args, **more)

    with monkeypatch.context() as broken:
        broken.setattr(seating, "notify", killed)
        with pytest.raises(KeyboardInterrupt):
            await confirmed(house)
    await house.settle()
    assert not any(heard(house, who) for who in HOME), "all are told, or nobody yet"
    assert await confirmed(house) == 6
    assert [len(heard(house, who)) for who in HOME] == [1] * 6
