"""One person behind several accounts: the codes with which they show that."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.tables.base import Base, Key


class LinkCodeRow(Base):
    """A one-time code; only a digest of it is kept."""

    __tablename__ = "link_code"

    digest: Mapped[Key] = mapped_column(primary_key=True)
    person_id: Mapped[Key] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    expires: Mapped[dt.datetime] = mapped_column(index=True)
