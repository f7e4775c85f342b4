"""Polls through the real doors: Slack's and Teams' wires, each with its mock, on one database."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass

import pytest

from bot.clock import utc_now
from bot.polls import Answer
from bot.preferences import Preferences
from bot.store import ballots, polls, preferences
from bot.store.database import Database
from bot.usecases.delivering import deliver_due
from bot.usecases.planning_routes import House as Around
from bot.usecases.poll_clock import tick
from bot.usecases.poll_results import results_of
from tests.wire.slack import house as slack
from tests.wire.slack.people import Partner
from tests.wire.teams import house as teams

HANA, NELL = "hana.brightwater@example.org", "nell.oakhanger@example.org"


@dataclass
class Both:
    """Two houses over one database, as two processes are."""

    slack: slack.House
    teams: teams.House
    database: Database

    async def settle(self) -> None:
        platforms = {"slack": self.slack.platform, "teams": self.teams.platform}
        around = Around.of(self.slack.dispatch.settings, {name: door.capabilities for name, door in platforms.items()})
        tick(self.database, utc_now(), around)
        for _ in range(2):
            await deliver_due(self.database, platforms, utc_now)

    @property
    def poll(self) -> str:
        with self.database.read() as tx:
            return polls.listed(tx, ("draft", "open", "closed"))[0].id


@pytest.fixture
async def both(database: Database) -> AsyncIterator[Both]:
    async with AsyncExitStack() as stack:
        here = await stack.enter_async_context(slack.inhabited(database))
        here.slack.world.person("UHANA", "Hana Brightwater", HANA)
        there = await stack.enter_async_context(teams.opened(database, clock=utc_now))
        here.dispatch.platforms["teams"] = there.platform  # type: ignore[index]
        there.dispatch.platforms["slack"] = here.platform  # type: ignore[index]
        yield Both(here, there, database)


async def opened(both: Both, line: str) -> tuple[Partner, Partner, teams.Talker]:
    """Sam opens a poll in Slack; Sam and Hana are there, Nell in Teams."""
    sam, hana = both.slack.person("USAM"), both.slack.person("UHANA")
    nell = both.teams.person("nell", NELL)
    await hana.say("help")
    await both.slack.settle()
    await nell.say("help")
    with both.database.write() as tx:
        for person in ("sam", "hana-brightwater", "nell-oakhanger"):
            preferences.choose(tx, person, Preferences(dt.time(0), dt.time(0)))
    await sam.say(line)
    await both.slack.settle()
    return sam, hana, nell


async def test_a_poll_by_press_in_both(both: Both) -> None:
    sam, hana, nell = await opened(both, "poll Where shall we meet? Leeds, York")
    await sam.press("Open it")
    await both.slack.settle()
    await both.settle()
    await hana.press("York")
    await both.slack.settle()
    assert "Your vote: York" in hana.heard()[-1]
    await nell.press("York")
    assert "Your vote: York" in nell.said
    await both.settle()
    assert any("2 people have voted" in told for told in hana.heard())
    assert "2 people have voted" in nell.said
    with both.database.read() as tx:
        poll = polls.find(tx, both.poll)
        assert poll
        assert results_of(tx, poll).counts == {"1": 0, "2": 2}
    assert both.teams.connector.mistakes == []


async def test_a_secret_poll_in_both(both: Both) -> None:
    sam, hana, nell = await opened(both, "poll")
    await sam.press("Rate something")
    await both.slack.settle()
    form = sam.modal()
    asked = await sam.submit(form, question="How was it?", kind="rating", ways=["anonymous"], audience="everyone", zone="Europe/London")  # fmt: skip
    assert asked.status == 200
    await both.slack.settle()
    await sam.press("Open it")
    await both.slack.settle()
    await both.settle()

    await hana.press("Vote in secret")
    await both.slack.settle()
    assert (await hana.submit(hana.modal(), choice="4")).status == 200
    await both.slack.settle()
    assert "Your vote is counted." in hana.heard()[-1]
    assert re.search(r"[A-Z0-9]{4}(-[A-Z0-9]{4}){3}", hana.heard()[-1])
    await hana.press("Check my vote")
    await both.slack.settle()
    assert "lies in the box: 4" in hana.heard()[-1]

    message, action = nell.button("Vote in secret")
    dialog = await nell.invoke("task/fetch", {"data": action["data"]}, replyToId=message)
    card = dialog["task"]["value"]["card"]["content"]
    field = next(element for element in teams.nodes(card["body"]) if str(element.get("type")).startswith("Input."))
    (send,) = card["body"][-1]["actions"]
    await nell.invoke("task/submit", {"data": send["data"] | {field["id"]: "5"}})
    assert "Your vote is counted." in nell.said
    with both.database.read() as tx:
        assert sorted(ballots.secret(tx, both.poll), key=str) == [Answer(("4",)), Answer(("5",))]
    assert both.teams.connector.mistakes == []


async def test_staff_make_a_poll_by_a_form_in_teams_and_by_a_command_in_slack(both: Both) -> None:
    sam, sam_in_teams = both.slack.person("USAM"), both.teams.person("sam", "sam@example.org")
    assert (await sam.command("poll")).status == 200
    await both.slack.settle()
    assert "What kind of poll shall it be?" in both.slack.slack.world.whispers[-1]["text"]

    await sam_in_teams.say("poll")
    message, action = sam_in_teams.button("Choose one")
    dialog = await sam_in_teams.invoke("task/fetch", {"data": action["data"]}, replyToId=message)
    body = dialog["task"]["value"]["card"]["content"]["body"]
    field = {node["label"]: node["id"] for node in teams.nodes(body) if str(node.get("type")).startswith("Input.")}
    (send,) = next(node for node in body if node["type"] == "ActionSet")["actions"]
    typed = {field["Question"]: "Where shall we meet?", field["Options"]: "Leeds"}
    again = await sam_in_teams.invoke("task/submit", {"data": send["data"] | typed})
    assert "at least two options" in str(again)
    await sam_in_teams.invoke("task/submit", {"data": send["data"] | typed | {field["Options"]: "Leeds\nYork"}})
    assert "This is a preview" in sam_in_teams.said
    await sam_in_teams.press("Open it")
    assert "The poll is open." in sam_in_teams.said
    with both.database.read() as tx:
        poll = polls.find(tx, both.poll)
    assert poll
    assert (poll.question, [option.label for option in poll.options]) == ("Where shall we meet?", ["Leeds", "York"])
    assert both.slack.slack.world.refused == []
    assert both.teams.connector.mistakes == []


async def test_a_poll_asked_for_in_a_group_chat_of_teams_opens_there_alone(both: Both) -> None:
    """Replies for one person's eyes go to their own chat in Teams: the button there knows where it was asked for."""
    sam = both.teams.person("sam", "sam@example.org")
    hall = both.teams.person("sam", "sam@example.org", kind="groupChat", id="19:hall@thread.v2")
    await sam.say("help")
    await hall.say("poll Where shall we meet? Leeds, York")
    assert "Where shall we meet?" not in hall.said
    await sam.press("Open it only here")
    assert "The poll is open." in sam.said
    await both.settle()
    await hall.press("York")
    await both.settle()
    assert "1 person has voted." in hall.said
    with both.database.read() as tx:
        assert len(polls.posts(tx, both.poll)) == 1
    assert both.teams.connector.mistakes == []
