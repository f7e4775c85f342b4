"""The Web API methods of the mock Slack: arguments in, Slack's answer out, refusing what Slack refuses."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from tests.wire.slack.limits import message_problems, view_problems
from tests.wire.slack.refusals import Refused
from tests.wire.slack.world import Channel, Workspace, World

MOST_VIEWS = 3
"""Views in one stack."""
UNLISTED_PAGE = 15
"""Messages of a history that an app outside the Marketplace is shown at once."""
OF_SEVERAL = "mpim:write"
"""What conversations.open needs for several people, besides the scope for one."""


def auth_test(world: World, workspace: Workspace, arguments: dict[str, Any]) -> dict[str, Any]:
    return {
        "url": "https://imagined.example/",
        "team": workspace.name,
        "team_id": workspace.id,
        "user": "coalition",
        "user_id": workspace.bot_user,
        "bot_id": workspace.bot_id,
        "enterprise_id": workspace.id if workspace.teams else None,
        "is_enterprise_install": bool(workspace.teams),
    }


def users_info(world: World, workspace: Workspace, arguments: dict[str, Any]) -> dict[str, Any]:
    user = str(arguments.get("user"))
    if not world.sees(user, workspace):
        raise Refused("user_not_found")
    return {"user": world.users[user].as_json(with_email="users:read.email" in workspace.scopes)}


def conversations_open(world: World, workspace: Workspace, arguments: dict[str, Any]) -> dict[str, Any]:
    users = str(arguments.get("users", "")).split(",")
    if not 1 <= len(users) <= 8 or not users[0]:
        raise Refused("users_list_not_supplied")
    if not all(world.sees(user, workspace) for user in users):
        raise Refused("user_not_found")
    if len(users) > 1:
        if OF_SEVERAL not in workspace.scopes.split(","):
            raise Refused("missing_scope")
        return {"channel": {"id": world.group(users, workspace.id).id}}
    return {"channel": {"id": world.direct(users[0], workspace.id).id}}


def conversations_history(world: World, workspace: Workspace, arguments: dict[str, Any]) -> dict[str, Any]:
    channel = _history(world, workspace, arguments)
    messages = [message for message in channel.messages if message.get("thread_ts", message["ts"]) == message["ts"]]
    return _page(world, list(reversed(messages)), arguments)


def conversations_replies(world: World, workspace: Workspace, arguments: dict[str, Any]) -> dict[str, Any]:
    channel, thread = _history(world, workspace, arguments), arguments.get("ts")
    messages = [message for message in channel.messages if thread in (message["ts"], message.get("thread_ts"))]
    if not messages:
        raise Refused("thread_not_found")
    return _page(world, messages, arguments)


def chat_post_message(world: World, workspace: Workspace, arguments: dict[str, Any]) -> dict[str, Any]:
    channel = _channel(world, workspace, {"channel": world.meant(str(arguments.get("channel")), workspace)})
    _check(message_problems(arguments), "invalid_blocks")
    message = {
        "type": "message",
        "ts": world.ts(),
        "user": workspace.bot_user,
        "bot_id": workspace.bot_id,
        "team": workspace.id,
        **{key: arguments[key] for key in ("text", "blocks", "metadata", "thread_ts") if key in arguments},
    }
    channel.messages.append(message)
    return {"channel": channel.id, "ts": message["ts"], "message": message}


def chat_post_ephemeral(world: World, workspace: Workspace, arguments: dict[str, Any]) -> dict[str, Any]:
    channel = _channel(world, workspace, arguments)
    if arguments.get("user") not in channel.members:
        raise Refused("user_not_in_channel")
    _check(message_problems(arguments), "invalid_blocks")
    world.whispers.append({**arguments, "response_type": "ephemeral", "ts": world.ts()})
    return {"message_ts": world.whispers[-1]["ts"]}


def chat_update(world: World, workspace: Workspace, arguments: dict[str, Any]) -> dict[str, Any]:
    channel = _channel(world, workspace, arguments)
    message = next((one for one in channel.messages if one["ts"] == arguments.get("ts")), None)
    if message is None:
        raise Refused("message_not_found")
    if message.get("bot_id") != workspace.bot_id:
        raise Refused("cant_update_message")
    _check(message_problems(arguments, "chat.update"), "invalid_blocks")
    message.update({key: arguments[key] for key in ("text", "blocks") if key in arguments})
    return {"channel": channel.id, "ts": message["ts"], "text": message["text"]}


def views_open(world: World, workspace: Workspace, arguments: dict[str, Any]) -> dict[str, Any]:
    _exchange(world, arguments)
    return {"view": _new_view(world, workspace, arguments["view"])}


def views_push(world: World, workspace: Workspace, arguments: dict[str, Any]) -> dict[str, Any]:
    """Only from within an open view, and at most two above the first."""
    below = world.views.get(world.triggered_in.get(str(arguments.get("trigger_id")), ""))
    if below is None:
        raise Refused("not_found")
    if len([view for view in world.views.values() if view["root_view_id"] == below["root_view_id"]]) >= MOST_VIEWS:
        raise Refused("push_limit_reached")
    _exchange(world, arguments)
    return {"view": _new_view(world, workspace, arguments["view"], below)}


def views_update(world: World, workspace: Workspace, arguments: dict[str, Any]) -> dict[str, Any]:
    old = world.views.get(str(arguments.get("view_id")))
    if old is None:
        raise Refused("not_found")
    if "hash" in arguments and arguments["hash"] != old["hash"]:
        raise Refused("hash_conflict")
    _check(view_problems(arguments["view"]), "invalid_arguments")
    old.update(arguments["view"], hash=str(world.number()))
    return {"view": old}


def views_publish(world: World, workspace: Workspace, arguments: dict[str, Any]) -> dict[str, Any]:
    _check(view_problems(arguments["view"]), "invalid_arguments")
    old = world.homes.get(arguments["user_id"])
    if "hash" in arguments and arguments["hash"] != (old or {}).get("hash"):
        raise Refused("hash_conflict")
    view = {**arguments["view"], "id": f"V{world.number()}", "hash": str(world.number()), "team_id": workspace.id}
    world.homes[arguments["user_id"]] = view
    return {"view": view}


def set_status(world: World, workspace: Workspace, arguments: dict[str, Any]) -> dict[str, Any]:
    _channel(world, workspace, {"channel": arguments.get("channel_id")})
    if not arguments.get("thread_ts"):
        raise Refused("invalid_arguments")
    world.statuses[arguments["channel_id"], arguments["thread_ts"]] = arguments["status"]
    return {}


def set_prompts(world: World, workspace: Workspace, arguments: dict[str, Any]) -> dict[str, Any]:
    prompts = arguments.get("prompts") or []
    if not 1 <= len(prompts) <= 4 or any(not (prompt.get("title") and prompt.get("message")) for prompt in prompts):
        _check(["suggested prompts: from one to four, each with title and message"], "invalid_arguments")
    return {}


def _check(problems: list[str], code: str) -> None:
    if problems:
        raise Refused(code, problems)


def _channel(world: World, workspace: Workspace, arguments: dict[str, Any]) -> Channel:
    channel = world.channels.get(str(arguments.get("channel")))
    if channel is None or not workspace.covers(channel.team):
        raise Refused("channel_not_found")
    if workspace.bot_user not in channel.members:
        raise Refused("not_in_channel")
    if channel.archived:
        raise Refused("is_archived")
    return channel


def _history(world: World, workspace: Workspace, arguments: dict[str, Any]) -> Channel:
    channel = _channel(world, workspace, arguments)
    needed = "mpim:history" if channel.together else HISTORY[channel.id[0]]
    if needed not in workspace.scopes.split(","):
        raise Refused("missing_scope", needed=needed, provided=workspace.scopes)
    return channel


def _exchange(world: World, arguments: dict[str, Any]) -> None:
    """A trigger opens one view, soon."""
    expires = world.triggers.get(str(arguments.get("trigger_id")))
    if expires is None:
        raise Refused("invalid_trigger_id")
    if expires == 0:
        raise Refused("exchanged_trigger_id")
    if time.monotonic() > expires:
        raise Refused("expired_trigger_id")
    world.triggers[str(arguments["trigger_id"])] = 0


def _new_view(
    world: World, workspace: Workspace, view: dict[str, Any], below: dict[str, Any] | None = None
) -> dict[str, Any]:
    _check(view_problems(view), "invalid_arguments")
    id = f"V{world.number()}"
    made = {
        **view,
        "id": id,
        "hash": str(world.number()),
        "team_id": workspace.id,
        "app_installed_team_id": workspace.id,
        "root_view_id": below["root_view_id"] if below else id,
        "previous_view_id": below["id"] if below else None,
    }
    world.views[id] = {"state": {"values": {}}, **made}
    return world.views[id]


def _page(world: World, messages: list[dict[str, Any]], arguments: dict[str, Any]) -> dict[str, Any]:
    oldest = float(arguments.get("oldest") or 0)
    with_metadata = str(arguments.get("include_all_metadata", "")).lower() in ("1", "true")
    kept = [message for message in messages if float(message["ts"]) >= oldest]
    start, size = int(arguments.get("cursor") or 0), min(int(arguments.get("limit") or 100), world.page)
    size = min(size, UNLISTED_PAGE) if world.unlisted else size
    shown = [
        one if with_metadata else {k: v for k, v in one.items() if k != "metadata"}
        for one in kept[start : start + size]
    ]
    following = str(start + size) if start + size < len(kept) else ""
    return {"messages": shown, "has_more": bool(following), "response_metadata": {"next_cursor": following}}


METHODS: dict[str, tuple[str, Callable[[World, Workspace, dict[str, Any]], dict[str, Any]]]] = {
    "auth.test": ("", auth_test),
    "users.info": ("users:read", users_info),
    "conversations.open": ("im:write", conversations_open),
    "conversations.history": ("", conversations_history),
    "conversations.replies": ("", conversations_replies),
    "chat.postMessage": ("chat:write", chat_post_message),
    "chat.postEphemeral": ("chat:write", chat_post_ephemeral),
    "chat.update": ("chat:write", chat_update),
    "views.open": ("", views_open),
    "views.push": ("", views_push),
    "views.update": ("", views_update),
    "views.publish": ("", views_publish),
    "assistant.threads.setStatus": ("chat:write", set_status),
    "assistant.threads.setSuggestedPrompts": ("assistant:write", set_prompts),
}
HISTORY = {"C": "channels:history", "D": "im:history", "G": "groups:history"}
"""The scope that reading a conversation needs, by the first letter of its id."""
READS = frozenset({"users.info", "conversations.history", "conversations.replies"})
"""Methods that take forms and queries, but no JSON."""
