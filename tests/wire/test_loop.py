"""The life of a question through the real doors: asked on one platform, looked after and answered on the other, and given
by the bot itself from then on, until nobody looks at it any more."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from typing import Any

import pytest

from bot.clock import utc_now
from bot.config import Questions
from bot.preferences import Preferences
from bot.store import feedback, preferences, questions
from bot.store.database import Database
from bot.usecases.delivering import deliver_due
from schedules.questions import look
from tests.stories.door import Clock
from tests.wire.slack import house as slack
from tests.wire.slack.people import Partner
from tests.wire.teams import house as teams

QUESTION = "Who pays the lantern expenses of volunteers?"
RULES = {
    "topics": [{"words": ["expenses"], "owner": "farah.wintergreen@example.org"}],
    "fallback_owner": "nell.oakhanger@example.org",
}
PEOPLE = {
    "hana": ("Hana Brightwater", "hana.brightwater@example.org", "hana-brightwater"),
    "farah": ("Farah Wintergreen", "farah.wintergreen@example.org", "farah-wintergreen"),
    "nell": ("Nell Oakhanger", "nell.oakhanger@example.org", "nell-oakhanger"),
}


@dataclass
class Houses:
    """Two houses over one database, as two processes are, and a clock that can be moved."""

    slack: slack.House
    teams: teams.House
    database: Database
    clock: Clock

    async def deliver(self) -> None:
        platforms = {"slack": self.slack.platform, "teams": self.teams.platform}
        for _ in range(3):
            await deliver_due(self.database, platforms, self.clock)
            self.clock.pass_(seconds=5)

    async def tick(self, **later: float) -> None:
        """Time passes, and the clockwork looks."""
        self.clock.pass_(**later)
        look(self.slack.dispatch)
        await self.deliver()


@dataclass
class Somebody:
    """A person at their Slack or at their Teams: what they do is the same."""

    houses: Houses
    at: Partner | teams.Talker

    async def say(self, text: str) -> str:
        before = len(self.heard())
        await self.at.say(text)
        await self._settle()
        return "\n".join(self.heard()[before:])

    async def press(self, label: str) -> None:
        await self.at.press(label)
        await self._settle()

    async def fill(self, label: str, **values: str) -> None:
        """Press a button that opens a form, fill it in and send it."""
        if isinstance(self.at, Partner):
            await self.press(label)
            assert (await self.at.submit(self.at.modal(), **values)).body == {}
        else:
            message, action = self.at.button(label)
            if "msteams" in action["data"]:
                dialog = await self.at.invoke("task/fetch", {"data": action["data"]}, replyToId=message)
                card = dialog["task"]["value"]["card"]["content"]
                (send,) = next(node for node in card["body"] if node["type"] == "ActionSet")["actions"]
                data = send["data"] | filled(card, values)
                assert await self.at.invoke("task/submit", {"data": data}) == {}
            else:
                await self.at.execute(action, message)
                message, send = self.at.button(label)
                (card,) = self.at.there.activities[message]["attachments"]
                await self.at.execute(send, message, **filled(card, values))
        await self._settle()

    def heard(self) -> list[str]:
        if isinstance(self.at, Partner):
            return self.at.heard()
        return [teams.words(told) for told in self.houses.teams.connector.said(self.at.conversation)]

    async def _settle(self) -> None:
        await self.houses.slack.settle()
        await self.houses.teams.settled()


def filled(card: Any, values: dict[str, str]) -> dict[str, str]:
    """The values by the ids of the card's inputs."""
    inputs = [one["id"] for one in teams.nodes(card) if str(one.get("type")).startswith("Input.")]
    return dict(zip(inputs, values.values(), strict=True))


@pytest.fixture
async def houses(sqlite: Database) -> AsyncIterator[Houses]:
    clock = Clock(utc_now())
    async with AsyncExitStack() as stack:
        here = await stack.enter_async_context(slack.inhabited(sqlite, now=clock.now))
        there = await stack.enter_async_context(teams.opened(sqlite, clock=clock))
        for dispatch in (here.dispatch, there.dispatch):
            config = dispatch.settings.config.model_copy(update={"questions": Questions.model_validate(RULES)})
            object.__setattr__(dispatch, "settings", replace(dispatch.settings, config=config))
            object.__setattr__(dispatch, "clock", clock)
            object.__setattr__(dispatch, "platforms", {"slack": here.platform, "teams": there.platform})
        yield Houses(here, there, sqlite, clock)


async def met(houses: Houses, name: str, platform: str) -> Somebody:
    """Somebody of the example coalition who has talked with the bot there, and may be written to at any hour."""
    full, email, id = PEOPLE[name]
    if platform == "slack":
        houses.slack.slack.world.person(f"U{name.upper()}", full, email)
        found = Somebody(houses, houses.slack.person(f"U{name.upper()}"))
    else:
        found = Somebody(houses, houses.teams.person(name, email))
    await found.say("help")
    with houses.database.write() as tx:
        preferences.choose(tx, id, Preferences(dt.time(0), dt.time(0)))
    return found


@pytest.mark.parametrize(("asking", "answering"), [("slack", "teams"), ("teams", "slack")])
async def test_the_life_of_a_question(houses: Houses, asking: str, answering: str) -> None:
    hana = await met(houses, "hana", asking)
    farah, nell = await met(houses, "farah", answering), await met(houses, "nell", answering)

    assert "Ask the hub team" in await hana.say(QUESTION) or asking == "slack"
    await hana.press("Ask the hub team")
    assert "I have put your question to Farah Wintergreen" in hana.heard()[-1]
    await houses.deliver()
    assert "A question waits for you" in farah.heard()[-1]
    assert "Asked by Hana Brightwater" in farah.heard()[-1]

    await farah.fill("Hand over", to="nell-oakhanger")
    await houses.deliver()
    assert "A question waits for you" in nell.heard()[-1]
    assert "Nell Oakhanger looks after your question now" in hana.heard()[-1]
    await houses.tick(days=2)
    assert "still waits" not in nell.heard()[-1]
    await houses.tick(days=1)
    assert "This question still waits for you." in nell.heard()[-1]

    await nell.fill("Answer", answer="The hub pays them, with a receipt.")
    await houses.deliver()
    assert "The hub pays them, with a receipt." in hana.heard()[-1]
    assert "Answered by Nell Oakhanger" in hana.heard()[-1]
    with houses.database.read() as tx:
        assert [step.what for step in questions.steps(tx, 1)] == ["asked", "assigned", "assigned", "nudged", "answered"]

    await given_to_everyone(houses, hana, nell)
    with houses.database.read() as tx:
        assert feedback.counts(tx, houses.clock.now - dt.timedelta(days=1)) == (1, 1)
        assert [one.reason for one in feedback.unhelpful(tx, houses.clock.now - dt.timedelta(days=1))] == ["old"]
    assert houses.teams.connector.mistakes == []


async def given_to_everyone(houses: Houses, asker: Somebody, owner: Somebody) -> None:
    """The owner lets the answer be given to everyone; the asker gets it so, and judges it."""
    await owner.press("Yes, to everyone")
    assert "From now on I give this answer myself" in owner.heard()[-1]
    await houses.deliver()
    assert "You said, we did" in asker.heard()[-1]
    told = await asker.say("Who pays for the lantern expenses of our volunteers?")
    assert "The hub pays them, with a receipt." in told
    assert "checked on" in told
    await asker.press("Helpful")
    await asker.say(QUESTION)
    await asker.press("Not helpful")
    await asker.press("It is out of date")
    assert "Noted, thank you" in "\n".join(asker.heard()[-2:])


@pytest.mark.parametrize("platform", ["slack", "teams"])
async def test_a_stale_answer_is_flagged_renewed_and_at_last_put_away(houses: Houses, platform: str) -> None:
    hana, nell = await met(houses, "hana", platform), await met(houses, "nell", platform)
    await hana.say("Is there a lantern choir?")
    await hana.press("Ask the hub team")
    assert "I have put your question to Nell Oakhanger" in hana.heard()[-1], "nobody's topic: the fallback's"
    await nell.say("questions")
    await nell.fill("Answer", answer="Yes, on Mondays.")
    await nell.press("Yes, to everyone")
    await houses.tick(days=181)
    assert "Is there a lantern choir?" in await nell.say("reviews")
    await nell.press("It still holds")
    assert "checked today" in nell.heard()[-1]
    assert "0 answers should be looked at again." in await nell.say("reviews")
    await houses.tick(days=180 + 31)
    assert "Yes, on Mondays." not in await hana.say("Is there a lantern choir?")


@pytest.mark.parametrize("platform", ["slack", "teams"])
async def test_the_team_hears_each_monday_what_went_unanswered(houses: Houses, platform: str) -> None:
    hana, nell = await met(houses, "hana", platform), await met(houses, "nell", platform)
    await hana.say("Is there a lantern choir?")
    await hana.press("Ask the hub team")
    now = houses.clock.now
    monday = (now + dt.timedelta(days=7 - now.weekday())).replace(hour=11, minute=0)
    await houses.tick(seconds=(monday - now).total_seconds())
    weekly = [told for told in nell.heard() if "Questions this week" in told]
    assert len(weekly) == 1, nell.heard()[-3:]
    assert "Is there a lantern choir?" in weekly[0]
    await houses.tick(minutes=10)
    assert len([told for told in nell.heard() if "Questions this week" in told]) == 1
    assert not [told for told in hana.heard() if "Questions this week" in told]
