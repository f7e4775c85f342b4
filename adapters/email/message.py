"""The e-mail around a card: headers that cannot be injected into, and two halves that say the same."""

from __future__ import annotations

import datetime as dt
import hashlib
import unicodedata
from dataclasses import dataclass, replace
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime

from adapters.email.around import Around
from adapters.email.html import html
from adapters.email.plain import plain
from adapters.email.server import MailServer
from bot.cards import Card, Text, words_of
from bot.mailboxes import Mailbox

LONGEST_SUBJECT = 120
"""Characters of a subject; what is cut off begins the message."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """From whom, to whom, when, and under which delivery's key."""

    server: MailServer
    to: Mailbox
    key: str
    now: dt.datetime


def message_id(server: MailServer, to: Mailbox, key: str) -> str:
    """The same for every attempt at one delivery, so that a program that folds duplicates shows one."""
    mark = hashlib.sha256(f"{key}\n{to.address}".encode()).hexdigest()[:40]
    return f"<{mark}@{server.sender.wire.rpartition('@')[2]}>"


def email(card: Card, envelope: Envelope, around: Around) -> bytes:
    """The e-mail as it goes over the wire."""
    server, to = envelope.server, envelope.to
    subject = one_line(card.summary)
    if len(subject) > LONGEST_SUBJECT:
        subject = subject[: LONGEST_SUBJECT - 1].rstrip() + "…"
        if card.summary not in words_of(card):
            card = replace(card, blocks=(Text(card.summary), *card.blocks))
    utf8 = any(mailbox.needs_utf8 for mailbox in (to, server.sender, server.reply_to))
    made = EmailMessage(policy=(SMTPUTF8 if utf8 else SMTP).clone(cte_type="7bit"))
    made["From"] = Address(one_line(server.sender_name), *_parts(server.sender))
    made["To"] = Address("", *_parts(to))
    made["Reply-To"] = Address("", *_parts(server.reply_to))
    made["Subject"] = subject
    made["Date"] = format_datetime(envelope.now)
    made["Message-ID"] = message_id(server, to, envelope.key)
    made["Auto-Submitted"] = "auto-generated"
    made["X-Auto-Response-Suppress"] = "All"
    made["List-Unsubscribe"] = f"<{around.unsubscribe}>"
    made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    made.set_content(plain(card, around), cte="quoted-printable")
    made.add_alternative(html(card, around), subtype="html", cte="quoted-printable")
    made["Content-Language"] = around.words.language  # set before, it would move into the first half
    return made.as_bytes()


def one_line(text: str) -> str:
    """The text as a header may hold it: one line, without control and direction-changing characters."""
    kept = "".join(" " if unicodedata.category(letter) in ("Cc", "Zl", "Zp") else letter for letter in text)
    return " ".join("".join(letter for letter in kept if unicodedata.category(letter) not in ("Cf", "Cs")).split())


def _parts(mailbox: Mailbox) -> tuple[str, str]:
    local, _, domain = mailbox.wire.rpartition("@")
    return local, domain
