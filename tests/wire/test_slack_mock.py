"""The mock Slack bites: it answers as Slack does, refuses what Slack refuses, and what is refused fails a test."""

from __future__ import annotations

import aiohttp
import pytest

from tests.wire.slack.blocks import divider, plain
from tests.wire.slack.calling import Caller
from tests.wire.slack.server import MockSlack
from tests.wire.slack.world import Workspace


async def test_calls_that_no_app_should_make(app: Caller) -> None:
    mock = app.slack
    for method, arguments, error in (
        ("chat.postMesage", {}, "unknown_method"),
        ("chat.postMessage", {"text": "x"}, "missing_argument"),
        ("chat.postMessage", {"channel": "C1", "text": "x", "thread": "1.2"}, "invalid_arg_name"),
        ("views.open", {"view": {"type": "modal", "title": plain(1), "blocks": []}, "trigger_id": "x"}, "invalid_trigger_id"),
        ("users.info", {"user": "UANN"}, "invalid_arguments"),
    ):  # fmt: skip
        mock.world.refused.clear()
        assert (await app.call(method, **arguments))["error"] == error
        assert mock.world.refused[0] == f"{method}: {error}"
    mock.world.refused.clear()
    async with aiohttp.ClientSession() as nobody, nobody.post(mock.url + "auth.test") as response:
        assert (await response.json())["error"] == "not_authed"
    assert mock.world.refused == ["auth.test: not_authed"]


async def test_what_is_refused_fails_the_test_that_uses_the_mock() -> None:
    with pytest.raises(AssertionError, match="unknown_method"):
        async with MockSlack() as mock, aiohttp.ClientSession(headers={"Authorization": "Bearer xoxb-1"}) as session:
            await Caller(mock, session).call("chat.postMesage")


async def test_forms_queries_and_tokens_in_the_body_are_understood_too(app: Caller) -> None:
    mock, session = app.slack, app.session
    async with session.post(f"{mock.url}chat.postMessage", data={"channel": "C1", "text": "a form"}) as response:
        assert (await response.json())["ok"]
    async with aiohttp.ClientSession() as bare:
        async with bare.post(f"{mock.url}users.info", data={"token": "xoxb-1", "user": "UANN"}) as response:
            assert (await response.json())["user"]["profile"]["email"] == "ann@example.org"
        for token, error in (("xoxb-9", "account_inactive"), ("nonsense", "invalid_auth")):
            async with bare.get(f"{mock.url}users.info?user=UANN&token={token}") as response:
                assert (await response.json())["error"] == error


async def test_scopes_guests_and_strangers(app: Caller) -> None:
    world = app.world
    world.person("UGUEST", "Gus Guest", "gus@example.org", guest=True)
    world.person("UEXT", "Eve Elsewhere", "eve@example.org", team="T9", stranger=True)
    assert (await app.read("users.info", user="UEXT"))["error"] == "user_not_found"
    world.channel("C2", "UEXT")
    eve = (await app.read("users.info", user="UEXT"))["user"]
    gus = (await app.read("users.info", user="UGUEST"))["user"]
    assert (eve["is_stranger"], "tz" in eve, "email" in eve["profile"]) == (True, False, False)
    assert (gus["is_restricted"], gus["tz"]) == (True, "Europe/London")
    world.workspaces["T1"].scopes = "users:read"
    assert "email" not in (await app.read("users.info", user="UANN"))["user"]["profile"]
    answer = await app.call("chat.postMessage", channel="C1", text="x")
    assert (answer["error"], answer["needed"]) == ("missing_scope", "chat:write")


async def test_history_in_pages_with_metadata_only_when_asked(app: Caller) -> None:
    mock, about = app.slack, {"event_type": "a", "event_payload": {"key": "k"}}
    mock.world.page = 2
    for n in range(5):
        await app.call("chat.postMessage", channel="C1", text=str(n), metadata=about)
    texts, cursor = [], ""
    while True:
        page = await app.read("conversations.history", channel="C1", **({"cursor": cursor} if cursor else {}))
        assert not any("metadata" in message for message in page["messages"])
        assert len(page["messages"]) <= 2
        texts += [message["text"] for message in page["messages"]]
        cursor = page["response_metadata"]["next_cursor"]
        if not cursor:
            break
    assert texts == ["4", "3", "2", "1", "0"], "the newest first"
    told = await app.read("conversations.history", channel="C1", include_all_metadata="true")
    assert [message["metadata"] for message in told["messages"]] == [about, about]


async def test_faults_as_scripted(app: Caller) -> None:
    mock, session = app.slack, app.session
    mock.world.script["chat.postMessage"] = [7, 503, "drop", "lost", "fatal_error"]
    asked = {"channel": "C1", "text": "x"}
    async with session.post(f"{mock.url}chat.postMessage", json=asked) as response:
        assert (response.status, response.headers["Retry-After"]) == (429, "7")
    async with session.post(f"{mock.url}chat.postMessage", json=asked) as response:
        assert response.status == 503
    assert mock.world.texts("C1") == []
    for posted in (1, 1):
        with pytest.raises(aiohttp.ClientError):
            await app.call("chat.postMessage", **asked)
        assert len(mock.world.texts("C1")) == posted
    assert (await app.call("chat.postMessage", **asked))["error"] == "fatal_error"
    assert (await app.call("chat.postMessage", **asked))["ok"]


async def test_views_know_their_hash_and_triggers_run_out(app: Caller) -> None:
    world, modal = app.world, {"type": "modal", "title": plain(1), "blocks": [divider()]}
    trigger = world.trigger()
    view = (await app.call("views.open", trigger_id=trigger, view=modal))["view"]
    assert (await app.call("views.open", trigger_id=trigger, view=modal))["error"] == "exchanged_trigger_id"
    world.trigger_life = -1
    late = await app.call("views.open", trigger_id=world.trigger(), view=modal)
    assert late["error"] == "expired_trigger_id"
    newer = (await app.call("views.update", view_id=view["id"], view=modal, hash=view["hash"]))["view"]
    assert newer["hash"] != view["hash"]
    older = await app.call("views.update", view_id=view["id"], view=modal, hash=view["hash"])
    assert older["error"] == "hash_conflict"

    home = {"type": "home", "blocks": [divider()]}
    first = (await app.call("views.publish", user_id="UANN", view=home))["view"]
    assert (await app.call("views.publish", user_id="UANN", view=home, hash=first["hash"]))["ok"]
    assert (await app.call("views.publish", user_id="UANN", view=home, hash=first["hash"]))["error"] == "hash_conflict"


async def test_a_workspace_sees_only_its_own(app: Caller) -> None:
    world = app.world
    world.workspaces["T2"] = Workspace("T2", "Second Shore", "xoxb-2", "UBOT2", "B2")
    world.channel("C2", team="T2")
    world.channel("C3").members.clear()
    world.channel("C4").archived = True
    for channel, error in (("C2", "channel_not_found"), ("C3", "not_in_channel"), ("C4", "is_archived")):
        assert (await app.call("chat.postMessage", channel=channel, text="x"))["error"] == error
