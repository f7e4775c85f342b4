"""Partners' people, the accounts they write from, and their roles."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.tables.base import Base, Key, Words


class PersonRow(Base):
    """A person. ``keep_words`` is null until they chose, ``noticed`` is when they were asked."""

    __tablename__ = "person"

    id: Mapped[Key] = mapped_column(primary_key=True)
    name: Mapped[Words]
    email: Mapped[Key | None] = mapped_column(unique=True)
    partner_id: Mapped[Key | None] = mapped_column(ForeignKey("partner.id", ondelete="SET NULL"), index=True)
    job: Mapped[Words | None]
    region: Mapped[Words | None]
    zone: Mapped[Key | None]
    language: Mapped[Key] = mapped_column(default="en")
    keep_words: Mapped[bool | None]
    noticed: Mapped[dt.datetime | None]
    stopped: Mapped[bool] = mapped_column(default=False)
    audience: Mapped[Key] = mapped_column(default="members")
    source: Mapped[Key] = mapped_column(default="", index=True)
    checked_on: Mapped[dt.date | None]
    created: Mapped[dt.datetime]


class IdentityRow(Base):
    """One account of a person: a user of a workspace or tenant, an e-mail address, a browser.

    ``gone`` is since when the platform says that there is no such account; it counts again once somebody writes from it.
    """

    __tablename__ = "identity"

    platform: Mapped[Key] = mapped_column(primary_key=True)
    workspace: Mapped[Key] = mapped_column(primary_key=True)
    external_id: Mapped[Key] = mapped_column(primary_key=True)
    person_id: Mapped[Key] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    created: Mapped[dt.datetime]
    gone: Mapped[dt.datetime | None]


class RoleRow(Base):
    """A role that a person holds; ``scope`` is a taskgroup's or partner's id, or empty.

    ``source`` is the imported file that says so, or empty: an import gives and takes only what is its own.
    """

    __tablename__ = "role"

    person_id: Mapped[Key] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[Key] = mapped_column(primary_key=True)
    scope: Mapped[Key] = mapped_column(primary_key=True, default="")
    source: Mapped[Key] = mapped_column(primary_key=True, default="", index=True)
