"""Champions: their themes, what they say of themselves and to whom, and each step they took."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.tables.base import Base, Key, Words


class ThemeRow(Base):
    """What somebody can be a champion for. A retired one is kept for those who had it, and no more given."""

    __tablename__ = "theme"

    id: Mapped[Key] = mapped_column(primary_key=True)
    name: Mapped[Words]
    retired: Mapped[bool] = mapped_column(default=False)


class ChampionRow(Base):
    """A person as a champion. Without ``consent_at`` they are shown to nobody.

    ``visibility`` says of fields who may see them; ``load_limit`` is introductions a month. ``resting_until`` is the
    first day that they are back. Of two people made one the later profile stays.
    """

    __tablename__ = "champion"
    __table_args__ = {"info": {"later": "changed"}}  # noqa: RUF012

    person_id: Mapped[Key] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    state: Mapped[Key] = mapped_column(index=True)
    nominated_by: Mapped[Key | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    why: Mapped[Words] = mapped_column(default="")
    region: Mapped[Words] = mapped_column(default="")
    system: Mapped[Words] = mapped_column(default="")
    place: Mapped[Words] = mapped_column(default="")
    tier: Mapped[Key] = mapped_column(default="local")
    bio: Mapped[Words] = mapped_column(default="")
    availability: Mapped[Words] = mapped_column(default="")
    can_help: Mapped[list[str]] = mapped_column(JSON, default=list)
    want_help: Mapped[list[str]] = mapped_column(JSON, default=list)
    interests: Mapped[list[str]] = mapped_column(JSON, default=list)
    languages: Mapped[list[str]] = mapped_column(JSON, default=list)
    lived_experience: Mapped[bool | None]
    load_limit: Mapped[int] = mapped_column(default=2)
    resting_until: Mapped[dt.date | None]
    consent_at: Mapped[dt.datetime | None]
    visibility: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    changed: Mapped[dt.datetime]


class ChampionThemeRow(Base):
    """A champion's theme."""

    __tablename__ = "champion_theme"

    person_id: Mapped[Key] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    theme_id: Mapped[Key] = mapped_column(ForeignKey("theme.id", ondelete="CASCADE"), primary_key=True, index=True)


class ChampionActionRow(Base):
    """Something that a champion did, as they told it."""

    __tablename__ = "champion_action"

    person_id: Mapped[Key] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(primary_key=True)
    text: Mapped[Words]


class ChampionStepRow(Base):
    """A step of a champion's way, and who took it: nothing here is ever changed."""

    __tablename__ = "champion_step"

    person_id: Mapped[Key] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(primary_key=True)
    step: Mapped[Key] = mapped_column(primary_key=True)
    by_id: Mapped[Key | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
