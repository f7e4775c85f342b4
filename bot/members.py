"""Members as a file describes them, before they are a person the bot knows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bot.people import Grant


@dataclass(frozen=True, slots=True)
class Member:
    """One person of an imported file. ``id`` is empty where the file gives none: the e-mail address, else the name,
    then tells who it is. ``partner``, ``networks``, ``taskgroups`` and scopes hold what the file says until they are
    resolved to ids."""

    id: str
    name: str
    email: str | None = None
    partner: str | None = None
    job: str | None = None
    region: str | None = None
    zone: str | None = None
    language: str = "en"
    roles: tuple[Grant, ...] = ()
    networks: tuple[str, ...] = ()
    taskgroups: tuple[str, ...] = ()
    audience: str = "members"
    source: str = ""
    checked_on: dt.date | None = None
