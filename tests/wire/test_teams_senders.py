"""Whom the tenant vouches for: looked up when somebody is met, once, and again where it could not be said."""

from __future__ import annotations

import asyncio

import pytest

from bot.store import people
from bot.store.database import Database
from bot.usecases.example import load_example
from tests.conftest import NOW
from tests.wire.teams.connector import Fault
from tests.wire.teams.house import BACK_ENDS, opened


@BACK_ENDS
@pytest.mark.parametrize("fault", [Fault(503, only="GET"), Fault(429, only="GET"), Fault(0, only="GET")])
async def test_somebody_met_before_their_address_was_known_becomes_who_they_are(
    sqlite: Database, sdk: str, fault: Fault
) -> None:
    load_example(sqlite, NOW)
    async with opened(sqlite, sdk=sdk) as house:
        hana = house.person("hana", "hana.brightwater@example.org")
        house.connector.faults = [fault]
        await hana.say("help")
        await hana.say("help")
        with sqlite.read() as tx:
            assert [found.id for found in people.accounts(tx, "hana-brightwater")] == ["aad-hana"]


@BACK_ENDS
async def test_a_tenant_is_asked_once_about_somebody_who_does_several_things_at_once(
    sqlite: Database, sdk: str
) -> None:
    load_example(sqlite, NOW)
    async with opened(sqlite, sdk=sdk) as house:
        hana, guest = house.person("hana", "hana.brightwater@example.org"), house.person("guest")
        for who in (hana, guest):
            for text in ("help", "my settings"):
                activities = [who.activity("installationUpdate", action="add"), *(who.activity(text=text),) * 3]
                await asyncio.gather(*(house.post(activity) for activity in activities))
                await house.settled()
        looked_up = [path.rpartition("/")[2] for method, path, _ in house.connector.calls if method == "GET"]
        assert looked_up == ["29:hana", "29:guest"]
