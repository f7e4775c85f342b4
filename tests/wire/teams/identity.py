"""Microsoft's part in signing and tokens, in small: signing keys with rotation, tokens in, tokens out."""

from __future__ import annotations

import base64
import datetime as dt
import json
import time
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import jwt
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

ISSUER = "https://api.botframework.com"


@cache
def key(number: int) -> rsa.RSAPrivateKey:
    """The key that signs after so many rotations."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Identity:
    """The OpenID document, the keys, and the token service. ``secrets`` maps app ids to their password."""

    base: str = ""
    secrets: dict[str, str] = field(default_factory=dict)
    rotation: int = 0
    issued: dict[str, str] = field(default_factory=dict)
    fetched: list[str] = field(default_factory=list)
    forms: list[dict[str, str]] = field(default_factory=list)
    lasts: int = 3600
    down: bool = False

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/openid", self.openid),
            web.get("/keys", self.keys),
            web.post("/token/{tenant}", self.token),
        ]

    def sign(
        self, app: str, service: str, *, by: int | None = None, head: dict[str, Any] | None = None, **claims: Any
    ) -> str:
        """A token as the connector sends it; ``claims`` and ``head`` change it, None takes a claim out."""
        number = self.rotation if by is None else by
        now = int(time.time())
        body = {"iss": ISSUER, "aud": app, "nbf": now - 10, "exp": now + 3600, "serviceurl": service} | claims
        body = {name: value for name, value in body.items() if value is not None}
        headers = {"kid": f"key-{number}"} | (head or {})
        named = {name: value for name, value in headers.items() if value is not None}
        return jwt.encode(body, key(number), algorithm="RS256", headers=named)

    async def openid(self, _request: web.Request) -> web.Response:
        self.fetched.append("openid")
        if self.down:
            return web.Response(status=503)
        return web.json_response({"issuer": ISSUER, "jwks_uri": f"{self.base}/keys"})

    async def keys(self, _request: web.Request) -> web.Response:
        self.fetched.append("keys")
        numbers = key(self.rotation).public_key().public_numbers()
        found = {
            "kty": "RSA",
            "use": "sig",
            "kid": f"key-{self.rotation}",
            "n": _number(numbers.n),
            "e": _number(numbers.e),
            "endorsements": ["msteams"],
        }
        return web.json_response({"keys": [found, {"kty": "EC", "kid": "other"}]})

    async def token(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.forms.append(form)
        app = form.get("client_id", "")
        good = form.get("client_secret") == self.secrets.get(app) or "client_assertion" in form
        if app not in self.secrets or not good:
            problem = {"error": "invalid_client", "error_description": "AADSTS7000215: Invalid client secret provided."}
            return web.json_response(problem, status=401)
        token = f"token-{len(self.issued) + 1}-{app}"
        self.issued[token] = app
        return web.json_response({"access_token": token, "expires_in": self.lasts, "token_type": "Bearer"})


def certificate(ends: dt.datetime = dt.datetime(2036, 1, 1, tzinfo=dt.UTC)) -> tuple[str, Any]:
    """A self-signed certificate with its key, as PEM, and the public key."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "bot")])
    private = key(0)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(1)
        .not_valid_before(dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
        .not_valid_after(ends)
        .sign(private, hashes.SHA256())
    )
    encoded = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return (encoded + made.public_bytes(serialization.Encoding.PEM)).decode(), private.public_key()


def unsigned(app: str, service: str) -> str:
    """A token with the algorithm ``none``."""
    body = {"iss": ISSUER, "aud": app, "exp": int(time.time()) + 3600, "serviceurl": service}
    parts = ({"alg": "none", "kid": "key-0", "typ": "JWT"}, body)
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts) + "."


def _number(value: int) -> str:
    return base64.urlsafe_b64encode(value.to_bytes((value.bit_length() + 7) // 8)).decode().rstrip("=")
