"""Messages that are not replies: written down with the decision that causes them, sent when due."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Mapping

import structlog

from bot.cards import Card
from bot.clock import Clock
from bot.events import Place, Sent
from bot.fitting import fit
from bot.people import Person
from bot.platform import Delivered, Later, Never, Outcome, Platform, Unknown
from bot.store import deliveries, people, rest_of_card
from bot.store.database import Database, Transaction
from bot.words import words_for

log = structlog.get_logger()
SEND_TIMEOUT = 10.0
DOUBT = dt.timedelta(seconds=1.5 * SEND_TIMEOUT)


def enqueue(tx: Transaction, key: str, person: Person, place: Place, card: Card, now: dt.datetime) -> None:
    """Send this card to the person where they last talked about it; the same key twice is one message."""
    deliveries.add(tx, key, person.id, place, card, now)


async def deliver_due(database: Database, platforms: Mapping[str, Platform], clock: Clock) -> int:
    """Send what is due, one attempt each. Returns how many were tried."""
    due = await asyncio.to_thread(_claim_due, database, clock)
    for delivery in due:
        await _deliver(database, platforms, clock, delivery)
    return len(due)


def _claim_due(database: Database, clock: Clock) -> list[deliveries.Delivery]:
    now = clock()
    with database.write() as tx:
        return deliveries.claim_due(tx, now, doubtful_before=now - DOUBT, limit=50)


async def _deliver(
    database: Database, platforms: Mapping[str, Platform], clock: Clock, delivery: deliveries.Delivery
) -> None:
    platform = platforms.get(delivery.place.platform)
    if platform is None:
        outcome: Outcome = Never("the door to this person's platform is closed")
    else:
        outcome = await _attempt(database, platform, clock, delivery)
    await asyncio.to_thread(_settle, database, clock, delivery, outcome)


async def _attempt(database: Database, platform: Platform, clock: Clock, delivery: deliveries.Delivery) -> Outcome:
    if delivery.in_doubt:
        match platform.capabilities.on_doubt:
            case "lookup":
                found = await platform.find(delivery.place, delivery.id, delivery.touched - DOUBT)
                if found is not None:
                    return Delivered(found) if isinstance(found, Sent) else found
            case "hold":
                return Unknown("nobody can tell whether it arrived")
            case "resend":
                pass
    card = await asyncio.to_thread(_fitted, database, platform, clock, delivery)
    try:
        async with asyncio.timeout(SEND_TIMEOUT):
            return await platform.send(delivery.place, card, delivery.id)
    except TimeoutError:
        return Unknown("the platform did not answer in time")


def _fitted(database: Database, platform: Platform, clock: Clock, delivery: deliveries.Delivery) -> Card:
    with database.write() as tx:
        person = people.find(tx, delivery.person)
        words = words_for(person.language if person else "en")
        first, *rest = fit(delivery.card, platform.capabilities, words, rest_key=delivery.id)
        if rest:
            rest_of_card.keep(tx, delivery.id, delivery.person, rest, clock())
    return first


def _settle(database: Database, clock: Clock, delivery: deliveries.Delivery, outcome: Outcome) -> None:
    now = clock()
    with database.write() as tx:
        match outcome:
            case Delivered(sent=sent):
                deliveries.settle(tx, delivery.id, "sent", now, platform_id=sent.id)
            case Later(wait=wait, reason=reason):
                deliveries.settle(
                    tx, delivery.id, "pending", now, reason=reason, not_before=now + dt.timedelta(seconds=wait)
                )
            case Never(reason=reason):
                deliveries.settle(tx, delivery.id, "failed", now, reason=reason)
            case Unknown(reason=reason):
                state = "uncertain" if delivery.in_doubt else "sending"
                deliveries.settle(tx, delivery.id, state, now, reason=reason)
    log.info("delivery", delivery=delivery.id, outcome=type(outcome).__name__.lower())
