"""Members as a file describes them, before they are a person the bot knows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bot.people import Grant


@dataclass(frozen=True, slots=True)
class Member:
    """One person of an imported file. Where the file gives no id (``given`` is False), ``id`` is made from the name, and
    the e-mail address tells apart people of one name. ``partner``, ``networks``, ``taskgroups`` and the roles' scopes
    hold what the file says until they are resolved to ids."""

    id: str
    name: str
    given: bool = True
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
