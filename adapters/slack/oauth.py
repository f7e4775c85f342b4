"""Installing the app in a workspace: Slack's OAuth flow, with ``state`` checked in the browser and in the database."""

from __future__ import annotations

from urllib.parse import urljoin

from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings

from adapters.slack.api import Api
from adapters.slack.keys import DEFAULT_API, Keys
from adapters.slack.manifest import SCOPES
from adapters.slack.stores import STATE_LIVES, EncryptedInstallations, States
from bot.settings import Settings
from bot.store.database import Database

INSTALL, REDIRECT = "/slack/install", "/slack/oauth_redirect"


def oauth_flow(
    settings: Settings, keys: Keys, api: Api, database: Database, installations: EncryptedInstallations
) -> AsyncOAuthFlow:
    """The flow between ``/slack/install`` and ``/slack/oauth_redirect``."""
    return AsyncOAuthFlow(
        client=api.web,
        settings=AsyncOAuthSettings(
            client_id=keys.client_id,
            client_secret=keys.client_secret,
            scopes=list(SCOPES),
            redirect_uri=f"{settings.public_url}{REDIRECT}",
            install_path=INSTALL,
            redirect_uri_path=REDIRECT,
            installation_store=installations,
            state_store=States(database),
            state_expiration_seconds=STATE_LIVES,
            authorization_url=None if keys.api_url == DEFAULT_API else urljoin(keys.api_url, "/oauth/v2/authorize"),
        ),
    )
