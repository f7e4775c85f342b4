"""Which token speaks in which workspace: that of its installation, else the one in the environment."""

from __future__ import annotations

import asyncio
import time

import structlog
from slack_sdk.errors import SlackTokenRotationError
from slack_sdk.oauth.installation_store import Bot
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator

from adapters.slack.api import Api
from adapters.slack.keys import Keys
from adapters.slack.outcomes import FAILURES, REASONS, CallFailed
from adapters.slack.stores import EncryptedInstallations
from bot.platform import Later, Never
from bot.store.database import Database

log = structlog.get_logger()

REMEMBERED = 60.0
"""Seconds that a token is used without asking the database again, where another process may have removed it."""
RENEW_BEFORE = 120
"""Minutes before its end at which a token that expires is renewed."""
LOOKS, BETWEEN = 5, 0.2
"""How often, and after how many seconds each, the database is asked for a token that somebody else has just renewed."""


class Workspaces:
    """Tokens by workspace; by organisation where that installed the bot for all its workspaces."""

    def __init__(self, keys: Keys, api: Api, database: Database) -> None:
        self._keys, self._api = keys, api
        self.installations = EncryptedInstallations(keys, database) if keys.installs else None
        self._known: dict[str, tuple[float, str]] = {}
        self._own = ""
        self._removals = 0

    async def token(self, team: str) -> str:
        """The token for a workspace.

        Raises:
            CallFailed: the bot is not installed there (``Never``), or its token could not be had just now.
        """
        known = self._known.get(team)
        if known and time.monotonic() < known[0]:
            return known[1]
        removals = self._removals
        token = await self._installed(team) or await self._in_environment(team)
        if not token:
            raise CallFailed(Never("the workspace has removed the bot, or never installed it"), "not_installed")
        if removals == self._removals:  # else what was just read may be gone
            self._known[team] = time.monotonic() + REMEMBERED, token
        return token

    async def forget(self, team: str) -> None:
        """The workspace has removed the bot."""
        if self.installations is not None:
            await self.installations.async_delete_bot(enterprise_id=None, team_id=team)
            await self.installations.async_delete_installation(enterprise_id=None, team_id=team)
        self._known.pop(team, None)
        self._removals += 1

    async def _installed(self, team: str) -> str:
        if self.installations is None:
            return ""
        bot = await self.installations.async_find_bot(enterprise_id=None, team_id=team)
        if bot is not None and bot.bot_refresh_token:
            bot = await self._renewed(self.installations, bot)
        return bot.bot_token if bot else ""

    async def _renewed(self, installations: EncryptedInstallations, bot: Bot) -> Bot:
        """The bot with a token that lasts. What renews it is good once: of several who try, one succeeds."""
        rotator = AsyncTokenRotator(
            client_id=self._keys.client_id, client_secret=self._keys.client_secret, client=self._api.web
        )
        try:
            fresh = await rotator.perform_bot_token_rotation(bot=bot, minutes_before_expiration=RENEW_BEFORE)
        except (SlackTokenRotationError, *FAILURES) as error:
            log.warning("token not renewed", workspace=bot.team_id, error=str(error))
            return await self._lasting(installations, bot.team_id, error)
        if fresh is None:
            return bot
        await installations.async_save_bot(fresh)
        return fresh

    async def _lasting(self, installations: EncryptedInstallations, team: str | None, error: Exception) -> Bot:
        """The bot with the token that is kept, if that lasts a while yet: the old one, or what somebody else was given."""
        for _ in range(LOOKS):
            kept = await installations.async_find_bot(enterprise_id=None, team_id=team)
            if kept is not None and (kept.bot_token_expires_at or 0) > time.time() + REMEMBERED:
                return kept
            await asyncio.sleep(BETWEEN)
        if "invalid_refresh_token" in str(error):
            raise CallFailed(Never(REASONS["token_expired"]), "token_expired") from error
        raise CallFailed(Later(30.0, "the workspace's token could not be renewed")) from error

    async def _in_environment(self, team: str) -> str:
        """The single token; where workspaces install the app themselves, only for the token's own workspace."""
        token = self._keys.bot_token
        if not token or self.installations is None:
            return token
        if not self._own:
            told = await self._api.write(token, "auth.test")
            self._own = str(told["enterprise_id"] if told.get("is_enterprise_install") else told.get("team_id", ""))
        return token if team == self._own else ""
