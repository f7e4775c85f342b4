"""The registrations of the bot: who it is in Microsoft's directory, and which tenants may talk to it."""

from __future__ import annotations

import datetime as dt
import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from pydantic import SecretStr

from bot.settings import ConfigError, Settings

OPENID_URL = "https://login.botframework.com/v1/.well-known/openidconfiguration"
TOKEN_URL = "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token"
SHARED_TENANT = "botframework.com"
"""Where multi-tenant registrations from before August 2025, which name no tenant of their own, get their tokens."""


@dataclass(frozen=True, slots=True)
class Registered:
    """One registration whose variables are set."""

    app: str
    tenant: str
    tenants: frozenset[str]
    password: SecretStr | None
    certificate: SecretStr | None
    expires: dt.date | None

    def allows(self, tenant: str) -> bool:
        """Whether people of this tenant may talk to it."""
        return tenant.lower() in self.tenants


@dataclass(frozen=True, slots=True)
class Access:
    """How the door is opened: the registrations, whether callers may be anonymous, and whose keys and tokens count."""

    registered: tuple[Registered, ...]
    anonymous: bool
    openid_url: str
    token_url: str

    @property
    def local(self) -> bool:
        """Whether services on this machine are called too: with stand-ins, or without any identity."""
        return self.anonymous or is_loopback(self.openid_url) or is_loopback(self.token_url)

    def of(self, app: str) -> Registered | None:
        """The registration with this app id."""
        return next((one for one in self.registered if one.app == app), None)

    def may_call(self, service: str) -> bool:
        """Whether a service's address may be called: https, or on this machine where that is meant."""
        try:
            url = urlsplit(service)
        except ValueError:
            return False
        if not url.hostname or url.username is not None or url.query or url.fragment or set(service) & set("{}\\ "):
            return False
        return url.scheme == "https" or (self.local and is_loopback(service))


def access(settings: Settings) -> Access | None:
    """How the door is opened; None where no registration is complete and callers may not be anonymous.

    Raises:
        ConfigError: a setting that is for this machine only is used where others can reach the bot.
    """
    teams = settings.config.teams
    anonymous = settings.switch(teams.anonymous_env)
    mistakes = []
    if anonymous and not settings.on_loopback:
        mistakes.append(
            f"{teams.anonymous_env}: calls without a token are accepted on this machine only, and web.host is "
            f"{settings.config.web.host!r}; unset it, or set web.host to 127.0.0.1"
        )
    urls = {}
    for name, default in ((teams.openid_url_env, OPENID_URL), (teams.token_url_env, TOKEN_URL)):
        given = settings.secret(name)
        urls[name] = given.get_secret_value() if given else default
        if given and not is_loopback(urls[name]):
            mistakes.append(f"{name}: a stand-in is accepted on this machine only, such as http://127.0.0.1:9000/")
    if mistakes:
        raise ConfigError(mistakes)
    found = registered(settings)
    if not found and not anonymous:
        return None
    return Access(found, anonymous, urls[teams.openid_url_env], urls[teams.token_url_env])


def registered(settings: Settings) -> tuple[Registered, ...]:
    """The registrations whose variables are all set."""
    found = []
    for one in settings.config.teams.registrations:
        app, tenant = settings.secret(one.app_id_env), settings.secret(one.tenant_id_env)
        password, certificate = settings.secret(one.app_password_env), settings.secret(one.certificate_env)
        own = tenant.get_secret_value() if tenant else ""
        tenants = frozenset(name.lower() for name in one.allowed_tenants or ((own,) if own else ()))
        if app and (password or certificate) and tenants:
            found.append(
                Registered(
                    app.get_secret_value(), own or SHARED_TENANT, tenants, password, certificate, one.secret_expires
                )
            )
    return tuple(found)


def is_loopback(url: str) -> bool:
    """Whether an address can only be on this machine."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        return parts.scheme == "http" and (host == "localhost" or ipaddress.ip_address(host).is_loopback)
    except ValueError:
        return False
