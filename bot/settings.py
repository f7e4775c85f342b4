"""Settings: config.yaml and the environment become one frozen value; every mistake is reported at once.

The only reader of the configuration file and of secrets. The file names the environment variable that holds a
secret, never the secret itself; a secret that is absent leaves its door closed.
"""

from __future__ import annotations

import datetime as dt
import difflib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlsplit

import yaml
from pydantic import BaseModel, SecretStr, ValidationError
from pydantic_core import ErrorDetails

from bot.config import Config
from bot.preferences import Preferences
from bot.sealing import SHORTEST, key_of
from bot.sources import LOOPBACK

DEFAULT_FILE = Path("config.yaml")


class ConfigError(Exception):
    """The configuration cannot be used; ``mistakes`` lists every one with its path, value and what is accepted."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


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
    def ballot_key(self) -> bytes | None:
        """The key that boxes of secret ballots are sealed with while their polls are open."""
        secret = self.secret(self.config.database.ballot_key_env)
        return key_of(secret.get_secret_value()) if secret else None

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
    def expiries(self) -> tuple[tuple[str, dt.date], ...]:
        """Secrets whose last day is known: the variable that holds each, and the day."""
        return tuple(
            (one.certificate_env if self.secret(one.certificate_env) else one.app_password_env, one.secret_expires)
            for one in self.config.teams.registrations
            if one.secret_expires
        )

    @property
    def processor(self) -> str:
        """The host of the language model that is sent questions, "" where none is."""
        return urlsplit(self.config.language_model.url or "").hostname or ""

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
    mistakes += _ballot_key(config, env) if config else []
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
        text = path.read_text(encoding="utf-8")
        data = yaml.safe_load(text)
    except FileNotFoundError:
        return None, [f"{path}: there is no such file; give another with --config or BOT_CONFIG"]
    except (OSError, UnicodeDecodeError) as error:
        return None, [f"{path}: cannot be read as UTF-8 text ({error})"]
    except yaml.YAMLError as error:
        return None, [f"{path}: {_no_yaml(error)}"]
    if not isinstance(data, dict):
        return None, [f"{path}: expected keys and values such as 'coalition:', found {type(data).__name__}"]
    try:
        return Config.model_validate(data), []
    except ValidationError as error:
        root = yaml.compose(text, yaml.SafeLoader)
        found = sorted((_line(root, detail["loc"]), _mistake(detail)) for detail in error.errors())
        return None, [f"line {line}: {mistake}" for line, mistake in found]


def _no_yaml(error: yaml.YAMLError) -> str:
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return f"not valid YAML: {' '.join(str(error).split())}"
    problem = error.problem or ""
    told = "a tab, where YAML takes only spaces" if "'\\t'" in problem else f"not valid YAML: {problem}"
    return f"line {error.problem_mark.line + 1}: {told}"


def _port(env: Mapping[str, str]) -> tuple[int | None, list[str]]:
    text = env.get("PORT", "").strip()
    if not text:
        return None, []
    if text.isdecimal() and 1 <= int(text) <= 65535:
        return int(text), []
    return None, [f"PORT: {text!r} is not a port, give a number from 1 to 65535"]


def _ballot_key(config: Config, env: Mapping[str, str]) -> list[str]:
    name = config.database.ballot_key_env
    length = len(env.get(name, "").strip())
    return (
        [f"{name}: {length} characters are too few, give {SHORTEST} random ones or more"]
        if 0 < length < SHORTEST
        else []
    )


def _line(node: yaml.Node | None, path: tuple[int | str, ...]) -> int:
    """The line on which the last part of a path stands that is in the file."""
    line = 1
    for part in path:
        if isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            node = node.value[part]
            line = node.start_mark.line + 1
        elif isinstance(node, yaml.MappingNode):
            found = next(((key, value) for key, value in node.value if key.value == part), None)
            if found is None:
                break
            line, node = found[0].start_mark.line + 1, found[1]
    return line


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
        case _ if "calendars" in detail["loc"]:  # the address of a private calendar is a secret
            return f"{path}: {detail['msg'].removeprefix('Value error, ')}"
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
