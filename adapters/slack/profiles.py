"""What Slack vouches for about a person: name, confirmed e-mail address, time zone, language."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from adapters.slack.api import Api
from adapters.slack.outcomes import CallFailed
from adapters.slack.workspaces import Workspaces
from bot.events import Profile, Sender
from bot.platform import Never

REMEMBERED = 3600.0
MOST = 10_000
PATIENCE = 1.5
"""Seconds to wait for Slack: an event must be acknowledged within three."""


class ProfileUnknown(Exception):
    """Slack could not be asked who this is. Somebody unknown must not become a stranger for that reason."""


class Profiles:
    """Profiles by person, remembered for an hour."""

    def __init__(self, api: Api, workspaces: Workspaces) -> None:
        self._api, self._workspaces = api, workspaces
        self._known: dict[Sender, tuple[float, Profile | None]] = {}

    async def of(self, sender: Sender, workspace: str) -> Profile | None:
        """The profile as the bot's workspace sees it; None where the bot may not ask.

        Raises:
            ProfileUnknown: Slack did not say.
        """
        known = self._known.get(sender)
        if known and time.monotonic() < known[0]:
            return known[1]
        profile = await self._asked(sender, workspace)
        if len(self._known) >= MOST:
            self._known.clear()
        self._known[sender] = time.monotonic() + REMEMBERED, profile
        return profile

    def forget(self, workspace: str) -> None:
        """Drop what is known through a workspace that has removed the bot."""
        self._known = {sender: known for sender, known in self._known.items() if sender.workspace != workspace}

    async def _asked(self, sender: Sender, workspace: str) -> Profile | None:
        try:
            async with asyncio.timeout(PATIENCE):
                token = await self._workspaces.token(workspace)
                answer = await self._api.read(token, "users.info", user=sender.id, include_locale="true")
        except CallFailed as failure:
            if isinstance(failure.outcome, Never):
                return None
            raise ProfileUnknown(failure.outcome.reason) from failure
        except TimeoutError as error:
            raise ProfileUnknown("Slack did not answer in time") from error
        return profile_of(answer.get("user") or {})


def profile_of(user: dict[str, Any]) -> Profile:
    """A user object as a profile. Only a confirmed address counts; a stranger's never without Slack saying so."""
    shown = user.get("profile") or {}
    name = shown.get("real_name") or user.get("real_name") or shown.get("display_name") or user.get("name")
    confirmed = user.get("is_email_confirmed", not user.get("is_stranger")) is True
    vouched = confirmed and not user.get("is_bot") and not user.get("deleted")
    return Profile(
        name=name or None,
        email=(shown.get("email") or None) if vouched else None,
        zone=user.get("tz") or None,
        locale=user.get("locale") or None,
    )
