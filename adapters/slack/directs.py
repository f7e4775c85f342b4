"""People's direct conversations: which channel each is, and through which workspace a person is reached."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from adapters.slack.api import Api
from adapters.slack.inbound import direct, is_direct
from adapters.slack.outcomes import CallFailed
from adapters.slack.workspaces import Workspaces
from bot.events import Place, Sender
from bot.platform import Never
from bot.store import meetings
from bot.store.database import Database

MOST_CHANNELS = 10_000


class Directs:
    """Remembers the channels that Slack has told of, by workspace and person."""

    def __init__(self, api: Api, workspaces: Workspaces, database: Database) -> None:
        self._api, self._workspaces, self._database = api, workspaces, database
        self._channels: dict[tuple[str, str], str] = {}

    async def with_person(self, sender: Sender) -> Place:
        """The direct conversation with a person, or (ids joined by commas) with several: through their own workspace's
        installation, else through one where they were met, in a channel that two workspaces share.

        Where there is one way only, what is posted to the person opens it: Slack takes several hundred posts a minute,
        but only fifty conversations.open.

        Raises:
            CallFailed: there is no way to them, or Slack cannot say just now.
            DatabaseDown: it is not known where they were met.
        """
        *others, last = await self._ways_to(sender)
        if not others and "," not in sender.id:
            return self.told(direct(last, sender.id))
        for workspace in others:
            try:
                return await self.of(direct(workspace, sender.id))
            except CallFailed as failure:
                if not isinstance(failure.outcome, Never):
                    raise
        return await self.of(direct(last, sender.id))

    async def _ways_to(self, sender: Sender) -> list[str]:
        met = await asyncio.to_thread(self._met_in, sender)
        if not self._workspaces.installations:
            return [*met, sender.workspace][:1]
        ways: list[str] = []
        refused: list[CallFailed] = []
        for workspace in dict.fromkeys([sender.workspace, *met]):
            try:
                await self._workspaces.token(workspace)
                ways.append(workspace)
            except CallFailed as failure:
                refused.append(failure)
        if not ways:
            raise next((failure for failure in refused if not isinstance(failure.outcome, Never)), refused[0])
        return ways

    def _met_in(self, sender: Sender) -> list[str]:
        with self._database.read() as tx:
            return meetings.workspaces(tx, sender)

    async def of(self, place: Place) -> Place:
        """The place with its direct channel in the person's stead; any other place as it is.

        Raises:
            CallFailed: the conversation could not be opened.
        """
        told = self.told(place)
        if not is_direct(told):
            return told
        token = await self._workspaces.token(place.workspace)
        answer = await self._api.write(token, "conversations.open", users=place.id)
        self.learn(place.workspace, place.id, str(answer["channel"]["id"]))
        return self.told(place)

    def told(self, place: Place) -> Place:
        """The same, as far as it is known already."""
        known = self._channels.get((place.workspace, place.id)) if is_direct(place) else None
        return replace(place, id=known) if known else place

    def learn(self, workspace: str, user: str, channel: str) -> None:
        """Slack has told which channel is somebody's direct conversation."""
        if len(self._channels) >= MOST_CHANNELS:
            self._channels.clear()
        self._channels[workspace, user] = channel

    def forget(self, workspace: str) -> None:
        """The workspace has removed the bot."""
        self._channels = {known: channel for known, channel in self._channels.items() if known[0] != workspace}
