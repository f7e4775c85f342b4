"""What an error of the connector means: the outcome, and what becomes of the conversation's reference."""

from __future__ import annotations

from typing import Literal

from adapters.teams.transport import Lost, Refused, Unreachable
from bot.platform import Later, Never, Unknown

Fate = Literal["keep", "drop", "rehost"]

CODES: dict[str, tuple[Never, Fate]] = {
    "ConversationBlockedByUser": (Never("the person has blocked the bot in Teams", gone=True), "keep"),
    "MessageWritesBlocked": (Never("the person has blocked or removed the bot in Teams", gone=True), "keep"),
    "BotNotInConversationRoster": (Never("the bot has been removed from this Teams conversation", gone=True), "drop"),
    "BotDisabledByAdmin": (Never("an administrator has switched the bot off in Teams"), "keep"),
    "ForbiddenOperationException": (
        Never("Teams does not allow the bot to write here: its app is blocked or missing"),
        "keep",
    ),
    "NotEnoughPermissions": (Never("the bot lacks a permission in this Teams conversation"), "keep"),
    "ConversationNotFound": (Never("this Teams conversation no longer exists"), "rehost"),
    "MessageSizeTooBig": (Never("the message is too large for Teams"), "keep"),
}
"""Error codes after which trying again is useless. A conversation that was not found may have moved to the service
that the tenant now speaks through; one that is not found there either is dropped. The account is gone only where the
person is the cause: what an administrator has switched off may be on again tomorrow, for everybody."""
NOBODY = Never("the person is no longer in this Teams tenant", gone=True)
"""What it means that there is nobody to open a conversation with."""

REFUSED_WAIT = 60.0
"""Seconds before a refused token is tried again: a secret may just have been renewed."""
LONGEST_WAIT = 300.0
STOPPED: dict[int, tuple[Never, Fate]] = {
    403: (Never("Teams does not allow the bot to write here"), "keep"),
    404: (Never("this message or conversation is not there in Teams"), "keep"),
    413: (Never("the message is too large for Teams"), "keep"),
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
            unknown: tuple[Never, Fate] = Never(f"Teams refused the message ({error})"), "keep"
            return CODES.get(code) or STOPPED.get(status) or unknown


def backoff(failures: int) -> float:
    """Seconds to wait: 2, 4, 8 ... up to five minutes."""
    return min(LONGEST_WAIT, 2.0 ** (min(failures, 8) + 1))
