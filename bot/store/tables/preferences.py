"""How a person wants to be written to."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, false
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.tables.base import Base, Key


class PreferenceRow(Base):
    """A person's own wishes; null is the coalition's usual. Quiet hours are by the person's own clock."""

    __tablename__ = "preference"

    person_id: Mapped[Key] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    quiet_from: Mapped[dt.time | None]
    quiet_until: Mapped[dt.time | None]
    paused_until: Mapped[dt.date | None]
    digest: Mapped[bool] = mapped_column(default=False)
    route: Mapped[Key | None]
    easy_read: Mapped[bool] = mapped_column(default=False)
    large_print: Mapped[bool] = mapped_column(default=False, server_default=false())
