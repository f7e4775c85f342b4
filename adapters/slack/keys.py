"""The door's secrets and addresses, read once from the settings."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.settings import Settings

DEFAULT_API = "https://slack.com/api/"
MAKE_KEY = "python -c 'from cryptography.fernet import Fernet as F; print(F.generate_key().decode())'"
"""Prints a key for the tokens of installed workspaces."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Empty where an environment variable is not set."""

    signing_secret: str = field(repr=False)
    bot_token: str = field(repr=False)
    app_token: str = field(repr=False)
    client_id: str
    client_secret: str = field(repr=False)
    token_keys: tuple[str, ...] = field(repr=False)
    api_url: str

    @property
    def begun(self) -> bool:
        """Whether anything is set that says that the door is wanted."""
        return bool(self.signing_secret or self.bot_token or self.app_token or self.client_id)

    @property
    def installs(self) -> bool:
        """Whether workspaces can install the app themselves: OAuth, with a key to encrypt their tokens."""
        return bool(self.client_id and self.client_secret and self.token_keys and self.signing_secret)

    @property
    def open(self) -> bool:
        """Whether there is a way in (signed requests or Socket Mode) and a token to answer with."""
        return bool((self.signing_secret or self.app_token) and (self.bot_token or self.installs))


def keys_of(settings: Settings) -> Keys:
    """The values of the variables that the configuration names."""
    names = settings.config.slack

    def value(name: str) -> str:
        secret = settings.secret(name)
        return secret.get_secret_value().strip() if secret else ""

    return Keys(
        signing_secret=value(names.signing_secret_env),
        bot_token=value(names.bot_token_env),
        app_token=value(names.app_token_env),
        client_id=value(names.client_id_env),
        client_secret=value(names.client_secret_env),
        token_keys=tuple(key.strip() for key in value(names.token_key_env).split(",") if key.strip()),
        api_url=(value(names.api_url_env) or DEFAULT_API).rstrip("/") + "/",
    )
