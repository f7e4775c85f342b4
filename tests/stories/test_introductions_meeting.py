"""Those who both said yes: where they meet, in which chat, and at what time in both zones."""

from __future__ import annotations

import re
from dataclasses import replace

import httpx
import pytest
from starlette.applications import Starlette

from adapters.web.calendar import MeetingFiles
from bot.cards import words_of
from bot.events import Action
from bot.store.database import Database
from bot.store.tables.people import PersonRow
from tests.stories.champions import House, house_with, joined, round_sent, yes


@pytest.fixture
def small_house(sqlite: Database) -> House:
    return house_with(sqlite)


async def test_a_time_in_both_zones_and_in_both_calendars(small_house: House) -> None:
    house = small_house
    with house.dispatch.database.write() as tx:
        tx.get_one(PersonRow, "bob").zone = "America/New_York"
    await joined(house, "ann", "bob")
    await round_sent(house)
    id = house.introduction("ann", "bob")
    assert "once everybody has said yes" in await house.at("ann").act(Action("intro_times", (id,)))
    await yes(house, "ann", id)
    await yes(house, "bob", id)
    told = await house.at("ann").act(Action("intro_times", (id,)))
    assert "Thursday 5 March 2026, 15:00; Thursday 5 March 2026, 10:00 (America/New_York)" in told
    assert "I have suggested" in await house.at("ann").press("Thursday 5 March 2026, 15:00")
    await house.settle()
    house.clock.pass_(hours=5)
    await house.settle()
    assert "Ann Archer suggests to meet on Thursday 5 March 2026, 10:00." in house.told("bob")[-1]
    told = await house.at("bob").press("That suits me")
    assert "You meet Ann Archer on Thursday 5 March 2026, 10:00." in told
    await house.settle()
    assert "You meet Bob Baxter on Thursday 5 March 2026, 15:00." in house.told("ann")[-1]
    path = re.search(r"/introductions/\S+\.ics", house.told("ann")[-1])
    assert path
    app = Starlette(routes=MeetingFiles(house.dispatch).routes())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as browser:
        file = await browser.get(path.group())
        assert "SUMMARY:Introduction: Ann Archer and Bob Baxter" in file.text
        assert "DTSTART:20260305T150000Z" in file.text
        assert (await browser.get("/introductions/guessed.ics")).status_code == 404
        await house.at("bob").act(Action("intro_leave", (id,)))
        assert (await browser.get(path.group())).status_code == 404
    assert "The time to answer" in await house.at("ann").act(Action("intro_time", (id, "2026-03-05T15:00:00+00:00")))


async def test_in_one_workspace_a_conversation_is_opened_for_them(small_house: House) -> None:
    """Ann and Dan are both in one workspace whose platform opens conversations of several people."""
    house = small_house
    house.doors["slack"].capabilities = replace(house.doors["slack"].capabilities, most_in_direct=8)
    await joined(house, "ann", "dan")
    await round_sent(house)
    id = house.introduction("ann", "dan")
    await yes(house, "ann", id)
    await yes(house, "dan", id)
    await house.settle()
    (group,) = [words_of(card) for place, card, _ in house.doors["slack"].sent if place.id == "direct-ann,dan"]
    assert "Ann Archer and Dan Dorset, meet each other" in group


async def test_in_one_tenant_a_chat_link_comes_with_the_address_that_it_holds(small_house: House) -> None:
    house = small_house
    house.doors["teams"].capabilities = replace(
        house.doors["teams"].capabilities, chat_link="https://chat.example.org/?users={email}"
    )
    await joined(house, "bob", "eve")
    await round_sent(house)
    id = house.introduction("bob", "eve")
    await yes(house, "bob", id)
    assert "with your address they can open a chat with you there" in await yes(house, "eve", id)
    await house.settle()
    assert not [text for who in ("bob", "eve") for text in house.told(who) if "@example.org" in text]
    assert "They can see your e-mail address now." in await house.at("bob").act(Action("intro_email", (id,)))
    await house.settle()
    assert "https://chat.example.org/?users=bob@example.org" in house.told("eve")[-1]
    assert not [text for text in house.told("bob") if "@example.org" in text], "only Bob has shared his"
