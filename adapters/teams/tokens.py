"""Outbound tokens: one a registration, kept until shortly before it ends, fetched without blocking."""

from __future__ import annotations

import asyncio
import base64
import time
import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from pydantic import SecretStr

from adapters.teams.registrations import Access, Registered
from adapters.teams.transport import Refused, Unreachable

SCOPE = "https://api.botframework.com/.default"
EARLY = 300
"""Seconds before its end at which a token is fetched anew."""


@dataclass(slots=True)
class Tokens:
    """Tokens by app id. A ``Bearer`` for the back ends is its method ``of``."""

    session: aiohttp.ClientSession
    access: Access
    _kept: dict[str, tuple[str, float]] = field(default_factory=dict)
    _locks: defaultdict[str, asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))

    async def of(self, app: str) -> str | None:
        """The token; None for an app that is not registered here, which only an anonymous door speaks as.

        Raises:
            Refused, Unreachable: it cannot be had now; nothing was sent.
        """
        registration = self.access.of(app)
        if registration is None:
            return None
        async with self._locks[app]:
            token, ends = self._kept.get(app, ("", 0.0))
            if ends - EARLY <= time.monotonic():
                token, lasts = await fetch(self.session, self.access.token_url, registration)
                self._kept[app] = token, time.monotonic() + lasts
        return token

    def forget(self, app: str) -> None:
        """The connector did not take the token: fetch another next time."""
        self._kept.pop(app, None)


async def fetch(session: aiohttp.ClientSession, token_url: str, registration: Registered) -> tuple[str, float]:
    """A new token and the seconds it lasts."""
    url = token_url.replace("{tenant}", registration.tenant)
    form = {"grant_type": "client_credentials", "client_id": registration.app, "scope": SCOPE}
    try:
        async with session.post(url, data=form | _proof(registration, url), allow_redirects=False) as answer:
            body: Any = await answer.json(content_type=None)
        if answer.status == 200:
            return str(body["access_token"]), float(body.get("expires_in", 3600))
        problem = str(body.get("error_description") or body.get("error") or "no reason given").split("\n")[0]
    except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unreachable(f"the token service does not answer ({type(error).__name__})") from error
    raise Refused(401, "TokenRefused", problem)


def read_certificate(pem: SecretStr) -> tuple[RSAPrivateKey, x509.Certificate]:
    """The private key and the certificate in a PEM text.

    Raises:
        Refused: it is something else.
    """
    text = pem.get_secret_value()
    try:
        certificate = x509.load_pem_x509_certificate(text[text.index("-----BEGIN CERTIFICATE-----") :].encode())
        key = serialization.load_pem_private_key(text.encode(), None)
    except (ValueError, TypeError) as error:
        raise Refused(401, "BadCertificate", "it is not PEM text of a private key and its certificate") from error
    if not isinstance(key, RSAPrivateKey):
        raise Refused(401, "BadCertificate", "its key is not an RSA key")
    return key, certificate


def _proof(registration: Registered, audience: str) -> dict[str, str]:
    if registration.certificate is None:
        return {"client_secret": registration.password.get_secret_value() if registration.password else ""}
    key, certificate = read_certificate(registration.certificate)
    digest = certificate.fingerprint(hashes.SHA256())
    now = int(time.time())
    claims = {
        "aud": audience,
        "iss": registration.app,
        "sub": registration.app,
        "jti": str(uuid.uuid4()),
        "nbf": now,
        "exp": now + 600,
    }
    header = {"x5t#S256": base64.urlsafe_b64encode(digest).decode().rstrip("=")}
    return {
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": jwt.encode(claims, key, algorithm="PS256", headers=header),
    }
