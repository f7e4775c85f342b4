"""What Slack's refusals mean: each becomes an outcome, with a reason that people understand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.platform import Later, Never, Unknown

REASONS = {
    "account_inactive": "the workspace has removed the bot",
    "token_revoked": "the workspace has removed the bot",
    "token_expired": "the workspace's permission for the bot has run out",
    "invalid_auth": "Slack does not accept the bot's token",
    "not_authed": "the bot has no token for this workspace",
    "missing_scope": "the bot lacks a permission in this workspace; `bot doctor` names it",
    "channel_not_found": "the conversation no longer exists, or the bot may not see it",
    "not_in_channel": "the bot is not a member of this channel",
    "is_archived": "the channel is archived",
    "user_not_found": "the person is no longer in this workspace",
    "users_not_found": "the person is no longer in this workspace",
    "user_not_in_channel": "the person is not a member of this channel",
    "user_disabled": "the person's account is closed",
    "cannot_dm_bot": "this account is a bot's",
    "messages_tab_disabled": "the app's messages tab is switched off",
    "restricted_action": "the workspace's settings do not let the bot write here",
    "msg_too_long": "the message is too long for Slack",
    "invalid_blocks": "Slack refuses the message's layout",
    "message_not_found": "the message no longer exists",
    "cant_update_message": "this message can no longer be changed",
    "expired_trigger_id": "it took too long to open the form",
    "exchanged_trigger_id": "the form was opened before",
    "push_limit_reached": "three forms are open one above the other, and Slack allows no more",
    "not_found": "the form was closed",
    "hash_conflict": "it was drawn anew meanwhile",
    "msg_blocks_too_long": "the message is too long for Slack",
    "view_too_large": "the page is too large for Slack",
}
DRAWN_MEANWHILE = Never(REASONS["hash_conflict"])
GONE = frozenset({"user_not_found", "users_not_found", "user_disabled"})
"""The person's account is no more, or none that the bot may see."""
IN_DOUBT = frozenset({"internal_error", "fatal_error", "request_timeout"})
LATER = {
    "ratelimited": 30.0,
    "rate_limited": 30.0,
    "service_unavailable": 30.0,
    "team_added_to_org": 60.0,
}
"""Errors that pass, and the seconds to wait where Slack does not say how long."""

FAILURES = (SlackApiError, aiohttp.ClientError, TimeoutError, OSError)
"""What a call can end in instead of an answer."""


class CallFailed(Exception):
    """A call to Slack that did not succeed; ``code`` is Slack's own word, empty where there is none."""

    def __init__(self, outcome: Later | Never | Unknown, code: str = "") -> None:
        super().__init__(code or outcome.reason)
        self.outcome = outcome
        self.code = code


def failed(error: Exception) -> CallFailed:
    """What one of ``FAILURES`` means."""
    match error:
        case aiohttp.ClientConnectorError():
            return CallFailed(Later(5.0, "Slack cannot be reached"))
        case TimeoutError():
            return CallFailed(Unknown("Slack did not answer in time"))
        case _:
            return CallFailed(Unknown("the connection to Slack broke"))


def refused(status: int, answer: Mapping[str, Any], headers: Mapping[str, str]) -> CallFailed:
    """What an answer means that is not "ok"."""
    code = str(answer.get("error") or "")
    if status == 429 or code in LATER:
        told = headers.get("Retry-After", "")
        wait = float(told) if told.isdecimal() else LATER.get(code, 30.0)
        return CallFailed(Later(wait, "Slack asks the bot to slow down"), code)
    if status >= 500 or code in IN_DOUBT or not code:
        return CallFailed(Unknown(f"Slack had a fault of its own ({code or status})"), code)
    return CallFailed(Never(REASONS.get(code, f"Slack refused it ({code})"), gone=code in GONE), code)
