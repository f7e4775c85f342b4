"""What config.yaml may say of the doors: the browser, Slack, Teams, e-mail, assistants and a language model."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationInfo, field_validator

from bot.config_values import Address, Port, Section
from bot.sources import LOOPBACK


class Web(Section):
    """The browser door. ``person_switching`` and a console sign-in link are for loopback only."""

    host: str = "127.0.0.1"
    port: Port = 8080
    public_url: str | None = None
    person_switching: bool = False
    metrics_token_env: str = "METRICS_TOKEN"


class Slack(Section):
    """Environment variables of the Slack door, and what it hears: ``hear_threads`` lets people go on in a channel's
    thread without mentioning the bot again, for which Slack shows it all that is said in its channels."""

    signing_secret_env: str = "SLACK_SIGNING_SECRET"
    bot_token_env: str = "SLACK_BOT_TOKEN"
    app_token_env: str = "SLACK_APP_TOKEN"
    client_id_env: str = "SLACK_CLIENT_ID"
    client_secret_env: str = "SLACK_CLIENT_SECRET"
    api_url_env: str = "SLACK_API_URL"
    token_key_env: str = "SLACK_TOKEN_KEY"
    hear_threads: bool = False


class Registration(Section):
    """One registration of the Teams bot, usually one a partner tenant. A certificate is used instead of a password."""

    app_id_env: str = "MICROSOFT_APP_ID"
    app_password_env: str = "MICROSOFT_APP_PASSWORD"
    certificate_env: str = "MICROSOFT_APP_CERTIFICATE"
    tenant_id_env: str = "MICROSOFT_APP_TENANT_ID"
    allowed_tenants: tuple[str, ...] = ()
    secret_expires: dt.date | None = None


class Teams(Section):
    """The Teams door."""

    sdk: Literal["botbuilder", "teams-sdk"] = "botbuilder"
    registrations: tuple[Registration, ...] = (Registration(),)
    anonymous_env: str = "TEAMS_ANONYMOUS"
    openid_url_env: str = "TEAMS_OPENID_URL"
    token_url_env: str = "TEAMS_TOKEN_URL"


class Email(Section):
    """The e-mail door: it opens once ``host`` is given. ``per_minute`` is kept for the whole door."""

    host: str | None = None
    port: Port = 587
    from_address: Address = Field(default=None, validate_default=True)
    from_name: str | None = None
    reply_to: Address = None
    bounces_to: Address = None
    starttls: bool = Field(default=True, validate_default=True)
    ca_file: Path | None = None
    username_env: str = "SMTP_USERNAME"
    password_env: str = "SMTP_PASSWORD"
    per_minute: int = Field(default=60, ge=1, le=60_000)
    links_last_days: int = Field(default=30, ge=1, le=365)

    @field_validator("from_address")
    @classmethod
    def _somebody_writes(cls, address: str | None, info: ValidationInfo) -> str | None:
        if info.data.get("host") and not address:
            raise ValueError("give the address that the bot's e-mail comes from")
        return address

    @field_validator("starttls")
    @classmethod
    def _nobody_listens(cls, starttls: bool, info: ValidationInfo) -> bool:  # noqa: FBT001 pydantic calls it
        if not starttls and (info.data.get("host") or "localhost") not in LOOPBACK:
            raise ValueError("only a mail server on this machine may be spoken to without encryption")
        return starttls


class Mcp(Section):
    """Answers for assistants by the Model Context Protocol: open to whoever has the token."""

    token_env: str = "MCP_TOKEN"


class LanguageModel(Section):
    """An optional language model that puts quoted answers into a few sentences; off without a ``url``."""

    url: str | None = None
    model: str = Field(default="", validate_default=True)
    key_env: str = "LANGUAGE_MODEL_KEY"
    timeout_seconds: float = Field(default=3.0, ge=0.1, le=4.0)

    @field_validator("url")
    @classmethod
    def _encrypted(cls, url: str | None) -> str | None:
        parts = urlsplit(url or "https://none.example")
        if not parts.hostname or (
            parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK)
        ):
            raise ValueError("give an https address such as https://models.example.org/v1, or http on this machine")
        return url

    @field_validator("model")
    @classmethod
    def _named(cls, model: str, info: ValidationInfo) -> str:
        if info.data.get("url") and not model:
            raise ValueError("name the model that the endpoint is to use")
        return model
