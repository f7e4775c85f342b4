"""What `bot doctor` says of the Teams door: each registration, whether its secret works, and when it ends."""

from __future__ import annotations

import datetime as dt

import aiohttp

from adapters.teams.client import back_end
from adapters.teams.registrations import Access, Registered, access
from adapters.teams.tokens import fetch, read_certificate
from adapters.teams.transport import TIMEOUT, Refused, Unreachable
from bot.clock import Clock, utc_now
from bot.config_doors import Registration
from bot.findings import Finding
from bot.settings import ConfigError, Settings
from bot.usecases.expiring import WARN_BEFORE


async def check(settings: Settings, clock: Clock = utc_now) -> list[Finding]:
    """Everything about the door; the token service is asked for a token of each registration."""
    try:
        opened = access(settings)
        back_end(settings.config.teams.sdk)
    except ConfigError as error:
        return [Finding("teams", "broken", mistake, "mend this setting") for mistake in error.mistakes]
    findings = [_set_up(settings, registration) for registration in settings.config.teams.registrations]
    if opened is None:
        return [_closed(finding) for finding in findings]
    if opened.anonymous:
        findings.append(Finding("teams", "warning", "calls without a token are accepted, from this machine only"))
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT)) as session:
        findings += [await _secret(session, opened, number) for number in range(len(opened.registered))]
    today = clock().date()
    return findings + [_expiry(one, today) for one in opened.registered]


def _set_up(settings: Settings, registration: Registration) -> Finding:
    name = f"teams {registration.app_id_env}"
    missing = [
        variable for variable in (registration.app_id_env, registration.tenant_id_env) if not settings.secret(variable)
    ]
    if not settings.secret(registration.app_password_env) and not settings.secret(registration.certificate_env):
        missing.append(f"{registration.app_password_env} (or {registration.certificate_env})")
    if registration.allowed_tenants and registration.tenant_id_env in missing:
        missing.remove(registration.tenant_id_env)
    if missing:
        return Finding(name, "warning", f"not set: {', '.join(missing)}", "docs/teams.md says where to find them")
    tenants = registration.allowed_tenants or (f"its own ({registration.tenant_id_env})",)
    return Finding(name, "ok", f"is set; people of these tenants may talk to it: {', '.join(tenants)}")


def _closed(finding: Finding) -> Finding:
    return Finding(finding.name, "closed", finding.detail, finding.mend) if finding.state == "warning" else finding


async def _secret(session: aiohttp.ClientSession, opened: Access, number: int) -> Finding:
    one = opened.registered[number]
    name = f"teams {one.app}"
    kind = "certificate" if one.certificate else "password"
    try:
        await fetch(session, opened.token_url, one)
    except Refused as error:
        return Finding(name, "broken", f"its {kind} does not work: {error}", "make a new one in the Entra admin centre")
    except Unreachable as error:
        return Finding(name, "warning", f"its {kind} could not be tried: {error}", "check the way out to Microsoft")
    return Finding(name, "ok", f"its {kind} works")


def _expiry(one: Registered, today: dt.date) -> Finding:
    name, kind = f"teams {one.app}", "certificate" if one.certificate else "secret"
    mend = f"make a new {kind}, set its variable, and the new day in teams.registrations.secret_expires"
    expires = _ends(one)
    if expires is None:
        mend = "set teams.registrations.secret_expires to its last day"
        return Finding(name, "warning", "nobody is warned before its secret ends", mend)
    left = (expires - today).days
    if left < 0:
        return Finding(name, "broken", f"its {kind} ended on {expires}", mend)
    if left <= WARN_BEFORE.days:
        return Finding(name, "warning", f"its {kind} ends in {left} days, on {expires}", mend)
    return Finding(name, "ok", f"its {kind} lasts until {expires}")


def _ends(one: Registered) -> dt.date | None:
    """The day in the settings; a certificate says it itself, if that is sooner."""
    if one.certificate is None:
        return one.expires
    try:
        _, certificate = read_certificate(one.certificate)
    except Refused:
        return one.expires
    own = certificate.not_valid_after_utc.date()
    return min(one.expires, own) if one.expires else own
