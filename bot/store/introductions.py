"""Introductions: written down, held while somebody answers, found when something is due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from sqlalchemy import ColumnElement, CursorResult, exists, func, select, update
from sqlalchemy.orm import aliased

from bot.introductions import Answer, Introduction, Side, State
from bot.store.database import Transaction
from bot.store.tables.introductions import IntroductionRow, IntroductionSideRow, IntroRoundRow, OutcomeRow
from bot.store.tables.people import PersonRow


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an introduction, as one side tells it."""

    introduction: str
    person: str
    met: str
    again: str = ""
    story: str = ""
    quote: bool = False


@dataclass(frozen=True, slots=True)
class Meeting:
    """When people who are in touch have agreed to meet."""

    introduction: str
    people: tuple[str, ...]
    at: dt.datetime


def add(tx: Transaction, introduction: Introduction, now: dt.datetime, *, asked_by: str | None = None) -> None:
    """Write a new introduction down; ``asked_by``: somebody asked for it.

    Raises:
        Conflict: (at the flush) somebody is in two introductions of one round.
    """
    tx.add(
        IntroductionRow(
            id=introduction.id,
            round_id=introduction.round,
            programme_id=introduction.programme,
            state=introduction.state,
            reasons=list(introduction.reasons),
            until=introduction.until,
            asked_by=asked_by,
            created=now,
        )
    )
    tx.flush()
    for side in introduction.sides:
        tx.add(
            IntroductionSideRow(
                introduction_id=introduction.id,
                person_id=side.person,
                round_id=introduction.round,
                answer=side.answer,
                barred=side.barred,
            )
        )
    tx.flush()


def find(tx: Transaction, introduction: str, *, alone: bool = False) -> Introduction | None:
    """An introduction by id; ``alone``: nobody else changes it until this transaction ends."""
    row = tx.get(IntroductionRow, introduction, with_for_update=alone, populate_existing=alone)
    return _introduction(tx, row) if row else None


def keep(tx: Transaction, before: Introduction, after: Introduction, now: dt.datetime) -> None:
    """Write down what changed."""
    row = tx.get_one(IntroductionRow, after.id)
    row.state, row.until, row.together_at = after.state, after.until, after.together_at
    known = {side.person: side for side in before.sides}
    for side in after.sides:
        if side != known.get(side.person):
            own = tx.get_one(IntroductionSideRow, (after.id, side.person))
            own.answer, own.barred, own.named, own.answered = side.answer, side.barred, side.named, now
    tx.flush()


def meet_at(tx: Transaction, introduction: str, at: dt.datetime, digest: str) -> None:
    """The sides have agreed on a time; links to an earlier one lead nowhere."""
    row = tx.get_one(IntroductionRow, introduction)
    row.meets_at, row.calendar = at, digest
    tx.flush()


def meeting(tx: Transaction, digest: str) -> Meeting | None:
    """The meeting that a link's secret leads to, while its sides are in touch."""
    row = tx.scalars(
        select(IntroductionRow).where(IntroductionRow.calendar == digest, IntroductionRow.state == "together")
    ).one_or_none()
    return Meeting(row.id, _introduction(tx, row).agreed, row.meets_at) if row and row.meets_at else None


def follow_at(tx: Transaction, introduction: str, at: dt.datetime | None) -> None:
    """When the sides are asked whether they met."""
    tx.execute(update(IntroductionRow).where(IntroductionRow.id == introduction).values(follow_at=at))


def take_follow_up(tx: Transaction, introduction: str, now: dt.datetime) -> bool:
    """Claim a follow-up that is due; False if another process has."""
    done = tx.execute(
        update(IntroductionRow)
        .where(IntroductionRow.id == introduction, IntroductionRow.follow_at <= now)
        .values(follow_at=None)
    )
    return cast(CursorResult[object], done).rowcount == 1


def to_ask(tx: Transaction, now: dt.datetime) -> list[str]:
    """Introductions of confirmed rounds whose sides have not been asked."""
    query = (
        select(IntroductionRow.id)
        .join(IntroRoundRow, IntroRoundRow.id == IntroductionRow.round_id)
        .where(IntroductionRow.state == "planned", IntroRoundRow.state == "confirmed")
    )
    return list(tx.scalars(query.order_by(IntroductionRow.id)))


def to_expire(tx: Transaction, now: dt.datetime) -> list[str]:
    """Introductions whose asks end by now."""
    return _ids(tx, IntroductionRow.state == "asking", IntroductionRow.until <= now)


def to_follow(tx: Transaction, now: dt.datetime) -> list[str]:
    """Introductions whose sides are to be asked by now whether they met."""
    return _ids(tx, IntroductionRow.state == "together", IntroductionRow.follow_at <= now)


def of_round(tx: Transaction, round: str) -> list[Introduction]:
    """Every introduction of a round."""
    rows = tx.scalars(select(IntroductionRow).where(IntroductionRow.round_id == round).order_by(IntroductionRow.id))
    return [_introduction(tx, row) for row in rows]


def of_person(tx: Transaction, person: str, states: Sequence[State]) -> list[Introduction]:
    """A person's introductions in these states, the oldest first."""
    rows = tx.scalars(
        select(IntroductionRow)
        .join(IntroductionSideRow, IntroductionSideRow.introduction_id == IntroductionRow.id)
        .where(IntroductionSideRow.person_id == person, IntroductionRow.state.in_(states))
        .order_by(IntroductionRow.created, IntroductionRow.id)
    )
    return [_introduction(tx, row) for row in rows]


def engaged(tx: Transaction) -> set[str]:
    """Everybody who is being asked now, or may not know yet how it ended."""
    return set(
        tx.scalars(
            select(IntroductionSideRow.person_id)
            .join(IntroductionRow, IntroductionRow.id == IntroductionSideRow.introduction_id)
            .where(IntroductionRow.state.in_(("planned", "asking")))
        )
    )


def in_touch(tx: Transaction) -> set[frozenset[str]]:
    """Pairs who were put in touch and have not been asked yet whether they met."""
    one, other = aliased(IntroductionSideRow), aliased(IntroductionSideRow)
    rows = tx.execute(
        select(one.person_id, other.person_id)
        .join(other, (other.introduction_id == one.introduction_id) & (one.person_id < other.person_id))
        .join(IntroductionRow, IntroductionRow.id == one.introduction_id)
        .where(IntroductionRow.state == "together", IntroductionRow.follow_at.is_not(None), one.named, other.named)
    )
    return {frozenset((row[0], row[1])) for row in rows}


def since(tx: Transaction, moment: dt.datetime) -> dict[str, int]:
    """In how many introductions each person was asked or put in touch from a moment on."""
    rows = tx.execute(
        select(IntroductionSideRow.person_id, func.count())
        .join(IntroductionRow, IntroductionRow.id == IntroductionSideRow.introduction_id)
        .where(IntroductionRow.created >= moment, IntroductionRow.state != "cancelled")
        .group_by(IntroductionSideRow.person_id)
    )
    return {row[0]: row[1] for row in rows}


def asked_for(tx: Transaction, person: str, moment: dt.datetime) -> int:
    """How many introductions a person has asked for from a moment on."""
    query = select(func.count()).select_from(IntroductionRow)
    return tx.scalar(query.where(IntroductionRow.asked_by == person, IntroductionRow.created >= moment)) or 0


def record(tx: Transaction, outcome: Outcome, now: dt.datetime) -> None:
    """What one side tells; told again it replaces what was told before."""
    row = tx.get(OutcomeRow, (outcome.introduction, outcome.person))
    row = row or OutcomeRow(introduction_id=outcome.introduction, person_id=outcome.person)
    row.at, row.met, row.again, row.story, row.quote = now, outcome.met, outcome.again, outcome.story, outcome.quote
    tx.add(row)
    tx.flush()


def outcome(tx: Transaction, introduction: str, person: str) -> Outcome | None:
    """What one side has told."""
    row = tx.get(OutcomeRow, (introduction, person))
    return Outcome(introduction, person, row.met, row.again, row.story, row.quote) if row else None


def stories(tx: Transaction) -> list[Outcome]:
    """What may be quoted, the latest first; nothing of those who have stopped the bot or left."""
    query = select(OutcomeRow).join(PersonRow, PersonRow.id == OutcomeRow.person_id)
    there = ~PersonRow.stopped & (PersonRow.audience != "staff")
    rows = tx.scalars(query.where(OutcomeRow.quote, OutcomeRow.story != "", there).order_by(OutcomeRow.at.desc()))
    return [Outcome(row.introduction_id, row.person_id, row.met, row.again, row.story, row.quote) for row in rows]


def meetings(tx: Transaction, programme: str) -> list[tuple[str, tuple[str, ...]]]:
    """Who really met: the introduction's round ("" for one that was asked for) and those who were there.

    One side's word is enough; an introduction that nobody took up is no meeting. Whoever left before was not there,
    unless they say so themselves.
    """
    there = exists().where(
        OutcomeRow.introduction_id == IntroductionSideRow.introduction_id,
        OutcomeRow.person_id == IntroductionSideRow.person_id,
        OutcomeRow.met == "yes",
    )
    met = select(OutcomeRow.introduction_id).where(OutcomeRow.met == "yes")
    rows = tx.execute(
        select(IntroductionRow.id, IntroductionRow.round_id, IntroductionSideRow.person_id)
        .join(IntroductionSideRow, IntroductionSideRow.introduction_id == IntroductionRow.id)
        .where(IntroductionRow.programme_id == programme, IntroductionRow.id.in_(met))
        .where(IntroductionSideRow.named, (IntroductionSideRow.answer == "yes") | there)
        .order_by(IntroductionRow.created, IntroductionRow.id, IntroductionSideRow.person_id)
    )
    found: dict[str, tuple[str, list[str]]] = {}
    for id, round, person in rows:
        found.setdefault(id, (round or "", []))[1].append(person)
    return [(round, tuple(people)) for round, people in found.values()]


def _ids(tx: Transaction, *conditions: ColumnElement[bool]) -> list[str]:
    return list(tx.scalars(select(IntroductionRow.id).where(*conditions).order_by(IntroductionRow.id)))


def _introduction(tx: Transaction, row: IntroductionRow) -> Introduction:
    sides = tx.scalars(
        select(IntroductionSideRow)
        .where(IntroductionSideRow.introduction_id == row.id)
        .order_by(IntroductionSideRow.person_id)
        .execution_options(populate_existing=True)
    )
    return Introduction(
        id=row.id,
        programme=row.programme_id,
        sides=tuple(Side(side.person_id, cast(Answer, side.answer), side.barred, side.named) for side in sides),
        state=cast(State, row.state),
        reasons=tuple(row.reasons),
        until=row.until,
        round=row.round_id,
        together_at=row.together_at,
    )
