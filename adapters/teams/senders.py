"""What is known of senders: their verified address, looked up when somebody is met, and what is kept of a message."""

from __future__ import annotations

import asyncio
import datetime as dt

from adapters.teams import inbound
from adapters.teams.client import TeamsPlatform
from adapters.teams.inbound import Origin
from adapters.teams.transport import Json
from bot.clock import Clock
from bot.events import Profile, Sender
from bot.store import forgetting, people
from bot.store.database import Database
from bot.usecases import linking

ASK_AGAIN = dt.timedelta(minutes=10)
"""After how long the tenant is asked again about somebody whose address it did not give."""
REMEMBERED = 50_000


class Senders:
    """Who writes."""

    def __init__(self, database: Database, platform: TeamsPlatform, clock: Clock) -> None:
        self._database, self._platform, self._clock = database, platform, clock
        self._asked: dict[Sender, dt.datetime] = {}

    async def profile(self, activity: Json, where: Origin) -> Profile:
        """What the activity and, for somebody whose address is not known yet, their tenant say of the sender.

        Raises:
            DatabaseDown: nobody can be recognised now.
        """
        known, now = inbound.profile(activity), self._clock()
        asked = self._asked.get(where.sender)
        if asked and now - asked < ASK_AGAIN:
            return known
        if not await asyncio.to_thread(self._has_address, where.sender):
            known = await self._platform.profile(where, known)
            if known.email:
                await asyncio.to_thread(self._vouch, where.sender, known.email)
        if len(self._asked) >= REMEMBERED:
            self._asked.clear()
        self._asked[where.sender] = now
        return known

    async def forget(self, event: str, edits: str) -> None:
        """A person deleted a message: the words that were kept of it and of its edits go too."""
        await asyncio.to_thread(self._forget, event, edits)

    def _has_address(self, sender: Sender) -> bool:
        with self._database.read() as tx:
            person = people.of_account(tx, sender)
            return person is not None and person.email is not None

    def _vouch(self, sender: Sender, email: str) -> None:
        """Somebody met before their address was known turns out to be the person who has it."""
        with self._database.write() as tx:
            person = people.of_account(tx, sender)
            if person:
                linking.vouch(tx, person, email)

    def _forget(self, event: str, edits: str) -> None:
        with self._database.write() as tx:
            forgetting.forget_words(tx, event, edits)
