"""What mail servers' replies mean (RFC 5321 codes, RFC 3463 enhanced ones), with reasons that people understand."""

from __future__ import annotations

import re
from typing import Literal

from bot.platform import Later, Never

Step = Literal["greeting", "encryption", "login", "sender", "recipient", "message"]

SET_UP: dict[Step, str] = {
    "greeting": "the mail server does not take the bot's calls",
    "encryption": "the mail server offers no encryption that the bot trusts",
    "login": "the mail server does not accept the bot's user name and password",
    "sender": "the mail server does not let the bot send from its address",
}
"""Refusals before anybody is named: they are about the set-up, which staff can mend while the mail waits."""
SET_UP_WAIT = 300.0
BUSY_WAIT = 60.0

REASONS = {
    "1.1": "the mailbox does not exist",
    "1.2": "the domain of the address does not exist",
    "1.3": "the address is not a valid one",
    "1.6": "the mailbox has moved away",
    "1.10": "the domain of the address takes no e-mail",
    "2.1": "the mailbox is closed",
    "2.2": "the mailbox is full",
    "2.3": "the message is too long for the mailbox",
    "3.4": "the message is too long for the mail server",
    "4.1": "the person's mail server cannot be reached",
    "4.4": "the domain of the address cannot be found",
    "4.6": "the person's mail server sends mail round in circles",
    "4.7": "the mail server tried for too long without success",
    "6.7": "the mail server cannot send to addresses with letters beyond ASCII",
}
PLAIN = {
    "421": "the mail server is busy",
    "450": "the mailbox is busy",
    "451": "the mail server has a fault of its own",
    "452": "the mail server has no room",
    "550": "the mailbox does not exist or does not take the bot's mail",
    "551": "the mailbox has moved away",
    "552": "the mailbox is full",
    "553": "the address is not a valid one",
}
DEAD = frozenset({"1.1", "1.2", "1.3", "1.6", "1.10", "2.1", "4.4"})
"""What is wrong with the address itself. A full mailbox may be emptied, and a refusal may be about the bot."""

_ENHANCED = re.compile(r"\b([245])\.(\d{1,3}\.\d{1,3})\b")


class Refused(Exception):
    """The mail server said no."""

    def __init__(self, step: Step, code: int, text: str) -> None:
        super().__init__(f"{step}: {code} {text}")
        self.step = step
        self.code = code
        self.text = text

    @property
    def detail(self) -> str:
        """The last two numbers of the enhanced code, such as ``1.1``; empty where there is none."""
        found = _ENHANCED.match(self.text)
        return found[2] if found else ""

    @property
    def about_address(self) -> bool:
        """Whether the address will never take mail, whoever sends it."""
        return self.code >= 500 and self.step in ("recipient", "message") and self.detail in DEAD

    @property
    def outcome(self) -> Later | Never:
        """What becomes of the message. ``Later(0)`` makes nobody else wait: the trouble is with this one address."""
        if self.step in SET_UP:
            busy = self.code < 500
            reason = "the mail server is busy" if busy else f"{SET_UP[self.step]}; `bot doctor` says more"
            return Later(BUSY_WAIT if busy else SET_UP_WAIT, reason)
        reason = reason_for(self.detail, str(self.code))
        if self.code >= 500:
            return Never(reason)
        return Later(BUSY_WAIT if self.code == 421 else 0.0, reason)


def reason_for(detail: str, code: str = "") -> str:
    """A reason in words, from an enhanced code without its first number, else from a plain one."""
    if detail in REASONS:
        return REASONS[detail]
    if detail.startswith("7."):
        return "the person's mail server refuses mail from the bot, or takes it for spam"
    return PLAIN.get(code) or f"the mail server refused it ({code or detail or 'no code'})"
