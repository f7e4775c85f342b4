"""Who knows? Asked in Slack, ring by ring, answered in Teams: nobody is named before the two agree."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from httpx import AsyncClient
from sqlalchemy import select

from bot.preferences import Preferences
from bot.store import preferences
from bot.store.database import Database
from bot.store.tables.asks import AskRow
from tests.wire.test_loop import Somebody
from tests.wire.three_doors import Correspondent, Doors, address, three_doors

AMINA, DEV, ALFIE, MORWENNA = "Amina Saltworth", "Dev Periwinkle", "Alfie Greywether", "Morwenna Tidey"
PARTNERS = {AMINA: "Bridge", DEV: "Gullhaven", ALFIE: "People's Panel", MORWENNA: "Tidewell"}
QUESTION = "who has run surveys on mental health in walking groups?"
HEADING = "Somebody of the coalition asks: do you know?"


@dataclass
class Rings:
    """Amina, in Slack, shares a network with Dev, in Teams; a region with Alfie, in Slack; Morwenna, who has only e-mail,
    is further away."""

    doors: Doors
    amina: Somebody
    dev: Somebody
    alfie: Somebody
    morwenna: Correspondent

    @property
    def all(self) -> dict[str, Somebody | Correspondent]:
        return {AMINA: self.amina, DEV: self.dev, ALFIE: self.alfie, MORWENNA: self.morwenna}

    def asked(self) -> dict[str, int]:
        """Who was asked, and how often."""
        found = {name: sum(HEADING in said for said in one.heard()) for name, one in self.all.items()}
        return {name: number for name, number in found.items() if number}

    async def later(self, **time: float) -> None:
        self.doors.clock.pass_(**time)
        await self.doors.deliver()

    def nobody_is_named(self) -> None:
        for name, one in self.all.items():
            said = "\n".join(one.heard())
            others = [other for other in PARTNERS if other != name]
            assert not [word for other in others for word in (*other.split(), PARTNERS[other]) if word in said], name


@pytest.fixture
async def rings(database: Database) -> AsyncIterator[Rings]:
    async with (
        three_doors(database) as doors,
        AsyncClient(base_url=doors.pages.settings.public_url, timeout=30) as browser,
    ):
        with database.write() as tx:
            preferences.choose(tx, "alfie-greywether", Preferences(dt.time(0), dt.time(0)))
        morwenna = Correspondent(doors, address(MORWENNA), browser)
        amina, alfie = doors.at_slack("amina", AMINA), doors.at_slack("alfie", ALFIE)
        here = Rings(doors, amina, doors.at_teams("dev", DEV), alfie, morwenna)
        for one in here.all.values():
            await one.say("introductions on")
            await one.press("Yes, introduce me")
        yield here
        await doors.slack.settle()
        assert doors.slack.slack.world.refused == []
        assert doors.teams.connector.mistakes == []


async def test_asked_in_slack_and_answered_in_teams(rings: Rings) -> None:
    assert "I am asking 1 person who may know, without your name." in await rings.amina.say(f"ask around: {QUESTION}")
    await rings.doors.deliver()
    assert rings.asked() == {DEV: 1}, "their own network first"
    await rings.later(days=1)
    assert rings.asked() == {DEV: 1}, "a ring has two days"
    await rings.later(days=1, hours=1)
    assert rings.asked() == {DEV: 1, ALFIE: 1}, "then their region"
    await rings.later(days=2, hours=1)
    assert rings.asked() == {DEV: 1, ALFIE: 1, MORWENNA: 1}, "then everywhere"
    assert all(QUESTION in _plain("\n".join(one.heard())) for name, one in rings.all.items() if name != AMINA)
    rings.nobody_is_named()
    await _dev_answers(rings)
    await _they_agree(rings)
    await rings.later(days=2, hours=1)
    assert rings.asked() == {DEV: 1, ALFIE: 1, MORWENNA: 1}
    with rings.doors.database.read() as tx:
        assert [(row.state, row.words) for row in tx.scalars(select(AskRow))] == [("ended", "")], "its words are gone"
    await rings.alfie.fill("Answer", text="Too late?")
    assert "This ask has ended" in rings.alfie.heard()[-1]
    assert "Too late?" not in "\n".join(rings.amina.heard())


async def test_nobody_answers_in_any_ring(rings: Rings) -> None:
    await rings.amina.say(f"ask around: {QUESTION}")
    for _ in range(4):
        await rings.later(days=2, hours=1)
    assert rings.asked() == {DEV: 1, ALFIE: 1, MORWENNA: 1}
    assert sum("Nobody has answered what you asked around." in said for said in rings.amina.heard()) == 1
    rings.nobody_is_named()


async def _dev_answers(rings: Rings) -> None:
    await rings.dev.fill("Answer", text="We did, in two <parks> & a *hall*.")
    assert "I have passed your answer on, without your name." in rings.dev.heard()[-1]
    await rings.doors.deliver()
    (answer,) = [said for said in rings.amina.heard() if "An answer from" in said]
    assert "An answer from a champion for Digital inclusion, Bristol:" in _plain(answer)
    assert "We did, in two <parks> & a hall." in _plain(answer)
    await rings.dev.fill("Answer", text="And once more.")
    assert "you have answered it" in rings.dev.heard()[-1]
    await rings.doors.deliver()
    assert "And once more." not in "\n".join(rings.amina.heard())
    rings.nobody_is_named()


async def _they_agree(rings: Rings) -> None:
    """Amina, who asked, would like to meet whoever answered; names come with Dev's yes and go to the two alone."""
    await rings.amina.press("I would like to meet them")
    await rings.doors.deliver()
    assert "Would you like to meet?" in rings.dev.heard()[-1]
    rings.nobody_is_named()
    await rings.dev.press("Yes, introduce me")
    await rings.doors.deliver()
    assert f"Meet {DEV}" in "\n".join(rings.amina.heard())
    assert f"Meet {AMINA}" in "\n".join(rings.dev.heard())
    for one in (rings.alfie, rings.morwenna):
        assert not [name for name in (AMINA, DEV) if name in "\n".join(one.heard())]


def _plain(text: str) -> str:
    """Without what a platform's own markup adds."""
    text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return re.sub(r"[\\*_]|^> ?", "", text, flags=re.MULTILINE)
