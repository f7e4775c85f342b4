"""What is known of senders: their verified address, looked up when somebody is met, and what is kept of a message."""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import replace

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
"""After how long the tenant is asked again about somebody whose address it did not give. If it could not be asked, it is
when they write next."""
REMEMBERED = 50_000


class Senders:
    """Who writes."""

    def __init__(self, database: Database, platform: TeamsPlatform, clock: Clock) -> None:
        self._database, self._platform, self._clock = database, platform, clock
        self._asked: dict[Sender, dt.datetime] = {}
        self._asking: dict[Sender, asyncio.Task[Profile | None]] = {}
        """Several activities of one person at once wait for one answer."""

    async def profile(self, activity: Json, where: Origin) -> Profile:
        """What the activity and, for somebody whose address is not known yet, their tenant say of the sender.

        Raises:
            DatabaseDown: nobody can be recognised now.
        """
        known, sender = inbound.profile(activity), where.sender
        asked = self._asked.get(sender)
        if asked and self._clock() - asked < ASK_AGAIN:
            return known
        asking = self._asking.get(sender)
        if asking is None:
            asking = self._asking[sender] = asyncio.create_task(self._ask(where))
            asking.add_done_callback(lambda _: self._asking.pop(sender))
        found = await asyncio.shield(asking)
        return replace(known, name=known.name or found.name, email=found.email) if found else known

    async def _ask(self, where: Origin) -> Profile | None:
        """What the tenant says of somebody whose address is not known yet."""
        found: Profile | None = Profile()
        if not await asyncio.to_thread(self._has_address, where.sender):
            found = await self._platform.profile(where)
            if found and found.email:
                await asyncio.to_thread(self._vouch, where.sender, found.email)
        if found:
            if len(self._asked) >= REMEMBERED:
                self._asked.clear()
            self._asked[where.sender] = self._clock()
        return found

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
