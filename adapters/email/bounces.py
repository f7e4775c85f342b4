"""Reports of mail that did not arrive (RFC 3464), as a mail server pipes them in.

Anybody can write a report. It counts only if it returns our own e-mail, recognised by the unsubscribe link in it: the
secret at its end is known to the owner of one address, and tells which it is even if the mail was passed on.
"""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.policy import default

from adapters.email.outcomes import DEAD, reason_for

_TOKEN = re.compile(r"/unsubscribe/([\w-]{20,100})")
_STATUS = re.compile(r"([245])\.(\d{1,3}\.\d{1,3})")


class NotABounce(ValueError):
    """The message is no report that the bot can use; the text says what is missing."""


@dataclass(frozen=True, slots=True)
class Bounce:
    """One report. ``token`` names the address; ``for_good`` is True if it takes no mail from anybody."""

    token: str
    status: str
    reason: str
    for_good: bool


def read(raw: bytes) -> Bounce:
    """The report in a message.

    Raises:
        NotABounce: it is something else, or does not return our e-mail.
    """
    message = email.message_from_bytes(raw, policy=default)
    parts: dict[str, Message] = {part.get_content_type(): part for part in message.walk()}
    report = parts.get("message/delivery-status")
    if report is None:
        raise NotABounce("this is no delivery report: it has no part message/delivery-status (RFC 3464)")
    token = next((found[1] for header in _returned(parts) if (found := _TOKEN.search(header))), "")
    if not token:
        raise NotABounce("this report does not return an e-mail of the bot, so nobody can tell what it is about")
    action, status = _verdict(report)
    found = _STATUS.search(status)
    if found is None:
        raise NotABounce(f"this report has no status such as 5.1.1: {status!r}")
    return Bounce(token, found[0], reason_for(found[2]), action == "failed" and found[1] == "5" and found[2] in DEAD)


def _returned(parts: dict[str, Message]) -> Iterator[str]:
    """The unsubscribe headers of the e-mail that came back, whole or its headers only."""
    for kind in ("message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers"):
        part = parts.get(kind)
        if part is None:
            continue
        payload = part.get_payload()
        inner = payload[0] if isinstance(payload, list) and payload else _headers(part)
        if isinstance(inner, Message):
            yield from (str(value) for value in inner.get_all("list-unsubscribe", []))


def _headers(part: Message) -> Message:
    content = part.get_payload(decode=True)
    return email.message_from_bytes(content if isinstance(content, bytes) else b"", policy=default)


def _verdict(report: Message) -> tuple[str, str]:
    """What was done and the status, from the block about the first recipient that failed, else the first."""
    payload = report.get_payload()
    blocks = [block for block in payload if isinstance(block, Message)] if isinstance(payload, list) else []
    told = [(str(b.get("action", "")).strip().lower(), str(b.get("status", ""))) for b in blocks if b.get("status")]
    return next((verdict for verdict in told if verdict[0] == "failed"), told[0] if told else ("", ""))
