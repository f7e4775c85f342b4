"""How each person of an announcement's audience stands to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

from sqlalchemy import CursorResult, Row, Select, Table, and_, case, exists, func, insert, or_, select, update

from bot.store.database import Transaction
from bot.store.tables.announcements import AnnouncementPersonRow, AnnouncementRow
from bot.store.tables.coalition import PartnerRow
from bot.store.tables.delivery import DeliveryRow, LaneRow
from bot.store.tables.people import PersonRow

_PERSON = AnnouncementPersonRow
Outcome = Literal["posted", "digest", "held", "unreachable"]
Answer = Literal["acknowledged", "replied"]
CHUNK = 2000
LONGEST_REASON = 190
"""Characters of a ``Key``."""


@dataclass(frozen=True, slots=True)
class Reached:
    """How one person stands to an announcement. ``status`` is the delivery's state, or else the outcome.

    ``why`` and its ``detail`` are of the plan, ``reason`` is what their platform said.
    """

    person: str
    name: str
    partner: str
    status: str
    route: str
    why: str
    detail: str
    reason: str
    variant: str
    planned: dt.datetime
    acknowledged: dt.datetime | None
    rsvp: str
    replied: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Planned:
    """What is written down of one person when an announcement is launched."""

    person: str
    outcome: Outcome
    route: str
    why: str
    variant: str
    at: dt.datetime
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Which:
    """Which people: by name or partner, by status, those who have not acknowledged."""

    text: str = ""
    status: str = ""
    silent: bool = False


def plan(tx: Transaction, id: str, people: Iterator[Planned]) -> None:
    """Write down how each person is reached."""
    rows: list[dict[str, object]] = []
    for one in people:
        rows.append(
            {
                "announcement_id": id,
                "person_id": one.person,
                "outcome": one.outcome,
                "route": one.route,
                "reason": _reason(one.why, one.detail),
                "variant": one.variant,
                "planned": one.at,
            }
        )
        if len(rows) == CHUNK:
            tx.execute(insert(cast(Table, _PERSON.__table__)), rows)
            rows = []
    if rows:
        tx.execute(insert(cast(Table, _PERSON.__table__)), rows)


def is_for(tx: Transaction, id: str, person: str) -> bool:
    """Whether this person is one of its audience."""
    return tx.get(_PERSON, (id, person)) is not None


def answered(tx: Transaction, id: str, person: str, now: dt.datetime, what: Answer) -> dt.datetime | None:
    """They acknowledged it or replied: the first time is kept and given back. None: it was not for them."""
    row = tx.get(_PERSON, (id, person))
    if row is None:
        return None
    if getattr(row, what) is None:
        setattr(row, what, now)
        tx.flush()
    return cast(dt.datetime, getattr(row, what))


def rsvp(tx: Transaction, id: str, person: str, answer: str) -> bool:
    """They come or not; the last word holds. False: it was not for them."""
    changed = update(_PERSON).where(_PERSON.announcement_id == id, _PERSON.person_id == person)
    return _count(tx.execute(changed.values(rsvp=answer))) == 1


def variants(tx: Transaction, id: str, *, everybody: bool) -> dict[str, str]:
    """People who got it with their variants in the ledger: everybody, or else one of each variant."""
    posted = (_PERSON.announcement_id == id, _PERSON.outcome == "posted")
    query = select(_PERSON.person_id, _PERSON.variant).where(*posted)
    if not everybody:
        query = select(func.min(_PERSON.person_id), _PERSON.variant).where(*posted).group_by(_PERSON.variant)
    return {row[0]: row[1] for row in tx.execute(query)}


def silent(tx: Transaction, id: str) -> list[str]:
    """Those who got it and have not acknowledged it."""
    query = _reached(id, Which(silent=True)).with_only_columns(_PERSON.person_id)
    return sorted(tx.scalars(query))


def reached(tx: Transaction, id: str, which: Which, limit: int | None = None, offset: int = 0) -> list[Reached]:
    """How people stand to it, by name."""
    query = _reached(id, which).order_by(PersonRow.name, PersonRow.id).offset(offset)
    return [_person(row) for row in tx.execute(query.limit(limit) if limit else query)]


def count(tx: Transaction, id: str, which: Which) -> int:
    """How many people match."""
    return tx.scalar(select(func.count()).select_from(_reached(id, which).subquery())) or 0


def statuses(tx: Transaction, id: str) -> dict[str, int]:
    """How many people have each status."""
    query = _with_deliveries(select(_status, func.count()).select_from(_PERSON), id)
    return {row[0]: row[1] for row in tx.execute(query.group_by(_status).order_by(_status))}


def held_up(tx: Transaction, id: str, now: dt.datetime) -> dict[str, dt.datetime]:
    """Platforms that asked to wait while some copies are still to go through them, and until when."""
    waits = exists().where(
        DeliveryRow.broadcast_id == AnnouncementRow.broadcast_id,
        DeliveryRow.lane == LaneRow.id,
        DeliveryRow.state == "pending",
    )
    rows = tx.execute(
        select(LaneRow.id, LaneRow.blocked_until).where(
            LaneRow.blocked_until > now, exists().where(AnnouncementRow.id == id, waits)
        )
    )
    found: dict[str, dt.datetime] = {}
    for lane, until in rows:
        platform = lane.partition(":")[0]
        if until:
            found[platform] = max(until, found.get(platform, until))
    return found


def answers(tx: Transaction, id: str) -> dict[str, int]:
    """How many acknowledged, replied, and said each thing to an invitation."""
    rows = tx.execute(
        select(func.count(_PERSON.acknowledged), func.count(_PERSON.replied)).where(_PERSON.announcement_id == id)
    ).one()
    invited = (
        select(func.coalesce(_PERSON.rsvp, ""), func.count())
        .where(_PERSON.announcement_id == id, _PERSON.rsvp.is_not(None))
        .group_by(_PERSON.rsvp)
    )
    return {"acknowledged": rows[0], "replied": rows[1], **{row[0]: row[1] for row in tx.execute(invited)}}


def weekly_due(tx: Transaction, now: dt.datetime, most: int) -> dict[str, list[str]]:
    """People whose weekly message is due: the announcements in it, oldest first."""
    people = (
        select(_PERSON.person_id)
        .join(AnnouncementRow, AnnouncementRow.id == _PERSON.announcement_id)
        .where(_waits(), _PERSON.planned <= now)
        .distinct()
        .order_by(_PERSON.person_id)
        .limit(most)
    )
    rows = tx.execute(
        select(_PERSON.person_id, _PERSON.announcement_id)
        .join(AnnouncementRow, AnnouncementRow.id == _PERSON.announcement_id)
        .where(_waits(), _PERSON.person_id.in_(people.scalar_subquery()))
        .order_by(_PERSON.person_id, AnnouncementRow.launch_at)
    )
    found: dict[str, list[str]] = {}
    for person, announcement in rows:
        found.setdefault(person, []).append(announcement)
    return found


def digested(tx: Transaction, person: str, ids: Sequence[str], now: dt.datetime) -> None:
    """These were in their weekly message."""
    tx.execute(
        update(_PERSON).where(_PERSON.person_id == person, _PERSON.announcement_id.in_(ids)).values(digested=now)
    )


def digested_at(tx: Transaction, person: str, at: dt.datetime) -> list[str]:
    """What was in the weekly message that somebody was sent at a moment."""
    query = select(_PERSON.announcement_id).where(_PERSON.person_id == person, _PERSON.digested == at)
    return list(tx.scalars(query))


def lost(tx: Transaction, person: str, ids: Sequence[str], why: str, detail: str) -> None:
    """Their weekly message has no way to reach them."""
    unreachable = update(_PERSON).where(_PERSON.person_id == person, _PERSON.announcement_id.in_(ids))
    tx.execute(unreachable.values(outcome="unreachable", digested=None, reason=_reason(why, detail)))


def _waits() -> Any:
    return and_(
        _PERSON.outcome.in_(("digest", "held")),
        _PERSON.digested.is_(None),
        AnnouncementRow.state.in_(("sending", "done")),
    )


_status = case(
    (_PERSON.outcome == "posted", func.coalesce(DeliveryRow.state, "forgotten")),
    (_PERSON.digested.is_not(None), "in_weekly"),
    (and_(_PERSON.outcome != "unreachable", AnnouncementRow.state.in_(("cancelled", "withdrawn"))), "cancelled"),
    else_=_PERSON.outcome,
).label("status")


def _with_deliveries(query: Select[Any], id: str) -> Select[Any]:
    """Of one announcement, joined with it and with how each copy went: what ``_status`` needs."""
    its_copy = and_(
        DeliveryRow.broadcast_id == AnnouncementRow.broadcast_id, DeliveryRow.person_id == _PERSON.person_id
    )
    return (
        query.join(AnnouncementRow, AnnouncementRow.id == _PERSON.announcement_id)
        .outerjoin(DeliveryRow, its_copy)
        .where(_PERSON.announcement_id == id)
    )


def _reached(id: str, which: Which) -> Select[Any]:
    query = (
        _with_deliveries(
            select(
                _PERSON, PersonRow.name, PartnerRow.name.label("partner"), _status, DeliveryRow.reason.label("told")
            ),
            id,
        )
        .join(PersonRow, PersonRow.id == _PERSON.person_id)
        .outerjoin(PartnerRow, PartnerRow.id == PersonRow.partner_id)
    )
    if which.text:
        query = query.where(
            or_(*(name.icontains(which.text, autoescape=True) for name in (PersonRow.name, PartnerRow.name)))
        )
    if which.status:
        query = query.where(_status == which.status)
    if which.silent:
        query = query.where(_PERSON.acknowledged.is_(None), _status.in_(("sent", "uncertain", "in_weekly")))
    return query


def _person(row: Row[Any]) -> Reached:
    one: AnnouncementPersonRow = row[0]
    why, _, detail = one.reason.partition(":")
    return Reached(
        person=one.person_id,
        name=row.name,
        partner=row.partner or "",
        status=row.status,
        route=one.route,
        why=why,
        detail=detail,
        reason=row.told or "",
        variant=one.variant,
        planned=one.planned,
        acknowledged=one.acknowledged,
        rsvp=one.rsvp or "",
        replied=one.replied,
    )


def _reason(why: str, detail: str) -> str:
    return f"{why}:{detail}"[:LONGEST_REASON] if detail else why


def _count(result: Any) -> int:
    return cast(CursorResult[Any], result).rowcount
