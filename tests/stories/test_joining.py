"""Joining and leaving networks and taskgroups in chat."""

from __future__ import annotations

import pytest

from bot.store import audiences
from bot.store.database import Database
from bot.store.tables.coalition import NetworkRow, PersonNetworkRow, TaskgroupMemberRow, TaskgroupRow
from tests.stories.champions import House, house_with


@pytest.fixture
async def house(database: Database) -> House:
    house = house_with(database)
    with database.write() as tx:
        tx.add(TaskgroupRow(id="mental", name="Mental Health", aliases=["MH"]))
        tx.add(TaskgroupRow(id="old", name="Treatment Backlog", status="Closed in May"))
        tx.add(TaskgroupRow(id="inner", name="Inner Circle", audience="staff"))
        tx.add(NetworkRow(id="green", name="Green"))
        tx.add(NetworkRow(id="health", name="Mental Health"))
        tx.flush()
        tx.add(TaskgroupMemberRow(taskgroup_id="old", person_id="ann", source="people.csv"))
        tx.add(PersonNetworkRow(network_id="green", person_id="bob", source=""))
    return house


async def test_in_and_out(house: House) -> None:
    ann = house.at("ann")
    assert "Welcome: you are in Mental Health now." in await ann.say("join the Mental Health taskgroup")
    assert "already" in await ann.say("Join MH")
    with house.dispatch.database.read() as tx:
        assert audiences.people_in(tx, audiences.read(tx, "taskgroup:mental")) == ["ann"]
    assert "Mental Health\n  taskgroup" in await ann.say("my groups")
    assert "no longer in Mental Health" in await ann.say("leave the mental health taskgroup")
    assert "You are not in Mental Health" in await ann.say("leave the mental health taskgroup")
    assert "no longer in Green" in await house.at("bob").say("leave Green")


async def test_what_cannot_be_joined_or_left(house: House) -> None:
    ann = house.at("ann")
    assert "has closed" in await house.at("bob").say("join the Treatment Backlog taskgroup")
    assert "records list you in Treatment Backlog" in await ann.say("leave the treatment backlog taskgroup")
    assert "Treatment Backlog" in await ann.say("my taskgroups")
    assert "a network and a taskgroup" in await ann.say("join Mental Health")
    assert 'Did you mean "Mental Health"?' in await ann.say("join the Mentl Helth taskgroup")
    assert "Inner Circle" not in (await ann.say("join the Inner Circle taskgroup")).replace('no "Inner Circle"', "")
