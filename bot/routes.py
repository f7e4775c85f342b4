"""Where one person is best reached, when, and why: their wish first, then where they were last, then e-mail.

Nobody gets a second copy: a person in three workspaces has one route.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal, assert_never

from bot.clock import local
from bot.events import Sender
from bot.local_time import moment
from bot.preferences import Preferences, welcome_at
from bot.words import Words

UNASKED = ("email", "web")
"""Doors for want of a better one, in this order: an e-mail comes to people, the browser waits for them."""

WEEKLY_DAY, WEEKLY_TIME = 0, dt.time(9)
"""Monday at nine, by each person's own clock."""

Why = Literal["chosen", "active", "only", "email", "web", "digest", "cap", "unknown", "closed", "shut", "stopped"]


@dataclass(frozen=True, slots=True)
class Account:
    """One account of a person. ``last`` is when they were last heard there; ``shut`` why it takes nothing."""

    sender: Sender
    last: dt.datetime | None = None
    shut: str = ""


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody to reach: what the choice of a route depends on. Accounts: the latest linked first.

    ``this_week`` is how many announcements they were sent within seven days.
    """

    id: str
    name: str
    partner: str | None
    language: str
    zone: str
    preferences: Preferences
    accounts: tuple[Account, ...] = ()
    this_week: int = 0
    stopped: bool = False
    """They told the bot to stop."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What holds for everybody: the open doors, when it is wanted, and the most announcements a week (0: any)."""

    doors: Collection[str]
    wanted: dt.datetime
    urgent: bool = False
    weekly_cap: int = 0


@dataclass(frozen=True, slots=True)
class Route:
    """Sent to this account, not before ``at``."""

    account: Sender
    at: dt.datetime
    why: Why


@dataclass(frozen=True, slots=True)
class Weekly:
    """Part of the person's next weekly message: they chose that, or they have had enough this week."""

    why: Why


@dataclass(frozen=True, slots=True)
class NoRoute:
    """They cannot be reached; ``detail`` is what their platform said, if it did."""

    why: Why
    detail: str = ""


Choice = Route | Weekly | NoRoute


def best_route(person: Addressee, around: Circumstances) -> Choice:
    """How this person gets it. Never in their quiet hours unless urgent, never in a pause, never if they said stop."""
    if person.stopped:
        return NoRoute("stopped")
    found = _account(person, around.doors)
    if isinstance(found, NoRoute):
        return found
    if not around.urgent:
        if person.preferences.digest:
            return Weekly("digest")
        if around.weekly_cap and person.this_week >= around.weekly_cap:
            return Weekly("cap")
    at = welcome_at(person.preferences, person.zone, around.wanted, urgent=around.urgent)
    account, why = found
    return Route(account.sender, at, why)


def _account(person: Addressee, doors: Collection[str]) -> tuple[Account, Why] | NoRoute:
    if not person.accounts:
        return NoRoute("unknown")
    behind = [account for account in person.accounts if account.sender.platform in doors]
    if not behind:
        return NoRoute("closed", ", ".join(sorted({account.sender.platform for account in person.accounts})))
    usable = [account for account in behind if not account.shut]
    if not usable:
        return NoRoute("shut", behind[0].shut)
    latest = sorted(usable, key=lambda account: account.last.timestamp() if account.last else -math.inf, reverse=True)
    wished = [account for account in latest if account.sender.platform == person.preferences.route]
    if wished:
        return wished[0], "chosen"
    chats = [account for account in latest if account.sender.platform not in UNASKED]
    if chats:
        return chats[0], "only" if len(chats) == 1 else "active"
    rest = min(latest, key=lambda account: UNASKED.index(account.sender.platform))
    return rest, "email" if rest.sender.platform == "email" else "web"


def next_weekly(person: Addressee, now: dt.datetime) -> dt.datetime:
    """When a person's next weekly message is due: after ``now``, outside their quiet hours and pauses."""
    today = local(now, person.zone).date()
    day = today + dt.timedelta(days=(WEEKLY_DAY - today.weekday()) % 7)
    due = moment(day, WEEKLY_TIME, person.zone)
    if due <= now:
        due = moment(day + dt.timedelta(days=7), WEEKLY_TIME, person.zone)
    return welcome_at(person.preferences, person.zone, due)


def told(why: Why, words: Words, detail: str = "") -> str:
    """The reason in plain words."""
    match why:
        case "chosen":
            return words("they chose it")
        case "active":
            return words("they were last there")
        case "only":
            return words("the only place where they chat with me")
        case "email":
            return words("they chat with me nowhere, but have an e-mail address")
        case "web":
            return words("only in the browser: they see it when they next open it")
        case "digest":
            return words("in their weekly message, as they chose")
        case "cap":
            return words("held back for their weekly message: they have had enough this week")
        case "unknown":
            return words("no account and no e-mail address is known")
        case "closed":
            return (
                words("their platform is not connected: {platforms}", platforms=detail)
                if detail
                else words("their platform is not connected")
            )
        case "shut":
            return words("their address takes nothing: {reason}", reason=detail)
        case "stopped":
            return words("they told me to stop")
        case _:
            assert_never(why)


def next_step(why: Why, words: Words) -> str:
    """What staff can do about somebody who does not get it at once."""
    match why:
        case "unknown":
            return words("Record an e-mail address, or ask them to say hello to me.")
        case "closed":
            return words("Connect their platform, or record an e-mail address.")
        case "shut":
            return words("Ask their partner for an address that works.")
        case "stopped":
            return words("Respect it. They begin again by writing to me.")
        case "cap" | "digest":
            return words("Nothing: it is in their next weekly message. Mark it urgent only if it is.")
        case "chosen" | "active" | "only" | "email" | "web":
            return ""
        case _:
            assert_never(why)


def seconds_needed(lanes: Mapping[str, int], rates: Mapping[str, float]) -> float:
    """How long sending takes: lanes work side by side, each ``count / rate`` (0: no limit). Platforms name the rates.

    Source: each lane sends at most one in ``1 / rate`` seconds (``bot.pacing``), the first at once.
    """
    return max(
        (
            (count - 1) / rate
            for lane, count in lanes.items()
            if (rate := rates.get(lane.partition(":")[0], 0.0)) > 0 and count > 0
        ),
        default=0.0,
    )
