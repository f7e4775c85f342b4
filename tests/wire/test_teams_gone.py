"""A champion whom Teams refuses for good is sought by nobody until they write again, on both back ends."""

from __future__ import annotations

import pytest

from bot.cards import Card, Text
from bot.champions import Champion, Theme
from bot.events import Sender
from bot.routes import NoRoute, Route
from bot.store import champions, people, programmes
from bot.store.database import Database
from bot.store.programmes import Programme
from bot.store.tables.people import PersonRow
from bot.usecases.delivering import deliver_due
from bot.usecases.notifying import notify
from bot.usecases.planning_routes import House as Around
from tests.conftest import NOW
from tests.stories.door import Clock
from tests.wire.teams.connector import Fault
from tests.wire.teams.house import BACK_ENDS, TENANT, House, opened


def ann_is_a_champion(database: Database) -> None:
    """Ann takes part in introductions. The bot knows her Teams account and no e-mail address."""
    with database.write() as tx:
        champions.save_theme(tx, Theme("hubs", "Community hubs"))
        tx.add(PersonRow(id="ann", name="Ann Archer", audience="members", noticed=NOW, created=NOW))
        tx.flush()
        people.link(tx, "ann", Sender("teams", TENANT, "aad-ann"), NOW)
        champions.save(tx, Champion("ann", state="active", themes=("Community hubs",), consent_at=NOW), NOW)
        programmes.save(tx, Programme("champions", "Champions"), NOW)
        programmes.join(tx, "champions", "ann", "Yes", NOW)


def sought(database: Database) -> bool:
    """Whether Ann is found by who looks for a champion and may be introduced: both or neither."""
    with database.read() as tx:
        found = [one.id for one in champions.active(tx)], programmes.willing(tx, "champions", NOW.date())
    assert found[0] == found[1]
    return bool(found[0])


async def told(house: House, clock: Clock, key: str) -> bool:
    """Whether there was a way to write to Ann, which was tried."""
    with house.dispatch.database.write() as tx:
        around = Around.of(house.dispatch.settings, house.dispatch.doors)
        way = notify(tx, key, "news", "ann", Card("News", (Text("News"),)), around, clock())
    await deliver_due(house.dispatch.database, house.dispatch.platforms, clock)
    assert isinstance(way, Route | NoRoute)
    return isinstance(way, Route)


@BACK_ENDS
@pytest.mark.parametrize(
    ("kind", "fault", "gone"),
    [
        ("personal", Fault(403, "ConversationBlockedByUser", only="POST"), True),
        ("personal", Fault(403, "MessageWritesBlocked", only="POST"), True),
        ("personal", Fault(403, "BotNotInConversationRoster", only="POST"), True),
        ("channel", Fault(403, "BotNotInConversationRoster", only="POST"), True),
        ("channel", Fault(404, "NotFound", only="POST"), True),
        ("channel", Fault(404, only="POST"), False),
        ("channel", Fault(404, "ConversationNotFound", only="POST"), False),
        ("personal", Fault(404, "ConversationNotFound", only="POST"), False),
        ("personal", Fault(403, "BotDisabledByAdmin", only="POST"), False),
        ("personal", Fault(403, "ForbiddenOperationException", only="POST"), False),
        ("personal", Fault(403, "NotEnoughPermissions", only="POST"), False),
        ("personal", Fault(413, "MessageSizeTooBig", only="POST"), False),
    ],
    ids=lambda value: f"{value.status}-{value.code}" if isinstance(value, Fault) else str(value),
)
async def test_refused_for_good(sqlite: Database, sdk: str, kind: str, fault: Fault, *, gone: bool) -> None:
    """In a channel she has no chat with the bot yet: one has to be opened."""
    clock = Clock()
    ann_is_a_champion(sqlite)
    async with opened(sqlite, sdk=sdk, clock=clock) as house:
        await house.person("bob").say("help")
        ann = house.person("ann", kind=kind)
        await ann.say("help")
        assert sought(sqlite)
        house.connector.faults = [fault]
        assert await told(house, clock, "first")
        assert house.connector.faults == []
        assert sought(sqlite) is not gone
        before = len(house.connector.calls)
        clock.pass_(minutes=1)
        assert await told(house, clock, "second") is not gone
        assert (len(house.connector.calls) == before) is gone, "who is gone is not even tried"
        await ann.say("help")
        assert sought(sqlite)
        clock.pass_(minutes=1)
        assert await told(house, clock, "third")
        assert any("News" in str(said) for id in house.connector.conversations for said in house.connector.said(id))


@BACK_ENDS
@pytest.mark.parametrize("kind", ["personal", "groupChat"])
async def test_whoever_removes_the_bot_is_left_alone_until_they_add_it_again(
    sqlite: Database, sdk: str, kind: str
) -> None:
    """From a group chat it is removed for the group, and the person is where they were."""
    ann_is_a_champion(sqlite)
    async with opened(sqlite, sdk=sdk, clock=Clock()) as house:
        ann = house.person("ann", kind=kind)
        await ann.say("help")
        await ann.send(ann.activity("installationUpdate", action="remove"))
        assert sought(sqlite) is (kind == "groupChat")
        await ann.send(ann.activity("installationUpdate", action="add"))
        assert sought(sqlite)
