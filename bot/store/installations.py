"""Where the app is installed. The tokens are the vendor's own store's to read and write."""

from __future__ import annotations

from sqlalchemy import inspect, select

from bot.store.database import Transaction
from bot.store.tables.installations import InstalledBotRow


def granted(tx: Transaction, client_id: str) -> dict[str, frozenset[str]]:
    """The scopes that each workspace, or organisation, granted the app when it installed it last, by its name."""
    if not inspect(tx.connection()).has_table(InstalledBotRow.__tablename__):
        return {}
    rows = tx.scalars(select(InstalledBotRow).filter_by(client_id=client_id).order_by(InstalledBotRow.installed_at))
    newest = {row.team_id: row for row in rows}
    return {
        row.team_name or row.enterprise_name or row.team_id or "": frozenset((row.bot_scopes or "").split(","))
        for row in newest.values()
    }
