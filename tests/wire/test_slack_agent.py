"""What Slack offers agents: suggested prompts and a status, plain where a plan lacks them."""

from __future__ import annotations

from tests.wire.slack.house import House


async def test_the_messages_tab_offers_prompts(trial: House) -> None:
    await trial.person("UANN").open_home("messages")
    await trial.settle()
    (call,) = trial.slack.world.called("assistant.threads.setSuggestedPrompts")
    assert "thread_ts" not in call
    assert 1 <= len(call["prompts"]) <= 4


async def test_a_workspace_without_the_agent_surface_is_left_alone(trial: House) -> None:
    trial.slack.world.script["assistant.threads.setSuggestedPrompts"] = ["not_allowed_token_type"]
    for _ in range(3):
        await trial.person("UANN").open_home("messages")
        await trial.settle()
    assert len(trial.slack.world.called("assistant.threads.setSuggestedPrompts")) == 1


async def test_the_older_assistant_gets_its_prompts_in_its_thread(trial: House) -> None:
    thread = {"user_id": "UANN", "channel_id": trial.person("UANN").direct, "thread_ts": "1.2"}
    await trial.person("UANN").event({"type": "assistant_thread_started", "assistant_thread": thread})
    await trial.settle()
    assert trial.slack.world.called("assistant.threads.setSuggestedPrompts")[0]["thread_ts"] == "1.2"


async def test_a_status_shows_while_an_answer_takes_its_time_and_never_outlasts_it(trial: House) -> None:
    ann, world = trial.person("UANN"), trial.slack.world
    await ann.say("hello")
    await trial.settle()
    assert world.statuses == {}
    await ann.say("slowly")
    await trial.settle()
    shown, taken_back = world.called("assistant.threads.setStatus")
    assert shown["channel_id"] == ann.direct
    assert (shown["status"], taken_back["status"]) == ("is looking for the answer…", "")
    assert list(world.statuses.values()) == [""]
    methods = [name for name, _ in world.calls]
    assert methods.index("assistant.threads.setStatus") < len(methods) - 1 - methods[::-1].index("chat.postMessage")


async def test_a_plan_without_a_status_gets_the_answer_alone(trial: House) -> None:
    ann, world = trial.person("UANN"), trial.slack.world
    world.script["assistant.threads.setStatus"] = ["not_allowed_token_type"]
    for _ in range(2):
        await ann.say("slowly")
        await trial.settle()
    assert len(world.called("assistant.threads.setStatus")) == 1
    assert len(ann.heard()) == 2
