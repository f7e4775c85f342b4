"""What staff need to make a poll, a check-in or a prompt in a chat: a few words, a few presses, nothing else to fill in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.wire.slack import house as slack
from tests.wire.slack.people import Partner
from tests.wire.teams import house as teams
from tests.wire.test_polls import Both, both

__all__ = ["both"]
Json = dict[str, Any]


@dataclass
class Slack:
    """Somebody at Slack who sends forms as they are, but for what they type; ``steps`` notes what they had to do."""

    house: slack.House
    who: Partner
    steps: list[str] = field(default_factory=list)

    async def say(self, text: str) -> None:
        self.steps.append("message")
        await self.who.say(text)
        await self.house.settle()

    async def press(self, label: str) -> None:
        self.steps.append("press")
        await self.who.press(label)
        await self.house.settle()

    async def send(self, **typed: Any) -> None:
        self.steps += ["field" for _ in typed] + ["press"]
        view = self.who.modal()
        inputs = {one["block_id"].partition(":")[2]: one["element"] for one in view["blocks"] if one["type"] == "input"}
        answer = await self.who.submit(view, **{name: _before(element) for name, element in inputs.items()} | typed)
        assert answer.body == {}, answer.body
        await self.house.settle()

    @property
    def heard(self) -> str:
        return self.who.heard()[-1]

    @property
    def everything(self) -> str:
        return "\n".join(self.who.heard())


def _before(element: Json) -> Any:
    """What is filled in beforehand."""
    if "initial_options" in element:
        return [option["value"] for option in element["initial_options"]]
    if "initial_option" in element:
        return element["initial_option"]["value"]
    return next((element[name] for name in ("initial_value", "initial_date", "initial_time") if name in element), None)


@dataclass
class Teams:
    """Somebody at Teams who does the same."""

    who: teams.Talker
    steps: list[str] = field(default_factory=list)
    dialog: Json = field(default_factory=dict)

    async def say(self, text: str) -> None:
        self.steps.append("message")
        await self.who.say(text)

    async def press(self, label: str) -> None:
        self.steps.append("press")
        message, action = self.who.button(label)
        if action["type"] == "Action.Execute":
            await self.who.execute(action, message)
        else:
            self.dialog = await self.who.invoke("task/fetch", {"data": action["data"]}, replyToId=message)

    async def send(self, **typed: str) -> None:
        self.steps += ["field" for _ in typed] + ["press"]
        body = self.dialog["task"]["value"]["card"]["content"]["body"]
        inputs = [node for node in teams.nodes(body) if str(node.get("type")).startswith("Input.")]
        values = {node["id"]: node["value"] for node in inputs if "value" in node}
        ids = {node["id"].replace(":", ".").partition(".")[2]: node["id"] for node in inputs}
        (send,) = body[-1]["actions"]
        filled = values | {ids[name]: text for name, text in typed.items()}
        assert await self.who.invoke("task/submit", {"data": send["data"] | filled}) == {}

    @property
    def heard(self) -> str:
        return self.who.said

    @property
    def everything(self) -> str:
        return self.who.said


@pytest.fixture(params=["slack", "teams"])
def staff(request: pytest.FixtureRequest, both: Both) -> Slack | Teams:
    if request.param == "slack":
        return Slack(both.slack, both.slack.person("USAM"))
    return Teams(both.teams.person("sam", "sam@example.org"))


async def test_a_poll(staff: Slack | Teams) -> None:
    await staff.say("poll")
    await staff.press("Choose one")
    await staff.send(question="Where shall we meet?", options="Leeds\nYork")
    await staff.press("Open it")
    assert "The poll is open." in staff.heard
    assert "Open it" not in staff.everything, "the preview and its buttons are gone"
    assert staff.steps == ["message", "press", "field", "field", "press", "press"]


async def test_a_poll_in_one_line(staff: Slack | Teams) -> None:
    await staff.say("poll Where shall we meet? Leeds, York")
    await staff.press("Open it")
    assert "The poll is open." in staff.heard
    assert staff.steps == ["message", "press"]


async def test_a_check_in(staff: Slack | Teams) -> None:
    await staff.say("check-in")
    await staff.press("Weekly check-in")
    await staff.send()
    await staff.press("Start it")
    assert "State: running" in staff.heard.replace("State running", "State: running")
    assert staff.steps == ["message", "press", "press", "press"]


async def test_a_prompt(staff: Slack | Teams) -> None:
    await staff.say("prompts")
    await staff.press("Add a prompt")
    await staff.send(text="Which colleague did you tell about the coalition?")
    assert "Which colleague did you tell about the coalition?" in staff.heard
    assert staff.steps == ["message", "press", "field", "press"]
