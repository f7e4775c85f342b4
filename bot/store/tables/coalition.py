"""Records of the coalition: partners, networks, taskgroups and events."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.tables.base import Base, Key, Words


class PartnerRow(Base):
    """An organisation in the coalition."""

    __tablename__ = "partner"

    id: Mapped[Key] = mapped_column(primary_key=True)
    name: Mapped[Words]
    aliases: Mapped[list[str]] = mapped_column(JSON, default=list)
    kind: Mapped[Words | None]
    region: Mapped[Words | None]
    contact: Mapped[Words | None]
    email: Mapped[Words | None]
    link: Mapped[Words | None]
    about: Mapped[Words | None]
    joined: Mapped[dt.date | None]
    audience: Mapped[Key] = mapped_column(default="everyone")
    source: Mapped[Key] = mapped_column(default="", index=True)
    checked_on: Mapped[dt.date | None]


class NetworkRow(Base):
    """A set of members or partners."""

    __tablename__ = "network"

    id: Mapped[Key] = mapped_column(primary_key=True)
    name: Mapped[Words]
    aliases: Mapped[list[str]] = mapped_column(JSON, default=list)
    kind: Mapped[Words | None]
    lead: Mapped[Words | None]
    about: Mapped[Words | None]
    link: Mapped[Words | None]
    how_to_join: Mapped[Words | None]
    audience: Mapped[Key] = mapped_column(default="everyone")
    source: Mapped[Key] = mapped_column(default="", index=True)
    checked_on: Mapped[dt.date | None]


class PartnerNetworkRow(Base):
    """A partner's place in a network."""

    __tablename__ = "partner_network"

    partner_id: Mapped[Key] = mapped_column(ForeignKey("partner.id", ondelete="CASCADE"), primary_key=True)
    network_id: Mapped[Key] = mapped_column(ForeignKey("network.id", ondelete="CASCADE"), primary_key=True, index=True)


class PersonNetworkRow(Base):
    """A person's place in a network; ``source`` as for a role."""

    __tablename__ = "person_network"

    person_id: Mapped[Key] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    network_id: Mapped[Key] = mapped_column(ForeignKey("network.id", ondelete="CASCADE"), primary_key=True, index=True)
    source: Mapped[Key] = mapped_column(primary_key=True, default="", index=True)


class TaskgroupRow(Base):
    """A group with a purpose. ``lead`` is a name as written; ``lead_email`` links it to a person."""

    __tablename__ = "taskgroup"

    id: Mapped[Key] = mapped_column(primary_key=True)
    name: Mapped[Words]
    aliases: Mapped[list[str]] = mapped_column(JSON, default=list)
    purpose: Mapped[Words | None]
    lead: Mapped[Words | None]
    lead_email: Mapped[Words | None]
    status: Mapped[Words | None]
    programme: Mapped[Words | None]
    started: Mapped[dt.date | None]
    meets: Mapped[Words | None]
    how_to_join: Mapped[Words | None]
    link: Mapped[Words | None]
    members: Mapped[list[str]] = mapped_column(JSON, default=list)
    audience: Mapped[Key] = mapped_column(default="everyone")
    source: Mapped[Key] = mapped_column(default="", index=True)
    checked_on: Mapped[dt.date | None]


class MilestoneRow(Base):
    """A step of a taskgroup, in the order of ``number``."""

    __tablename__ = "milestone"

    taskgroup_id: Mapped[Key] = mapped_column(ForeignKey("taskgroup.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[Words]
    due: Mapped[dt.date | None]
    done: Mapped[bool] = mapped_column(default=False)


class ReportRow(Base):
    """A report that a taskgroup owes or has published."""

    __tablename__ = "report"

    taskgroup_id: Mapped[Key] = mapped_column(ForeignKey("taskgroup.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[Words]
    due: Mapped[dt.date | None]
    published: Mapped[dt.date | None]
    link: Mapped[Words | None]


class TaskgroupMemberRow(Base):
    """A person's place in a taskgroup; ``source`` as for a role."""

    __tablename__ = "taskgroup_member"

    taskgroup_id: Mapped[Key] = mapped_column(ForeignKey("taskgroup.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[Key] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True)
    source: Mapped[Key] = mapped_column(primary_key=True, default="", index=True)


class EventRow(Base):
    """A dated occasion. A recurring one is a row an occurrence, ``id`` ending in its date."""

    __tablename__ = "event"

    id: Mapped[Key] = mapped_column(primary_key=True)
    title: Mapped[Words]
    aliases: Mapped[list[str]] = mapped_column(JSON, default=list)
    start: Mapped[dt.datetime] = mapped_column(index=True)
    end: Mapped[dt.datetime | None]
    zone: Mapped[Key] = mapped_column(default="Europe/London")
    all_day: Mapped[bool] = mapped_column(default=False)
    place: Mapped[Words | None]
    link: Mapped[Words | None]
    format: Mapped[Words | None]
    capacity: Mapped[int | None]
    taskgroup_id: Mapped[Key | None] = mapped_column(ForeignKey("taskgroup.id", ondelete="SET NULL"), index=True)
    about: Mapped[Words | None]
    audience: Mapped[Key] = mapped_column(default="everyone")
    source: Mapped[Key] = mapped_column(default="", index=True)
    checked_on: Mapped[dt.date | None]
