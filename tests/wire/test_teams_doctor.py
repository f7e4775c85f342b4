"""What the doctor says of Teams: each registration, whether its secret works, and when that ends."""

from __future__ import annotations

import datetime as dt
import sys

import pytest

from adapters.teams.check import check
from bot.store.database import Database
from tests.stories.door import Clock
from tests.wire.teams.house import (
    APP,
    PASSWORD,
    environment,
    opened,
    settings,
)
from tests.wire.teams.identity import certificate


async def test_the_doctor_tries_each_secret_and_warns_of_its_end(sqlite: Database) -> None:
    async with opened(sqlite) as house:
        env = environment(house.base)
        soon = settings(env, registrations=[{"secret_expires": "2026-03-23"}])
        found = {finding.detail: finding.state for finding in await check(soon, Clock())}
        assert found["its password works"] == "ok"
        assert found["its secret ends in 20 days, on 2026-03-23"] == "warning"
        far = settings(env, registrations=[{"secret_expires": "2027-03-23"}])
        assert {finding.state for finding in await check(far, Clock())} == {"ok"}
        wrong = await check(settings(env | {"MICROSOFT_APP_PASSWORD": "wrong"}), Clock())
        assert any(finding.state == "broken" and "Invalid client secret" in finding.detail for finding in wrong)
        assert PASSWORD not in repr(wrong)
        over = settings(env, registrations=[{"secret_expires": "2026-03-01"}])
        assert any(finding.state == "broken" and "ended on" in finding.detail for finding in await check(over, Clock()))
        house.connector.identity.secrets.clear()
    nobody = await check(settings(env), Clock())
    assert any(finding.state == "warning" and "could not be tried" in finding.detail for finding in nobody)
    (closed,) = await check(settings({}), Clock())
    assert closed.state == "closed"
    assert "MICROSOFT_APP_ID" in closed.detail
    (refused,) = await check(settings({"TEAMS_ANONYMOUS": "1"}, web={"host": "0.0.0.0"}), Clock())
    assert refused.state == "broken"


async def test_a_back_end_whose_package_is_missing_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "adapters.teams.teams_sdk", raising=False)
    monkeypatch.setitem(sys.modules, "microsoft_teams.common.http", None)
    (found,) = await check(settings({}, sdk="teams-sdk"), Clock())
    assert (found.state, found.detail) == (
        "broken",
        "teams.sdk: teams-sdk needs a package: pip install 'coalition-bot[teams-sdk]'",
    )


async def test_the_doctor_tells_registrations_apart(sqlite: Database) -> None:
    """One works, one has a wrong secret that ends soon, one a certificate that says itself when it ends, one lacks its
    tenant."""
    york = {"app_id_env": "YORK_ID", "app_password_env": "YORK_SECRET", "tenant_id_env": "YORK_TENANT"}
    leeds = {"app_id_env": "LEEDS_ID", "certificate_env": "LEEDS_PEM", "tenant_id_env": "LEEDS_TENANT"}
    hull = {"app_id_env": "HULL_ID", "app_password_env": "HULL_SECRET", "tenant_id_env": "HULL_TENANT"}
    pem, _ = certificate(ends=dt.datetime(2026, 4, 2, tzinfo=dt.UTC))
    york_set = {"YORK_ID": "york", "YORK_SECRET": "wrong", "YORK_TENANT": "y"}
    leeds_set = {"LEEDS_ID": "leeds", "LEEDS_PEM": pem, "LEEDS_TENANT": "l"}
    async with opened(sqlite) as house:
        house.connector.identity.secrets |= {"york": "right", "leeds": ""}
        env = environment(house.base) | york_set | leeds_set | {"HULL_ID": "hull", "HULL_SECRET": "h"}
        several = settings(
            env, registrations=[{"secret_expires": "2027-01-01"}, york | {"secret_expires": "2026-04-03"}, leeds, hull]
        )
        said = [(found.name, found.state, found.detail.partition(":")[0]) for found in await check(several, Clock())]
    assert said == [
        ("teams MICROSOFT_APP_ID", "ok", "is set; people of these tenants may talk to it"),
        ("teams YORK_ID", "ok", "is set; people of these tenants may talk to it"),
        ("teams LEEDS_ID", "ok", "is set; people of these tenants may talk to it"),
        ("teams HULL_ID", "warning", "not set"),
        (f"teams {APP}", "ok", "its password works"),
        ("teams york", "broken", "its password does not work"),
        ("teams leeds", "ok", "its certificate works"),
        (f"teams {APP}", "ok", "its secret lasts until 2027-01-01"),
        ("teams york", "ok", "its secret lasts until 2026-04-03"),
        ("teams leeds", "warning", "its certificate ends in 30 days, on 2026-04-02"),
    ]
    assert several.expiries == (
        ("MICROSOFT_APP_PASSWORD", dt.date(2027, 1, 1)),
        ("YORK_SECRET", dt.date(2026, 4, 3)),
    )
    unknown = await check(settings(environment(house.base)), Clock())
    assert [found.state for found in unknown if "nobody is warned" in found.detail] == ["warning"]
