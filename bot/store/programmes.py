"""Programmes of introductions: which there are, who takes part, and who avoids whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, and_, delete, exists, select, update

from bot.store.database import Transaction
from bot.store.tables.introductions import (
    AvoidRow,
    IntroductionRow,
    IntroductionSideRow,
    ProgrammeMemberRow,
    ProgrammeRow,
)
from bot.store.tables.people import IdentityRow, PersonRow, RoleRow
from bot.store.tables.preferences import PreferenceRow


@dataclass(frozen=True, slots=True)
class Programme:
    """Introductions that belong together: ``size`` people each, every so often, asks open for ``ask_days``."""

    id: str
    name: str
    size: int = 2
    every: str = ""
    next_at: dt.datetime | None = None
    ask_days: int = 7
    rules: dict[str, Any] = field(default_factory=dict)
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class Membership:
    """Somebody's consent to be introduced, and their pause."""

    programme: str
    person: str
    consent: str
    consent_at: dt.datetime
    withdrawn: dt.datetime | None = None
    paused_until: dt.date | None = None


def save(tx: Transaction, programme: Programme, now: dt.datetime) -> None:
    """Write a programme down, new or changed."""
    row = tx.get(ProgrammeRow, programme.id) or ProgrammeRow(id=programme.id, created=now)
    row.name, row.size, row.every, row.next_at = programme.name, programme.size, programme.every, programme.next_at
    row.ask_days, row.rules, row.owner_id = programme.ask_days, programme.rules, programme.owner
    row.retired = False
    tx.add(row)
    tx.flush()


def find(tx: Transaction, programme: str) -> Programme | None:
    """A programme by id."""
    row = tx.get(ProgrammeRow, programme)
    return _programme(row) if row else None


def drop_unused(tx: Transaction, programme: str) -> None:
    """Remove a programme that nobody takes part in."""
    used = exists().where(ProgrammeMemberRow.programme_id == ProgrammeRow.id)
    tx.execute(delete(ProgrammeRow).where(ProgrammeRow.id == programme, ~used))


def hold(tx: Transaction, programme: str) -> None:
    """Nobody else plans a round of this programme until the transaction ends."""
    tx.get(ProgrammeRow, programme, with_for_update=True, populate_existing=True)


def running(tx: Transaction) -> list[Programme]:
    """Every programme that has not been retired, the oldest first."""
    rows = tx.scalars(select(ProgrammeRow).where(~ProgrammeRow.retired).order_by(ProgrammeRow.created, ProgrammeRow.id))
    return [_programme(row) for row in rows]


def due(tx: Transaction, now: dt.datetime) -> list[str]:
    """Programmes whose next round is to be planned by now."""
    return list(
        tx.scalars(
            select(ProgrammeRow.id)
            .where(~ProgrammeRow.retired, ProgrammeRow.next_at <= now)
            .order_by(ProgrammeRow.next_at, ProgrammeRow.id)
        )
    )


def take_due(tx: Transaction, programme: str, now: dt.datetime, following: dt.datetime | None) -> bool:
    """Claim the round that is due; False if another process has."""
    done = tx.execute(
        update(ProgrammeRow).where(ProgrammeRow.id == programme, ProgrammeRow.next_at <= now).values(next_at=following)
    )
    return cast(CursorResult[object], done).rowcount == 1


def join(tx: Transaction, programme: str, person: str, consent: str, now: dt.datetime) -> None:
    """Somebody agrees to be introduced: to these words, now; an earlier withdrawal and a pause end."""
    row = tx.get(ProgrammeMemberRow, (programme, person))
    row = row or ProgrammeMemberRow(programme_id=programme, person_id=person)
    row.consent, row.consent_at, row.withdrawn, row.paused_until = consent, now, None, None
    tx.add(row)
    tx.flush()


def include_everybody(tx: Transaction, programme: str) -> None:
    """Everybody whose consent stands takes part in this programme too, by the same consent and with the same pause."""
    query = select(ProgrammeMemberRow).where(ProgrammeMemberRow.withdrawn.is_(None))
    latest = {row.person_id: row for row in tx.scalars(query.order_by(ProgrammeMemberRow.consent_at))}
    for row in latest.values():
        join(tx, programme, row.person_id, row.consent, row.consent_at)
        tx.get_one(ProgrammeMemberRow, (programme, row.person_id)).paused_until = row.paused_until
    tx.flush()


def withdraw(tx: Transaction, person: str, now: dt.datetime) -> int:
    """Somebody takes no part any more, in any programme. Returns in how many they did."""
    done = tx.execute(
        update(ProgrammeMemberRow)
        .where(ProgrammeMemberRow.person_id == person, ProgrammeMemberRow.withdrawn.is_(None))
        .values(withdrawn=now)
    )
    return cast(CursorResult[object], done).rowcount


def pause(tx: Transaction, person: str, until: dt.date | None) -> int:
    """Introduce this person to nobody before a day. Returns in how many programmes they take part."""
    done = tx.execute(
        update(ProgrammeMemberRow)
        .where(ProgrammeMemberRow.person_id == person, ProgrammeMemberRow.withdrawn.is_(None))
        .values(paused_until=until)
    )
    return cast(CursorResult[object], done).rowcount


def memberships(tx: Transaction, person: str, *, withdrawn: bool = False) -> list[Membership]:
    """Where a person takes part now; with what they took back if asked."""
    query = select(ProgrammeMemberRow).where(ProgrammeMemberRow.person_id == person)
    query = query if withdrawn else query.where(ProgrammeMemberRow.withdrawn.is_(None))
    return [_membership(row) for row in tx.scalars(query.order_by(ProgrammeMemberRow.consent_at))]


def willing(tx: Transaction, programme: str, today: dt.date, among: Sequence[str] | None = None) -> list[str]:
    """The ids of those who may be introduced today: agreed, not paused, not stopped, and with an account or address.

    Everything that takes somebody out is asked here and nowhere else.
    """
    account = exists().where(IdentityRow.person_id == PersonRow.id, IdentityRow.gone.is_(None))
    reachable = account | PersonRow.email.is_not(None)
    query = (
        select(ProgrammeMemberRow.person_id)
        .join(PersonRow, PersonRow.id == ProgrammeMemberRow.person_id)
        .outerjoin(PreferenceRow, PreferenceRow.person_id == PersonRow.id)
        .where(
            ProgrammeMemberRow.programme_id == programme,
            ProgrammeMemberRow.withdrawn.is_(None),
            ProgrammeMemberRow.paused_until.is_(None) | (ProgrammeMemberRow.paused_until <= today),
            PreferenceRow.paused_until.is_(None) | (PreferenceRow.paused_until <= today),
            *_there(),
            reachable,
        )
        .order_by(ProgrammeMemberRow.person_id)
    )
    if among is not None:
        query = query.where(ProgrammeMemberRow.person_id.in_(among))
    return list(tx.scalars(query))


def consenting(tx: Transaction, programme: str, among: Sequence[str]) -> set[str]:
    """Those of these people whose consent stands: a pause ends none, leaving and the bot's stop word do."""
    query = (
        select(ProgrammeMemberRow.person_id)
        .join(PersonRow, PersonRow.id == ProgrammeMemberRow.person_id)
        .where(
            ProgrammeMemberRow.programme_id == programme,
            ProgrammeMemberRow.person_id.in_(among),
            ProgrammeMemberRow.withdrawn.is_(None),
            *_there(),
        )
    )
    return set(tx.scalars(query))


def lapsed(tx: Transaction, now: dt.datetime) -> list[str]:
    """Those who are being introduced or in touch though their consent has ended, or they are not there any more."""
    consents = exists().where(
        ProgrammeMemberRow.programme_id == IntroductionRow.programme_id,
        ProgrammeMemberRow.person_id == PersonRow.id,
        ProgrammeMemberRow.withdrawn.is_(None),
    )
    query = (
        select(PersonRow.id)
        .join(IntroductionSideRow, IntroductionSideRow.person_id == PersonRow.id)
        .join(IntroductionRow, IntroductionRow.id == IntroductionSideRow.introduction_id)
        .where(IntroductionRow.state.in_(("asking", "together")), IntroductionSideRow.answer != "withdrawn")
        .where(~and_(consents, *_there()))
    )
    return list(tx.scalars(query.distinct().order_by(PersonRow.id)))


def _there() -> tuple[ColumnElement[bool], ...]:
    """Has not stopped the bot, belongs to the coalition, and is no longer, or not yet, for staff alone to see."""
    return ~PersonRow.stopped, PersonRow.audience != "staff", exists().where(RoleRow.person_id == PersonRow.id)


def avoid(tx: Transaction, person: str, other: str, now: dt.datetime) -> None:
    """From now on these two are never introduced."""
    if tx.get(AvoidRow, (person, other)) is None:
        tx.add(AvoidRow(person_id=person, other_id=other, at=now))
        tx.flush()


def stop_avoiding(tx: Transaction, person: str, other: str) -> bool:
    """Take somebody off a person's list; False if they were not on it."""
    done = tx.execute(delete(AvoidRow).where(AvoidRow.person_id == person, AvoidRow.other_id == other))
    return cast(CursorResult[object], done).rowcount > 0


def avoided_by(tx: Transaction, person: str) -> list[tuple[str, str]]:
    """Whom a person avoids: id and name, by name. For that person only."""
    rows = tx.execute(
        select(PersonRow.id, PersonRow.name)
        .join(AvoidRow, AvoidRow.other_id == PersonRow.id)
        .where(AvoidRow.person_id == person)
        .order_by(PersonRow.name, PersonRow.id)
    )
    return [(id, name) for id, name in rows]


def avoided_pairs(tx: Transaction, among: Sequence[str] | None = None) -> set[frozenset[str]]:
    """Every pair of which one avoids the other, all or those among these people."""
    query = select(AvoidRow.person_id, AvoidRow.other_id)
    if among is not None:
        query = query.where(AvoidRow.person_id.in_(among), AvoidRow.other_id.in_(among))
    return {frozenset(pair) for pair in tx.execute(query)}


def avoiders(tx: Transaction, among: Sequence[str]) -> list[str]:
    """Those of these people who avoid another of them."""
    query = select(AvoidRow.person_id).where(AvoidRow.person_id.in_(among), AvoidRow.other_id.in_(among))
    return list(tx.scalars(query.distinct().order_by(AvoidRow.person_id)))


def _programme(row: ProgrammeRow) -> Programme:
    return Programme(row.id, row.name, row.size, row.every, row.next_at, row.ask_days, dict(row.rules), row.owner_id)


def _membership(row: ProgrammeMemberRow) -> Membership:
    return Membership(row.programme_id, row.person_id, row.consent, row.consent_at, row.withdrawn, row.paused_until)
