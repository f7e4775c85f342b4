"""One message over one connection to the mail server. How far it got decides what a failure means."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from typing import Any, Literal

from aiosmtplib import SMTP, SMTPException, SMTPResponseException

from adapters.email.outcomes import Refused, Step
from adapters.email.server import MailServer
from bot.mailboxes import Mailbox
from bot.platform import Later, Never, Unknown

DEADLINE = 8.0
"""Seconds for everything, a little less than the core waits: only this side knows how far it got."""
IMPLICIT_TLS = 465
NO_UTF8 = "the mail server cannot send to addresses with letters beyond ASCII"


class Untrusted(Exception):
    """The server offers no encryption, or shows a certificate that cannot be trusted."""


async def hand_over(server: MailServer, to: Mailbox, message: bytes) -> Refused | Later | Never | Unknown | None:
    """Give the server one message; None once it has taken it."""
    reached: Literal["nothing", "message", "end"] = "nothing"
    try:
        async with asyncio.timeout(DEADLINE), connected(server) as smtp:
            options = []
            if to.needs_utf8 or server.bounces_to.needs_utf8:
                if not smtp.supports_extension("smtputf8"):
                    return Never(NO_UTF8)
                options = ["SMTPUTF8", "BODY=8BITMIME"]
            await said("sender", smtp.mail(server.bounces_to.wire, options=options, encoding="utf-8"))
            await said("recipient", smtp.rcpt(to.wire, encoding="utf-8"))
            reached = "message"
            await said("message", smtp.data(message))
            reached = "end"
    except Refused as refusal:
        return refusal
    except Untrusted as error:
        return Refused("encryption", 554, str(error))
    except (SMTPException, OSError) as error:
        match reached:
            case "nothing":
                late = isinstance(error, TimeoutError)
                return Later(30.0, f"the mail server {'did not answer in time' if late else 'cannot be reached'}")
            case "message":
                return Unknown("the connection broke while the mail server took the message")
            case "end":
                return None
    return None


@asynccontextmanager
async def connected(server: MailServer) -> AsyncIterator[SMTP]:
    """A connection that is encrypted and logged in as far as the configuration asks for.

    Raises:
        Refused: the server said no on the way.
        Untrusted: it may not be told a secret.
        SMTPException, OSError: it cannot be reached.
    """
    smtp = SMTP(hostname=server.host, port=server.port, start_tls=False, timeout=DEADLINE)
    try:
        await _encrypted(smtp, server)
        if server.username:
            await _logged_in(smtp, server)
        yield smtp
        await smtp.quit()
    finally:
        smtp.close()


async def said(step: Step, command: Awaitable[Any]) -> None:
    """The server's yes.

    Raises:
        Refused: it said no.
    """
    try:
        await command
    except SMTPResponseException as error:
        raise Refused(step, error.code, error.message) from error


async def _encrypted(smtp: SMTP, server: MailServer) -> None:
    try:
        at_once = server.port == IMPLICIT_TLS
        trusted = ssl.create_default_context()
        if server.ca_file:
            trusted.load_verify_locations(server.ca_file)
        await said("greeting", smtp.connect(use_tls=at_once, tls_context=trusted))
        await said("greeting", smtp.ehlo())
        if server.starttls and not at_once:
            if not smtp.supports_extension("starttls"):
                raise Untrusted("the mail server offers no STARTTLS")
            await said("encryption", smtp.starttls(tls_context=trusted))
            await said("greeting", smtp.ehlo())
    except (SMTPException, ssl.SSLError) as error:
        if cause := _distrust(error):
            raise Untrusted(cause) from error
        raise


async def _logged_in(smtp: SMTP, server: MailServer) -> None:
    """By one method only: a second try with the same password could lock the account."""
    offered = {method.lower() for method in smtp.server_auth_methods}
    methods = {"plain": smtp.auth_plain, "login": smtp.auth_login, "cram-md5": smtp.auth_crammd5}
    method = next((call for name, call in methods.items() if name in offered), None)
    if method is None:
        raise Refused("login", 504, "it offers no login that the bot knows")
    await said("login", method(server.username, server.password))


def _distrust(error: BaseException | None) -> str:
    """Why a certificate was refused, if that is what happened."""
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return f"the mail server's certificate cannot be trusted: {error.verify_message}"
        if isinstance(error, ssl.SSLError):
            return f"the mail server's encryption does not work: {error.reason}"
        error = error.__cause__ or error.__context__
    return ""
