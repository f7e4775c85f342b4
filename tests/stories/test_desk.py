"""The desk tells the team what waits, one line each, and nobody else."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from bot.config_doors import Registration
from bot.events import Sender
from bot.knowledge.documents import Faq
from bot.router import combine
from bot.store import announcements, champions, faqs, inbound, intro_rounds, people, programmes, sources
from bot.store.database import Database
from bot.store.intro_rounds import Round
from bot.store.sources import Watched
from bot.usecases.example import load_example
from handlers import ROUTERS
from tests.conftest import NOW
from tests.stories.door import Clock, Talk, talk_through

TODAY = NOW.date()


@pytest.fixture
def staff(database: Database) -> Talk:
    load_example(database, NOW)
    made = talk_through(combine(ROUTERS), database, Clock())
    with database.write() as tx:
        for person in ("nell-oakhanger", "hana-brightwater"):
            people.link(tx, person, Sender("fake", "T1", person), NOW)
    return replace(made, who="nell-oakhanger")


async def test_nothing_waits(staff: Talk) -> None:
    assert "Nothing waits for the team now." in await staff.say("desk")


async def test_a_member_has_no_desk(staff: Talk) -> None:
    assert "only" in (await replace(staff, who="hana-brightwater").say("desk")).lower()


async def test_what_waits_is_told_line_by_line(staff: Talk) -> None:
    database = staff.dispatch.database
    await replace(staff, who="hana-brightwater").say("ask the team: Is there a car park?")
    lost = staff.message("Hello?", "lost")
    await inbound.receive(database, lost, NOW)
    with database.write() as tx:
        inbound.settle(tx, lost, "held", "nobody can tell whether the reply arrived", NOW)
        for author in ("nell-oakhanger", "gethin-larkspur"):  # one's own needs somebody else's yes
            announcements.add(tx, f"of-{author}", "approval", {"title_en": "News"}, author, NOW)
        agreed = champions.listed(tx)[0]
        champions.save(tx, replace(agreed, state="nominated"), NOW)
        intro_rounds.add(tx, Round("r1", programmes.running(tx)[0].id, 1, 1, "hash"), [], {}, NOW)
        sources.keep(tx, Watched("papers/old.pdf", "papers", problems=("it is encrypted",)))
        faqs.add(tx, Faq(id="f1", question="Is it free?", answer="Yes.", owner="Nell", review_on=TODAY))
    told = await staff.say("what waits")
    for line in (
        "Questions that wait for an answer: 1",
        "Messages of this week that got no answer: 1",
        "Announcements that need a second person's approval: 1",
        "Nominations to approve: 1",
        "Rounds of introductions that are planned and not sent: 1",
        "Sources that cannot be read: 1",
        "Answers to look at again: 1",
    ):
        assert line in told
    assert "ended" not in told


async def test_a_secret_that_ends_stands_first(staff: Talk) -> None:
    settings, soon = staff.dispatch.settings, TODAY + dt.timedelta(days=3)
    teams = settings.config.teams.model_copy(update={"registrations": (Registration(secret_expires=soon),)})
    settings = replace(settings, config=settings.config.model_copy(update={"teams": teams}))
    staff = replace(staff, dispatch=replace(staff.dispatch, settings=settings))
    told = await staff.say("desk")
    assert "The secret in MICROSOFT_APP_PASSWORD ends on" in told.splitlines()[1]
