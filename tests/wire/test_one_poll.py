"""One poll through every real door: Slack, Teams, a link in an e-mail and the browser, on one database.

Votes are changed, doubled and late; a replica is killed while it closes the poll; what everybody is shown in the end is
what somebody counted by hand.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import re
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from httpx import ASGITransport, AsyncClient
from sqlalchemy import func, select

from bot import app as composition
from bot.clock import utc_now
from bot.events import Action
from bot.polls import GRACE
from bot.preferences import Preferences
from bot.store import polls, preferences
from bot.store.database import Database
from bot.store.tables.delivery import BroadcastRow
from bot.store.tables.people import PersonRow, RoleRow
from bot.usecases import polling
from bot.usecases.delivering import deliver_due
from bot.usecases.planning_routes import House as Around
from bot.usecases.poll_clock import tick
from bot.usecases.poll_results import results_of
from tests.wire.email.server import Script, serving, settings_for
from tests.wire.slack.people import Partner
from tests.wire.teams import house as teams
from tests.wire.test_polls import HANA, NELL, Both, both

__all__ = ["both"]
PROJECT = Path(__file__).resolve().parents[2]
VOTERS = ("sam", "hana-brightwater", "nell-oakhanger", "ann", "kit")
QUESTION = {
    "question": "Where shall we meet?", "kind": "single", "options": "Leeds\nYork\nHull", "ways": ["live"],
    "audience": " or ".join(f"person:{id}" for id in VOTERS), "zone": "Europe/London",
}  # fmt: skip
HERE = "http://127.0.0.1:8080"
CHANNEL = "C1"
SLACKS_CLOCK = dt.timedelta(seconds=1)
"""The mock tells the second in which something was pressed."""
LOOK_EVERY, PATIENCE = 0.05, 300


@dataclass
class Everywhere:
    """Three processes over one database, with Ann at her e-mail and Kit at a browser; ``by_hand`` is the note of somebody
    who watches all of them vote."""

    both: Both
    mail: Script
    ann: AsyncClient
    kit: AsyncClient
    sam: Partner
    hana: Partner
    hana_in_teams: teams.Talker
    nell: teams.Talker
    by_hand: dict[str, str] = field(default_factory=dict)

    @property
    def database(self) -> Database:
        return self.both.database

    @property
    def id(self) -> str:
        return self.both.poll

    async def settle(self) -> None:
        """What the clockwork does."""
        await self.both.slack.settle()
        platforms = self.both.slack.dispatch.platforms
        doors = {name: door.capabilities for name, door in platforms.items()}
        tick(self.database, utc_now(), Around.of(self.both.slack.dispatch.settings, doors))
        for _ in range(3):
            await deliver_due(self.database, platforms, utc_now)

    async def shows(self, text: str) -> None:
        """The posted cards come to show this, each lane at its own pace."""
        for _ in range(PATIENCE):
            await self.settle()
            shown = ("\n".join(self.hana.heard()), "\n".join(self.channel), self.nell.said)
            if all(text in one for one in shown):
                return
            await asyncio.sleep(LOOK_EVERY)
        raise AssertionError(f"{text!r} is not shown everywhere: {shown}")

    def closes(self, at: dt.datetime) -> None:
        """Move the deadline, closer than the form can say it."""
        with self.database.write() as tx:
            polling.extend(tx, self.id, at, utc_now())

    @property
    def channel(self) -> list[str]:
        """What stands in Slack's channel, and what Sam alone was told there."""
        world = self.both.slack.slack.world
        return [*world.texts(CHANNEL), *(one["text"] for one in world.whispers if one["channel"] == CHANNEL)]

    async def press_in_slack(self, who: Partner, label: str) -> str:
        await who.press(label)
        await self.both.slack.settle()
        return who.heard()[-1]

    async def follow(self, label: str) -> str:
        """Ann opens the first e-mail's link and picks; what the page says then."""
        (body,) = [message.get_body(("plain",)) for _, to, message in self.mail.taken if "ann@" in to][:1]
        assert body
        (link,) = set(re.findall(rf"{HERE}(/a/[\w-]+)", str(body.get_content())))
        page = (await self.ann.get(link)).text
        (action,) = re.findall(rf'name="action" value="([^"]+)"[^>]*>(?:(?!</form>).)*?{label}', page, re.DOTALL)[-1:]
        return (await self.ann.post(f"{link}/press", data={"action": action})).text

    async def post_in_browser(self, path: str, **fields: str) -> str:
        csrf = re.search(r'name="csrf" value="([^"]+)"', (await self.kit.get("/")).text)
        assert csrf
        answer = await self.kit.post(path, data={"csrf": csrf[1], **fields}, headers={"x-fragment": "1"})
        assert answer.status_code == 200
        return answer.text


@pytest.fixture
async def everywhere(both: Both) -> AsyncIterator[Everywhere]:
    mail, now = Script(), utc_now()
    with both.database.write() as tx:
        for id in ("ann", "kit"):
            tx.add(
                PersonRow(id=id, name=id.title(), email=f"{id}@partner.example" if id == "ann" else None, created=now)
            )
            tx.flush()
            tx.add(RoleRow(person_id=id, role="member"))
    with serving(mail) as port:
        settings = settings_for(port)
        web = settings.config.web.model_copy(update={"person_switching": True})
        settings = replace(settings, config=settings.config.model_copy(update={"web": web}))
        bot = composition.build(settings, both.database, utc_now)
        both.slack.dispatch.platforms["email"] = bot.dispatch.platforms["email"]  # type: ignore[index]
        transport = ASGITransport(bot.app)
        async with (
            AsyncClient(transport=transport, base_url=HERE) as ann,
            AsyncClient(transport=transport, base_url=HERE) as kit,
        ):
            kit.cookies.set("bot_person", "kit")
            sam, hana = both.slack.person("USAM"), both.slack.person("UHANA")
            nell, hana_in_teams = both.teams.person("nell", NELL), both.teams.person("hana", HANA)
            for talker in (hana_in_teams, nell, hana, sam):
                await talker.say("help")
            await both.slack.settle()
            with both.database.write() as tx:
                for id in VOTERS:
                    preferences.choose(tx, id, Preferences(dt.time(0), dt.time(0)))
            yield Everywhere(both, mail, ann, kit, sam, hana, hana_in_teams, nell)


async def vote(house: Everywhere) -> None:
    """Every door, a change through another one, an event that comes twice, a vote taken back and given again."""
    assert "Your vote: Leeds" in await house.press_in_slack(house.hana, "Leeds")
    await house.hana_in_teams.say("polls")
    await house.hana_in_teams.answer("Change it", "2")
    assert "Your vote: York" in house.hana_in_teams.said
    house.by_hand["hana"] = "York"

    await house.nell.press("Hull")
    await house.nell.press("Withdraw it")
    assert "is withdrawn" in house.nell.said
    await house.nell.press("York")
    house.by_hand["nell"] = "York"

    message, element = house.sam._button("Leeds", CHANNEL)
    pressed = house.sam.pressed(message, element, CHANNEL)
    for _ in range(2):  # Slack asks again where it heard nothing in time
        await house.sam._interact(pressed)
    await house.both.slack.settle()
    assert sum("Your vote: Leeds" in told for told in house.channel) == 1
    house.by_hand["sam"] = "Leeds"

    assert "Your vote: Leeds" in await house.follow("Leeds")
    assert "Your vote: Hull" in await house.follow("Hull")
    house.by_hand["ann"] = "Hull"

    assert "1 poll waits for your answer." in await house.post_in_browser("/say", text="polls")
    assert "York" in await house.post_in_browser("/press", action=Action("poll", (house.id,)).pack(), label="Answer")
    form = Action("poll_form", (house.id,)).pack()
    assert "Your vote: York" in await house.post_in_browser("/submit", action=form, **{"field.choice": "2"})
    house.by_hand["kit"] = "York"


async def replica(url: str, moment: dt.datetime, *how: str) -> asyncio.subprocess.Process:
    command = (sys.executable, "-m", "tests.chaos.closing", url, moment.isoformat(), *how)
    return await asyncio.create_subprocess_exec(*command, cwd=PROJECT, stdout=asyncio.subprocess.PIPE)


async def close_and_kill(house: Everywhere) -> None:
    """One replica dies in the middle of closing the poll; two others look at the same moment afterwards."""
    url = house.database.url.render_as_string(hide_password=False)
    moment = utc_now() + GRACE
    dying = await replica(url, moment, "hang")
    assert dying.stdout
    assert await dying.stdout.readline() == b"closing\n"
    dying.kill()
    assert await dying.wait() == -9
    with house.database.read() as tx:
        assert [poll.id for poll in polls.listed(tx, ("open",))] == [house.id]
    others = [await replica(url, moment) for _ in range(1 if house.database.is_sqlite else 2)]
    assert [await one.wait() for one in others] == [0] * len(others)


async def test_one_poll_through_every_real_door(everywhere: Everywhere) -> None:
    house = everywhere
    await house.sam.say("poll")
    await house.both.slack.settle()
    await house.press_in_slack(house.sam, "Choose one")
    assert (await house.sam.submit(house.sam.modal(), **QUESTION)).status == 200
    await house.both.slack.settle()
    await house.press_in_slack(house.sam, "Open it")
    await house.settle()
    await house.sam.mention(CHANNEL, "poll")
    for label in ("Manage", "Post it here, too"):
        await house.both.slack.settle()
        await house.sam.press(label, CHANNEL)
    await house.settle()
    await vote(house)
    await house.settle()
    await house.shows("5 people have voted.")

    deadline = utc_now() + dt.timedelta(seconds=1)
    house.closes(deadline)
    while utc_now() < deadline + SLACKS_CLOCK:
        await asyncio.sleep(LOOK_EVERY)
    late = [await house.press_in_slack(house.sam, "York"), await house.follow("Leeds")]
    await house.nell.press("Leeds")
    for told in (*late, house.nell.said):
        assert "This poll closed on" in told

    await close_and_kill(house)
    await house.shows('"York" has most: 3 of 5 people chose it.')
    with house.database.read() as tx:
        poll = polls.find(tx, house.id)
        assert poll
        counted = results_of(tx, poll).counts
        told = tx.scalar(select(func.count()).where(BroadcastRow.kind == polling.RESULT))
    votes = list(house.by_hand.values())
    assert counted == {id: votes.count(label) for id, label in (("1", "Leeds"), ("2", "York"), ("3", "Hull"))}
    assert (len(votes), told) == (len(VOTERS), 1)
    assert house.both.slack.slack.world.refused == []
    assert house.both.teams.connector.mistakes == []
