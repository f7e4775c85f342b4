"""What is read again and again: folders of documents, and calendars at their addresses."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, Field, model_validator

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def calendar_address(url: str) -> str:
    """The address, if it may be fetched: over TLS, or from this machine, and without a password in it.

    Raises:
        ValueError: what is wrong with it; the address, which may be a secret, is not repeated.
    """
    if not url:
        raise ValueError("the variable that should hold its address is not set")
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise ValueError("only addresses that begin with https:// are read")
    if not parts.hostname or parts.username or parts.password:
        raise ValueError("give an address with a server, and without a name and password in it")
    return url


class WatchedCalendar(BaseModel, extra="forbid", frozen=True):
    """A calendar (ICS) at an address; ``url_env`` names the variable of an address that is secret."""

    name: str = Field(pattern=r"^\w[\w -]{0,60}$")
    url: Annotated[str, AfterValidator(calendar_address)] | None = None
    url_env: str | None = None

    @model_validator(mode="after")
    def _one_address(self) -> Self:
        if (self.url is None) == (self.url_env is None):
            raise ValueError("give either url or url_env")
        return self


class Sources(BaseModel, extra="forbid", frozen=True):
    """What is read again and again: folders on this machine, and calendars."""

    folders: tuple[Path, ...] = ()
    calendars: tuple[WatchedCalendar, ...] = ()
    every_minutes: int = Field(default=60, ge=1)

    @model_validator(mode="after")
    def _names_differ(self) -> Self:
        names = [folder.name for folder in self.folders] + [calendar.name for calendar in self.calendars]
        twice = sorted({name for name in names if names.count(name) > 1 or name in ("", "..")})
        if twice:
            raise ValueError(f"two sources are named {twice[0]!r}: their files could not be told apart")
        return self
