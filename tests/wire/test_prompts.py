"""Weekly prompts through the real doors: champions in Slack and in Teams get one each, answer it, skip it or rest, and the
team reads what came of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import pytest

from bot.preferences import Preferences
from bot.store import preferences
from bot.store.database import Database
from bot.usecases import checkin_clock
from tests.wire.slack.people import Partner
from tests.wire.test_loop import Somebody
from tests.wire.test_made_in_a_minute import Slack
from tests.wire.three_doors import Doors, address, three_doors

LONDON = ZoneInfo("Europe/London")
TUESDAY = 1
OWN = "Whom did you help <online> this week?"
"""The prompt for the theme that is Dev's alone."""


@dataclass
class Round:
    """Nell, of the team, in Slack; the champions Amina in Slack, Dev and Joss in Teams, Morwenna in Slack."""

    doors: Doors
    nell: Slack
    amina: Somebody
    dev: Somebody
    joss: Somebody
    morwenna: Somebody

    @property
    def champions(self) -> dict[str, Somebody]:
        return {"amina": self.amina, "dev": self.dev, "joss": self.joss, "morwenna": self.morwenna}

    def prompts(self, name: str) -> list[str]:
        """What somebody was asked so far."""
        return [said for said in self.champions[name].heard() if "Skipping is fine." in said]

    async def tuesday(self) -> dict[str, int]:
        """The next Tuesday, half past nine and a little; how many prompts each has had by then."""
        now = self.doors.clock()
        today = now.astimezone(LONDON).date()
        day = today + dt.timedelta(days=(TUESDAY - today.weekday() - 1) % 7 + 1)
        await self.later(seconds=(dt.datetime.combine(day, dt.time(9, 31), LONDON) - now).total_seconds())
        return self.numbers

    async def later(self, **time: float) -> None:
        """Time passes, and the clockwork looks."""
        self.doors.clock.pass_(**time)
        checkin_clock.tick(self.doors.database, self.doors.clock(), self.doors.around)
        await self.doors.deliver()

    @property
    def numbers(self) -> dict[str, int]:
        """How many prompts each has had."""
        return {name: len(self.prompts(name)) for name in self.champions}


@pytest.fixture
async def round(database: Database) -> AsyncIterator[Round]:
    async with three_doors(database) as doors:
        doors.slack.slack.world.person("UNELL", "Nell Oakhanger", address("Nell Oakhanger"))
        made = Round(
            doors,
            Slack(doors.slack, doors.slack.person("UNELL")),
            doors.at_slack("amina", "Amina Saltworth"),
            doors.at_teams("dev", "Dev Periwinkle"),
            doors.at_teams("joss", "Joss Kittiwake"),
            doors.at_slack("morwenna", "Morwenna Tidey"),
        )
        for one in made.champions.values():
            await one.say("help")
        await _begun(made.nell)
        with database.write() as tx:
            preferences.choose(tx, "nell-oakhanger", Preferences(dt.time(0), dt.time(0)))
        yield made
        await doors.slack.settle()
        assert doors.slack.slack.world.refused == []
        assert doors.teams.connector.mistakes == []


async def _begun(nell: Slack) -> None:
    """Nell makes the weekly prompts, with one of her own in the library."""
    await nell.say("check-in")
    await nell.press("Weekly champion prompts")
    await nell.send(calendar="")
    assert "role:champion: 4 people" in nell.heard
    await nell.press("Start it")
    await nell.say("prompts")
    await nell.press("Add a prompt")
    await nell.send(text=OWN, themes=["Digital inclusion"])


async def test_answered_in_slack_and_in_teams_skipped_and_rested(round: Round) -> None:
    assert await round.tuesday() == {"amina": 1, "dev": 1, "joss": 1, "morwenna": 1}
    assert OWN in round.prompts("dev")[0]
    assert all("Tell one colleague this week" in round.prompts(name)[0] for name in ("amina", "joss", "morwenna"))
    await _they_answer(round)
    await _nell_reads(round)
    await round.later(days=1, hours=2)
    assert round.numbers == {"amina": 1, "dev": 1, "joss": 1, "morwenna": 1}, (
        "nobody is reminded who has answered or rests"
    )
    assert await round.tuesday() == {"amina": 2, "dev": 2, "joss": 2, "morwenna": 1}, "who rests is left alone"
    assert all("Which question did people bring" in round.prompts(name)[1] for name in ("amina", "joss")), (
        "the next one"
    )
    assert "Tell one colleague this week" in round.prompts("dev")[1]
    await round.joss.press("Stop asking")
    assert "Welcome back" in await round.morwenna.say("back as a champion")
    assert await round.tuesday() == {"amina": 3, "dev": 3, "joss": 2, "morwenna": 2}


async def _they_answer(round: Round) -> None:
    """Amina in Slack's modal, with nothing in it at first; Dev in a dialog of Teams; Joss skips; Morwenna rests."""
    await round.amina.press("Answer")
    partner = round.amina.at
    assert isinstance(partner, Partner)
    refused = await partner.submit(partner.modal())
    assert refused.body["errors"] == {"0.0:done": "Please answer at least one question, or press Skip."}
    await round.amina.fill("Answer", done="Told two colleagues", story="One of them now *leads*", quote="unnamed")
    assert "Thank you, that is noted." in round.amina.heard()[-1]
    await round.dev.fill("Answer", done="Set up <three> phones", story="", quote="")
    assert "Thank you, that is noted." in round.dev.heard()[-1]
    await round.dev.fill(
        "Change my answer", done="Set up <three> phones", story="A neighbour calls home", quote="named"
    )
    await round.joss.press("Skip")
    assert "Skipped." in round.joss.heard()[-1]
    until = round.doors.clock().date() + dt.timedelta(days=30)
    assert "Rest well." in await round.morwenna.say(f"rest as a champion until {until}")


async def _nell_reads(round: Round) -> None:
    await round.nell.say("check-in")
    await round.nell.press("Manage")
    await round.nell.press("Results")
    told = round.nell.heard
    for line in ("Answered: 2", "Skipped: 1", "Away: 1", "- Told two colleagues\n  Amina Saltworth"):
        assert line in told
    assert "- One of them now *leads*\n  Amina Saltworth. May be quoted without the name." in told
    assert "- A neighbour calls home\n  Dev Periwinkle. May be quoted with the name." in told
    await round.nell.press("Who has not answered")
    assert "0 people have not answered." in round.nell.heard
    await round.nell.say("champion stories")
    assert "2 stories may be quoted." in round.nell.heard
    assert "- One of them now *leads*\n  without a name" in round.nell.heard
    assert "- A neighbour calls home\n  Dev Periwinkle" in round.nell.heard
