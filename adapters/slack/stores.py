"""Where installations are kept: slack-sdk's SQLAlchemy stores, with every token encrypted before it reaches them."""

from __future__ import annotations

import asyncio
import logging
from copy import copy
from typing import Any, TypeVar

import structlog
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.installation_store.sqlalchemy import SQLAlchemyInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.oauth.state_store.sqlalchemy import SQLAlchemyOAuthStateStore

from adapters.slack.keys import MAKE_KEY, Keys
from bot.settings import ConfigError
from bot.store.database import Database

log = structlog.get_logger()

TOKENS = ("bot_token", "bot_refresh_token", "user_token", "user_refresh_token", "incoming_webhook_url")
K = TypeVar("K", Installation, Bot)
STATE_LIVES = 600
"""Seconds between starting an installation and coming back from Slack."""


class EncryptedInstallations(AsyncInstallationStore):
    """Installations by workspace or organisation. The first key encrypts; the others still decrypt, and are replaced when met.

    Raises:
        ConfigError: a key is none.
    """

    def __init__(self, keys: Keys, database: Database) -> None:
        try:
            self._fernets = [Fernet(key) for key in keys.token_keys]
        except ValueError as error:
            mistake = f"SLACK_TOKEN_KEY (or what slack.token_key_env names): there is no Fernet key; make one with: {MAKE_KEY}"
            raise ConfigError([mistake]) from error
        self._box = MultiFernet(self._fernets)
        self._kept = SQLAlchemyInstallationStore(
            client_id=keys.client_id,
            engine=database.engine,
            bots_table_name="installed_bot",
            installations_table_name="installation",
        )

    @property
    def logger(self) -> logging.Logger:
        """The library's own logger."""
        return self._kept.logger

    async def async_save(self, installation: Installation) -> None:
        """Keep an installation."""
        await asyncio.to_thread(self._kept.save, self._encrypted(_own(installation)))

    async def async_save_bot(self, bot: Bot) -> None:
        """Keep a bot's renewed token."""
        await asyncio.to_thread(self._kept.save_bot, self._encrypted(_own(bot)))

    async def async_find_bot(
        self, *, enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool | None = False
    ) -> Bot | None:
        """The bot of a workspace; None where it is not installed, or its token cannot be decrypted."""
        id = _id(enterprise_id, team_id, whole=is_enterprise_install)
        bot = await asyncio.to_thread(self._kept.find_bot, enterprise_id=None, team_id=id)
        if bot is None:
            return None
        try:
            clear: Bot = self._decrypted(bot)
        except InvalidToken:
            log.error("no key decrypts this workspace's token; it must install the app again", workspace=id)
            return None
        if not self._uses_first_key(bot.bot_token):
            await self._renew(id, clear)
        return clear

    async def async_find_installation(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None = None,
        is_enterprise_install: bool | None = False,
    ) -> Installation | None:
        """The latest installation of a workspace (by a person, if given)."""
        id = _id(enterprise_id, team_id, whole=is_enterprise_install)
        found = await asyncio.to_thread(self._kept.find_installation, enterprise_id=None, team_id=id, user_id=user_id)
        return self._decrypted(found) if found else None

    async def async_delete_bot(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        """Forget a workspace's bot token."""
        id = _id(enterprise_id, team_id)
        await asyncio.to_thread(self._kept.delete_bot, enterprise_id=None, team_id=id)

    async def async_delete_installation(
        self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None = None
    ) -> None:
        """Forget a workspace's installations (those of one person, if given)."""
        id = _id(enterprise_id, team_id)
        await asyncio.to_thread(self._kept.delete_installation, enterprise_id=None, team_id=id, user_id=user_id)

    async def _renew(self, team: str | None, bot: Bot) -> None:
        """Encrypt with the first key what an older one had encrypted."""
        await self.async_save_bot(bot)
        installation = await self.async_find_installation(enterprise_id=None, team_id=team)
        if installation is not None:
            await self.async_save(installation)

    def _uses_first_key(self, token: str) -> bool:
        try:
            self._fernets[0].decrypt(token)
        except InvalidToken:
            return False
        return True

    def _encrypted(self, kept: Any) -> Any:
        return self._with_tokens(kept, lambda token: self._box.encrypt(token.encode()).decode())

    def _decrypted(self, kept: Any) -> Any:
        return self._with_tokens(kept, lambda token: self._box.decrypt(token).decode())

    def _with_tokens(self, kept: Any, change: Any) -> Any:
        changed = copy(kept)
        for name in TOKENS:
            if getattr(changed, name, None):
                setattr(changed, name, change(getattr(changed, name)))
        return changed


def _id(enterprise_id: str | None, team_id: str | None, *, whole: bool | None = False) -> str | None:
    """What an installation is kept under, and all that a place remembers of it: the organisation's id where that
    installed the bot as a whole, else the workspace's. Both are unique, and never the same."""
    return enterprise_id if whole or team_id is None else team_id


def _own(kept: K) -> K:
    """An installation as it is kept: under one id."""
    changed = copy(kept)
    changed.team_id = _id(kept.enterprise_id, kept.team_id, whole=kept.is_enterprise_install)
    changed.enterprise_id = None
    return changed


class States(AsyncOAuthStateStore):
    """The one-time words that tie a person's return from Slack to their start here."""

    def __init__(self, database: Database) -> None:
        self._kept = SQLAlchemyOAuthStateStore(STATE_LIVES, database.engine, table_name="installation_state")

    @property
    def logger(self) -> logging.Logger:
        """The library's own logger."""
        return self._kept.logger

    async def async_issue(self, *args: Any, **kwargs: Any) -> str:
        """A new word."""
        return await asyncio.to_thread(self._kept.issue)

    async def async_consume(self, state: str) -> bool:
        """Whether the word was issued here, lately, and not used before."""
        return await asyncio.to_thread(self._kept.consume, state)
