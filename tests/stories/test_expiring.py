"""A secret's last day comes near: the team is told once a week, and nobody else ever."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from bot.config_doors import Registration
from bot.events import Sender
from bot.router import combine
from bot.store import people
from bot.store.database import Database
from bot.usecases.delivering import deliver_due
from bot.usecases.example import load_example
from handlers import ROUTERS
from schedules.expiry import look
from tests.conftest import NOW
from tests.stories.door import Clock, Talk, talk_through


def talk(database: Database, expires: dt.date | None) -> Talk:
    load_example(database, NOW)
    made = talk_through(combine(ROUTERS), database, Clock())
    with database.write() as tx:
        for person in ("nell-oakhanger", "hana-brightwater"):
            people.link(tx, person, Sender("fake", "T1", person), NOW)
    settings = made.dispatch.settings
    teams = settings.config.teams.model_copy(update={"registrations": (Registration(secret_expires=expires),)})
    settings = replace(settings, config=settings.config.model_copy(update={"teams": teams}))
    return replace(made, dispatch=replace(made.dispatch, settings=settings))


async def told(one: Talk, after: dt.timedelta = dt.timedelta()) -> list[str]:
    """Who is told what, that much later."""
    one.dispatch.clock.now = NOW + after  # type: ignore[attr-defined]
    before = len(one.door.sent)
    look(one.dispatch)
    await deliver_due(one.dispatch.database, one.dispatch.platforms, one.dispatch.clock)
    return [
        f"{place.id}: {text}"
        for (place, _, _), text in zip(one.door.sent[before:], one.door.texts[before:], strict=True)
    ]


async def test_the_team_is_told_once_a_week(database: Database) -> None:
    one = talk(database, dt.date(2026, 3, 20))
    (first,) = await told(one)
    assert first.startswith("direct-nell-oakhanger: A secret of the bot ends")
    assert "MICROSOFT_APP_PASSWORD ends on Friday 20 March 2026" in first
    assert await told(one, dt.timedelta(hours=1)) == []
    assert len(await told(one, dt.timedelta(weeks=1))) == 1
    (late,) = await told(one, dt.timedelta(weeks=3))
    assert "ended on Friday 20 March 2026" in late


@pytest.mark.parametrize("expires", [None, dt.date(2026, 6, 1)])
async def test_nobody_is_told_without_need(sqlite: Database, expires: dt.date | None) -> None:
    assert await told(talk(sqlite, expires)) == []
