"""One attempt at one delivery: what is asked of the platform, and what its outcome means for the ledger."""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import dataclass
from typing import Literal, assert_never

from bot.cards import Card
from bot.clock import Clock
from bot.events import Place
from bot.events import Sent as Message
from bot.platform import Delivered, Later, Never, Outcome, Platform, Unknown
from bot.store.ledger import Candidate
from bot.store.receipts import Back, Doubted, Ended, NotShown, Receipt, Sent, Shown

LONGEST_WAIT = 900.0
"""Seconds between two attempts, which begin at 2 and double."""
OPENING_WAIT = 5.0
"""Seconds after which a conversation that could not be opened is asked for again."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How deliveries are attempted, in seconds."""

    send_timeout: float = 10.0
    at_once: int = 256
    """Most of a lane in flight."""
    ahead: float = 1.0
    """How far ahead of its moment a delivery is claimed; what a crash can leave in doubt grows with it."""
    attempts: int = 40
    """Attempts after which a delivery is dead; with the waits between them about eight hours."""
    linger: float = 1.0
    """How long an owner stays with a lane that has nothing to do."""

    @property
    def grace(self) -> float:
        """How late a claimed delivery may still go out: together with the timeout this is shorter than the doubt."""
        return self.send_timeout / 4

    @property
    def doubt(self) -> dt.timedelta:
        """After this, what is still on its way is in doubt: its attempt cannot begin or go on any more."""
        return dt.timedelta(seconds=1.5 * self.send_timeout)


@dataclass(frozen=True, slots=True)
class Attempt:
    """A claimed delivery with its fitted card; ``start`` is its moment by ``time.monotonic``."""

    candidate: Candidate
    card: Card
    version: int
    start: float


async def attempt(one: Attempt, platform: Platform, terms: Terms) -> Outcome | Literal["hold"]:
    """Ask the platform. ``hold``: an earlier attempt may have arrived, and nobody can tell."""
    candidate = one.candidate
    try:
        async with asyncio.timeout(terms.send_timeout):
            place = candidate.place or await _opened(candidate, platform)
            if not isinstance(place, Place):
                return place
            match candidate.work:
                case "update":
                    return await platform.update(Message(place, candidate.platform_id), one.card)
                case "send":
                    return await platform.send(place, one.card, candidate.id)
                case "doubt":
                    return await _cleared(one, place, platform, terms)
                case _:
                    assert_never(candidate.work)
    except TimeoutError:
        return Unknown("the platform did not answer in time")


async def _opened(candidate: Candidate, platform: Platform) -> Place | Later | Never:
    if candidate.account is None:
        return Never("nobody knows where to reach them")
    opened = await platform.open_direct(candidate.account)
    return Later(OPENING_WAIT, opened.reason) if isinstance(opened, Unknown) else opened


async def _cleared(one: Attempt, place: Place, platform: Platform, terms: Terms) -> Outcome | Literal["hold"]:
    candidate = one.candidate
    match platform.capabilities.on_doubt:
        case "hold":
            return "hold"
        case "lookup":
            found = await platform.find(place, candidate.id, candidate.touched - terms.doubt)
            if found is not None:
                return Delivered(found) if isinstance(found, Message) else found
        case "resend":
            pass
    return await platform.send(place, one.card, candidate.id)


def receipt_for(one: Attempt, outcome: Outcome | Literal["hold"], clock: Clock, terms: Terms) -> Receipt:
    """What the ledger is told."""
    if one.candidate.work == "update":
        return _update_receipt(one, outcome, clock, terms)
    id, tried = one.candidate.id, one.candidate.attempt + 1
    match outcome:
        case Delivered(sent=sent):
            return Sent(id, sent.place, sent.id)
        case Never(reason=reason, gone=gone):
            return Ended(id, "failed", reason, one.candidate.account if gone else None)
        case "hold":
            return Ended(id, "uncertain", "nobody can tell whether it arrived")
        case Later(reason=reason) if tried >= terms.attempts:
            return Ended(id, "dead", f"tried {tried} times: {reason}")
        case Later(wait=wait, reason=reason):
            return Back(id, tried, _after(clock, wait, tried), reason)
        case Unknown(reason=reason) if tried >= terms.attempts:
            return Ended(id, "uncertain", f"nobody can tell whether it arrived: {reason}")
        case Unknown(reason=reason):
            return Doubted(id, reason)
        case _:
            assert_never(outcome)


def _update_receipt(one: Attempt, outcome: Outcome | Literal["hold"], clock: Clock, terms: Terms) -> Receipt:
    id, tried = one.candidate.id, one.candidate.attempt + 1
    match outcome:
        case Delivered():
            return Shown(id, one.version)
        case Later(wait=wait, reason=reason) if tried < terms.attempts:
            return NotShown(id, tried, _after(clock, wait, tried), reason)
        case Unknown(reason=reason) if tried < terms.attempts:
            return NotShown(id, tried, _after(clock, 0, tried), reason)
        case Never(reason=reason) | Later(reason=reason) | Unknown(reason=reason):
            return Shown(id, one.version, f"still shows what was sent first: {reason}")
        case "hold":
            raise AssertionError("only a send can be in doubt")
        case _:
            assert_never(outcome)


def not_sent(one: Attempt, clock: Clock) -> Receipt | None:
    """It was claimed and not attempted: as if nothing had happened. A doubt stays one; an update was not claimed."""
    match one.candidate.work:
        case "send":
            return Back(one.candidate.id, one.candidate.attempt, clock(), "")
        case "doubt":
            return Doubted(one.candidate.id, "nobody has looked yet")
        case "update":
            return None
        case _:
            assert_never(one.candidate.work)


def _after(clock: Clock, wait: float, tried: int) -> dt.datetime:
    return clock() + dt.timedelta(seconds=max(wait, min(LONGEST_WAIT, 2.0 ** min(tried, 20))))
