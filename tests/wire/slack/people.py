"""People at their Slack: what they do becomes the payloads that Slack would send."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from tests.wire.slack.sending import Acknowledged, Kind, Sending
from tests.wire.slack.server import MockSlack

RETRIES = (0, 60, 300)
"""Seconds after which Slack sends an event again that was not taken, one after the other."""


@dataclass
class Partner:
    """One person. ``team`` is their own workspace, ``at`` the one in which they meet the bot."""

    slack: MockSlack
    sending: Sending
    id: str
    team: str = "T1"
    at: str = "T1"

    @property
    def direct(self) -> str:
        return self.slack.world.direct(self.id, self.at).id

    def heard(self) -> list[str]:
        """What the bot has written to this person directly."""
        return self.slack.world.texts(self.direct)

    async def say(self, text: str, **more: Any) -> Acknowledged:
        """A direct message."""
        return await self.event(self.message(text, **more))

    def message(self, text: str, **more: Any) -> dict[str, Any]:
        """The event of a direct message."""
        return {"type": "message", "channel_type": "im", "channel": self.direct, **self._written(text), **more}

    async def edit(self, ts: str, before: str, after: str) -> Acknowledged:
        """Change a direct message of theirs."""
        message = {"type": "message", **self._written(before), "ts": ts}
        changed = message | {"text": after, "edited": {"user": self.id, "ts": self.slack.world.ts()}}
        return await self._revise("message_changed", previous_message=message, message=changed)

    async def delete(self, ts: str, before: str) -> Acknowledged:
        """Delete a direct message of theirs."""
        message = {"type": "message", **self._written(before), "ts": ts}
        return await self._revise("message_deleted", previous_message=message, deleted_ts=ts)

    async def _revise(self, subtype: str, **more: Any) -> Acknowledged:
        here = {"type": "message", "channel_type": "im", "channel": self.direct, "hidden": True}
        return await self.event(here | {"subtype": subtype, "ts": self.slack.world.ts(), **more})

    async def mention(self, channel: str, text: str, **more: Any) -> Acknowledged:
        """A mention in a channel."""
        bot = self.slack.world.workspaces[self.at].bot_user
        return await self.event(
            {"type": "app_mention", "channel": channel, **self._written(f"<@{bot}> {text}"), **more}
        )

    async def event(self, event: dict[str, Any], *, id: str = "", retry: int = 0) -> Acknowledged:
        return await self._send("events_api", self.envelope(event, id), retry)

    async def insist(self, event: dict[str, Any], id: str) -> list[Acknowledged]:
        """An event that Slack sends again on its schedule until it is taken; every answer to it."""
        answers = [await self.event(event, id=id)]
        for retry, wait in enumerate(RETRIES, start=1):
            if answers[-1].status == 200:
                break
            self.slack.world.meter.passed += wait
            answers.append(await self.event(event, id=id, retry=retry))
        return answers

    def envelope(self, event: dict[str, Any], id: str = "") -> dict[str, Any]:
        installed = self.slack.world.workspaces[self.at]
        authorization = {
            "enterprise_id": self.at if installed.teams else None,
            "team_id": None if installed.teams else self.at,
            "user_id": installed.bot_user,
            "is_bot": True,
            "is_enterprise_install": bool(installed.teams),
        }
        return {
            "token": "legacy",
            "team_id": self.team if installed.teams else self.at,
            "api_app_id": "A1",
            "type": "event_callback",
            "event_id": id or f"Ev{self.slack.world.number()}",
            "event_time": int(time.time()),
            "authorizations": [authorization],
            "is_ext_shared_channel": self.team != self.at,
            "event": event,
        }

    async def open_home(self, tab: str = "home") -> Acknowledged:
        return await self.event({"type": "app_home_opened", "user": self.id, "channel": self.direct, "tab": tab})

    async def command(self, text: str, channel: str = "C9") -> Acknowledged:
        """``/coalition text``, in any conversation."""
        fields = {
            "command": "/coalition",
            "text": text,
            "user_id": self.id,
            "team_id": self.team,
            "channel_id": channel,
            "is_enterprise_install": str(bool(self._organisation)).lower(),
            **({"enterprise_id": self.at} if self._organisation else {}),
        }
        return await self._send("slash_commands", {**fields, "api_app_id": "A1", **self._answerable(channel)})

    async def shortcut(self, text: str, channel: str = "C9") -> Acknowledged:
        """Ask the team about this, on somebody's message."""
        message = {"type": "message", "user": "UX", "text": text, "ts": self.slack.world.ts()}
        payload = {
            "type": "message_action",
            "callback_id": "ask_team_about",
            "channel": {"id": channel},
            "message": message,
        }
        return await self._interact({**payload, "action_ts": self.slack.world.ts(), **self._answerable(channel)})

    async def press(self, label: str, channel: str = "", **values: Any) -> Acknowledged:
        """The latest button with this label in a conversation; ``values`` by field name where it sends a form."""
        channel = channel or self.direct
        message, element = self._button(label, channel)
        return await self.act(message, element, channel, state=_state(message["blocks"], values))

    async def pick(self, action: str, value: str) -> Acknowledged:
        """Pick an option of the latest choice with this action in the direct conversation."""
        for message in reversed(self.slack.world.channels[self.direct].messages):
            for block in message.get("blocks", ()):
                element = block.get("accessory") or {}
                if element.get("action_id") == action:
                    return await self.act(message, {**element, **_entered(element, value)}, self.direct)
        raise AssertionError(f"no choice {action!r} in {self.direct}")

    async def act(self, message: dict[str, Any], element: dict[str, Any], channel: str, **more: Any) -> Acknowledged:
        """Use an element of a message."""
        return await self._interact(self.pressed(message, element, channel, **more))

    def pressed(self, message: dict[str, Any], element: dict[str, Any], channel: str, **more: Any) -> dict[str, Any]:
        container = {
            "type": "message",
            "message_ts": message["ts"],
            "channel_id": channel,
            "is_ephemeral": any(message is one for one in self.slack.world.whispers),
        }
        if "thread_ts" in message:
            container["thread_ts"] = message["thread_ts"]
        shown = {} if container["is_ephemeral"] else {"message": message}
        return {
            "type": "block_actions",
            "container": container,
            "channel": {"id": channel, "name": "directmessage" if channel.startswith("D") else "general"},
            **shown,
            "actions": [{**element, "action_ts": self.slack.world.ts()}],
            **self._answerable(channel, shown.get("message")),
            **more,
        }

    async def press_at_home(self, label: str, shown: dict[str, Any] | None = None) -> Acknowledged:
        """A button of the Home tab, as it is or as it was ``shown`` before."""
        view = shown or self.slack.world.homes[self.id]
        element = _find(view["blocks"], label)
        acted = {**element, "action_ts": self.slack.world.ts()}
        return await self._interact(
            {
                "type": "block_actions",
                "container": {"type": "view", "view_id": view["id"]},
                "view": view,
                "actions": [acted],
                "trigger_id": self.slack.world.trigger(),
            }
        )

    async def press_in_modal(self, label: str, view: dict[str, Any]) -> Acknowledged:
        acted = {**_find(view["blocks"], label), "action_ts": self.slack.world.ts()}
        trigger = self.slack.world.trigger(view["id"])
        container = {"type": "view", "view_id": view["id"]}
        return await self._interact(
            {"type": "block_actions", "container": container, "view": view, "actions": [acted], "trigger_id": trigger}
        )

    async def submit(self, view: dict[str, Any], **values: Any) -> Acknowledged:
        """Send a modal; ``values`` by field name, as Slack's state has them or as plain text."""
        answer = await self._interact(
            {
                "type": "view_submission",
                "view": {**view, "state": _state(view["blocks"], values)},
                "trigger_id": self.slack.world.trigger(view["id"]),
                "response_urls": [],
            }
        )
        if answer.status == 200 and not answer.body:
            self.slack.world.views.pop(view["id"], None)
        return answer

    def modal(self) -> dict[str, Any]:
        """The modal that was opened last."""
        return list(self.slack.world.views.values())[-1]

    async def _send(self, kind: Kind, payload: dict[str, Any], retry: int = 0) -> Acknowledged:
        """Nobody does more than one thing a second."""
        self.slack.world.meter.passed += 1
        return await self.sending.send(kind, payload, retry)

    async def _interact(self, payload: dict[str, Any]) -> Acknowledged:
        user, team = {"id": self.id, "username": "x", "team_id": self.team}, {"id": self.team, "domain": "x"}
        whole = {"enterprise": self._organisation, "is_enterprise_install": bool(self._organisation)}
        return await self._send(
            "interactive", {"user": user, "team": team, **whole, "api_app_id": "A1", "token": "legacy", **payload}
        )

    @property
    def _organisation(self) -> dict[str, str] | None:
        return {"id": self.at, "name": "x"} if self.slack.world.workspaces[self.at].teams else None

    def _answerable(self, channel: str, message: dict[str, Any] | None = None) -> dict[str, Any]:
        """Where to answer; ``message`` is what such an answer may replace."""
        world = self.slack.world
        id = str(world.number())
        world.response_urls[id] = {"channel": channel, "user": self.id, "answers": [], "message": message}
        return {"trigger_id": world.trigger(), "response_url": f"{self.slack.origin}/response/{id}"}

    def _written(self, text: str) -> dict[str, Any]:
        return {"user": self.id, "text": text, "ts": self.slack.world.ts(), "team": self.team}

    def _button(self, label: str, channel: str) -> tuple[dict[str, Any], dict[str, Any]]:
        whispers = [one for one in self.slack.world.whispers if one["channel"] == channel and one["user"] == self.id]
        posted = self.slack.world.channels[channel].messages if channel in self.slack.world.channels else []
        for message in sorted([*posted, *whispers], key=lambda one: float(one["ts"]), reverse=True):
            element = _find(message.get("blocks", []), label)
            if element:
                return message, element
        raise AssertionError(f"no button {label!r} in {channel}")


def _find(blocks: list[dict[str, Any]], label: str) -> dict[str, Any]:
    elements = [element for block in blocks for element in block.get("elements", ()) if element.get("type") == "button"]
    return next((element for element in elements if element["text"]["text"] == label), {})


def _state(blocks: list[dict[str, Any]], values: dict[str, Any]) -> dict[str, Any]:
    """What is entered in the fields among these blocks."""
    fields = [(block["block_id"], block["element"]) for block in blocks if block["type"] == "input"]
    return {"values": {id: {one["action_id"]: _entered(one, values.get(id.partition(":")[2]))} for id, one in fields}}


def options_of(element: dict[str, Any]) -> list[dict[str, Any]]:
    """All options of an element, in groups or not."""
    groups = element.get("option_groups", ())
    return [*element.get("options", ()), *(option for group in groups for option in group["options"])]


def _entered(element: dict[str, Any], value: Any) -> dict[str, Any]:
    """What Slack's state holds of an element, given a value (several for a multi-select) or the state itself."""
    kind = element["type"]
    if isinstance(value, dict):
        return {"type": kind, **value}
    chosen = [one for one in options_of(element) if one["value"] in (value if isinstance(value, list) else [value])]
    match kind:
        case "multi_static_select":
            return {"type": kind, "selected_options": chosen}
        case "static_select" | "radio_buttons":
            return {"type": kind, "selected_option": chosen[0] if chosen else None}
        case "datepicker":
            return {"type": kind, "selected_date": value or None}
        case "timepicker":
            return {"type": kind, "selected_time": value or None}
        case _:
            return {"type": kind, "value": value}
