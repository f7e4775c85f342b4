"""Slack's payloads to events. Pure: nothing is looked up, so a place that only a call can tell is a person's id."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

from adapters.slack.inputs import chosen, values_of
from adapters.slack.mrkdwn import plain
from adapters.slack.render import MODAL_FORM
from bot.events import DELETED, Action, Arrival, Event, Message, Place, Press, Sender, Sent, Submission

NAME = "slack"
HOME = "home"
"""Stands for a thread in the place that is somebody's Home tab."""
WRITTEN = frozenset({None, "file_share", "me_message", "thread_broadcast"})
"""Subtypes of messages that a person wrote just now."""

Payload = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Moment:
    """What can be done about an event only now, and where it came from."""

    surface: Literal["message", "home", "modal", "command", "none"] = "none"
    trigger: str = ""
    response_url: str = ""
    whispered: bool = False
    """Only the person sees the message or command that this came from."""
    at_home: bool = False
    """It began at the Home tab, which is drawn again after it."""
    home: str = ""
    """What Slack calls the Home tab as it was then, where that is told: its hash."""
    overheard: bool = False
    """It was said in a thread without a mention: meant for the bot only if this person talks with it there."""


Heard = tuple[Event, Moment]


def heard(payload: Payload, now: dt.datetime) -> Heard | None:
    """The event in a payload; None for what needs no answer.

    Raises:
        KeyError, TypeError, ValueError, AttributeError, IndexError: the payload has not the documented shape.
    """
    reader = READERS.get(payload.get("type", "command" if "command" in payload else ""))
    return reader(payload, now) if reader else None


def home_team(payload: Payload) -> str:
    """The installation that this came through: the workspace that installed the bot, though a person of another one
    may be acting (Slack Connect), or the organisation where that installed it for all its workspaces."""
    view, message, team = payload.get("view"), payload.get("message"), payload.get("team")
    authorization = (payload.get("authorizations") or [{}])[0]
    candidates = (
        _organisation(authorization) or authorization.get("team_id"),
        view.get("app_installed_team_id") if isinstance(view, dict) else None,
        _organisation(payload),
        message.get("team") if isinstance(message, dict) and payload.get("type") == "block_actions" else None,
        payload.get("team_id"),
        team.get("id") if isinstance(team, dict) else None,
        (payload.get("user") or {}).get("team_id") if isinstance(payload.get("user"), dict) else None,
    )
    return next((str(team) for team in candidates if team), "")


def _organisation(told: Payload) -> str | None:
    """The organisation, where it installed the bot as a whole; a slash command says so in words."""
    if told.get("is_enterprise_install") not in (True, "true"):
        return None
    return told.get("enterprise_id") or (told.get("enterprise") or {}).get("id")


def direct(team: str, user: str) -> Place:
    """A person's direct conversation, named by the person until its channel is known."""
    return Place(NAME, team, user)


def home_place(team: str, user: str) -> Place:
    """A person's Home tab."""
    return Place(NAME, team, user, HOME)


def is_direct(place: Place) -> bool:
    """Whether the place still stands for a person whose direct channel must be found."""
    return place.private and place.thread != HOME and place.id[:1] in ("U", "W")


def _event(payload: Payload, now: dt.datetime) -> Heard | None:
    event = payload["event"]
    reader = EVENTS.get(event["type"])
    return reader(payload, event, now) if reader else None


def _message(payload: Payload, event: Payload, now: dt.datetime) -> Heard | None:
    """A direct message, or a reply in a channel's thread that mentions nobody. What mentions the bot comes as a
    mention, and nothing is answered twice."""
    kind, thread, text = event.get("channel_type"), event.get("thread_ts"), event.get("text") or ""
    if event.get("subtype") in CHANGED:
        return CHANGED[event["subtype"]](payload, event, now)
    if event.get("subtype") not in WRITTEN or _by_bot(payload, event):
        return None
    if kind == "im":
        return _said(payload, event, Place(NAME, home_team(payload), event["channel"], thread), now)
    if kind not in ("channel", "group") or not thread or not text or "<@" in text:
        return None
    said = _said(payload, event, Place(NAME, home_team(payload), event["channel"], thread, private=False), now)
    return said[0], Moment("message", overheard=True)


def _mention(payload: Payload, event: Payload, now: dt.datetime) -> Heard | None:
    """A mention in a channel, answered in its thread."""
    if _by_bot(payload, event):
        return None
    thread = event.get("thread_ts") or event["ts"]
    private = event["channel"].startswith("D")
    place = Place(NAME, home_team(payload), event["channel"], None if private else thread, private=private)
    return _said(payload, event, place, now)


def _said(payload: Payload, event: Payload, place: Place, now: dt.datetime) -> tuple[Message, Moment]:
    text = plain(event.get("text") or "", _bot_user(payload)) or "help"
    sender = Sender(NAME, _team_of(payload, event), event["user"])
    origin, files = f"{event.get('channel', '')}-{event.get('ts', '')}", len(event.get("files") or ())
    at = _moment(event.get("ts"), now)
    return Message(payload["event_id"], at, sender, place, text, origin=origin, files=files), Moment("message")


def _edited(payload: Payload, event: Payload, now: dt.datetime) -> Heard | None:
    """Other words in the place of what somebody wrote to the bot alone. Slack also tells of previews that it adds."""
    written, before = event.get("message"), event.get("previous_message")
    if event.get("channel_type") != "im" or not isinstance(written, dict) or _by_bot(payload, written):
        return None
    if isinstance(before, dict) and before.get("text") == written.get("text"):
        return None
    place = Place(NAME, home_team(payload), event["channel"], written.get("thread_ts"))
    said, moment = _said(payload, written | {"channel": event["channel"]}, place, now)
    return replace(said, edited=True), moment


def _deleted(payload: Payload, event: Payload, now: dt.datetime) -> Heard | None:
    """Somebody deleted what they had written to the bot alone."""
    before = event.get("previous_message")
    if event.get("channel_type") != "im" or not isinstance(before, dict) or _by_bot(payload, before):
        return None
    sender = Sender(NAME, _team_of(payload, before), before["user"])
    place = Place(NAME, home_team(payload), event["channel"])
    action = Action(DELETED, (f"{event['channel']}-{before['ts']}",))
    return Press(payload["event_id"], now, sender, place, action), Moment()


def _opened(payload: Payload, event: Payload, now: dt.datetime) -> Heard | None:
    if event.get("tab", HOME) != HOME:
        return None
    team, user = home_team(payload), event["user"]
    sender = Sender(NAME, _team_of(payload, event), user)
    return Arrival(payload["event_id"], now, sender, home_place(team, user), "opened"), Moment("home")


def _joined(payload: Payload, event: Payload, now: dt.datetime) -> Heard | None:
    """Somebody joined a channel: a person is greeted for their eyes only; the bot itself introduces itself to all."""
    place = Place(NAME, home_team(payload), event["channel"], private=False)
    if event["user"] != _bot_user(payload):
        sender = Sender(NAME, _team_of(payload, event), event["user"])
        return Arrival(payload["event_id"], now, sender, place, "joined"), Moment(whispered=True)
    if not event.get("inviter"):
        return None
    sender = Sender(NAME, _team_of(payload, event), event["inviter"])
    return Arrival(payload["event_id"], now, sender, place, "installed"), Moment()


def _pressed(payload: Payload, now: dt.datetime) -> Heard | None:
    element = payload["actions"][0]
    sender, moment = _person(payload), _moment(element.get("action_ts"), now)
    place, sent, here = _origin(payload, sender)
    id = _id(payload)
    if element["type"] == "button" and element["action_id"].startswith("submit."):
        values = values_of(payload["state"]["values"], int(element["action_id"].removeprefix("submit.")))
        return Submission(id, moment, sender, place, Action.unpack(element["value"]), values, sent), here
    if element["type"] == "button":
        return Press(id, moment, sender, place, Action.unpack(element.get("value", "")), (), sent), here
    return Press(id, moment, sender, place, Action.unpack(element["action_id"]), chosen(element), sent), here


def _submitted(payload: Payload, now: dt.datetime) -> Heard | None:
    view, sender = payload["view"], _person(payload)
    place, sent, at_home = _remembered(view, home_team(payload), sender)
    values = values_of(view["state"]["values"], MODAL_FORM)
    action = Action.unpack(view["callback_id"])
    here = Moment("modal", payload.get("trigger_id", ""), at_home=at_home)
    return Submission(_id(payload), now, sender, place, action, values, sent), here


def _shortcut(payload: Payload, now: dt.datetime) -> Heard | None:
    """The shortcut on a message: its text is filled into the form for the team."""
    sender = _person(payload)
    values = (plain(payload.get("message", {}).get("text") or ""),)
    place = direct(home_team(payload), sender.id)
    here = Moment("command", payload["trigger_id"], payload.get("response_url", ""), whispered=True)
    return Press(_id(payload), now, sender, place, Action("ask_team_form"), values), here


def _command(payload: Payload, now: dt.datetime) -> Heard | None:
    """A slash command says what a direct message would; no words at all ask for help."""
    sender = Sender(NAME, payload["team_id"], payload["user_id"])
    here = Moment("command", payload.get("trigger_id", ""), payload.get("response_url", ""), whispered=True)
    text = plain(payload.get("text") or "") or "help"
    return Message(_id(payload), now, sender, direct(home_team(payload), sender.id), text), here


def _origin(payload: Payload, sender: Sender) -> tuple[Place, Sent | None, Moment]:
    """Where a press happened: on a message, in a modal or on the Home tab."""
    team, trigger, container = home_team(payload), payload.get("trigger_id", ""), payload.get("container") or {}
    view = payload.get("view")
    if isinstance(view, dict) and view.get("type") == "modal":
        place, sent, at_home = _remembered(view, team, sender)
        return place, sent, Moment("modal", trigger, at_home=at_home)
    if isinstance(view, dict):
        return direct(team, sender.id), None, Moment("home", trigger, at_home=True, home=str(view.get("hash") or ""))
    url = payload.get("response_url", "")
    if container.get("is_ephemeral"):
        return direct(team, sender.id), None, Moment("message", trigger, url, whispered=True)
    message = payload.get("message") or {}
    channel = payload["channel"]["id"] if payload.get("channel") else container["channel_id"]
    thread = container.get("thread_ts") or message.get("thread_ts")
    place = Place(NAME, team, channel, thread, private=channel.startswith("D"))
    return place, Sent(place, container.get("message_ts") or message["ts"]), Moment("message", trigger, url)


def _remembered(view: Payload, team: str, sender: Sender) -> tuple[Place, Sent | None, bool]:
    """Where a modal belongs, the message it was opened from, and whether that was the Home tab."""
    if not view.get("private_metadata"):
        return direct(team, sender.id), None, False
    workspace, channel, thread, private, origin = json.loads(view["private_metadata"])
    place = Place(NAME, workspace, channel, thread, private=private)
    return place, Sent(place, origin) if origin not in ("", HOME) else None, origin == HOME


def _person(payload: Payload) -> Sender:
    user, team = payload["user"], payload.get("team") or {}
    return Sender(NAME, user.get("team_id") or team.get("id") or home_team(payload), user["id"])


def _team_of(payload: Payload, event: Payload) -> str:
    """The workspace that the acting person belongs to."""
    teams = (event.get("user_team"), event.get("team"), payload.get("team_id"))
    return next((team for team in teams if isinstance(team, str) and team.startswith("T")), home_team(payload))


def _bot_user(payload: Payload) -> str:
    return next((str(one["user_id"]) for one in payload.get("authorizations") or () if one.get("is_bot")), "")


def _by_bot(payload: Payload, event: Payload) -> bool:
    return bool(event.get("bot_id")) or not event.get("user") or event["user"] == _bot_user(payload)


def _moment(ts: str | None, now: dt.datetime) -> dt.datetime:
    return dt.datetime.fromtimestamp(float(ts), dt.UTC) if ts else now


def _id(payload: Payload) -> str:
    """Interactive payloads have no id of their own: the same payload again has the same digest."""
    lasting = {key: value for key, value in payload.items() if key not in ("token", "response_url")}
    return "interaction-" + hashlib.sha256(json.dumps(lasting, sort_keys=True).encode()).hexdigest()[:40]


READERS: dict[str, Callable[[Payload, dt.datetime], Heard | None]] = {
    "event_callback": _event,
    "block_actions": _pressed,
    "view_submission": _submitted,
    "message_action": _shortcut,
    "command": _command,
}
CHANGED: dict[str, Callable[[Payload, Payload, dt.datetime], Heard | None]] = {
    "message_changed": _edited,
    "message_deleted": _deleted,
}
EVENTS: dict[str, Callable[[Payload, Payload, dt.datetime], Heard | None]] = {
    "message": _message,
    "app_mention": _mention,
    "app_home_opened": _opened,
    "member_joined_channel": _joined,
}
