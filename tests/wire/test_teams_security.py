"""Who may call: every bad token is 401 or 403, on both back ends, and nothing of it is kept."""

from __future__ import annotations

import base64
import hmac
import time
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import func, select

from adapters.teams import callers
from adapters.teams.app import teams_door
from adapters.teams.client import TeamsPlatform
from bot.dispatch import Dispatch
from bot.settings import ConfigError
from bot.store.database import Database
from bot.store.tables.traffic import InboundEventRow
from bot.usecases.indexing import Shelf
from tests.stories.door import Clock
from tests.wire.teams import identity
from tests.wire.teams.house import APP, BACK_ENDS, TENANT, WHOLE, House, environment, opened, settings, words

Make = Callable[[House], str | None]
NOW = int(time.time())


def signed(**changes: Any) -> Make:
    return lambda house: house.connector.identity.sign(APP, house.service, **changes)


def with_secret(house: House) -> str:
    """HS256 with what everybody knows: the public key's id and the app id."""
    body = {"iss": callers.ISSUER, "aud": APP, "exp": NOW + 3600, "serviceurl": house.service}
    return jwt.encode(body, APP.ljust(32, "x"), algorithm="HS256", headers={"kid": "key-0"})


def with_public_key(house: House) -> str:
    """HS256 with the published key as its secret, made by hand because libraries refuse to."""
    pem = identity.key(0).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    _, body, _ = house.connector.identity.sign(APP, house.service).split(".")
    head = in_base64(b'{"alg": "HS256", "kid": "key-0"}')
    return f"{head}.{body}.{in_base64(hmac.digest(pem, f'{head}.{body}'.encode(), 'sha256'))}"


def with_other_body(house: House) -> str:
    head, _, signature = house.connector.identity.sign(APP, house.service).split(".")
    _, body, _ = house.connector.identity.sign(APP, house.service, exp=NOW + 7200).split(".")
    return f"{head}.{body}.{signature}"


def with_head(head: bytes) -> Make:
    def make(house: House) -> str:
        _, body, signature = house.connector.identity.sign(APP, house.service).split(".")
        return f"{in_base64(head)}.{body}.{signature}"

    return make


def in_base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


BAD: dict[str, tuple[Make, int]] = {
    "none": (lambda _house: None, 401),
    "garbage": (lambda _house: "garbage", 401),
    "three parts of garbage": (lambda _house: "a.b.c", 401),
    "not ascii": (lambda _house: "é.é.é", 401),
    "expired": (signed(exp=NOW - 3600), 401),
    "without an end": (signed(exp=None), 401),
    "not yet valid": (signed(nbf=NOW + 3600), 401),
    "wrong audience": (signed(aud="99999999-2222-3333-4444-555555555555"), 401),
    "without an audience": (signed(aud=None), 401),
    "wrong issuer": (signed(iss="https://sts.windows.net/x/"), 401),
    "without an issuer": (signed(iss=None), 401),
    "wrong key": (signed(by=7, head={"kid": "key-0"}), 401),
    "unknown key": (signed(head={"kid": "key-99"}), 401),
    "without a key's name": (signed(head={"kid": None}), 401),
    "algorithm none": (lambda house: identity.unsigned(APP, house.service), 401),
    "HS256": (with_secret, 401),
    "HS256, signed with the public key": (with_public_key, 401),
    "another body under a good signature": (with_other_body, 401),
    "a head that is no object": (with_head(b"[]"), 401),
    "a head without end": (with_head(b"[" * 20_000), 401),
    "a key's name that is no text": (with_head(b'{"alg": "RS256", "kid": {}}'), 401),
    "a head that names its own key": (signed(head={"kid": None, "jku": "https://evil.example/keys"}), 401),
    "begun in the future": (signed(iat=NOW + 3600), 401),
    "an end that is no number": (signed(exp="tomorrow"), 401),
    "a service that is no text": (signed(serviceurl=["https://smba.example/"]), 403),
    "another service": (signed(serviceurl="https://smba.example/"), 403),
    "without a service": (signed(serviceurl=None), 401),
}


def kept(database: Database) -> int:
    with database.read() as tx:
        return tx.scalar(select(func.count()).select_from(InboundEventRow)) or 0


@BACK_ENDS
async def test_every_bad_token_is_refused_and_a_good_one_is_not(sqlite: Database, sdk: str) -> None:
    async with opened(sqlite, sdk=sdk) as house:
        ann = house.person("ann")
        for name, (make, status) in BAD.items():
            assert (await house.post(ann.activity(text="hello"), make(house)))[0] == status, name
        assert kept(sqlite) == 0
        assert house.connector.calls == []
        assert (await house.post(ann.activity(text="hello")))[0] == 200
        await house.settled()
        assert kept(sqlite) == 1


@BACK_ENDS
async def test_a_good_token_is_for_its_own_bot_tenant_and_service(sqlite: Database, sdk: str) -> None:
    async with opened(sqlite, sdk=sdk) as house:
        ann = house.person("ann")
        elsewhere = ann.activity(text="hello", conversation={"id": "a:x", "tenantId": "another-tenant"})
        elsewhere.pop("channelData")
        for activity in (
            elsewhere,
            ann.activity(text="hello", recipient={"id": "28:another-bot"}),
            ann.activity(text="hello", serviceUrl="https://evil.example/"),
            ann.activity(text="hello", channelId="webchat"),
            ann.activity(text="hello", serviceUrl=None),
        ):
            assert (await house.post(activity))[0] == 403
        assert kept(sqlite) == 0


@BACK_ENDS
async def test_a_bad_token_is_refused_before_the_body_is_read(sqlite: Database, sdk: str) -> None:
    async with opened(sqlite, sdk=sdk) as house:
        assert (await house.post(b"{" * 100_000, "garbage"))[0] == 401
        assert (await house.post(b"\xff" * 2_000_000, None))[0] == 401


@BACK_ENDS
async def test_a_body_that_is_no_activity_is_a_bad_request(sqlite: Database, sdk: str) -> None:
    async with opened(sqlite, sdk=sdk) as house:
        ann = house.person("ann")
        missing = {name: {k: v for k, v in ann.activity().items() if k != name} for name in ("from", "recipient")}
        bodies = (b"", b"{", b"[]", b"5", b"\xff\xfe", b"[" * 200_000, *missing.values(), {"conversation": "x"})
        for body in (*bodies, ann.activity(conversation={"id": "x" * 500, "tenantId": TENANT})):
            assert (await house.post(body))[0] == 400
        assert (await house.post(b'{"text": "' + b"x" * 2_000_000 + b'"}'))[0] == 413


@BACK_ENDS
async def test_the_keys_are_fetched_once_and_again_when_they_change(sqlite: Database, sdk: str) -> None:
    async with opened(sqlite, sdk=sdk) as house:
        ann, there = house.person("ann"), house.connector.identity
        for _ in range(3):
            await ann.say("hello")
        assert there.fetched == ["openid", "keys"]
        there.rotation = 1
        await ann.say("hello")
        assert there.fetched == ["openid", "keys"] * 2
        assert (await house.post(ann.activity(), there.sign(APP, house.service, by=0)))[0] == 401


@BACK_ENDS
async def test_unknown_keys_do_not_make_the_bot_fetch_without_end(sqlite: Database, sdk: str) -> None:
    async with opened(sqlite, sdk=sdk) as house:
        ann, there = house.person("ann"), house.connector.identity
        for number in range(10):
            bad = there.sign(APP, house.service, head={"kid": f"unknown-{number}"})
            assert (await house.post(ann.activity(), bad))[0] == 401
        assert len(there.fetched) <= 4


@BACK_ENDS
async def test_keys_that_cannot_be_had_leave_the_call_to_be_tried_again(sqlite: Database, sdk: str) -> None:
    async with opened(sqlite, sdk=sdk) as house:
        ann, there = house.person("ann"), house.connector.identity
        there.down = True
        assert (await house.post(ann.activity(text="hello")))[0] == 503
        there.down = False
        assert (await house.post(ann.activity(text="hello")))[0] == 200


@BACK_ENDS
async def test_yesterdays_keys_serve_while_new_ones_cannot_be_had(
    sqlite: Database, sdk: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(sqlite, sdk=sdk) as house:
        ann, there = house.person("ann"), house.connector.identity
        assert (await house.post(ann.activity(text="hello")))[0] == 200
        monkeypatch.setattr(callers, "KEYS_LAST", 0)
        there.down = True
        fetched = len(there.fetched)
        assert (await house.post(ann.activity(text="hello")))[0] == 200
        assert len(there.fetched) == fetched + 1, "they were looked for"
        there.rotation = 1
        assert (await house.post(ann.activity(text="hello")))[0] == 503, "for one that is not known it is tried again"
        there.down = False
        assert (await house.post(ann.activity(text="hello")))[0] == 200
        await house.settled()


@BACK_ENDS
async def test_anonymous_calls_only_where_the_setting_says_so(sqlite: Database, sdk: str) -> None:
    async with opened(sqlite, sdk=sdk, TEAMS_ANONYMOUS="1") as house:
        ann = house.person("ann")
        assert (await house.post(ann.activity(text="hello"), None))[0] == 200
        assert (await house.post(ann.activity(text="hello"), "garbage"))[0] == 401
        await house.settled()
        for service in ("http://198.51.100.7/", "https://smba.example/"):
            assert (await house.post(ann.activity(text="hello", serviceUrl=service), None))[0] == 403
        assert kept(sqlite) == 1, "nobody elsewhere is sent the bot's token"


def door(database: Database, env: dict[str, str], **more: Any) -> object:
    made = settings(env, **more)
    platform = TeamsPlatform(made, database)
    return teams_door(made, Dispatch(database, WHOLE, Shelf(database), made, Clock(), {"teams": platform}), platform)


def test_without_credentials_the_door_is_closed(sqlite: Database) -> None:
    assert door(sqlite, {}) is None
    for missing in ("MICROSOFT_APP_ID", "MICROSOFT_APP_PASSWORD", "MICROSOFT_APP_TENANT_ID"):
        env = {name: value for name, value in environment("http://127.0.0.1:1").items() if name != missing}
        assert door(sqlite, env) is None
    assert door(sqlite, {"TEAMS_ANONYMOUS": "1"}) is not None


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "bot.example.org"])
def test_anonymous_calls_from_other_machines_are_refused_at_the_start(sqlite: Database, host: str) -> None:
    with pytest.raises(ConfigError, match="this machine only"):
        door(sqlite, {"TEAMS_ANONYMOUS": "1"}, web={"host": host})


@pytest.mark.parametrize("name", ["TEAMS_OPENID_URL", "TEAMS_TOKEN_URL"])
@pytest.mark.parametrize(
    "url", ["https://evil.example/", "http://127.0.0.1.evil.example/", "http://evil@198.51.100.7/", "ftp://127.0.0.1/"]
)
def test_stand_ins_are_on_this_machine_only(sqlite: Database, name: str, url: str) -> None:
    with pytest.raises(ConfigError, match=name):
        door(sqlite, environment("http://127.0.0.1:1") | {name: url})


@pytest.mark.parametrize("sdk", ["botbuilder", "teams-sdk"])
async def test_each_tenant_is_spoken_to_by_its_own_registration(sqlite: Database, sdk: str) -> None:
    """Two partners, two registrations: each is answered with its own bot's token, and neither opens the other's door."""
    app, tenant = "22222222-2222-3333-4444-555555555555", "bbbbbbbb-0000-0000-0000-000000000002"
    own = {"app_id_env": "YORK_ID", "app_password_env": "YORK_PASSWORD", "tenant_id_env": "YORK_TENANT"}
    york = {"YORK_ID": app, "YORK_PASSWORD": "of York", "YORK_TENANT": tenant}
    async with opened(sqlite, sdk=sdk, registrations=[{}, own], **york) as house:
        house.connector.identity.secrets[app] = "of York"
        ann, bob = house.person("ann"), house.person("bob")
        there = {"id": "a:bob", "tenantId": tenant, "conversationType": "personal"}
        said = bob.activity(text="help", conversation=there, recipient={"id": f"28:{app}"})
        said["channelData"] = {"tenant": {"id": tenant}}
        assert "Ask in your own words" in await ann.say("help")
        status, _ = await house.post(said, house.connector.identity.sign(app, house.service))
        await house.settled()
        assert (status, "Ask in your own words" in bob.said) == (200, True)
        assert sorted(form["client_id"] for form in house.connector.identity.forms) == sorted((APP, app))
        for wrong in (said | {"recipient": {"id": f"28:{APP}"}}, ann.activity(text="x", recipient={"id": f"28:{app}"})):
            for signer in (APP, app):
                token = house.connector.identity.sign(signer, house.service)
                assert (await house.post(wrong, token))[0] == 403


@BACK_ENDS
async def test_one_registration_serves_the_tenants_on_its_list_and_no_other(sqlite: Database, sdk: str) -> None:
    """A single-tenant bot with a multi-tenant Entra app: people of several tenants, one app."""
    other = "cccccccc-0000-0000-0000-000000000003"
    async with opened(sqlite, sdk=sdk, registrations=[{"allowed_tenants": [TENANT, other]}]) as house:
        ann, bob = house.person("ann"), house.person("bob")
        there = {"id": "a:bob", "conversationType": "personal"}
        assert "Ask in your own words" in await ann.say("help")
        for tenant, status in ((other, 200), ("dddddddd-0000-0000-0000-000000000004", 403)):
            said = bob.activity(text="help", conversation={**there, "tenantId": tenant})
            said["channelData"] = {"tenant": {"id": tenant}}
            assert (await house.post(said))[0] == status
            await house.settled()
        (answer,) = house.connector.said("a:bob")
        assert "Ask in your own words" in words(answer)
