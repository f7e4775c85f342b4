"""What comes to /slack/events: only what Slack signed lately gets in, and nothing that comes brings the door down."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from anyio.from_thread import start_blocking_portal
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette

from adapters.slack.app import slack_door
from adapters.slack.client import SlackPlatform
from bot.clock import utc_now
from bot.dispatch import Dispatch
from bot.router import combine
from bot.settings import load
from bot.store.database import Database
from bot.usecases.indexing import Shelf
from handlers import ROUTERS
from tests.wire.slack.house import BASIC, House
from tests.wire.slack.sending import signed

JSON, FORM = "application/json", "application/x-www-form-urlencoded"
KEYS = [
    "type",
    "event",
    "event_id",
    "authorizations",
    "user",
    "team",
    "channel",
    "ts",
    "text",
    "actions",
    "container",
    "view",
    "state",
    "values",
    "message",
    "private_metadata",
    "callback_id",
    "trigger_id",
    "command",
    "channel_type",
    "tab",
    "authed_users",
    "enterprise",
    "is_enterprise_install",
]
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=5), inner, max_size=6)
    ),
    max_leaves=20,
)
TYPES = [
    "event_callback",
    "block_actions",
    "view_submission",
    "view_closed",
    "message_action",
    "shortcut",
    "url_verification",
]


@pytest.fixture
def fuzzed(sqlite: Database) -> Iterator[Callable[[bytes, str], int]]:
    """Posts signed bytes to the door; Slack itself is out of reach."""
    told = load(Path("config.yaml"), {**BASIC, "SLACK_API_URL": "http://127.0.0.1:9/"})
    platform = SlackPlatform(told, sqlite)
    dispatch = Dispatch(sqlite, combine(ROUTERS), Shelf(sqlite), told, utc_now, {"slack": platform})
    door = slack_door(told, dispatch, platform)
    assert door

    app = httpx.ASGITransport(Starlette(routes=list(door.routes)))

    async def post(body: bytes, kind: str) -> int:
        async with httpx.AsyncClient(transport=app, base_url="http://bot") as client:
            headers = {"Content-Type": kind, **signed(body)}
            return (await client.post("/slack/events", content=body, headers=headers)).status_code

    with start_blocking_portal() as portal:
        yield lambda body, kind: portal.call(post, body, kind)
        portal.call(door.listener.finish)
        portal.call(platform.api.close)


def hello(running: House, id: str = "Ev1") -> bytes:
    ann = running.person("UANN")
    event = ann.message("help", ts="1.2")
    return json.dumps(ann.envelope(event, id)).encode()


async def status(running: House, body: Any, **headers: str) -> int:
    async with running.http.session.post(
        running.http.url, data=body, headers={"Content-Type": JSON, **headers}
    ) as response:
        return response.status


async def test_the_address_is_verified(running: House) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "abc", "token": "x"}).encode()
    answer = await running.http.post(body, JSON)
    assert (answer.status, answer.body) == (200, {"challenge": "abc"})


async def test_a_wrong_or_missing_signature_is_refused(running: House) -> None:
    body = hello(running)
    good = signed(body)
    assert await status(running, body) == 401
    assert await status(running, body, **signed(body, secret="another")) == 401
    assert await status(running, body + b" ", **good) == 401
    assert await status(running, body, **{**good, "X-Slack-Signature": "v0=é"}) == 401
    assert await status(running, body, **{**good, "X-Slack-Request-Timestamp": "soon"}) == 401
    await running.settle()
    assert running.slack.world.called("chat.postMessage") == []
    assert await status(running, body, **good) == 200


@pytest.mark.parametrize(("seconds", "expected"), [(-290, 200), (290, 200), (-310, 401), (310, 401)])
async def test_a_signature_lives_five_minutes_either_way(running: House, seconds: int, expected: int) -> None:
    body = hello(running)
    assert await status(running, body, **signed(body, at=time.time() + seconds)) == expected


async def test_the_signature_is_checked_before_the_body_is_read(running: House) -> None:
    broken = b'{"type": '
    assert await status(running, broken, **signed(broken, secret="another")) == 401
    assert await status(running, broken, **signed(broken)) == 400


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", JSON),
        (b"[]", JSON),
        (b"17", JSON),
        (b"\xff\xfe", JSON),
        (b"payload=%7B", FORM),
        (b"payload=17", FORM),
        (b'{"team": 5, "authorizations": 7}', JSON),
        (b'{"a":' * 3000 + b"1" + b"}" * 3000, JSON),
    ],
)
async def test_broken_bodies_are_refused(running: House, body: bytes, kind: str) -> None:
    assert (await running.http.post(body, kind)).status in (400, 401)


async def test_a_huge_body_is_refused_unread(running: House) -> None:
    body = b'{"a": "' + b"x" * 1_100_000 + b'"}'
    assert await status(running, BytesIO(body), **signed(body)) == 413


async def test_other_methods_are_not_allowed(running: House) -> None:
    async with running.http.session.get(running.http.url) as response:
        assert response.status == 405


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=300), form=st.booleans())
def test_any_bytes_are_answered(fuzzed: Any, *, body: bytes, form: bool) -> None:
    assert fuzzed(body, FORM if form else JSON) in (200, 400, 401)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    payload=st.dictionaries(st.sampled_from(KEYS), ANYTHING, max_size=8),
    type=st.sampled_from(TYPES),
    form=st.booleans(),
)
def test_any_json_is_answered(fuzzed: Any, *, payload: dict[str, Any], type: str, form: bool) -> None:
    whole = json.dumps({**payload, "type": type})
    body, kind = (urlencode({"payload": whole}), FORM) if form else (whole, JSON)
    assert fuzzed(body.encode(), kind) in (200, 400, 503)
