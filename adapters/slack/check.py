"""What `bot doctor` says about the door: missing variables, tokens that do not work, scopes that are lacking."""

from __future__ import annotations

from cryptography.fernet import Fernet

from adapters.slack.api import Api
from adapters.slack.keys import Keys, keys_of
from adapters.slack.manifest import SCOPES
from adapters.slack.outcomes import CallFailed
from bot.findings import Finding
from bot.platform import Never
from bot.settings import Settings

NAME = "slack"


async def check(settings: Settings) -> list[Finding]:
    """The findings about the door; nothing is changed."""
    keys, names = keys_of(settings), settings.config.slack
    findings = _token_keys(keys, names.token_key_env)
    if not keys.open:
        wanted = (
            f"set {names.signing_secret_env} or {names.app_token_env}, and {names.bot_token_env} (one workspace) or "
            f"{names.client_id_env}, {names.client_secret_env} and {names.token_key_env} (many); see docs/slack.md"
        )
        return [*findings, Finding(NAME, "closed", "no way in, or no token to answer with", wanted)]
    api = Api(keys)
    try:
        if keys.bot_token:
            findings += await _bot_token(api, keys, names.bot_token_env)
        if keys.app_token:
            findings.append(await _app_token(api, keys, names.app_token_env))
    finally:
        await api.close()
    if keys.installs:
        where = f"{settings.public_url}/slack/install"
        findings.append(Finding("slack installations", "ok", f"workspaces install the app at {where}"))
    return findings


async def _bot_token(api: Api, keys: Keys, name: str) -> list[Finding]:
    try:
        answer = await api.write(keys.bot_token, "auth.test")
    except CallFailed as failure:
        refused = isinstance(failure.outcome, Never)
        mend = f"install the app again, and set {name}" if refused else "check the way to Slack, then try again"
        return [Finding("slack token", "broken", failure.outcome.reason, mend)]
    works = Finding("slack token", "ok", f"works in {answer.get('team', 'its workspace')}")
    granted = {scope.strip() for scope in answer["x-oauth-scopes"].split(",") if scope.strip()}
    if not granted:
        return [works, Finding("slack scopes", "warning", "Slack did not say which scopes were granted")]
    missing = [f"{scope} ({purpose})" for scope, purpose in SCOPES.items() if scope not in granted]
    if not missing:
        return [works, Finding("slack scopes", "ok", "all that are needed were granted")]
    mend = "update the app with `bot manifest slack`, then install it again"
    return [works, Finding("slack scopes", "broken", f"missing: {', '.join(missing)}", mend)]


async def _app_token(api: Api, keys: Keys, name: str) -> Finding:
    try:
        await api.write(keys.app_token, "apps.connections.open")
    except CallFailed as failure:
        mend = f"make an app-level token with the scope connections:write, and set {name}"
        return Finding("slack socket mode", "broken", failure.outcome.reason, mend)
    return Finding("slack socket mode", "ok", "connects")


def _token_keys(keys: Keys, name: str) -> list[Finding]:
    mend = f"set {name} to the output of: python -c 'from cryptography.fernet import Fernet as F; print(F.generate_key().decode())'"
    if keys.client_id and keys.client_secret and not keys.token_keys:
        detail = f"{name} is not set, so workspaces cannot install the app"
        return [Finding("slack token key", "broken", detail, mend)]
    for position, key in enumerate(keys.token_keys, start=1):
        try:
            Fernet(key)
        except ValueError:
            return [Finding("slack token key", "broken", f"key {position} in {name} is no Fernet key", mend)]
    return []
