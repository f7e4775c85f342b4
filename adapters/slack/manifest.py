"""The app manifest: what Slack must know and permit for the features here, and no more."""

from __future__ import annotations

import json
from typing import Any

from adapters.slack.keys import keys_of
from adapters.slack.surface import prompts
from bot.settings import Settings
from bot.words import words_for

SCOPES = {
    "app_mentions:read": "hears what mentions it in channels",
    "assistant:write": "shows suggested prompts and a status",
    "channels:history": "looks whether a message in doubt has arrived in a channel",
    "channels:read": "learns who joined a channel that it is in",
    "chat:write": "answers",
    "commands": "offers /coalition and the shortcut on messages",
    "groups:history": "looks whether a message in doubt has arrived in a private channel",
    "groups:read": "learns who joined a private channel that it is in",
    "im:history": "hears direct messages",
    "im:write": "begins a direct conversation",
    "mpim:write": "begins a conversation of people who both agreed to be introduced",
    "users:read": "knows a person's name, time zone and language",
    "users:read.email": "knows which person of the coalition this is",
}
"""The bot's scopes, and what each is for."""

EVENTS = (
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "channel_id_changed",
    "member_joined_channel",
    "message.im",
    "team_access_granted",
    "team_access_revoked",
    "tokens_revoked",
)
IN_THREADS = ("message.channels", "message.groups")
"""What is heard besides where ``slack.hear_threads`` is set. The scopes are those of the history."""
MAX_NAME, MAX_SHORT, MAX_AGENT = 35, 140, 300
COMMAND = "/coalition"
SHORTCUT = "ask_team_about"


def manifest(settings: Settings) -> str:
    """The manifest as JSON, to be pasted at api.slack.com/apps."""
    return json.dumps(_manifest(settings), indent=2, ensure_ascii=False)


def _manifest(settings: Settings) -> dict[str, Any]:
    url = f"{settings.public_url}/slack/events"
    public = settings.public_url.startswith("https://")
    keys = keys_of(settings)
    socket = bool(keys.app_token) or not public
    request = {} if socket else {"request_url": url}
    redirects = {"redirect_urls": [f"{settings.public_url}/slack/oauth_redirect"]} if public else {}
    events = [*EVENTS, *(IN_THREADS if settings.config.slack.hear_threads else ())]
    name, described = settings.config.coalition.name, _description(settings)
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {"name": name[:MAX_NAME].strip(), "description": described[:MAX_SHORT]},
        "features": _features(settings, {} if socket else {"url": url}),
        "oauth_config": {"scopes": {"bot": list(SCOPES)}, **redirects},
        "settings": {
            "event_subscriptions": {**request, "bot_events": events},
            "interactivity": {"is_enabled": True, **request},
            "org_deploy_enabled": keys.installs,
            "socket_mode_enabled": socket,
            "token_rotation_enabled": False,
        },
    }


def _description(settings: Settings) -> str:
    coalition = settings.config.coalition
    words = words_for(coalition.language)
    return words("Answers questions about {coalition}, with the source beside it.", coalition=coalition.name)


def _features(settings: Settings, address: dict[str, str]) -> dict[str, Any]:
    coalition = settings.config.coalition
    words = words_for(coalition.language)
    command = {
        "command": COMMAND,
        "description": words("Ask a question"),
        "usage_hint": words("your question, or: help"),
        "should_escape": True,
        **address,
    }
    shortcut = {
        "name": words("Ask the team about this")[:24],
        "type": "message",
        "callback_id": SHORTCUT,
        "description": words("Put a question to {team}", team=coalition.team)[:150],
    }
    described = _description(settings)[:MAX_AGENT]
    return {
        "agent_view": {"agent_description": described, "suggested_prompts": prompts(words)},
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True, "messages_tab_read_only_enabled": False},
        "bot_user": {"display_name": coalition.name[:80], "always_online": True},
        "shortcuts": [shortcut],
        "slash_commands": [command],
    }
