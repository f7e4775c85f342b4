"""A real mail server on this machine, which refuses, stalls and hangs up where a test says so."""

from __future__ import annotations

import asyncio
import datetime as dt
import email
import ipaddress
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot.config import Config
from bot.settings import Settings

USER, PASSWORD = "bot", "a secret & a half"


@dataclass
class Script:
    """What the server answers with, and what it took."""

    at_sender: str = ""
    at_recipient: str = ""
    at_message: str = ""
    hang_up: bool = False
    stall: float = 0
    taken: list[tuple[str, str, EmailMessage]] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    logins: list[bool] = field(default_factory=list)

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        if self.at_sender:
            return self.at_sender
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 fine"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        if self.at_recipient:
            return self.at_recipient
        await asyncio.sleep(self.stall)
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 fine"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        if not self.at_message:
            made = email.message_from_bytes(envelope.content, policy=default)
            assert isinstance(made, EmailMessage)
            self.raw.append(envelope.content)
            self.taken.append((envelope.mail_from or "", envelope.rcpt_tos[0], made))
        if self.hang_up:
            assert server.transport
            server.transport.abort()
        return self.at_message or "250 2.0.0 taken"


@dataclass(frozen=True)
class Authority:
    """A certificate of our own making for 127.0.0.1."""

    file: Path
    context: ssl.SSLContext


def authority(folder: Path) -> Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file, secret = folder / "ca.pem", folder / "key.pem"
    file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file, secret)
    return Authority(file, context)


@contextmanager
def serving(script: Script, tls: Authority | None = None, *, login: bool = False, utf8: bool = True) -> Iterator[int]:
    """Serve; gives the port."""

    def authenticate(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        right = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        script.logins.append(right)
        return AuthResult(success=right, handled=False)

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(
        script,
        hostname="127.0.0.1",
        port=port,
        enable_SMTPUTF8=utf8,
        tls_context=tls.context if tls else None,
        require_starttls=bool(tls),
        authenticator=authenticate if login else None,
        auth_required=login,
    )
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


def settings_for(port: int, secrets: dict[str, str] | None = None, **email: object) -> Settings:
    section = {"host": "127.0.0.1", "port": port, "from_address": "bot@hub.example", "starttls": False, **email}
    config = Config.model_validate({"coalition": {"name": "Imagined Coast Coalition"}, "email": section})
    return Settings(config, Path("config.yaml"), "", 8080, secrets or {})
