"""The mock Slack bites: at a published limit it accepts, one beyond it refuses, and what is refused fails a test."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import aiohttp
import pytest

from tests.wire.slack.server import MockSlack
from tests.wire.slack.world import Workspace

Blocks = list[dict[str, Any]]
Slack = tuple[MockSlack, aiohttp.ClientSession]


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    """A mock Slack, and a session of its single workspace's app."""
    async with MockSlack() as mock, aiohttp.ClientSession(headers={"Authorization": "Bearer xoxb-1"}) as session:
        mock.world.person("UANN", "Ann Shore", "ann@example.org")
        mock.world.channel("C1", "UANN")
        yield mock, session
        mock.world.refused.clear()


async def call(slack: Slack, method: str, **arguments: Any) -> dict[str, Any]:
    mock, session = slack
    async with session.post(mock.url + method, json=arguments) as response:
        answer: dict[str, Any] = await response.json()
        return answer


async def read(slack: Slack, method: str, **arguments: str) -> dict[str, Any]:
    mock, session = slack
    async with session.get(mock.url + method, params=arguments) as response:
        answer: dict[str, Any] = await response.json()
        return answer


def plain(length: int) -> dict[str, Any]:
    return {"type": "plain_text", "text": "x" * length}


def section(length: int) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": "x" * length}}


def divider(**more: Any) -> dict[str, Any]:
    return {"type": "divider", **more}


def actions(*elements: dict[str, Any]) -> Blocks:
    return [{"type": "actions", "elements": list(elements)}]


def button(name: str = "a", text: int = 1, **more: Any) -> dict[str, Any]:
    return {"type": "button", "action_id": name, "text": plain(text), **more}


def options(number: int, label: int = 1, value: int = 0) -> Blocks:
    return [{"text": plain(label), "value": (str(n) + "x" * value)[: value or None]} for n in range(number)]


def select(number: int = 1, **more: Any) -> dict[str, Any]:
    return {"type": "static_select", "action_id": "a", "options": options(number), **more}


def image(alt: int, url: int = 20) -> dict[str, Any]:
    return {"type": "image", "alt_text": "x" * alt, "image_url": "https://x.example/".ljust(url, "x")}


def field(element: dict[str, Any] | None = None, label: int = 1, **more: Any) -> dict[str, Any]:
    element = element or {"type": "plain_text_input", "action_id": "a"}
    return {"type": "input", "label": plain(label), "element": element, **more}


def written(length: int, key: str = "initial_value") -> dict[str, Any]:
    value = "x" * length if key == "initial_value" else plain(length)
    return field({"type": "plain_text_input", "action_id": "a", key: value})


def groups(number: int) -> dict[str, Any]:
    shown = [{"label": plain(75), "options": options(1)} for _ in range(number)]
    return {"type": "static_select", "action_id": "a", "option_groups": shown}


def confirm(**lengths: int) -> Blocks:
    texts = {key: plain(lengths.get(key, 1)) for key in ("title", "text", "confirm", "deny")}
    return actions(button(confirm=texts))


def asked(kind: str, number: int) -> Blocks:
    return [field({"type": kind, "action_id": "a", "options": options(number)})]


BLOCKS: dict[str, tuple[int, Callable[[int], Blocks]]] = {
    "blocks of a message": (50, lambda n: [divider()] * n),
    "a section's text": (3000, lambda n: [section(n)]),
    "a section's fields": (10, lambda n: [{"type": "section", "fields": [plain(1)] * n}]),
    "a section's field": (2000, lambda n: [{"type": "section", "fields": [plain(n)]}]),
    "a header's text": (150, lambda n: [{"type": "header", "text": plain(n)}]),
    "a context's elements": (10, lambda n: [{"type": "context", "elements": [plain(1)] * n}]),
    "markdown": (12_000, lambda n: [{"type": "markdown", "text": "x" * (n - 5)}, {"type": "markdown", "text": "x" * 5}]),
    "a block's id": (255, lambda n: [divider(block_id="x" * n)]),
    "a picture's alternative text": (2000, lambda n: [image(n)]),
    "a picture's address": (3000, lambda n: [image(1, n)]),
    "a picture's title": (2000, lambda n: [image(1) | {"title": plain(n)}]),
    "elements of actions": (25, lambda n: actions(*(button(str(i)) for i in range(n)))),
    "an action's id": (255, lambda n: actions(button("x" * n))),
    "a button's text": (75, lambda n: actions(button(text=n))),
    "a button's value": (2000, lambda n: actions(button(value="x" * n))),
    "a button's address": (3000, lambda n: actions(button(url="https://x.example/".ljust(n, "x")))),
    "a button's label for screen readers": (75, lambda n: actions(button(accessibility_label="x" * n))),
    "options": (100, lambda n: actions(select(n))),
    "an option's text": (75, lambda n: actions(select(options=options(1, n)))),
    "an option's value": (150, lambda n: actions(select(options=options(1, 1, n)))),
    "option groups": (100, lambda n: actions(groups(n))),
    "a select's placeholder": (150, lambda n: actions(select(placeholder=plain(n)))),
    "radio buttons": (10, lambda n: asked("radio_buttons", n)),
    "checkboxes": (10, lambda n: asked("checkboxes", n)),
    "a field's label": (2000, lambda n: [field(label=n)]),
    "a field's hint": (2000, lambda n: [field(hint=plain(n))]),
    "a field's first value": (3000, lambda n: [written(n)]),
    "a field's placeholder": (150, lambda n: [written(n, "placeholder")]),
    "a confirmation's title": (100, lambda n: confirm(title=n)),
    "a confirmation's text": (300, lambda n: confirm(text=n)),
    "a confirmation's yes": (30, lambda n: confirm(confirm=n)),
    "a confirmation's no": (30, lambda n: confirm(deny=n)),
}  # fmt: skip
"""Each of Slack's published limits (docs.slack.dev, Block Kit), and blocks with that many."""


@pytest.mark.parametrize("name", BLOCKS)
async def test_blocks_at_their_limit_and_one_beyond(slack: Slack, name: str) -> None:
    most, made = BLOCKS[name]
    assert (await call(slack, "chat.postMessage", channel="C1", text="x", blocks=made(most)))["ok"], slack[
        0
    ].world.refused
    assert slack[0].world.refused == []
    for method, more in (("chat.postMessage", {}), ("chat.postEphemeral", {"user": "UANN"})):
        answer = await call(slack, method, channel="C1", text="x", blocks=made(most + 1), **more)
        assert answer["error"] == "invalid_blocks"
    assert len(slack[0].world.channels["C1"].messages) == 1
    assert slack[0].world.refused != []


VIEWS: dict[str, tuple[int, Callable[[int], dict[str, Any]]]] = {
    "blocks of a modal": (100, lambda n: {"blocks": [divider()] * n}),
    "a modal's title": (24, lambda n: {"title": plain(n)}),
    "a modal's submit button": (24, lambda n: {"submit": plain(n)}),
    "a modal's close button": (24, lambda n: {"close": plain(n)}),
    "what a modal remembers": (3000, lambda n: {"private_metadata": "x" * n}),
    "a modal's name": (255, lambda n: {"callback_id": "x" * n}),
    "a modal's name outside": (255, lambda n: {"external_id": "x" * n}),
}


@pytest.mark.parametrize("name", VIEWS)
async def test_views_at_their_limit_and_one_beyond(slack: Slack, name: str) -> None:
    most, made = VIEWS[name]
    modal = {"type": "modal", "title": plain(1), "blocks": [divider()]}
    for length, ok in ((most, True), (most + 1, False)):
        answer = await call(slack, "views.open", trigger_id=slack[0].world.trigger(), view={**modal, **made(length)})
        assert answer["ok"] is ok, answer
        assert ok is not bool(slack[0].world.refused)


@pytest.mark.parametrize(
    "view",
    [
        {"type": "modal", "title": plain(1), "blocks": [field()]},
        {"type": "modal", "blocks": [divider()]},
        {"type": "modal", "title": plain(0), "blocks": [divider()]},
        {"type": "modal", "title": plain(1), "blocks": [divider()], "invented": 1},
        {"type": "workflow_step", "blocks": [divider()]},
        {"type": "home", "blocks": [divider()] * 101},
        {"type": "home", "blocks": [section(3000)] * 90},
    ],
    ids=["input without submit", "no title", "empty title", "unknown key", "unknown type", "101 blocks", "over 250 kB"],
)
async def test_views_that_slack_refuses(slack: Slack, view: dict[str, Any]) -> None:
    method = "views.publish" if view["type"] == "home" else "views.open"
    to = {"user_id": "UANN"} if view["type"] == "home" else {"trigger_id": slack[0].world.trigger()}
    assert (await call(slack, method, view=view, **to))["error"] == "invalid_arguments"
    assert slack[0].world.refused != []


@pytest.mark.parametrize(
    "message",
    [
        {"blocks": [divider()]},
        {"text": " "},
        {"text": "x" * 40_001},
        {"text": "x", "blocks": [{"type": "invented"}]},
        {"text": "x", "blocks": [divider(block_id="a"), divider(block_id="a")]},
        {"text": "x", "blocks": actions(button("a"), button("a"))},
        {"text": "x", "blocks": actions()},
        {"text": "x", "blocks": [section(0)]},
        {"text": "x", "blocks": actions(select(2, initial_option=options(3)[2]))},
        {"text": "x", "blocks": actions(select(options=[{"text": plain(1), "value": ""}]))},
        {"text": "x", "blocks": [{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}]},
        {"text": "x", "blocks": actions({"type": "plain_text_input", "action_id": "a"})},
        {"text": "x", "metadata": {"event_type": "", "event_payload": {}}},
        {"text": "x", "metadata": {"event_type": "a", "event_payload": "b"}},
    ],
)
async def test_messages_that_slack_refuses(slack: Slack, message: dict[str, Any]) -> None:
    assert (await call(slack, "chat.postMessage", channel="C1", **message))["error"] == "invalid_blocks"
    assert slack[0].world.refused != []


async def test_an_update_takes_less_text_than_a_message(slack: Slack) -> None:
    ts = (await call(slack, "chat.postMessage", channel="C1", text="x" * 40_000))["ts"]
    assert (await call(slack, "chat.update", channel="C1", ts=ts, text="x" * 4000))["ok"]
    assert not (await call(slack, "chat.update", channel="C1", ts=ts, text="x" * 4001))["ok"]


async def test_calls_that_no_app_should_make(slack: Slack) -> None:
    mock = slack[0]
    for method, arguments, error in (
        ("chat.postMesage", {}, "unknown_method"),
        ("chat.postMessage", {"text": "x"}, "missing_argument"),
        ("chat.postMessage", {"channel": "C1", "text": "x", "thread": "1.2"}, "invalid_arg_name"),
        ("views.open", {"view": {"type": "modal", "title": plain(1), "blocks": []}, "trigger_id": "x"}, "invalid_trigger_id"),
        ("users.info", {"user": "UANN"}, "invalid_arguments"),
    ):  # fmt: skip
        mock.world.refused.clear()
        assert (await call(slack, method, **arguments))["error"] == error
        assert mock.world.refused[0] == f"{method}: {error}"
    mock.world.refused.clear()
    async with aiohttp.ClientSession() as nobody, nobody.post(mock.url + "auth.test") as response:
        assert (await response.json())["error"] == "not_authed"
    assert mock.world.refused == ["auth.test: not_authed"]


async def test_what_is_refused_fails_the_test_that_uses_the_mock() -> None:
    with pytest.raises(AssertionError, match="unknown_method"):
        async with MockSlack() as mock, aiohttp.ClientSession(headers={"Authorization": "Bearer xoxb-1"}) as session:
            await call((mock, session), "chat.postMesage")


async def test_forms_queries_and_tokens_in_the_body_are_understood_too(slack: Slack) -> None:
    mock, session = slack
    async with session.post(f"{mock.url}chat.postMessage", data={"channel": "C1", "text": "a form"}) as response:
        assert (await response.json())["ok"]
    async with aiohttp.ClientSession() as bare:
        async with bare.post(f"{mock.url}users.info", data={"token": "xoxb-1", "user": "UANN"}) as response:
            assert (await response.json())["user"]["profile"]["email"] == "ann@example.org"
        for token, error in (("xoxb-9", "account_inactive"), ("nonsense", "invalid_auth")):
            async with bare.get(f"{mock.url}users.info?user=UANN&token={token}") as response:
                assert (await response.json())["error"] == error


async def test_scopes_guests_and_strangers(slack: Slack) -> None:
    world = slack[0].world
    world.person("UGUEST", "Gus Guest", "gus@example.org", guest=True)
    world.person("UEXT", "Eve Elsewhere", "eve@example.org", team="T9", stranger=True)
    assert (await read(slack, "users.info", user="UEXT"))["error"] == "user_not_found"
    world.channel("C2", "UEXT")
    eve = (await read(slack, "users.info", user="UEXT"))["user"]
    gus = (await read(slack, "users.info", user="UGUEST"))["user"]
    assert (eve["is_stranger"], "tz" in eve, "email" in eve["profile"]) == (True, False, False)
    assert (gus["is_restricted"], gus["tz"]) == (True, "Europe/London")
    world.workspaces["T1"].scopes = "users:read"
    assert "email" not in (await read(slack, "users.info", user="UANN"))["user"]["profile"]
    answer = await call(slack, "chat.postMessage", channel="C1", text="x")
    assert (answer["error"], answer["needed"]) == ("missing_scope", "chat:write")


async def test_history_in_pages_with_metadata_only_when_asked(slack: Slack) -> None:
    mock, about = slack[0], {"event_type": "a", "event_payload": {"key": "k"}}
    mock.world.page = 2
    for n in range(5):
        await call(slack, "chat.postMessage", channel="C1", text=str(n), metadata=about)
    texts, cursor = [], ""
    while True:
        page = await read(slack, "conversations.history", channel="C1", **({"cursor": cursor} if cursor else {}))
        assert not any("metadata" in message for message in page["messages"])
        assert len(page["messages"]) <= 2
        texts += [message["text"] for message in page["messages"]]
        cursor = page["response_metadata"]["next_cursor"]
        if not cursor:
            break
    assert texts == ["4", "3", "2", "1", "0"], "the newest first"
    told = await read(slack, "conversations.history", channel="C1", include_all_metadata="true")
    assert [message["metadata"] for message in told["messages"]] == [about, about]


async def test_faults_as_scripted(slack: Slack) -> None:
    mock, session = slack
    mock.world.script["chat.postMessage"] = [7, 503, "drop", "lost", "fatal_error"]
    asked = {"channel": "C1", "text": "x"}
    async with session.post(f"{mock.url}chat.postMessage", json=asked) as response:
        assert (response.status, response.headers["Retry-After"]) == (429, "7")
    async with session.post(f"{mock.url}chat.postMessage", json=asked) as response:
        assert response.status == 503
    assert mock.world.texts("C1") == []
    for posted in (1, 1):
        with pytest.raises(aiohttp.ClientError):
            await call(slack, "chat.postMessage", **asked)
        assert len(mock.world.texts("C1")) == posted
    assert (await call(slack, "chat.postMessage", **asked))["error"] == "fatal_error"
    assert (await call(slack, "chat.postMessage", **asked))["ok"]


async def test_views_know_their_hash_and_triggers_run_out(slack: Slack) -> None:
    world, modal = slack[0].world, {"type": "modal", "title": plain(1), "blocks": [divider()]}
    trigger = world.trigger()
    view = (await call(slack, "views.open", trigger_id=trigger, view=modal))["view"]
    assert (await call(slack, "views.open", trigger_id=trigger, view=modal))["error"] == "exchanged_trigger_id"
    world.trigger_life = -1
    late = await call(slack, "views.open", trigger_id=world.trigger(), view=modal)
    assert late["error"] == "expired_trigger_id"
    newer = (await call(slack, "views.update", view_id=view["id"], view=modal, hash=view["hash"]))["view"]
    assert newer["hash"] != view["hash"]
    older = await call(slack, "views.update", view_id=view["id"], view=modal, hash=view["hash"])
    assert older["error"] == "hash_conflict"

    home = {"type": "home", "blocks": [divider()]}
    first = (await call(slack, "views.publish", user_id="UANN", view=home))["view"]
    assert (await call(slack, "views.publish", user_id="UANN", view=home, hash=first["hash"]))["ok"]
    assert (await call(slack, "views.publish", user_id="UANN", view=home, hash=first["hash"]))[
        "error"
    ] == "hash_conflict"


async def test_a_workspace_sees_only_its_own(slack: Slack) -> None:
    world = slack[0].world
    world.workspaces["T2"] = Workspace("T2", "Second Shore", "xoxb-2", "UBOT2", "B2")
    world.channel("C2", team="T2")
    world.channel("C3").members.clear()
    world.channel("C4").archived = True
    for channel, error in (("C2", "channel_not_found"), ("C3", "not_in_channel"), ("C4", "is_archived")):
        assert (await call(slack, "chat.postMessage", channel=channel, text="x"))["error"] == error
