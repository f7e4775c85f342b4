"""One transaction of a lane's owner: record how attempts ended, and claim the next, paced, with their cards."""

from __future__ import annotations

import datetime as dt
import hashlib
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest

from bot.cards import Card
from bot.fitting import fit
from bot.pacing import Slots, recovered, reserve
from bot.platform import Capabilities
from bot.store import lanes, ledger, receipts, rest_of_card
from bot.store.database import Transaction
from bot.store.lanes import Lane
from bot.store.ledger import Candidate, Claim, Work
from bot.store.receipts import Receipt
from bot.usecases.attempting import Attempt, Terms
from bot.words import LANGUAGES, words_for

LEAD = 0.1
"""Seconds before the first slot, longer than a claim takes."""
MOST_CARDS = 1000
"""Fitted cards that an owner remembers."""


@dataclass(slots=True)
class Holding:
    """What a lane's owner knows between two transactions."""

    lane: str
    epoch: int
    capabilities: Capabilities
    terms: Terms
    complaint: tuple[dt.datetime, float] | None = None
    """The platform has asked to wait until then, and gets this rate afterwards."""
    updates_wait: dt.datetime | None = None
    rate: float = 0.0
    """What is allowed now, messages a second; 0 for no limit."""
    free_from: dict[str, float] = field(default_factory=dict)
    """When each conversation may have its next message."""
    cards: dict[tuple[str, str], tuple[int, Card]] = field(default_factory=dict)

    def is_blocked(self, now: dt.datetime) -> bool:
        """Whether the platform's wait is not over."""
        return self.complaint is not None and now < self.complaint[0]

    def is_apart(self, work: Work) -> bool:
        """Whether it is an update on a platform that limits them apart from messages."""
        return work == "update" and self.capabilities.update_rate is not None


@dataclass(frozen=True, slots=True)
class Next:
    """What may be attempted now. ``lost``: another process owns the lane."""

    attempts: tuple[Attempt, ...] = ()
    lost: bool = False


def settle_and_claim(
    tx: Transaction, holding: Holding, ended: Sequence[Receipt], busy: frozenset[str], most: int, now: dt.datetime
) -> Next:
    """Record ``ended``, then claim up to ``most`` deliveries that are not ``busy``; none while the lane is blocked."""
    receipts.settle(tx, ended, holding.epoch, now)
    lane = lanes.hold(tx, holding.lane, holding.epoch)
    if lane is None:
        return Next(lost=True)
    if holding.complaint and holding.complaint != (lane.blocked_until, lane.rate):
        lanes.block(tx, lane.id, *holding.complaint)
        lane = replace(lane, blocked_until=holding.complaint[0], rate=holding.complaint[1])
    if most <= 0 or (lane.blocked_until and lane.blocked_until > now):
        return Next()
    chosen, lane = _counted_as_messages(tx, holding, lane, busy, most, now)
    apart, lane = _updates_apart(tx, holding, lane, busy, most - len(chosen), now)
    chosen += apart
    if not any(one.work == "update" for one, _ in chosen) and any(isinstance(one, receipts.Shown) for one in ended):
        ledger.all_redrawn(tx)
    if chosen:
        lanes.remember(tx, lane)
    return Next(tuple(_attempts(tx, holding, chosen, now)))


Chosen = list[tuple[Candidate, float]]
"""Deliveries and the moments, in seconds since the epoch, at which they may go out."""


def _counted_as_messages(
    tx: Transaction, holding: Holding, lane: Lane, busy: frozenset[str], most: int, now: dt.datetime
) -> tuple[Chosen, Lane]:
    """Messages, and by turns with them the updates that are not limited apart: neither waits until all others are out."""
    quiet = (now - lane.blocked_until).total_seconds() if lane.blocked_until else 0.0
    rate = holding.rate = recovered(lane.rate, holding.capabilities.rate, quiet)
    slots = _reserved(lane.tat, now, rate, most, holding.terms).at
    if not slots:
        return [], lane
    doubtful = ledger.doubtful(tx, lane.id, now - holding.terms.doubt, len(slots))
    candidates = [one for one in doubtful if one.id not in busy]
    candidates += ledger.pending(tx, lane.id, now, len(slots) - len(candidates))
    stopped = [one.id for one in candidates if one.stopped and one.work == "send"]
    ledger.drop(tx, stopped, "they asked the bot to stop", now)
    candidates = [one for one in candidates if one.id not in set(stopped)]
    if not holding.is_apart("update"):
        stale = _stale(tx, lane, busy, len(slots), now)
        candidates = [one for pair in zip_longest(candidates, stale) for one in pair if one][: len(slots)]
    chosen = _in_turn(tx, holding, candidates, slots)
    return chosen, replace(lane, tat=_reserved(lane.tat, now, rate, len(chosen), holding.terms).tat)


def _updates_apart(
    tx: Transaction, holding: Holding, lane: Lane, busy: frozenset[str], most: int, now: dt.datetime
) -> tuple[Chosen, Lane]:
    rate = holding.capabilities.update_rate
    if rate is None or most <= 0 or (holding.updates_wait and holding.updates_wait > now):
        return [], lane
    slots = _reserved(lane.update_tat, now, rate, most, holding.terms).at
    if not slots:
        return [], lane
    chosen = _in_turn(tx, holding, _stale(tx, lane, busy, len(slots), now), slots)
    return chosen, replace(lane, update_tat=_reserved(lane.update_tat, now, rate, len(chosen), holding.terms).tat)


def _stale(tx: Transaction, lane: Lane, busy: frozenset[str], most: int, now: dt.datetime) -> list[Candidate]:
    found = ledger.stale(tx, lane.id, now, most + len(busy))
    return [one for one in found if one.id not in busy][:most]


def _reserved(tat: float, now: dt.datetime, rate: float, most: int, terms: Terms) -> Slots:
    """Slots that are not past yet when this transaction is through: those would all be used at once."""
    return reserve(tat, now.timestamp() + (LEAD if rate else 0.0), rate, most, terms.ahead)


def _in_turn(tx: Transaction, holding: Holding, candidates: Sequence[Candidate], slots: Sequence[float]) -> Chosen:
    """Each with its slot; those whose conversation has just had something wait, and leave their slot to the next."""
    gap = 1 / holding.capabilities.place_rate if holding.capabilities.place_rate else 0.0
    free_from = holding.free_from
    chosen: Chosen = []
    later: dict[str, dt.datetime] = {}
    for one in candidates:
        slot = slots[len(chosen)]
        free = free_from.get(one.conversation, 0.0) if gap else 0.0
        if free <= slot:
            chosen.append((one, slot))
            free_from[one.conversation] = slot + gap
        elif one.work != "doubt":
            later[one.id] = dt.datetime.fromtimestamp(free, dt.UTC)
            free_from[one.conversation] = free + gap
    ledger.postpone(tx, later)
    if len(free_from) > MOST_CARDS and slots:
        holding.free_from = {place: free for place, free in free_from.items() if free > slots[0]}
    return chosen


def _attempts(tx: Transaction, holding: Holding, chosen: Chosen, now: dt.datetime) -> Iterator[Attempt]:
    wanted = {(one.broadcast, one.variant) for one, _ in chosen}
    versions = ledger.versions(tx, wanted) if wanted else {}
    claims = [
        Claim(one.id, one.attempt + 1, versions[one.broadcast, one.variant], dt.datetime.fromtimestamp(at, dt.UTC))
        for one, at in chosen
        if one.work != "update"
    ]
    ledger.claim(tx, claims, holding.epoch)
    begin = time.monotonic() - now.timestamp()
    for one, at in chosen:
        version, card = _card(tx, holding, one, versions[one.broadcast, one.variant], now)
        yield Attempt(one, card, version, begin + at)


def _card(tx: Transaction, holding: Holding, one: Candidate, version: int, now: dt.datetime) -> tuple[int, Card]:
    """The card as this platform can show it: fitted once for all who get it."""
    about = (one.broadcast, one.variant)
    known = holding.cards.get(about)
    if known and known[0] == version:
        return known
    content = ledger.content(tx, *about)
    rest_key = hashlib.sha256("|".join((*about, str(version), holding.lane)).encode()).hexdigest()[:32]
    language = one.variant.partition("-")[0]
    words = words_for(language if language in LANGUAGES else "en")
    first, *rest = fit(content.card, holding.capabilities, words, rest_key=rest_key)
    if rest:
        rest_of_card.keep(tx, rest_key, None, rest, now)
    if len(holding.cards) >= MOST_CARDS:
        holding.cards.clear()
    holding.cards[about] = (content.version, first)
    return content.version, first
