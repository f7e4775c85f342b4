"""The token with which the bot calls Teams: fetched once, anew before it ends, and with a certificate too."""

from __future__ import annotations

import aiohttp
import jwt
import pytest
from pydantic import SecretStr

from adapters.teams.registrations import Registered
from adapters.teams.tokens import fetch
from adapters.teams.transport import Refused
from bot.platform import Delivered, Later
from bot.store.database import Database
from tests.wire.teams.house import (
    APP,
    BACK_ENDS,
    CARD,
    HERE,
    TENANT,
    met,
    opened,
)
from tests.wire.teams.identity import certificate


@BACK_ENDS
async def test_a_token_is_fetched_once_and_again_when_refused(sqlite: Database, sdk: str) -> None:
    async with opened(sqlite, sdk=sdk) as house:
        await met(house)
        there = house.connector.identity
        for _ in range(3):
            await house.platform.send(HERE, CARD, "key")
        assert len(there.forms) == 1
        there.issued.clear()
        assert isinstance(await house.platform.send(HERE, CARD, "key"), Later)
        assert isinstance(await house.platform.send(HERE, CARD, "key"), Delivered)
        assert len(there.forms) == 2


@BACK_ENDS
async def test_a_token_about_to_end_is_fetched_anew(sqlite: Database, sdk: str) -> None:
    async with opened(sqlite, sdk=sdk) as house:
        house.connector.identity.lasts = 200
        await met(house)
        before = len(house.connector.identity.forms)
        await house.platform.send(HERE, CARD, "key")
        assert len(house.connector.identity.forms) == before + 1


async def test_a_certificate_signs_for_a_token(sqlite: Database) -> None:
    pem, public = certificate()
    async with opened(sqlite) as house, aiohttp.ClientSession() as session:
        url = f"{house.base}/token/{{tenant}}"
        one = Registered(APP, TENANT, frozenset({TENANT}), None, SecretStr(pem), None)
        token, lasts = await fetch(session, url, one)
        assert (token, lasts) == (f"token-1-{APP}", 3600)
        form = house.connector.identity.forms[-1]
        claims = jwt.decode(
            form["client_assertion"], public, algorithms=["PS256"], audience=f"{house.base}/token/{TENANT}"
        )
        assert (claims["iss"], claims["sub"]) == (APP, APP)
        assert jwt.get_unverified_header(form["client_assertion"])["x5t#S256"]
        with pytest.raises(Refused, match="PEM"):
            await fetch(session, url, Registered(APP, TENANT, frozenset(), None, SecretStr("nonsense"), None))
