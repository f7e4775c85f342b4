"""Relayed chats: written down, and their words forgotten once they have arrived."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, exists, select, update

from bot.cards import CARD, Card
from bot.store.database import Transaction
from bot.store.tables.delivery import BroadcastContentRow, BroadcastRow, DeliveryRow
from bot.store.tables.relay import RelayMemberRow, RelayMessageRow, RelayRow

KIND = "relay"
"""What broadcasts that carry a relayed message are called in the ledger; they refer to the message's id."""


@dataclass(frozen=True, slots=True)
class Relay:
    """A relayed chat and those who are in it now."""

    id: str
    is_open: bool
    until: dt.datetime
    members: tuple[str, ...]
    kept: bool
    """Whether everybody asked that the words be kept."""


@dataclass(frozen=True, slots=True)
class Passed:
    """A message that was passed on."""

    id: str
    relay: str
    person: str
    state: str


def open(tx: Transaction, relay: str, people: Iterable[str], now: dt.datetime, until: dt.datetime) -> None:
    """A new relayed chat between these people."""
    tx.add(RelayRow(id=relay, state="open", opened=now, until=until))
    tx.flush()
    tx.add_all(RelayMemberRow(relay_id=relay, person_id=person) for person in people)
    tx.flush()


def find(tx: Transaction, relay: str, *, alone: bool = False) -> Relay | None:
    """A relayed chat by id; ``alone``: nobody else changes it until this transaction ends."""
    row = tx.get(RelayRow, relay, with_for_update=alone, populate_existing=alone)
    if row is None:
        return None
    members = tx.scalars(
        select(RelayMemberRow).where(RelayMemberRow.relay_id == relay).order_by(RelayMemberRow.person_id)
    ).all()
    present = [member for member in members if not member.left]
    kept = bool(present) and all(member.keep for member in members)
    return Relay(row.id, row.state == "open", row.until, tuple(member.person_id for member in present), kept)


def open_ones(tx: Transaction, person: str, now: dt.datetime) -> list[Relay]:
    """The relayed chats in which a person can write now."""
    ids = tx.scalars(
        select(RelayRow.id)
        .join(RelayMemberRow, RelayMemberRow.relay_id == RelayRow.id)
        .where(RelayMemberRow.person_id == person, ~RelayMemberRow.left, RelayRow.state == "open", RelayRow.until > now)
        .order_by(RelayRow.opened, RelayRow.id)
    )
    return [found for id in ids if (found := find(tx, id))]


def all_of(tx: Transaction, person: str) -> list[str]:
    """The relayed chats that a person is or was in, also those that have ended, the latest first."""
    query = select(RelayRow.id).join(RelayMemberRow, RelayMemberRow.relay_id == RelayRow.id)
    return list(
        tx.scalars(query.where(RelayMemberRow.person_id == person).order_by(RelayRow.opened.desc(), RelayRow.id))
    )


def copies(tx: Transaction, message: str, states: Sequence[str]) -> list[tuple[str, str]]:
    """The copies of a message in these states of the ledger: reader and platform."""
    query = select(DeliveryRow.person_id, DeliveryRow.lane)
    query = query.join(BroadcastRow, BroadcastRow.id == DeliveryRow.broadcast_id)
    query = query.where(BroadcastRow.kind == KIND, BroadcastRow.ref == message, DeliveryRow.state.in_(states))
    rows = tx.execute(query.order_by(BroadcastRow.created, BroadcastRow.id))
    return [(person or "", lane.partition(":")[0]) for person, lane in rows]


def close(tx: Transaction, relay: str) -> None:
    """Nothing is passed on any more."""
    tx.execute(update(RelayRow).where(RelayRow.id == relay).values(state="closed"))


def leave(tx: Transaction, relay: str, person: str) -> None:
    """Nothing is passed on to or from this person any more."""
    tx.execute(
        update(RelayMemberRow)
        .where(RelayMemberRow.relay_id == relay, RelayMemberRow.person_id == person)
        .values(left=True)
    )


def keep_words(tx: Transaction, relay: str, person: str, *, keep: bool) -> None:
    """A member's wish that the words be kept."""
    tx.execute(
        update(RelayMemberRow)
        .where(RelayMemberRow.relay_id == relay, RelayMemberRow.person_id == person)
        .values(keep=keep)
    )


def note(tx: Transaction, message: str, relay: str, person: str, words: str | None, now: dt.datetime) -> None:
    """A message is on its way; ``words`` only if they are to be kept."""
    tx.add(RelayMessageRow(id=message, relay_id=relay, person_id=person, at=now, state="passing", words=words))
    tx.flush()


def message(tx: Transaction, message: str) -> Passed | None:
    """A message by id."""
    row = tx.get(RelayMessageRow, message, with_for_update=True, populate_existing=True)
    return Passed(row.id, row.relay_id, row.person_id or "", row.state) if row else None


def kept(tx: Transaction, person: str) -> list[tuple[dt.datetime, str]]:
    """The words of a person that are kept, because everybody in the chat asked for it, the oldest first."""
    query = select(RelayMessageRow.at, RelayMessageRow.words).where(
        RelayMessageRow.person_id == person, RelayMessageRow.words.is_not(None)
    )
    return [(at, words or "") for at, words in tx.execute(query.order_by(RelayMessageRow.at, RelayMessageRow.id))]


def change(tx: Transaction, message: str, state: str, words: str | None) -> None:
    """A message was changed or taken back."""
    tx.execute(update(RelayMessageRow).where(RelayMessageRow.id == message).values(state=state, words=words))


def carriers(tx: Transaction, message: str) -> dict[str, list[str]]:
    """The broadcasts that carry a message, and the variants of each."""
    found: dict[str, list[str]] = {}
    rows = tx.execute(
        select(BroadcastRow.id, BroadcastContentRow.variant)
        .join(BroadcastContentRow, BroadcastContentRow.broadcast_id == BroadcastRow.id)
        .where(BroadcastRow.kind == KIND, BroadcastRow.ref == message)
        .order_by(BroadcastRow.id)
    )
    for broadcast, variant in rows:
        found.setdefault(broadcast, []).append(variant)
    return found


def passing(tx: Transaction, relay: str) -> list[str]:
    """The messages of a relayed chat that may be on their way."""
    query = select(RelayMessageRow.id).where(RelayMessageRow.relay_id == relay, RelayMessageRow.state == "passing")
    return list(tx.scalars(query.order_by(RelayMessageRow.id)))


def arrived(tx: Transaction, now: dt.datetime) -> list[str]:
    """Messages of which every copy shows the latest words, so that ours are no longer needed."""
    on_its_way = exists().where(
        BroadcastRow.kind == KIND,
        BroadcastRow.ref == RelayMessageRow.id,
        BroadcastContentRow.broadcast_id == BroadcastRow.id,
        DeliveryRow.broadcast_id == BroadcastRow.id,
        DeliveryRow.state.in_(("pending", "paused", "sending"))
        | ((DeliveryRow.state == "sent") & (DeliveryRow.shown_version < BroadcastContentRow.version)),
    )
    query = select(RelayMessageRow.id).where(RelayMessageRow.state == "passing", ~on_its_way)
    return list(tx.scalars(query.order_by(RelayMessageRow.id)))


def forget_words(tx: Transaction, message: str, instead: Card) -> None:
    """The words of a message that has arrived are gone from here; what was posted stays as it is."""
    for broadcast in carriers(tx, message):
        tx.execute(
            update(BroadcastContentRow)
            .where(BroadcastContentRow.broadcast_id == broadcast)
            .values(card=CARD.dump_json(instead).decode())
        )
    tx.execute(
        update(RelayMessageRow)
        .where(RelayMessageRow.id == message, RelayMessageRow.state == "passing")
        .values(state="passed")
    )


def purge(tx: Transaction, before: dt.datetime) -> None:
    """Forget who wrote to whom in chats that ended before then, and single messages from before then."""
    tx.execute(delete(RelayMessageRow).where(RelayMessageRow.at < before, RelayMessageRow.words.is_(None)))
    tx.execute(delete(RelayRow).where(RelayRow.state == "closed", RelayRow.until < before))


def to_close(tx: Transaction, now: dt.datetime) -> list[str]:
    """Open relayed chats whose time is over."""
    return list(tx.scalars(select(RelayRow.id).where(RelayRow.state == "open", RelayRow.until <= now)))
