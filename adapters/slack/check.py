"""What `bot doctor` says about the door: missing variables, tokens that do not work, scopes that are lacking."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from cryptography.fernet import Fernet

from adapters.slack.api import Api
from adapters.slack.keys import MAKE_KEY, Keys, keys_of
from adapters.slack.manifest import SCOPES
from adapters.slack.outcomes import CallFailed
from bot.config_doors import Slack
from bot.findings import Finding
from bot.platform import Later, Never
from bot.settings import Settings
from bot.store import installations
from bot.store.database import Database, DatabaseDown

NAME = "slack"
BOT, APP = ("xoxb-", "xoxe.xoxb-"), ("xapp-",)
"""What the tokens of a bot, and of an app, begin with."""
SECRET_LENGTH = 32


async def check(settings: Settings) -> list[Finding]:
    """The findings about the door; nothing is changed."""
    keys, names = keys_of(settings), settings.config.slack
    findings = [*_installing(keys, names), *_signing_secret(keys, names)]
    if not keys.open:
        return [*findings, _closed(keys, names)]
    api = Api(keys)
    try:
        if keys.bot_token:
            findings += await _bot_token(api, keys, names.bot_token_env)
        if keys.app_token:
            findings.append(await _app_token(api, keys, names.app_token_env))
    finally:
        await api.close()
    return [*findings, *_installations(settings, keys)] if keys.installs else findings


def _closed(keys: Keys, names: Slack) -> Finding:
    """What the door lacks; it is broken rather than closed where somebody has begun to open it."""
    way = f"set {names.app_token_env} (Socket Mode, the way to begin with) or {names.signing_secret_env} (signed requests)"
    token = (
        f"set {names.bot_token_env} (one workspace), or {names.client_id_env}, {names.client_secret_env}, "
        f"{names.token_key_env} and {names.signing_secret_env} (many)"
    )
    if not keys.begun:
        return Finding(NAME, "closed", "no variable of Slack's is set", f"{way}; {token}; see docs/slack.md")
    if not (keys.signing_secret or keys.app_token):
        return Finding(NAME, "broken", "there is a token, but no way in", way)
    return Finding(NAME, "broken", "there is a way in, but no token to answer with", token)


async def _bot_token(api: Api, keys: Keys, name: str) -> list[Finding]:
    mend = f"install the app again, and set {name} to the Bot User OAuth Token"
    if not keys.bot_token.startswith(BOT):
        return [Finding("slack token", "broken", f"{name} is not a bot's token: that begins with {BOT[0]}", mend)]
    try:
        answer = await api.write(keys.bot_token, "auth.test")
    except CallFailed as failure:
        return [_refused("slack token", name, failure, mend)]
    works = Finding("slack token", "ok", f"works in {answer.get('team', 'its workspace')}")
    granted = {scope.strip() for scope in answer["x-oauth-scopes"].split(",") if scope.strip()}
    if not granted:
        return [works, Finding("slack scopes", "warning", "Slack did not say which scopes were granted")]
    return [works, _scopes("slack scopes", granted)]


def _scopes(name: str, granted: Collection[str]) -> Finding:
    missing = [f"{scope} ({purpose})" for scope, purpose in SCOPES.items() if scope not in granted]
    if not missing:
        return Finding(name, "ok", "all that are needed were granted")
    mend = "update the app with `bot manifest slack`, then install it again"
    return Finding(name, "broken", f"missing: {', '.join(missing)}", mend)


def _installations(settings: Settings, keys: Keys) -> list[Finding]:
    """Where workspaces install the app, and which of them installed it with fewer scopes than it needs now."""
    found = [Finding("slack installations", "ok", f"workspaces install the app at {settings.public_url}/slack/install")]
    database = Database(settings.database_url, settings.ballot_key)
    try:
        if database.is_sqlite and not Path(database.url.database or "").is_file():
            return found
        with database.read() as tx:
            installed = installations.granted(tx, keys.client_id)
    except DatabaseDown:
        return found  # the doctor says so elsewhere
    finally:
        database.close()
    checked = [_scopes(f"slack scopes of {workspace}", scopes) for workspace, scopes in installed.items()]
    return [*found, *(one for one in checked if one.state != "ok")]


async def _app_token(api: Api, keys: Keys, name: str) -> Finding:
    mend = f"make an app-level token with the scope connections:write, and set {name} to it"
    if not keys.app_token.startswith(APP):
        detail = f"{name} is not an app-level token: that begins with {APP[0]}"
        return Finding("slack socket mode", "broken", detail, mend)
    try:
        await api.write(keys.app_token, "apps.connections.open")
    except CallFailed as failure:
        return _refused("slack socket mode", name, failure, mend)
    return Finding("slack socket mode", "ok", "connects")


def _refused(what: str, name: str, failure: CallFailed, mend: str) -> Finding:
    if isinstance(failure.outcome, Later) and failure.code:
        return Finding(what, "warning", failure.outcome.reason, f"try again in {failure.outcome.wait:.0f} seconds")
    if not isinstance(failure.outcome, Never):
        return Finding(what, "broken", failure.outcome.reason, "check the way to Slack, then try again")
    return Finding(what, "broken", f"Slack does not accept {name} ({failure.code})", mend)


def _signing_secret(keys: Keys, names: Slack) -> list[Finding]:
    if not keys.signing_secret or len(keys.signing_secret) == SECRET_LENGTH:
        return []
    detail = f"{names.signing_secret_env} has {len(keys.signing_secret)} characters, and Slack's have {SECRET_LENGTH}"
    mend = f"set {names.signing_secret_env} to the Signing Secret under Basic Information, App Credentials"
    return [Finding("slack signing secret", "broken", detail, mend)]


def _installing(keys: Keys, names: Slack) -> list[Finding]:
    """What keeps workspaces from installing the app, where its client is known."""
    mend = f"set {names.token_key_env} to the output of: {MAKE_KEY}"
    for position, key in enumerate(keys.token_keys, start=1):
        try:
            Fernet(key)
        except ValueError:
            return [
                Finding("slack token key", "broken", f"key {position} in {names.token_key_env} is no Fernet key", mend)
            ]
    if not (keys.client_id and keys.client_secret):
        return []
    if not keys.token_keys:
        detail = f"{names.token_key_env} is not set, so workspaces cannot install the app"
        return [Finding("slack token key", "broken", detail, mend)]
    if not keys.signing_secret:
        detail = f"{names.signing_secret_env} is not set, so workspaces cannot install the app"
        return [Finding("slack installations", "broken", detail, f"set {names.signing_secret_env}; see docs/slack.md")]
    return []
