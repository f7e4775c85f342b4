"""Who is calling: the one validator of inbound tokens, for both back ends."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import jwt
import structlog

from adapters.teams.registrations import Access, is_loopback
from adapters.teams.transport import Json

log = structlog.get_logger()

ISSUER = "https://api.botframework.com"
LEEWAY = 300
"""Seconds that clocks may differ, as the protocol's authors advise."""
KEYS_LAST = 24 * 3600
PAUSE = 10.0
"""Seconds after an unknown key id in which no other unknown one refreshes the keys."""


class Rejected(Exception):
    """The call is refused: 401 for its token, 403 for what the token does not cover, 503 when no key can be had."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


@dataclass(slots=True)
class Keys:
    """The published keys, by key id; fetched when first needed, once a day, and once for an unknown key id."""

    session: aiohttp.ClientSession
    url: str
    _keys: dict[str, tuple[jwt.PyJWK, list[str]]] = field(default_factory=dict)
    _fetched: float = 0.0
    _missed: float = 0.0
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def find(self, kid: str) -> tuple[jwt.PyJWK, list[str]]:
        """The key and the channels it may speak for (empty: any).

        Raises:
            Rejected: there is no such key (401), or the keys cannot be fetched (503).
        """
        if not self._fresh(kid):
            async with self._lock:
                if not self._fresh(kid):
                    await self._refresh(kid)
        if kid not in self._keys:
            raise Rejected(401, "unknown key")
        return self._keys[kid]

    def _fresh(self, kid: str) -> bool:
        now = time.monotonic()
        recent = bool(self._keys) and now - self._fetched < KEYS_LAST
        return recent and (kid in self._keys or now - self._missed < PAUSE)

    async def _refresh(self, kid: str) -> None:
        try:
            about = await self._get(self.url)
            location = str(about["jwks_uri"])
            if not location.startswith("https://") and not (is_loopback(self.url) and is_loopback(location)):
                raise Rejected(503, "the keys' address is not https")
            keys = [key for key in (await self._get(location))["keys"] if key.get("kty") == "RSA"]
            self._keys = {str(key["kid"]): (jwt.PyJWK(key, "RS256"), key.get("endorsements", [])) for key in keys}
        except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError, jwt.PyJWTError) as error:
            if kid in self._keys:
                return  # yesterday's key is better than a closed door
            log.warning("keys cannot be fetched", error=type(error).__name__)
            raise Rejected(503, "the keys cannot be fetched") from error
        self._fetched = time.monotonic()
        if kid not in self._keys:
            self._missed = self._fetched

    async def _get(self, url: str) -> Any:
        async with self.session.get(url, allow_redirects=False, raise_for_status=True) as answer:
            return await answer.json(content_type=None)


@dataclass(frozen=True, slots=True)
class Callers:
    """Checks calls. ``token`` needs only the header, so that nothing unsigned is parsed; ``covers`` the activity."""

    access: Access
    keys: Keys

    async def token(self, authorization: str) -> Json | None:
        """The claims of a good token; None for an anonymous call, where those are allowed.

        Raises:
            Rejected: with 401 for every bad token.
        """
        if not authorization and self.access.anonymous:
            return None
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Rejected(401, "no bearer token")
        try:
            head = jwt.get_unverified_header(token)
            if head.get("alg") != "RS256" or not isinstance(head.get("kid"), str):
                raise Rejected(401, "not signed with RS256 and a named key")
            key, endorsements = await self.keys.find(head["kid"])
            claims: Json = jwt.decode(
                token,
                key,
                algorithms=["RS256"],
                audience=[one.app for one in self.access.registered],
                issuer=ISSUER,
                leeway=LEEWAY,
                options={"require": ["exp", "iss", "aud", "serviceurl"], "strict_aud": False},
            )
        except (jwt.PyJWTError, ValueError) as error:
            raise Rejected(401, type(error).__name__) from error
        return claims | {"endorsements": endorsements}

    def covers(self, claims: Json | None, activity: Json, app: str, tenant: str) -> None:
        """Check that the token is meant for this activity.

        Raises:
            Rejected: with 403.
        """
        service = activity.get("serviceUrl")
        if not isinstance(service, str) or not self.access.may_call(service):
            raise Rejected(403, "the service's address may not be called")
        if claims is None:
            if not is_loopback(service):  # else anybody's page, open in a browser here, is sent the bot's token
                raise Rejected(403, "an anonymous call may only name a service on this machine")
            return
        if claims["serviceurl"] != service:
            raise Rejected(403, "the token is for another service")
        if claims["endorsements"] and activity.get("channelId") not in claims["endorsements"]:
            raise Rejected(403, "the key does not speak for this channel")
        registration = self.access.of(app)
        if registration is None or app not in (claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]):
            raise Rejected(403, "the token is for another bot")
        if not registration.allows(tenant):
            raise Rejected(403, "this tenant may not talk to the bot")
