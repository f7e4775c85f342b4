"""One poll in two Slack workspaces and two Teams tenants at once, with people who are in several of them."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

import pytest

from bot.clock import utc_now
from bot.preferences import Preferences
from bot.store import ballots, people, preferences
from bot.store.database import Database
from bot.usecases.poll_results import results_of
from bot.usecases.polling import existing
from tests.wire.slack import house as slack
from tests.wire.slack.installing import OAUTH, SECOND, install
from tests.wire.slack.people import Partner
from tests.wire.teams import house as teams
from tests.wire.test_polls import HANA, NELL, Both

pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated")  # slack-sdk still uses it
SAM, DEV = "sam@example.org", "dev.periwinkle@example.org"
ELSEWHERE = "bbbbbbbb-0000-0000-0000-000000000002"
"""The second tenant."""
HALL = "19:hall@thread.v2"
"""A group chat there."""
PEOPLE = ("sam", "hana-brightwater", "nell-oakhanger", "dev-periwinkle")
LOOK_EVERY, PATIENCE = 0.05, 300


@dataclass
class Everywhere(Both):
    """Sam is in both workspaces and the second tenant, Hana in the first workspace and the first tenant, Nell in the
    second workspace, Dev in the second tenant."""

    def in_slack(self, id: str, team: str) -> Partner:
        return self.slack.person(id, team=team, at=team)

    def in_teams(self, name: str, email: str, tenant: str, group: str = "") -> teams.Talker:
        kind = "groupChat" if group else "personal"
        return self.teams.person(name, email, kind=kind, id=group, tenant=tenant)

    async def press(self, who: Partner, label: str, channel: str = "") -> None:
        await who.press(label, channel)
        await self.slack.settle()

    def shown(self, place: str) -> str:
        """What stands in a conversation now."""
        world, connector = self.slack.slack.world, self.teams.connector
        if place in world.channels:
            return "\n".join(world.texts(place))
        return "\n".join(map(teams.words, connector.said(place)))

    async def shows(self, text: str, places: Sequence[str]) -> None:
        """Each of these conversations comes to show this, each lane at its own pace."""
        for _ in range(PATIENCE):
            await self.settle()
            if all(text in self.shown(place) for place in places):
                return
            await asyncio.sleep(LOOK_EVERY)
        raise AssertionError(f"{text!r} is not shown in {[one for one in places if text not in self.shown(one)]}")


@pytest.fixture
async def everywhere(database: Database) -> AsyncIterator[Everywhere]:
    async with AsyncExitStack() as stack:
        here = await stack.enter_async_context(slack.inhabited(database, **OAUTH))
        world = here.slack.world
        world.workspaces["T2"] = SECOND
        world.person("UHANA", "Hana Brightwater", HANA)
        world.person("UNELL", "Nell Oakhanger", NELL, team="T2")
        world.person("USAM2", "Sam Hub", SAM, team="T2")
        world.channel("C1", "USAM", "UHANA")
        world.channel("C2", "USAM2", "UNELL", team="T2")
        await install(here)
        tenants = [{"allowed_tenants": [teams.TENANT, ELSEWHERE]}]
        there = await stack.enter_async_context(teams.opened(database, clock=utc_now, registrations=tenants))
        here.dispatch.platforms["teams"] = there.platform  # type: ignore[index]
        there.dispatch.platforms["slack"] = here.platform  # type: ignore[index]
        yield Everywhere(here, there, database)


async def test_one_poll_in_two_workspaces_and_two_tenants(everywhere: Everywhere) -> None:
    house = everywhere
    sam, sam_too, nell = house.in_slack("USAM", "T1"), house.in_slack("USAM2", "T2"), house.in_slack("UNELL", "T2")
    hana, dev = house.in_slack("UHANA", "T1"), house.in_teams("dev", DEV, ELSEWHERE)
    sam_in_teams = house.in_teams("sam", SAM, ELSEWHERE)
    hana_in_teams = house.in_teams("hana", HANA, teams.TENANT)
    for who in (sam, sam_too, hana_in_teams, hana, nell, dev, sam_in_teams):
        await who.say("help")
        await house.slack.settle()
    with house.database.write() as tx:
        assert [len(people.accounts(tx, id)) for id in PEOPLE] == [3, 2, 1, 1]
        for id in PEOPLE:
            preferences.choose(tx, id, Preferences(dt.time(0), dt.time(0)))
    sam_in_hall, dev_in_hall = (
        house.in_teams(name, email, ELSEWHERE, HALL) for name, email in (("sam", SAM), ("dev", DEV))
    )

    await sam.say("poll Where shall we meet? Leeds, York")
    await house.slack.settle()
    await house.press(sam, "Open it")
    for who, channel in ((sam, "C1"), (sam_too, "C2")):
        await who.mention(channel, "poll")
        await house.slack.settle()
        await house.press(who, "Manage", channel)
        await house.press(who, "Post it here, too", channel)
    await sam_in_hall.say("poll")
    await sam_in_teams.press("Manage")
    await sam_in_teams.press("Post it here, too")
    cards = ("C1", "C2", HALL, sam.direct, hana.direct, nell.direct, dev.conversation)
    await house.shows("0 people have voted.", cards)
    elsewhere = (sam_too.direct, hana_in_teams.conversation)
    assert not any("0 people have voted." in house.shown(place) for place in elsewhere), "one copy for each person"

    await house.press(hana, "Leeds", "C1")
    await hana_in_teams.say("polls")
    await hana_in_teams.answer("Change it", "2")
    await house.press(nell, "York", "C2")
    await house.press(sam_too, "Leeds", "C2")
    await sam_in_hall.press("York")
    await dev_in_hall.press("Leeds")
    await dev.press("Leeds")
    by_hand = {"hana-brightwater": "York", "nell-oakhanger": "York", "sam": "York", "dev-periwinkle": "Leeds"}
    await house.shows("4 people have voted.", cards)
    with house.database.read() as tx:
        poll = existing(tx, house.poll)
        label = {option.id: option.label for option in poll.options}
        assert {id: label[ballot.choices[0]] for id in PEOPLE if (ballot := ballots.of(tx, poll.id, id))} == by_hand
        assert results_of(tx, poll).counts == {"1": 1, "2": 3}
    await house.press(sam, "Manage")
    await house.press(sam, "Close it now")
    await house.shows('"York" has most: 3 of 4 people chose it.', cards)
    assert house.slack.slack.world.refused == []
    assert house.teams.connector.mistakes == []
