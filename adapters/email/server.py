"""The mail server as the configuration describes it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from bot.mailboxes import Mailbox, mailbox
from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where e-mail is handed over, and from whom. ``username`` is empty where no login is wanted."""

    host: str
    port: int
    starttls: bool
    ca_file: Path | None
    username: str
    password: str = field(repr=False)
    sender: Mailbox
    sender_name: str
    reply_to: Mailbox
    bounces_to: Mailbox


def server_of(settings: Settings) -> MailServer | None:
    """The server; None where none is configured."""
    email = settings.config.email
    if not email.host or not email.from_address:
        return None
    username, password = settings.secret(email.username_env), settings.secret(email.password_env)
    return MailServer(
        email.host,
        email.port,
        email.starttls,
        email.ca_file,
        username.get_secret_value() if username else "",
        password.get_secret_value() if password else "",
        mailbox(email.from_address),
        email.from_name or settings.config.coalition.name,
        mailbox(email.reply_to or email.from_address),
        mailbox(email.bounces_to or email.from_address),
    )
