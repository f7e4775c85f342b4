"""Modals: opened within their trigger's life, pushed, updated, sent with errors beside the fields, closed."""

from __future__ import annotations

import asyncio

import pytest

from tests.wire.slack.house import House
from tests.wire.slack.trial import LONG, seen, slow


async def test_a_modal_with_errors_beside_its_fields(trial: House) -> None:
    ann = trial.person("UANN")
    await ann.say("hello")
    await trial.settle()
    await ann.press("Form")
    await trial.settle()
    view = ann.modal()
    refused = await ann.submit(view, why="no", meal="s")
    assert refused.body == {"response_action": "errors", "errors": {view["blocks"][1]["block_id"]: "Say more."}}
    next_step = await ann.submit(view, why="again", meal="s")
    assert next_step.body["response_action"] == "update"
    closed = await ann.submit(view, why="because", meal="b")
    assert (closed.status, closed.body) == (200, {})
    await trial.settle()
    assert ann.heard()[-1] == "thanks: because"
    assert seen[-1].values == {"why": "because", "meal": "b"}


async def test_values_too_long_for_slack_come_back_whole(trial: House) -> None:
    ann = trial.person("UANN")
    await ann.say("hello")
    await trial.settle()
    accessory = trial.slack.world.channels[ann.direct].messages[0]["blocks"][2]["accessory"]
    await ann.pick("pick|1", accessory["options"][2]["value"])
    await ann.press("Form")
    await trial.settle()
    assert ann.heard()[-1] == f"picked {LONG}"
    meal = ann.modal()["blocks"][2]["element"]["options"][2]
    await ann.submit(ann.modal(), why="because", meal=meal["value"])
    await trial.settle()
    assert seen[-1].values == {"why": "because", "meal": LONG}


async def test_a_form_opened_within_a_modal_stands_above_it(trial: House) -> None:
    ann, world = trial.person("UANN"), trial.slack.world
    await ann.say("hello")
    await trial.settle()
    await ann.press("Another")
    await trial.settle()
    first = ann.modal()
    await ann.press_in_modal("Another", first)
    await trial.settle()
    second = ann.modal()
    assert (second["previous_view_id"], len(world.called("views.push"))) == (first["id"], 1)
    closed = await ann.submit(second, why="because", meal="b")
    await trial.settle()
    assert (closed.body, list(world.views), ann.heard()[-1]) == ({}, [first["id"]], "thanks: because")


async def test_a_form_that_cannot_be_pushed_stands_in_the_message(trial: House) -> None:
    ann, world = trial.person("UANN"), trial.slack.world
    await ann.say("hello")
    await trial.settle()
    await ann.press("Another")
    await trial.settle()
    for _ in range(3):
        await ann.press_in_modal("Another", ann.modal())
        await trial.settle()
    assert len(world.views) == 3
    assert "[Send]" in ann.heard()[-1]


async def test_a_form_that_takes_longer_than_its_trigger_fills_the_modal_that_waits_for_it(
    trial: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, world = trial.person("UANN"), trial.slack.world
    monkeypatch.setattr("adapters.slack.replies.MOMENT", 0.3)
    world.trigger_life = 1.2
    slow.update(seconds=1.4, ends="form")
    await ann.say("hello")
    await trial.settle()
    await ann.press("Slow form")  # from now on it is known to open a form
    await trial.settle()
    await ann.press("Slow form")
    while len(world.views) < 2:
        await asyncio.sleep(0.01)
    assert ann.modal()["title"]["text"] == "One moment…"
    await trial.settle()
    assert ann.modal()["callback_id"] == "sign_up|7"
    assert len(world.called("views.update")) == 1
    await ann.submit(ann.modal(), why="because", meal="b")
    await trial.settle()
    assert ann.heard()[1:] == ["thanks: because"]

    slow.update(ends="nothing")
    await ann.press("Slow form")
    await trial.settle()
    assert "there is no form today" in str(ann.modal()["blocks"])
    assert ann.heard()[-1] == "there is no form today"

    slow.update(ends="form")
    world.script["views.update"] = ["not_found"]  # the person has closed it
    await ann.press("Slow form")
    await trial.settle()
    assert "[Send]" in ann.heard()[-1]


async def test_a_sent_modal_closes_in_time_though_its_answer_takes_longer(
    trial: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = trial.person("UANN")
    await ann.say("hello")
    await trial.settle()
    await ann.press("Form")
    await trial.settle()
    monkeypatch.setattr("adapters.slack.replies.MOMENT", 0.3)
    closed = await ann.submit(ann.modal(), why="slowly", meal="b")
    assert (closed.status, closed.body, len(ann.heard())) == (200, {}, 1)
    await trial.settle()
    assert ann.heard()[-1] == "thanks: slowly"


async def test_a_closed_modal_is_acknowledged(trial: House) -> None:
    closed = {"type": "view_closed", "user": {"id": "UANN"}, "view": {"id": "V1"}, "is_cleared": False}
    assert (await trial.sending.send("interactive", closed)).status == 200


async def test_a_form_without_a_trigger_stands_in_the_message(trial: House) -> None:
    ann = trial.person("UANN")
    await ann.say("form")
    await trial.settle()
    await ann.press("Send", why="because")
    await trial.settle()
    assert ann.heard()[-1].startswith("thanks: because")
    await ann.press("Send", why="no")
    await trial.settle()
    assert "Say more." in str(ann.modal()["blocks"])


async def test_a_trigger_that_ran_out_leaves_the_form_in_the_message(trial: House) -> None:
    ann = trial.person("UANN")
    await ann.say("hello")
    await trial.settle()
    trial.slack.world.trigger_life = -1
    await ann.press("Form")
    await trial.settle()
    assert "[Send]" in ann.heard()[-1]
