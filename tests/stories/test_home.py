"""The home page shows one person what concerns them, and what they change is shown when it is drawn again."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.polls import Option, Poll
from bot.router import combine
from bot.store import people, polls
from bot.store.database import Database
from bot.store.tables.coalition import PartnerNetworkRow, TaskgroupMemberRow
from bot.store.tables.people import PersonRow, RoleRow
from bot.usecases.example import load_example
from handlers import ROUTERS
from tests.conftest import NOW
from tests.stories.door import Clock, Talk, talk_through

POLL = Poll("p1", "Where shall we meet?", "single", (Option("a", "Here"), Option("b", "There")), state="open")


@pytest.fixture
def talk(database: Database) -> Talk:
    load_example(database, NOW)
    return talk_through(combine(ROUTERS), database, Clock())


async def test_a_guest_sees_what_everyone_may(talk: Talk) -> None:
    page = await talk.arrive("opened")
    assert "Next events" in page
    assert "You are in no taskgroup yet." in page
    assert "Quiet hours: from 20:00 to 08:00" in page
    assert "Your words: not kept" in page
    assert "Open polls" not in page


async def test_a_member_sees_their_groups_networks_and_what_waits_for_them(talk: Talk) -> None:
    await talk.say("hello")
    with talk.dispatch.database.write() as tx:
        person = people.of_account(tx, talk.sender)
        assert person
        partner, network = tx.query(PartnerNetworkRow.partner_id, PartnerNetworkRow.network_id).first() or ("", "")
        (group,) = tx.query(TaskgroupMemberRow.taskgroup_id).first() or ("",)
        tx.get_one(PersonRow, person.id).partner_id = partner
        tx.add(RoleRow(person_id=person.id, role="member"))
        tx.add(TaskgroupMemberRow(person_id=person.id, taskgroup_id=group))
        polls.save(tx, POLL, NOW)
        polls.add_electors(tx, POLL.id, [person.id])
    page = await talk.arrive("opened")
    assert network
    assert "Networks: " in page
    assert "You are in no taskgroup yet." not in page
    assert "Open polls and check-ins\nWhere shall we meet?\n[Answer]" in page
    assert talk.button("Answer").action.args == ("p1",)


async def test_what_is_over_waits_for_nobody(talk: Talk) -> None:
    await talk.say("hello")
    with talk.dispatch.database.write() as tx:
        person = people.of_account(tx, talk.sender)
        assert person
        polls.save(tx, Poll("p1", "Too late?", "single", closes=NOW - dt.timedelta(minutes=1), state="open"), NOW)
        polls.add_electors(tx, "p1", [person.id])
    assert "Too late?" not in await talk.arrive("opened")


async def test_a_change_shows_when_the_page_is_drawn_again(talk: Talk) -> None:
    await talk.arrive("opened")
    await talk.press("Keep my words")
    page = await talk.arrive("opened")
    assert "Your words: kept" in page
    await talk.press("Pause for 7 days")
    page = await talk.arrive("opened")
    assert "Paused until: Tuesday 10 March 2026" in page
    assert "[End the pause]" in page
    assert "what" in (await talk.press("What you hold about me")).lower()
