"""Where imported knowledge comes from: each file and calendar, when it was last read, and what is wrong with it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import false
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.tables.base import Base, Key, Words


class SourceRow(Base):
    """A file or calendar. ``checked_on`` is the day on which the whole of it was last as the database has it.

    ``watch`` is what it is watched as, a folder or itself, and empty for what somebody imported by hand; a watched folder
    has a row of its own. ``digest`` is the SHA-256 of what was last read, good or bad; ``etag`` and ``modified`` are the
    server's. ``told`` says that the team knows of the problems.
    """

    __tablename__ = "source"

    name: Mapped[Key] = mapped_column(primary_key=True)
    watch: Mapped[Key] = mapped_column(default="", index=True)
    checked_on: Mapped[dt.date | None]
    looked: Mapped[dt.datetime | None]
    digest: Mapped[Key] = mapped_column(default="")
    etag: Mapped[Words] = mapped_column(default="")
    modified: Mapped[Words] = mapped_column(default="")
    problems: Mapped[list[str]] = mapped_column(default=list)
    told: Mapped[bool] = mapped_column(default=False, server_default=false())
