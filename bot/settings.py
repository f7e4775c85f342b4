"""Settings: config.yaml and the environment become one frozen value; every mistake is reported at once.

The only reader of the configuration file and of secrets. The file names the environment variable that holds a
secret, never the secret itself; a secret that is absent leaves its door closed.
"""

from __future__ import annotations

import datetime as dt
import difflib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import ErrorDetails

from bot.clock import nearest_zone, zones
from bot.mailboxes import mailbox
from bot.preferences import Preferences

DEFAULT_FILE = Path("config.yaml")
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class ConfigError(Exception):
    """The configuration cannot be used; ``mistakes`` lists every one with its path, value and what is accepted."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


def _zone(name: str) -> str:
    if name in zones():
        return name
    near = nearest_zone(name)
    raise ValueError("unknown time zone" + (f", did you mean {near!r}?" if near else ", give an IANA name"))


def _clock_time(value: object) -> object:
    """YAML reads an unquoted 20:00 as a number to the base of sixty."""
    if isinstance(value, int) and 0 <= value < 24 * 60:
        return dt.time(value // 60, value % 60)
    if isinstance(value, str) and re.fullmatch(r"\d{1,2}:\d{2}", value):
        return value.zfill(5)
    raise ValueError("give a time of day such as 08:30")


Zone = Annotated[str, AfterValidator(_zone)]
ClockTime = Annotated[dt.time, BeforeValidator(_clock_time)]
Port = Annotated[int, Field(ge=1, le=65535)]


class Section(BaseModel):
    """A part of the file: unknown keys are mistakes, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Coalition(Section):
    """Who the bot speaks for."""

    name: str = Field(min_length=1)
    team: str = Field(default="the hub team", min_length=1)
    zone: Zone = "Europe/London"
    language: Literal["en", "cy"] = "en"


class QuietHours(Section):
    """When nobody is written to unless they wrote first, by each person's own clock; they may choose others."""

    start: ClockTime = dt.time(20)
    end: ClockTime = dt.time(8)


class DatabaseSettings(Section):
    """Where everything is kept."""

    url: str = "sqlite:///var/bot.db"


class Web(Section):
    """The browser door. ``person_switching`` and a console sign-in link are for loopback only."""

    host: str = "127.0.0.1"
    port: Port = 8080
    public_url: str | None = None
    person_switching: bool = False
    metrics_token_env: str = "METRICS_TOKEN"


class Answers(Section):
    """When an answer is sure enough to be given, and when to offer suggestions (0 to 1)."""

    answer_at: float = Field(default=0.5, ge=0, le=1)
    suggest_at: float = Field(default=0.2, ge=0, le=1)


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


def _address(text: str | None) -> str | None:
    return mailbox(text).address if text else None


Address = Annotated[str | None, AfterValidator(_address)]


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


class Announcements(Section):
    """``approval_from``: an audience of so many people needs a second person's approval (0: every one does).
    ``weekly_cap``: the most announcements one person is sent in seven days (0: no limit)."""

    approval_from: int = Field(default=200, ge=0)
    weekly_cap: int = Field(default=5, ge=0)


class Logging(Section):
    """What is logged, and how."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["json", "console"] = "console"


class Config(Section):
    """config.yaml, whole."""

    coalition: Coalition
    quiet_hours: QuietHours = QuietHours()
    example: bool = False
    database: DatabaseSettings = DatabaseSettings()
    web: Web = Web()
    answers: Answers = Answers()
    slack: Slack = Slack()
    teams: Teams = Teams()
    email: Email = Email()
    announcements: Announcements = Announcements()
    logging: Logging = Logging()


@dataclass(frozen=True, slots=True)
class Settings:
    """The configuration with the environment applied. ``secret`` is the only way to a secret."""

    config: Config
    file: Path
    database_url: str
    port: int
    _environment: Mapping[str, str]

    def secret(self, name: str) -> SecretStr | None:
        """The secret in an environment variable, or None where it is absent or empty."""
        value = self._environment.get(name, "").strip()
        return SecretStr(value) if value else None

    def switch(self, name: str) -> bool:
        """Whether an environment variable is set to 1, true, yes or on."""
        return self._environment.get(name, "").strip().lower() in {"1", "true", "yes", "on"}

    @property
    def usual(self) -> Preferences:
        """How people are written to who chose nothing."""
        return Preferences(self.config.quiet_hours.start, self.config.quiet_hours.end)

    @property
    def on_loopback(self) -> bool:
        """Whether the server is reachable from this machine only."""
        return self.config.web.host in LOOPBACK

    @property
    def person_switching(self) -> bool:
        """Whether the browser chat may switch between persons: only on loopback, only where configured."""
        return self.config.web.person_switching and self.on_loopback

    @property
    def public_url(self) -> str:
        """The address that links in messages begin with, without a slash at the end."""
        return (self.config.web.public_url or f"http://{self.config.web.host}:{self.port}").rstrip("/")


def load(file: Path | None = None, environment: Mapping[str, str] | None = None) -> Settings:
    """The settings from ``file`` (else ``BOT_CONFIG``, else config.yaml) and the environment.

    Raises:
        ConfigError: with every mistake that was found.
    """
    env = os.environ if environment is None else environment
    path = file or Path(env.get("BOT_CONFIG") or DEFAULT_FILE)
    config, mistakes = _read(path)
    port, port_mistakes = _port(env)
    mistakes += port_mistakes
    if config is None or mistakes:
        raise ConfigError(mistakes)
    return Settings(
        config=config,
        file=path,
        database_url=env.get("BOT_DATABASE_URL") or config.database.url,
        port=port or config.web.port,
        _environment=env,
    )


def _read(path: Path) -> tuple[Config | None, list[str]]:
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None, [f"{path}: there is no such file; give another with --config or BOT_CONFIG"]
    except (OSError, UnicodeDecodeError) as error:
        return None, [f"{path}: cannot be read as UTF-8 text ({error})"]
    except yaml.YAMLError as error:
        return None, [f"{path}: not valid YAML: {' '.join(str(error).split())}"]
    if not isinstance(data, dict):
        return None, [f"{path}: expected keys and values such as 'coalition:', found {type(data).__name__}"]
    try:
        return Config.model_validate(data), []
    except ValidationError as error:
        return None, [_mistake(detail) for detail in error.errors()]


def _port(env: Mapping[str, str]) -> tuple[int | None, list[str]]:
    text = env.get("PORT", "").strip()
    if not text:
        return None, []
    if text.isdecimal() and 1 <= int(text) <= 65535:
        return int(text), []
    return None, [f"PORT: {text!r} is not a port, give a number from 1 to 65535"]


def _mistake(detail: ErrorDetails) -> str:
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in detail["loc"]).lstrip(".")
    value = detail["input"]
    match detail["type"]:
        case "missing":
            return f"{path}: is missing"
        case "extra_forbidden":
            return f"{path}: unknown key{_nearest(str(detail['loc'][-1]), _keys_at(detail['loc'][:-1]))}"
        case "literal_error":
            expected = str(detail.get("ctx", {}).get("expected", ""))
            words = [word.strip(" '") for word in expected.replace(" or ", ",").split(",")]
            return f"{path}: unknown word {value!r}{_nearest(str(value), words)}"
        case _:
            return f"{path}: {value!r} is wrong: {detail['msg'].removeprefix('Value error, ')}"


def _nearest(word: str, accepted: list[str]) -> str:
    near = difflib.get_close_matches(word, accepted, n=1)
    return f", did you mean {near[0]!r}?" if near else f", accepted: {', '.join(accepted)}"


def _keys_at(path: tuple[int | str, ...]) -> list[str]:
    model: Any = Config
    for part in path:
        if isinstance(part, int):
            model = get_args(model)[0]
        elif isinstance(model, type) and issubclass(model, BaseModel) and part in model.model_fields:
            model = model.model_fields[part].annotation
    return list(model.model_fields) if isinstance(model, type) and issubclass(model, BaseModel) else []
