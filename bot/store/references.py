"""How to reach conversations: kept when a platform tells of them, dropped when it says they are gone."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import ColumnElement, select

from bot.store.database import Transaction
from bot.store.tables.references import ConversationReferenceRow


@dataclass(frozen=True, slots=True)
class Reference:
    """A conversation's address. ``person`` is the sender's id as events name it, ``account`` as the service does."""

    platform: str
    workspace: str
    place: str
    kind: Literal["personal", "group", "channel"]
    service: str
    bot: str
    person: str | None = None
    account: str | None = None
    team: str | None = None


def keep(tx: Transaction, reference: Reference, now: dt.datetime) -> None:
    """Note or correct how a conversation is reached."""
    tx.merge(
        ConversationReferenceRow(
            platform=reference.platform,
            workspace=reference.workspace,
            place=reference.place,
            kind=reference.kind,
            service=reference.service,
            bot=reference.bot,
            person=reference.person,
            account=reference.account,
            team=reference.team,
            touched=now,
        )
    )


def find(tx: Transaction, platform: str, workspace: str, place: str) -> Reference | None:
    """How to reach this conversation, if the bot is still part of it."""
    row = tx.get(ConversationReferenceRow, (platform, workspace, place))
    return _reference(row) if row else None


def direct(tx: Transaction, platform: str, workspace: str, person: str) -> Reference | None:
    """The direct conversation with a person, the latest used."""
    return _first(tx, platform, workspace, ConversationReferenceRow.person == person)


def latest(tx: Transaction, platform: str, workspace: str) -> Reference | None:
    """The conversation that this workspace was last heard from in."""
    return _first(tx, platform, workspace)


def drop(tx: Transaction, platform: str, workspace: str, place: str) -> None:
    """The bot is no longer part of this conversation."""
    row = tx.get(ConversationReferenceRow, (platform, workspace, place))
    if row:
        tx.delete(row)


def _first(tx: Transaction, platform: str, workspace: str, *more: ColumnElement[bool]) -> Reference | None:
    row = tx.scalars(
        select(ConversationReferenceRow)
        .where(
            ConversationReferenceRow.platform == platform,
            ConversationReferenceRow.workspace == workspace,
            *more,
        )
        .order_by(ConversationReferenceRow.touched.desc())
        .limit(1)
    ).first()
    return _reference(row) if row else None


def _reference(row: ConversationReferenceRow) -> Reference:
    return Reference(
        platform=row.platform,
        workspace=row.workspace,
        place=row.place,
        kind=row.kind,  # type: ignore[arg-type]
        service=row.service,
        bot=row.bot,
        person=row.person,
        account=row.account,
        team=row.team,
    )
