"""Check-ins as kept: what is asked, the rounds, who is to be asked next, and what was answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, CursorResult, Table, bindparam, exists, func, insert, select, tuple_, update

from bot.audiences import Audience
from bot.checkins import WAITING, Ask, CheckIn, State
from bot.store.audiences import belongs
from bot.store.database import Transaction
from bot.store.tables.checkins import (
    CheckInAskRow,
    CheckInAwayRow,
    CheckInNeedRow,
    CheckInRoundRow,
    CheckInRow,
    CheckInStopRow,
)
from bot.store.tables.delivery import BroadcastRow, DeliveryRow
from bot.store.tables.people import PersonRow

CHECKIN: TypeAdapter[CheckIn] = TypeAdapter(CheckIn)
KIND = "checkin"
"""What broadcasts of check-ins are called in the ledger; they refer to the check-in and the day."""
_ASK = cast(Table, CheckInAskRow.__table__)
_WAITS = select(_ASK.c.day).where(_ASK.c.person_id == bindparam("person"), _ASK.c.state.in_(WAITING)).limit(1)


@dataclass(frozen=True, slots=True)
class Round:
    """One local date of a check-in, the questions it asks by their places, and which number it is (from 0).

    ``told``: it was summed up to its owner, with these averages of ``moods`` by field.
    """

    checkin: str
    day: dt.date
    number: int
    places: tuple[int, ...]
    told: bool = False
    moods: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody in a round."""

    checkin: str
    day: dt.date
    person: str
    state: Ask
    at: dt.datetime
    prompt: str | None = None


def ref(checkin: str, day: dt.date) -> str:
    """What broadcasts that ask in a round refer to."""
    return f"{checkin}:{day}"


def save(tx: Transaction, checkin: CheckIn, source: str, next_at: dt.datetime | None, now: dt.datetime) -> None:
    """Write a check-in down, new or changed."""
    row = tx.get(CheckInRow, checkin.id) or CheckInRow(id=checkin.id, created=now)
    row.definition = CHECKIN.dump_python(checkin, mode="json")
    row.state, row.source, row.owner_id, row.next_at = checkin.state, source, checkin.owner or None, next_at
    tx.add(row)
    tx.flush()


def find(tx: Transaction, checkin: str, *, held: bool = False) -> CheckIn | None:
    """A check-in. While ``held``, no other process asks for it or changes it until this transaction ends."""
    row = tx.get(CheckInRow, checkin, with_for_update=held or None, populate_existing=held)
    return _checkin(row) if row else None


def listed(tx: Transaction, states: Sequence[State], source: str | None = None) -> list[CheckIn]:
    """Check-ins in these states, the latest first; of one source if given."""
    query = select(CheckInRow).where(CheckInRow.state.in_(states)).order_by(CheckInRow.created.desc(), CheckInRow.id)
    return [_checkin(row) for row in tx.scalars(query if source is None else query.where(CheckInRow.source == source))]


def next_due(tx: Transaction) -> dt.datetime | None:
    """When there is something to do again. Every moment has its index, so a look at nothing is one short query."""
    moments = (
        CheckInRow.next_at,
        CheckInAskRow.remind_at,
        CheckInRoundRow.escalate_at,
        CheckInRoundRow.summarise_at,
        CheckInNeedRow.escalate_at,
    )
    row = tx.execute(select(*(select(func.min(one)).scalar_subquery() for one in moments))).one()
    return min((at for at in row if at), default=None)


def due(tx: Transaction, now: dt.datetime) -> list[str]:
    """Check-ins of which it is time to look whether somebody is to be asked."""
    query = select(CheckInRow.id).where(CheckInRow.state == "active", CheckInRow.next_at <= now)
    return list(tx.scalars(query.order_by(CheckInRow.id)))


def look_again(tx: Transaction, checkin: str, at: dt.datetime | None) -> None:
    """When to look next; None: never."""
    tx.execute(update(CheckInRow).where(CheckInRow.id == checkin).values(next_at=at))


def zones(tx: Transaction, usual: str) -> list[str]:
    """Every zone that people are in; ``usual`` for those whose zone is not known."""
    return sorted({zone or usual for zone in tx.scalars(select(PersonRow.zone).distinct())})


def unasked(
    tx: Transaction, checkin: str, audience: Audience, day: dt.date, zones: Sequence[str], usual: str, most: int
) -> list[tuple[str, bool]]:
    """The ids of people in these zones who are still to be asked in this round, each with whether they are away."""
    asked = exists().where(_ASK.c.checkin_id == checkin, _ASK.c.day == day, _ASK.c.person_id == PersonRow.id)
    stopped = exists().where(CheckInStopRow.checkin_id == checkin, CheckInStopRow.person_id == PersonRow.id)
    away = exists().where(CheckInAwayRow.person_id == PersonRow.id, CheckInAwayRow.until > day)
    query = (
        select(PersonRow.id, away)
        .where(belongs(tx, audience), func.coalesce(PersonRow.zone, usual).in_(zones), ~asked, ~stopped)
        .order_by(PersonRow.id)
        .limit(most)
    )
    return [(id, is_away) for id, is_away in tx.execute(query)]


def round_of(tx: Transaction, checkin: str, day: dt.date) -> Round | None:
    """A round, if it has begun."""
    row = tx.get(CheckInRoundRow, (checkin, day))
    return _round(row) if row else None


def rounds(tx: Transaction, checkin: str, most: int = 60) -> list[Round]:
    """The rounds of a check-in, the latest first."""
    query = select(CheckInRoundRow).where(CheckInRoundRow.checkin_id == checkin)
    rows = tx.scalars(query.order_by(CheckInRoundRow.day.desc()).limit(most))
    return [_round(row) for row in rows]


def begin_round(
    tx: Transaction, checkin: CheckIn, day: dt.date, now: dt.datetime, ends: dt.datetime, escalate: dt.datetime | None
) -> Round:
    """The round of a day, begun now if it has not; ``ends`` is when it is summed up."""
    if found := round_of(tx, checkin.id, day):
        return found
    number = tx.scalar(select(func.count()).where(CheckInRoundRow.checkin_id == checkin.id)) or 0
    places = list(checkin.asked_in(number))
    tx.add(
        CheckInRoundRow(
            checkin_id=checkin.id, day=day, number=number, places=places, opened=now, escalate_at=escalate,
            summarise_at=ends,
        )
    )  # fmt: skip
    tx.flush()
    return Round(checkin.id, day, number, tuple(places))


def add_asks(tx: Transaction, asks: Iterable[tuple[Asked, dt.datetime | None]]) -> None:
    """Write down who is asked, each with when they are reminded."""
    rows = [
        {
            "checkin_id": one.checkin, "day": one.day, "person_id": one.person, "state": one.state, "at": one.at,
            "remind_at": remind_at, "prompt_id": one.prompt,
        }
        for one, remind_at in asks
    ]  # fmt: skip
    if rows:
        tx.execute(insert(_ASK), rows)


def ask_of(tx: Transaction, checkin: str, day: dt.date, person: str) -> Asked | None:
    """How somebody stands in a round."""
    row = tx.get(CheckInAskRow, (checkin, day, person), populate_existing=True)
    return _asked(row) if row else None


def awaits(tx: Transaction, person: str) -> bool:
    """Whether anything may wait for this person: every message asks, so it is one look at an index."""
    return tx.execute(_WAITS, {"person": person}).first() is not None


def latest(tx: Transaction, person: str) -> list[Asked]:
    """The last ask of each active check-in to this person: only that one can be answered."""
    last = (
        select(_ASK.c.checkin_id, func.max(_ASK.c.day))
        .where(_ASK.c.person_id == person)
        .group_by(_ASK.c.checkin_id)
        .subquery()
    )
    query = (
        select(CheckInAskRow)
        .join(CheckInRow, CheckInRow.id == CheckInAskRow.checkin_id)
        .where(
            CheckInAskRow.person_id == person,
            CheckInRow.state == "active",
            tuple_(CheckInAskRow.checkin_id, CheckInAskRow.day).in_(select(*last.c)),
        )
        .order_by(CheckInAskRow.day, CheckInAskRow.checkin_id)
    )
    return [_asked(row) for row in tx.scalars(query)]


def move(tx: Transaction, one: Asked, state: Ask, now: dt.datetime, remind_at: dt.datetime | None = None) -> None:
    """Somebody answered, skipped or wants to be asked later."""
    tx.execute(_update(one).values(state=state, at=now, remind_at=remind_at))
    tx.expire_all()


def to_remind(tx: Transaction, now: dt.datetime, most: int) -> list[Asked]:
    """Those who are to be asked again by now."""
    query = select(CheckInAskRow).where(CheckInAskRow.remind_at <= now, CheckInAskRow.state.in_(WAITING))
    return [_asked(row) for row in tx.scalars(query.order_by(CheckInAskRow.remind_at).limit(most))]


def take_reminder(tx: Transaction, one: Asked, now: dt.datetime) -> bool:
    """Claim a reminder; False if another process has, or they answered meanwhile."""
    claim = _update(one).where(_ASK.c.remind_at <= now, _ASK.c.state.in_(WAITING)).values(remind_at=None)
    return _count(tx.execute(claim)) == 1


def to_end(tx: Transaction, now: dt.datetime, which: str) -> list[tuple[str, dt.date]]:
    """Rounds of which ``which`` (escalate_at or summarise_at) is due."""
    column = _column(which)
    rows = tx.execute(select(CheckInRoundRow.checkin_id, CheckInRoundRow.day).where(column <= now).order_by(column))
    return [(checkin, day) for checkin, day in rows]


def take_end(tx: Transaction, checkin: str, day: dt.date, which: str, now: dt.datetime) -> bool:
    """Claim it; False if another process has."""
    own = (CheckInRoundRow.checkin_id == checkin, CheckInRoundRow.day == day, _column(which) <= now)
    return _count(tx.execute(update(CheckInRoundRow).where(*own).values({which: None}))) == 1


def keep_moods(tx: Transaction, round: Round, moods: Mapping[str, float]) -> None:
    """The averages that are told of a round, for good."""
    tx.get_one(CheckInRoundRow, (round.checkin, round.day)).moods = dict(moods)
    tx.flush()


def standing(tx: Transaction, checkin: str, day: dt.date) -> dict[str, int]:
    """How many are in each state."""
    query = select(_ASK.c.state, func.count()).where(_ASK.c.checkin_id == checkin, _ASK.c.day == day)
    return {row[0]: row[1] for row in tx.execute(query.group_by(_ASK.c.state))}


def silent(tx: Transaction, checkin: str, day: dt.date) -> list[tuple[str, str]]:
    """Those who have neither answered nor skipped: id and name, by name."""
    query = (
        select(PersonRow.id, PersonRow.name)
        .join(CheckInAskRow, CheckInAskRow.person_id == PersonRow.id)
        .where(CheckInAskRow.checkin_id == checkin, CheckInAskRow.day == day, CheckInAskRow.state.in_(WAITING))
        .order_by(PersonRow.name, PersonRow.id)
    )
    return [(id, name) for id, name in tx.execute(query)]


def unsent(tx: Transaction, checkin: str) -> list[str]:
    """The broadcasts of a check-in of which something is still to be sent."""
    query = (
        select(BroadcastRow.id)
        .where(BroadcastRow.kind == KIND, BroadcastRow.ref.startswith(f"{checkin}:", autoescape=True))
        .where(
            exists().where(DeliveryRow.broadcast_id == BroadcastRow.id, DeliveryRow.state.in_(("pending", "paused")))
        )
    )
    return list(tx.scalars(query.order_by(BroadcastRow.id)))


def _checkin(row: CheckInRow) -> CheckIn:
    return CHECKIN.validate_python({**row.definition, "state": row.state, "owner": row.owner_id or ""})


def _round(row: CheckInRoundRow) -> Round:
    return Round(row.checkin_id, row.day, row.number, tuple(row.places), row.summarise_at is None, row.moods or {})


def _asked(row: CheckInAskRow) -> Asked:
    return Asked(row.checkin_id, row.day, row.person_id, cast(Ask, row.state), row.at, row.prompt_id)


def _update(one: Asked) -> Any:
    key = (_ASK.c.checkin_id == one.checkin, _ASK.c.day == one.day, _ASK.c.person_id == one.person)
    return update(_ASK).where(*key)


def _column(which: str) -> ColumnElement[dt.datetime | None]:
    found: ColumnElement[dt.datetime | None] = CheckInRoundRow.__table__.c[which]
    return found


def _count(result: Any) -> int:
    return cast(CursorResult[Any], result).rowcount
