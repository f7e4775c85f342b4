"""What `bot doctor` says about the door: whether the mail server can be reached, trusted and logged in to."""

from __future__ import annotations

import asyncio

from aiosmtplib import SMTPException

from adapters.email.outcomes import SET_UP, Refused, Step
from adapters.email.server import MailServer, server_of
from adapters.email.smtp import DEADLINE, Untrusted, connected
from bot.findings import Finding
from bot.settings import Settings

NAME = "email"
MEND: dict[Step, str] = {
    "login": "set {username} and {password} to a login that may send",
    "encryption": "mend its certificate, or name the authority that signed it in email.ca_file",
}


async def check(settings: Settings) -> list[Finding]:
    """The findings about the door; no mail is sent."""
    server, names = server_of(settings), settings.config.email
    if server is None:
        return [Finding(NAME, "closed", "no mail server is configured", "set email.host; see docs/email.md")]
    where = f"{server.host}:{server.port}"
    findings = [await _server(server, where, names.username_env, names.password_env)]
    if server.username and not server.password:
        findings.append(Finding("email login", "broken", f"{names.password_env} is not set", "set it"))
    if settings.on_loopback and not settings.config.web.public_url:
        detail = f"links in e-mail begin with {settings.public_url}, which works on this machine only"
        findings.append(Finding("email links", "warning", detail, "set web.public_url"))
    return findings


async def _server(server: MailServer, where: str, username: str, password: str) -> Finding:
    name = "email server"
    try:
        async with asyncio.timeout(DEADLINE), connected(server):
            pass
    except Refused as refusal:
        mend = MEND.get(refusal.step, "ask those who run the mail server").format(username=username, password=password)
        detail = f"{where}: {SET_UP.get(refusal.step, 'it refuses')} ({refusal.code} {refusal.text})"
        return Finding(name, "broken", detail, mend)
    except Untrusted as error:
        return Finding(name, "broken", f"{where}: {error}", MEND["encryption"])
    except (SMTPException, OSError) as error:
        cause = " ".join(str(error).split()) or "no answer in time"
        return Finding(name, "broken", f"{where}: {cause}", "check email.host and email.port, and the way there")
    how = "encrypted" if server.starttls else "on this machine, not encrypted"
    login = "logged in" if server.username else "without a login"
    return Finding(name, "ok", f"{where} takes mail from {server.sender.address}: {how}, {login}")
