"""What an error of the connector means: the outcome, and what becomes of the conversation's reference."""

from __future__ import annotations

from typing import Literal

from adapters.teams.transport import Lost, Refused, Unreachable
from bot.platform import Later, Never, Unknown

Fate = Literal["keep", "drop", "rehost"]

CODES: dict[str, tuple[str, Fate]] = {
    "ConversationBlockedByUser": ("the person has blocked the bot in Teams", "keep"),
    "BotNotInConversationRoster": ("the bot has been removed from this Teams conversation", "drop"),
    "BotDisabledByAdmin": ("an administrator has switched the bot off in Teams", "keep"),
    "ForbiddenOperationException": (
        "Teams does not allow the bot to write here: its app is blocked or missing",
        "keep",
    ),
    "NotEnoughPermissions": ("the bot lacks a permission in this Teams conversation", "keep"),
    "ConversationNotFound": ("this Teams conversation no longer exists", "rehost"),
    "MessageSizeTooBig": ("the message is too large for Teams", "keep"),
}
"""Error codes after which trying again is useless. A conversation that was not found may have moved to the service
that the tenant now speaks through; one that is not found there either is dropped."""

REFUSED_WAIT = 60.0
"""Seconds before a refused token is tried again: a secret may just have been renewed."""
LONGEST_WAIT = 300.0
STOPPED: dict[int, tuple[str, Fate]] = {
    403: ("Teams does not allow the bot to write here", "keep"),
    404: ("this message or conversation is not there in Teams", "keep"),
    413: ("the message is too large for Teams", "keep"),
}


def meaning(error: Refused | Unreachable | Lost, failures: int) -> tuple[Later | Never | Unknown, Fate]:
    """``failures`` is how many calls to this service failed in a row before: waits double with each."""
    match error:
        case Unreachable():
            return Later(backoff(failures), f"Teams cannot be reached: {error}"), "keep"
        case Lost():
            return Unknown(f"the connection to Teams broke: {error}"), "keep"
        case Refused(status=429, retry_after=wait):
            return Later(backoff(failures) if wait is None else wait, "Teams asks the bot to slow down"), "keep"
        case Refused(status=412 | 502 | 503 | 504, retry_after=wait):
            return Later(backoff(failures) if wait is None else wait, f"Teams is busy ({error})"), "keep"
        case Refused(status=401):
            return Later(REFUSED_WAIT, f"Teams does not accept the bot's registration ({error})"), "keep"
        case Refused(status=status) if status >= 500 or status < 400:
            return Unknown(f"Teams failed ({error})"), "keep"
        case Refused(status=status, code=code):
            reason, fate = CODES.get(code) or STOPPED.get(status) or (f"Teams refused the message ({error})", "keep")
            return Never(reason), fate


def backoff(failures: int) -> float:
    """Seconds to wait: 2, 4, 8 ... up to five minutes."""
    return min(LONGEST_WAIT, 2.0 ** (min(failures, 8) + 1))
