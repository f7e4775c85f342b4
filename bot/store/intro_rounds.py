"""Rounds of introductions: one plan each, written down whole and never made again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, cast

from sqlalchemy import CursorResult, delete, exists, func, select, update

from bot.introductions import Introduction
from bot.store import introductions
from bot.store.database import Transaction
from bot.store.tables.introductions import IntroductionRow, IntroductionSideRow, IntroRoundRow, LeftOutRow

State = Literal["preview", "confirmed", "asked", "cancelled"]


@dataclass(frozen=True, slots=True)
class Round:
    """One round of a programme: what its plan was made from, and how good it is (``score`` of at most ``bound``)."""

    id: str
    programme: str
    number: int
    seed: int
    input_hash: str
    score: int = 0
    bound: int = 0
    state: State = "preview"
    goes_at: dt.datetime | None = None


def add(
    tx: Transaction, round: Round, planned: list[Introduction], left_out: Mapping[str, str], now: dt.datetime
) -> None:
    """Write a round down with its groups, all or nothing.

    Raises:
        Conflict: (at the flush) another process has made this round, or somebody is in two groups of it.
    """
    tx.add(
        IntroRoundRow(
            id=round.id,
            programme_id=round.programme,
            number=round.number,
            state=round.state,
            seed=round.seed,
            input_hash=round.input_hash,
            goes_at=round.goes_at,
            score=round.score,
            bound=round.bound,
            created=now,
        )
    )
    tx.flush()
    for introduction in planned:
        introductions.add(tx, introduction, now)
    leave_out(tx, round.id, left_out)


def find(tx: Transaction, round: str, *, alone: bool = False) -> Round | None:
    """A round by id; ``alone``: nobody else changes it until this transaction ends."""
    row = tx.get(IntroRoundRow, round, with_for_update=alone, populate_existing=alone)
    return _round(row) if row else None


def open_one(tx: Transaction, programme: str) -> Round | None:
    """The round of a programme that has not gone out whole yet."""
    row = tx.scalars(
        select(IntroRoundRow)
        .where(IntroRoundRow.programme_id == programme, IntroRoundRow.state.in_(("preview", "confirmed")))
        .order_by(IntroRoundRow.number.desc())
    ).first()
    return _round(row) if row else None


def latest(tx: Transaction, limit: int = 5) -> list[Round]:
    """The latest rounds of all programmes."""
    order = (IntroRoundRow.created.desc(), IntroRoundRow.number.desc(), IntroRoundRow.id)
    return [_round(row) for row in tx.scalars(select(IntroRoundRow).order_by(*order).limit(limit))]


def last_number(tx: Transaction, programme: str) -> int:
    """The number of a programme's latest round; 0 before the first."""
    return tx.scalar(select(func.max(IntroRoundRow.number)).where(IntroRoundRow.programme_id == programme)) or 0


def numbers(tx: Transaction, programme: str) -> dict[str, int]:
    """The numbers of a programme's rounds by id."""
    query = select(IntroRoundRow.id, IntroRoundRow.number).where(IntroRoundRow.programme_id == programme)
    return dict(tx.execute(query).all())


def move(tx: Transaction, round: str, state: State, to: State) -> bool:
    """Take a round from one state to the next; False if somebody else already has."""
    done = tx.execute(
        update(IntroRoundRow).where(IntroRoundRow.id == round, IntroRoundRow.state == state).values(state=to)
    )
    return cast(CursorResult[object], done).rowcount == 1


def leave_out(tx: Transaction, round: str, people: Mapping[str, str]) -> None:
    """Note who is in no group of a round, and why."""
    for person, reason in people.items():
        tx.merge(LeftOutRow(round_id=round, person_id=person, reason=reason))
    tx.flush()


def left_out(tx: Transaction, round: str) -> dict[str, str]:
    """Who is in no group of a round, and why."""
    query = select(LeftOutRow.person_id, LeftOutRow.reason).where(LeftOutRow.round_id == round)
    return dict(tx.execute(query.order_by(LeftOutRow.person_id)).all())


def placed_after_all(tx: Transaction, round: str, people: list[str]) -> None:
    """These people have a group of the round now."""
    tx.execute(delete(LeftOutRow).where(LeftOutRow.round_id == round, LeftOutRow.person_id.in_(people)))


def release(tx: Transaction, introduction: str) -> None:
    """A planned introduction does not take place; its people can be in another of the same round."""
    tx.execute(update(IntroductionRow).where(IntroductionRow.id == introduction).values(state="cancelled"))
    tx.execute(
        update(IntroductionSideRow).where(IntroductionSideRow.introduction_id == introduction).values(round_id=None)
    )


def waited(tx: Transaction, programme: str) -> dict[str, int]:
    """For how many rounds each person has been left out since they were last asked; those who have not are missing."""
    asked = (
        select(IntroductionSideRow.person_id, func.max(IntroRoundRow.number).label("number"))
        .join(IntroRoundRow, IntroRoundRow.id == IntroductionSideRow.round_id)
        .where(IntroRoundRow.programme_id == programme, IntroRoundRow.state == "asked")
        .group_by(IntroductionSideRow.person_id)
        .subquery()
    )
    query = (
        select(LeftOutRow.person_id, func.count())
        .join(IntroRoundRow, IntroRoundRow.id == LeftOutRow.round_id)
        .outerjoin(asked, asked.c.person_id == LeftOutRow.person_id)
        .where(IntroRoundRow.programme_id == programme, IntroRoundRow.state == "asked")
        .where(IntroRoundRow.number > func.coalesce(asked.c.number, 0))
        .group_by(LeftOutRow.person_id)
    )
    return dict(tx.execute(query).all())


def to_mend(tx: Transaction, now: dt.datetime) -> list[str]:
    """Confirmed rounds of which every introduction has been asked or given up."""
    planned = exists().where(IntroductionRow.round_id == IntroRoundRow.id, IntroductionRow.state == "planned")
    query = select(IntroRoundRow.id).where(IntroRoundRow.state == "confirmed", ~planned)
    return list(tx.scalars(query.order_by(IntroRoundRow.id)))


def to_send(tx: Transaction, now: dt.datetime) -> list[str]:
    """Previews that go out by themselves by now."""
    query = select(IntroRoundRow.id).where(IntroRoundRow.state == "preview", IntroRoundRow.goes_at <= now)
    return list(tx.scalars(query.order_by(IntroRoundRow.id)))


def _round(row: IntroRoundRow) -> Round:
    return Round(
        row.id,
        row.programme_id,
        row.number,
        row.seed,
        row.input_hash,
        row.score,
        row.bound,
        cast(State, row.state),
        row.goes_at,
    )
