"""The mock Slack's limits: at a published limit it accepts, one beyond it refuses, and what is refused fails a test."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.wire.slack.blocks import (
    Blocks,
    actions,
    asked,
    button,
    card,
    cells,
    confirm,
    divider,
    field,
    groups,
    image,
    options,
    plain,
    section,
    select,
    thumbs,
    video,
    written,
)
from tests.wire.slack.calling import Caller

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
    "an option's description": (75, lambda n: actions(select(options=[options(1)[0] | {"description": plain(n)}]))),
    "an overflow menu": (5, lambda n: actions({"type": "overflow", "action_id": "a", "options": options(n)})),
    "context actions": (5, thumbs),
    "rows of a table": (100, lambda n: cells("table", n)),
    "columns of a table": (20, lambda n: cells("table", 2, n)),
    "rows of a data table": (101, lambda n: cells("data_table", n)),
    "columns of a data table": (20, lambda n: cells("data_table", 2, n)),
    "an alert's text": (200, lambda n: [{"type": "alert", "text": plain(n)}]),
    "a card's title": (150, lambda n: [card(title={"type": "mrkdwn", "text": "x" * n})]),
    "a card's body": (200, lambda n: [card(body={"type": "mrkdwn", "text": "x" * n})]),
    "a card's buttons": (3, lambda n: [card(n)]),
    "a carousel's cards": (10, lambda n: [{"type": "carousel", "elements": [card()] * n}]),
    "a card in a carousel": (3, lambda n: [{"type": "carousel", "elements": [card(n)]}]),
    "a container's blocks": (10, lambda n: [{"type": "container", "title": plain(1), "child_blocks": [divider()] * n}]),
    "a block in a container": (3000, lambda n: [{"type": "container", "title": plain(1), "child_blocks": [section(n)]}]),
    "a video's title": (199, lambda n: [video(n)]),
    "a video's author": (49, lambda n: [video(author_name="x" * n)]),
}  # fmt: skip
"""Each of Slack's published limits (docs.slack.dev, Block Kit), and blocks with that many."""
VIEWS: dict[str, tuple[int, Callable[[int], dict[str, Any]]]] = {
    "blocks of a modal": (100, lambda n: {"blocks": [divider()] * n}),
    "a modal's title": (24, lambda n: {"title": plain(n)}),
    "a modal's submit button": (24, lambda n: {"submit": plain(n)}),
    "a modal's close button": (24, lambda n: {"close": plain(n)}),
    "what a modal remembers": (3000, lambda n: {"private_metadata": "x" * n}),
    "a modal's name": (255, lambda n: {"callback_id": "x" * n}),
    "a modal's name outside": (255, lambda n: {"external_id": "x" * n}),
}


@pytest.mark.parametrize("name", BLOCKS)
async def test_blocks_at_their_limit_and_one_beyond(app: Caller, name: str) -> None:
    most, made = BLOCKS[name]
    assert (await app.call("chat.postMessage", channel="C1", text="x", blocks=made(most)))["ok"], app.world.refused
    assert app.world.refused == []
    for method, more in (("chat.postMessage", {}), ("chat.postEphemeral", {"user": "UANN"})):
        answer = await app.call(method, channel="C1", text="x", blocks=made(most + 1), **more)
        assert answer["error"] == "invalid_blocks"
    assert len(app.world.channels["C1"].messages) == 1
    assert app.world.refused != []


@pytest.mark.parametrize("name", VIEWS)
async def test_views_at_their_limit_and_one_beyond(app: Caller, name: str) -> None:
    most, made = VIEWS[name]
    modal = {"type": "modal", "title": plain(1), "blocks": [divider()]}
    for length, ok in ((most, True), (most + 1, False)):
        answer = await app.call("views.open", trigger_id=app.world.trigger(), view={**modal, **made(length)})
        assert answer["ok"] is ok, answer
        assert ok is not bool(app.world.refused)


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
async def test_views_that_slack_refuses(app: Caller, view: dict[str, Any]) -> None:
    method = "views.publish" if view["type"] == "home" else "views.open"
    to = {"user_id": "UANN"} if view["type"] == "home" else {"trigger_id": app.world.trigger()}
    assert (await app.call(method, view=view, **to))["error"] == "invalid_arguments"
    assert app.world.refused != []


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
        {"text": "x", "blocks": cells("data_table", 1)},
        {"text": "x", "blocks": [{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}]},
        {"text": "x", "blocks": actions({"type": "plain_text_input", "action_id": "a"})},
        {"text": "x", "metadata": {"event_type": "", "event_payload": {}}},
        {"text": "x", "metadata": {"event_type": "a", "event_payload": "b"}},
    ],
)
async def test_messages_that_slack_refuses(app: Caller, message: dict[str, Any]) -> None:
    assert (await app.call("chat.postMessage", channel="C1", **message))["error"] == "invalid_blocks"
    assert app.world.refused != []


async def test_an_update_takes_less_text_than_a_message(app: Caller) -> None:
    ts = (await app.call("chat.postMessage", channel="C1", text="x" * 40_000))["ts"]
    assert (await app.call("chat.update", channel="C1", ts=ts, text="x" * 4000))["ok"]
    assert not (await app.call("chat.update", channel="C1", ts=ts, text="x" * 4001))["ok"]
