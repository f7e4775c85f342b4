"""Presses of buttons and choices: each does once what the person meant."""

from __future__ import annotations

from tests.wire.slack.house import House


async def test_a_button_and_a_choice(trial: House) -> None:
    ann = trial.person("UANN")
    await ann.say("hello")
    await trial.settle()
    message = trial.slack.world.channels[ann.direct].messages[0]
    await ann.pick("pick|1", "b")
    await trial.settle()
    assert ann.heard()[-1] == "picked b"
    await ann.press("Replace")
    await trial.settle()
    assert message["text"] == "replaced"
    assert len(ann.heard()) == 2


async def test_the_same_press_twice_is_one_press(trial: House) -> None:
    ann = trial.person("UANN")
    await ann.say("hello")
    await trial.settle()
    message = trial.slack.world.channels[ann.direct].messages[0]
    payload = ann.pressed(message, message["blocks"][1]["elements"][2], ann.direct)
    payload |= {"user": {"id": "UANN", "team_id": "T1"}, "team": {"id": "T1"}}
    for _ in range(3):
        assert (await trial.sending.send("interactive", payload)).status == 200
    await trial.settle()
    assert ann.heard()[1:] == ["psst"]
