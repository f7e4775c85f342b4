"""Runs the migrations on the connection that ``bot.store.migrating`` hands over."""

from __future__ import annotations

from typing import Literal

from alembic import context

from bot.store.tables import Base
from bot.store.tables.base import Utc


def render(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Migrations must not change when the code does: write our own type as the plain one it is stored as."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Utc) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    render_item=render,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
