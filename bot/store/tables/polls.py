"""Polls, who may vote, who has voted, and what was voted.

What people chose in an anonymous poll lies apart from who they are: ``poll_voter`` says only that a person has voted,
and all ballots of a poll are one text in ``ballot_box``, sorted by a digest that only the voter's receipt leads to. So
there is no row, number, time or transaction by which the two could be joined.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import DDL, JSON, ForeignKey, event
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.tables.base import Base, Key, Words

UNORDERED = {"sqlite_with_rowid": False}
"""Without SQLite's row numbers, which count up as rows are added."""


class PollRow(Base):
    """A poll. ``definition`` holds what was asked and how; the columns beside it what changes or is looked for.

    ``remind_at`` and ``repeat_at`` are empty once done; ``drawn`` tells which votes the posted cards show.
    """

    __tablename__ = "poll"

    id: Mapped[Key] = mapped_column(primary_key=True)
    definition: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[Key] = mapped_column(index=True)
    owner_id: Mapped[Key | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    created: Mapped[dt.datetime]
    opens: Mapped[dt.datetime | None]
    closes: Mapped[dt.datetime | None]
    remind_at: Mapped[dt.datetime | None]
    repeat_at: Mapped[dt.datetime | None]
    drawn: Mapped[Key] = mapped_column(default="")


class ElectorRow(Base):
    """Somebody who may vote, and for which organisation: written down when the poll opens."""

    __tablename__ = "poll_elector"
    __table_args__ = UNORDERED

    poll_id: Mapped[Key] = mapped_column(ForeignKey("poll.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[Key] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True)
    partner_id: Mapped[Key | None] = mapped_column(ForeignKey("partner.id", ondelete="SET NULL"), index=True)


class PollVoterRow(Base):
    """Somebody who has voted in an anonymous poll; neither when nor what."""

    __tablename__ = "poll_voter"
    __table_args__ = UNORDERED

    poll_id: Mapped[Key] = mapped_column(ForeignKey("poll.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[Key] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True)


class BallotBoxRow(Base):
    """All ballots of an anonymous poll: a line each, a receipt's digest and the answer, sorted."""

    __tablename__ = "ballot_box"

    poll_id: Mapped[Key] = mapped_column(ForeignKey("poll.id", ondelete="CASCADE"), primary_key=True)
    ballots: Mapped[Words]


event.listen(
    BallotBoxRow.__table__,
    "after_create",
    DDL("ALTER TABLE ballot_box ALTER COLUMN ballots SET STORAGE EXTERNAL").execute_if(dialect="postgresql"),  # type: ignore[no-untyped-call]
)
"""A box is written anew with each vote: compressing it each time would take longer than all the rest."""


class VoteRow(Base):
    """What somebody voted in a named poll; an empty answer was withdrawn. ``at`` is when it was given."""

    __tablename__ = "vote"
    __table_args__ = {"info": {"later": "at"}}  # noqa: RUF012 - SQLAlchemy's way to say it

    poll_id: Mapped[Key] = mapped_column(ForeignKey("poll.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[Key] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True)
    at: Mapped[dt.datetime]
    answer: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class PollLinkRow(Base):
    """A person's link to the page on which they vote; only a digest of its secret is kept."""

    __tablename__ = "poll_link"

    digest: Mapped[Key] = mapped_column(primary_key=True)
    poll_id: Mapped[Key] = mapped_column(ForeignKey("poll.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[Key] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    expires: Mapped[dt.datetime] = mapped_column(index=True)
