"""Workspaces that installed the bot, in the columns that the vendor's own store reads and writes.

Tokens come encrypted and are longer than the vendor's own columns, so they are texts here.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import DateTime, Index
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.tables.base import Base, Key, Words


class InstalledBotRow(Base):
    """A workspace's bot and its token."""

    __tablename__ = "installed_bot"
    __table_args__ = (Index("ix_installed_bot_team", "client_id", "team_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    client_id: Mapped[Key]
    app_id: Mapped[Key]
    enterprise_id: Mapped[Key | None]
    enterprise_name: Mapped[Words | None]
    team_id: Mapped[Key | None]
    team_name: Mapped[Words | None]
    bot_token: Mapped[Words | None]
    bot_id: Mapped[Key | None]
    bot_user_id: Mapped[Key | None]
    bot_scopes: Mapped[Words | None]
    bot_refresh_token: Mapped[Words | None]
    bot_token_expires_at: Mapped[dt.datetime | None] = mapped_column(DateTime)
    is_enterprise_install: Mapped[bool] = mapped_column(default=False)
    installed_at: Mapped[dt.datetime] = mapped_column(DateTime)


class InstallationRow(Base):
    """One installation: who installed the bot where, and what was granted."""

    __tablename__ = "installation"
    __table_args__ = (Index("ix_installation_team", "client_id", "team_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    client_id: Mapped[Key]
    app_id: Mapped[Key]
    enterprise_id: Mapped[Key | None]
    enterprise_name: Mapped[Words | None]
    enterprise_url: Mapped[Words | None]
    team_id: Mapped[Key | None]
    team_name: Mapped[Words | None]
    bot_token: Mapped[Words | None]
    bot_id: Mapped[Key | None]
    bot_user_id: Mapped[Key | None]
    bot_scopes: Mapped[Words | None]
    bot_refresh_token: Mapped[Words | None]
    bot_token_expires_at: Mapped[dt.datetime | None] = mapped_column(DateTime)
    user_id: Mapped[Key]
    user_token: Mapped[Words | None]
    user_scopes: Mapped[Words | None]
    user_refresh_token: Mapped[Words | None]
    user_token_expires_at: Mapped[dt.datetime | None] = mapped_column(DateTime)
    incoming_webhook_url: Mapped[Words | None]
    incoming_webhook_channel: Mapped[Words | None]
    incoming_webhook_channel_id: Mapped[Words | None]
    incoming_webhook_configuration_url: Mapped[Words | None]
    is_enterprise_install: Mapped[bool] = mapped_column(default=False)
    token_type: Mapped[Key | None]
    installed_at: Mapped[dt.datetime] = mapped_column(DateTime)


class InstallationStateRow(Base):
    """A one-time word that ties somebody's return to their start of an installation."""

    __tablename__ = "installation_state"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    state: Mapped[Key]
    expire_at: Mapped[dt.datetime] = mapped_column(DateTime)
