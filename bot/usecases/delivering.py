"""Sending what was posted. A lane is drained by one owner at a time; whoever runs the lanes is no business of this."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import structlog

from bot.clock import Clock
from bot.pacing import slowed
from bot.platform import Capabilities, Later, Never, Platform
from bot.store import lanes
from bot.store.database import Database, DatabaseDown
from bot.store.receipts import Doubted, Receipt
from bot.usecases.attempting import Attempt, Terms, attempt, not_sent, receipt_for
from bot.usecases.claiming import Holding, Next, settle_and_claim

__all__ = ["Outbox", "Terms", "deliver_due", "drain", "due_lanes"]

log = structlog.get_logger()

LOOK = 0.25
"""Seconds between two looks for more while nothing is on its way."""
CYCLE = 0.5
"""Seconds after which what has ended is recorded, however little it is."""
RETRY = 0.5
"""Seconds between two attempts to reach a database that is down."""
CATCHING_UP = 0.95
"""The least part of the usual gap between two messages."""
MOST_FAILURES = 20
"""How often a process that is stopping tries to reach the database; what it could not record stays in doubt."""
CLOSED = Capabilities(max_text=1, max_blocks=1, max_buttons=0, max_options=0)


@dataclass(frozen=True, slots=True)
class Outbox:
    """What a drain needs. Once ``stopping`` is set, nothing more is claimed."""

    database: Database
    platforms: Mapping[str, Platform]
    clock: Clock
    terms: Terms = field(default_factory=Terms)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)


async def deliver_due(database: Database, platforms: Mapping[str, Platform], clock: Clock) -> int:
    """Send everything that is due now, for whoever has no clockwork. Returns how many were tried."""
    outbox = Outbox(database, platforms, clock, Terms(linger=0.0))
    return sum([await drain(lane, outbox) for lane in await due_lanes(outbox)])


async def due_lanes(outbox: Outbox) -> dict[str, int]:
    """The lanes that have something to do now, with their epochs."""
    return await asyncio.to_thread(_due, outbox)


def _due(outbox: Outbox) -> dict[str, int]:
    now = outbox.clock()
    with outbox.database.read() as tx:
        return lanes.due(tx, now, now - outbox.terms.doubt)


async def drain(lane: str, outbox: Outbox) -> int:
    """Own a lane until it has had nothing to do for a moment, was lost to another owner, or everything stops.

    What is in flight is always waited for and recorded, for as long as the database can be down. Returns how many
    attempts were made.

    Raises:
        DatabaseDown: before anything was claimed.
    """
    platform = outbox.platforms.get(lane.partition(":")[0])
    epoch = await asyncio.to_thread(_acquire, lane, outbox)
    capabilities = platform.capabilities if platform else CLOSED
    run = _Drain(outbox, platform, Holding(lane, epoch, capabilities, outbox.terms))
    await run.through()
    if run.counted:
        log.info("delivered", lane=lane, epoch=epoch, **run.counted)
    return run.tried


def _acquire(lane: str, outbox: Outbox) -> int:
    with outbox.database.write(brief=True) as tx:
        return lanes.acquire(tx, lane)


@dataclass(slots=True)
class _Drain:
    outbox: Outbox
    platform: Platform | None
    holding: Holding
    flight: dict[asyncio.Task[None], str] = field(default_factory=dict)
    ended: list[Receipt] = field(default_factory=list)
    counted: Counter[str] = field(default_factory=Counter)
    tried: int = 0
    gates: dict[bool, float] = field(default_factory=dict)
    """Before when nothing goes: for updates that the platform limits apart (True) and for the rest."""
    failures: int = 0
    lost: bool = False
    something_ended: asyncio.Event = field(default_factory=asyncio.Event)

    async def through(self) -> None:
        idle = 0.0
        while True:
            claimed = await self._cycle()
            for one in claimed:
                self._start(one)
            if self.flight or self.ended:
                idle = 0.0
                await self._wait()
            elif self._closing() or not self.tried or idle >= self.outbox.terms.linger:
                return
            else:
                idle += LOOK
                await asyncio.sleep(LOOK)

    def _start(self, one: Attempt) -> None:
        task = asyncio.create_task(self._carry_out(one))
        self.flight[task] = one.candidate.id
        task.add_done_callback(_told)

    def _closing(self) -> bool:
        return self.lost or self.outbox.stopping.is_set()

    async def _cycle(self) -> tuple[Attempt, ...]:
        """Record and claim in one transaction; while the database is down, receipts wait here."""
        most = 0 if self._closing() else self.outbox.terms.at_once - len(self.flight)
        receipts, busy = tuple(self.ended), frozenset(self.flight.values())
        if self.lost and not receipts:
            return ()
        try:
            done = await asyncio.to_thread(self._transaction, receipts, busy, most)
        except DatabaseDown as error:
            self.failures += 1
            given_up = self.outbox.stopping.is_set() and self.failures > MOST_FAILURES
            if not self.flight and (given_up or not receipts):
                raise
            self.holding.cards.clear()
            log.error("database down, receipts wait", lane=self.holding.lane, receipts=len(receipts), error=str(error))
            await asyncio.sleep(RETRY)
            return ()
        self.failures = 0
        del self.ended[: len(receipts)]
        self.lost |= done.lost
        return done.attempts

    def _transaction(self, receipts: tuple[Receipt, ...], busy: frozenset[str], most: int) -> Next:
        with self.outbox.database.write(brief=True) as tx:
            return settle_and_claim(tx, self.holding, receipts, busy, most, self.outbox.clock())

    async def _wait(self) -> None:
        """Until half of what may be in flight has ended, or all that is; else for a moment."""
        self.something_ended.clear()
        half, until = self.outbox.terms.at_once // 2, time.monotonic() + CYCLE
        while self.flight and len(self.ended) < half and (left := until - time.monotonic()) > 0:
            try:
                async with asyncio.timeout(left):
                    await self.something_ended.wait()
            except TimeoutError:
                return
            self.something_ended.clear()

    async def _carry_out(self, one: Attempt) -> None:
        task = asyncio.current_task()
        receipt: Receipt | None = Doubted(one.candidate.id, "the bot failed while sending it")
        try:
            receipt = await self._attempted(one)
        finally:
            if receipt:
                self.ended.append(receipt)
                self.counted[type(receipt).__name__.lower()] += 1
            if task:
                self.flight.pop(task, None)
            if not self.flight or len(self.ended) >= self.outbox.terms.at_once // 2:
                self.something_ended.set()

    async def _attempted(self, one: Attempt) -> Receipt | None:
        terms, clock = self.outbox.terms, self.outbox.clock
        await self._turn(one)
        too_late = time.monotonic() > one.start + terms.grace
        if too_late or self.outbox.stopping.is_set() or self.holding.is_blocked(clock()):
            return not_sent(one, clock)
        self.tried += 1
        if self.platform is None:
            return receipt_for(one, Never("the door to this person's platform is closed"), clock, terms)
        outcome = await attempt(one, self.platform, terms)
        if isinstance(outcome, Later) and outcome.wait > 0:
            self._slow_down(one, outcome)
        return receipt_for(one, outcome, clock, terms)

    async def _turn(self, one: Attempt) -> None:
        """Wait for the moment of a message; after a hold-up those that are late do not all go at once."""
        apart = self.holding.is_apart(one.candidate.work)
        while True:
            wait = max(one.start, self.gates.get(apart, 0.0)) - time.monotonic()
            if wait <= 0:
                break
            await asyncio.sleep(wait)
        rate = self.holding.capabilities.update_rate if apart else self.holding.rate
        if rate:
            self.gates[apart] = time.monotonic() + CATCHING_UP / rate

    def _slow_down(self, one: Attempt, outcome: Later) -> None:
        """The platform complained: the lane waits, and is slower from then on; updates apart wait among themselves."""
        until = self.outbox.clock() + dt.timedelta(seconds=outcome.wait)
        log.warning("the platform asks to wait", lane=self.holding.lane, seconds=outcome.wait, reason=outcome.reason)
        if self.holding.is_apart(one.candidate.work):
            self.holding.updates_wait = until
        elif not self.holding.is_blocked(self.outbox.clock()):
            self.holding.complaint = (until, slowed(self.holding.rate, self.holding.capabilities.rate))


def _told(task: asyncio.Task[None]) -> None:
    """A fault of our own is for the log; its delivery is in doubt."""
    if not task.cancelled() and (error := task.exception()):
        log.error("sending failed", exc_info=error)
