"""Conversation references, with the lately used ones in memory: most messages change nothing about them."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from adapters.teams.inbound import NAME, Origin
from bot.clock import Clock
from bot.events import Place, Sender
from bot.store import references
from bot.store.database import Conflict, Database, DatabaseDown, Transaction
from bot.store.references import Reference

T = TypeVar("T")
KEPT = 10_000
"""References in memory."""


class Addresses:
    """Where conversations are hosted, and who speaks there."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock
        self._known: dict[tuple[str, str], Reference] = {}

    async def note(self, origin: Origin) -> None:
        """Keep how to reach the conversation that an activity came from."""
        direct = origin.kind == "personal"
        await self.keep(
            Reference(
                platform=NAME,
                workspace=origin.tenant,
                place=origin.place.id,
                kind=origin.kind,
                service=origin.service,
                bot=origin.app,
                person=origin.sender.id if direct else None,
                account=origin.account if direct else None,
                team=origin.team,
            )
        )

    async def keep(self, reference: Reference) -> None:
        """Keep a reference, if it is new or has changed.

        Raises:
            DatabaseDown: it could not be kept.
        """
        if self._known.get((reference.workspace, reference.place)) == reference:
            return
        await asyncio.to_thread(self._keep, reference)
        self._remember(reference)

    async def find(self, place: Place) -> Reference | None:
        """How to reach a conversation."""
        known = self._known.get((place.workspace, place.id))
        if known is None:
            known = await self._read(lambda tx: references.find(tx, NAME, place.workspace, place.id))
            if known:
                self._remember(known)
        return known

    async def direct(self, sender: Sender) -> Reference | None:
        """The direct conversation with a person."""
        return await self._read(lambda tx: references.direct(tx, NAME, sender.workspace, sender.id))

    async def latest(self, workspace: str) -> Reference | None:
        """Any conversation of a tenant, the latest heard from."""
        return await self._read(lambda tx: references.latest(tx, NAME, workspace))

    async def rehosted(self, reference: Reference) -> Reference:
        """The reference at the service that its tenant speaks through now; unchanged where that is not known."""
        try:
            newest = await self.latest(reference.workspace)
        except DatabaseDown:
            return reference
        if newest is None or newest.service == reference.service or newest.bot != reference.bot:
            return reference
        moved = replace(reference, service=newest.service)
        if reference.place:
            await self.keep(moved)
        return moved

    async def drop(self, reference: Reference) -> None:
        """The bot is no longer there. If the database is down it is found out again."""
        self._known.pop((reference.workspace, reference.place), None)
        with contextlib.suppress(DatabaseDown):
            await asyncio.to_thread(self._drop, reference)

    async def forget(self, place: Place) -> None:
        """The bot was removed from a conversation."""
        known = await self.find(place)
        if known:
            await self.drop(known)

    def _remember(self, reference: Reference) -> None:
        if len(self._known) >= KEPT:
            self._known.pop(next(iter(self._known)))
        self._known[reference.workspace, reference.place] = reference

    def _keep(self, reference: Reference) -> None:
        try:
            with self._database.write() as tx:
                references.keep(tx, reference, self._clock())
        except Conflict:
            with self._database.write() as tx:
                references.keep(tx, reference, self._clock())

    def _drop(self, reference: Reference) -> None:
        with self._database.write() as tx:
            references.drop(tx, NAME, reference.workspace, reference.place)

    async def _read(self, query: Callable[[Transaction], T]) -> T:
        return await asyncio.to_thread(self._reading, query)

    def _reading(self, query: Callable[[Transaction], T]) -> T:
        with self._database.read() as tx:
            return query(tx)
