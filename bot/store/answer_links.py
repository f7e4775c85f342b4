"""Links in messages by which a person answers in the browser. Only digests of their secrets are kept."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import cast

from sqlalchemy import CursorResult, delete, update

from bot.cards import CARD, Card
from bot.events import Place, Sender, Sent
from bot.store.database import Transaction
from bot.store.tables.email import AnswerLinkRow


@dataclass(frozen=True, slots=True)
class AnswerLink:
    """A card that waits for answers from the owner of an account, in their direct conversation."""

    digest: str
    sender: Sender
    person: str
    sent: Sent
    delivery: str
    card: Card
    version: int
    expires: dt.datetime


def add(
    tx: Transaction,
    digest: str,
    sender: Sender,
    person: str,
    message: str,
    delivery: str,
    card: Card,
    now: dt.datetime,
    expires: dt.datetime,
) -> None:
    """Keep a new link to answer ``card``, which went out as ``message`` under the key ``delivery``."""
    tx.add(
        AnswerLinkRow(
            digest=digest,
            platform=sender.platform,
            workspace=sender.workspace,
            account=sender.id,
            person_id=person,
            message=message,
            delivery=delivery,
            card=CARD.dump_json(card).decode(),
            created=now,
            expires=expires,
        )
    )


def find(tx: Transaction, digest: str) -> AnswerLink | None:
    """A link, also one that has expired a short while ago."""
    row = tx.get(AnswerLinkRow, digest)
    if row is None:
        return None
    place = Place(row.platform, row.workspace, row.account)
    return AnswerLink(
        digest,
        Sender(row.platform, row.workspace, row.account),
        row.person_id,
        Sent(place, row.message),
        row.delivery or "",
        CARD.validate_json(row.card),
        row.version,
        row.expires,
    )


def show(tx: Transaction, link: AnswerLink, card: Card) -> bool:
    """From now on the link shows another card; False if it has shown another one meanwhile."""
    result = tx.execute(
        update(AnswerLinkRow)
        .where(AnswerLinkRow.digest == link.digest, AnswerLinkRow.version == link.version)
        .values(card=CARD.dump_json(card).decode(), version=link.version + 1)
    )
    return cast(CursorResult[object], result).rowcount == 1


def purge(tx: Transaction, before: dt.datetime) -> None:
    """Forget links that expired before then."""
    tx.execute(delete(AnswerLinkRow).where(AnswerLinkRow.expires < before))
