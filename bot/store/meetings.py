"""Where the bot and a person have met."""

from __future__ import annotations

from sqlalchemy import func, select

from bot.events import Sender
from bot.store.database import Transaction
from bot.store.tables.people import IdentityRow
from bot.store.tables.traffic import InteractionRow


def workspaces(tx: Transaction, sender: Sender) -> list[str]:
    """The workspaces of the bot in which the person behind an account was met, the latest first."""
    person = select(IdentityRow.person_id).where(
        IdentityRow.platform == sender.platform,
        IdentityRow.workspace == sender.workspace,
        IdentityRow.external_id == sender.id,
    )
    query = select(InteractionRow.workspace).where(
        InteractionRow.person_id == person.scalar_subquery(), InteractionRow.platform == sender.platform
    )
    return list(tx.scalars(query.group_by(InteractionRow.workspace).order_by(func.max(InteractionRow.id).desc())))
