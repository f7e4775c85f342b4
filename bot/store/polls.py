"""Polls: written down, found, moved from one state to the next, and who may vote in them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import cast

from pydantic import TypeAdapter
from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    CursorResult,
    Select,
    delete,
    func,
    insert,
    select,
    union_all,
    update,
)

from bot.polls import Poll, State
from bot.store.database import Transaction
from bot.store.tables.coalition import PartnerRow
from bot.store.tables.delivery import BroadcastContentRow, BroadcastRow
from bot.store.tables.people import PersonRow
from bot.store.tables.polls import BallotBoxRow, ElectorRow, PollRow, PollVoterRow, VoteRow

POLL: TypeAdapter[Poll] = TypeAdapter(Poll)
KIND = "poll"
"""What broadcasts of polls are called in the ledger; they refer to the poll's id."""


@dataclass(frozen=True, slots=True)
class Elector:
    """Somebody who may vote, and the organisation for which they do."""

    person: str
    name: str
    partner: str | None
    partner_name: str


def save(tx: Transaction, poll: Poll, now: dt.datetime) -> None:
    """Write a poll down, new or changed."""
    row = tx.get(PollRow, poll.id)
    if row is None:
        row = PollRow(id=poll.id, created=now)
        tx.add(row)
    row.definition = POLL.dump_python(poll, mode="json")
    row.state, row.owner_id = poll.state, poll.owner or None
    row.opens, row.closes = poll.opens, poll.closes
    tx.flush()


def find(tx: Transaction, poll: str, *, held: bool = False) -> Poll | None:
    """A poll. While ``held``, nobody closes or changes it until this transaction ends; others may vote meanwhile."""
    row = tx.get(PollRow, poll, with_for_update={"read": True} if held else None, populate_existing=held)
    return _poll(row) if row else None


def hold_alone(tx: Transaction, poll: str) -> Poll | None:
    """A poll that nobody else votes in or changes until this transaction ends."""
    row = tx.get(PollRow, poll, with_for_update=True, populate_existing=True)
    return _poll(row) if row else None


def listed(tx: Transaction, states: Sequence[State], limit: int = 50) -> list[Poll]:
    """Polls in these states, the latest first."""
    query = select(PollRow).where(PollRow.state.in_(states)).order_by(PollRow.created.desc(), PollRow.id).limit(limit)
    return [_poll(row) for row in tx.scalars(query)]


def move(tx: Transaction, poll: str, state: State, to: State) -> bool:
    """Take a poll from one state to the next; False if somebody else already has."""
    done = tx.execute(update(PollRow).where(PollRow.id == poll, PollRow.state == state).values(state=to))
    return cast(CursorResult[object], done).rowcount == 1


def plan_reminder(tx: Transaction, poll: str, at: dt.datetime | None) -> None:
    """When to remind those who have not answered."""
    tx.execute(update(PollRow).where(PollRow.id == poll).values(remind_at=at))


def plan_repeat(tx: Transaction, poll: str, at: dt.datetime | None) -> None:
    """When the poll comes again."""
    tx.execute(update(PollRow).where(PollRow.id == poll).values(repeat_at=at))


def take_reminder(tx: Transaction, poll: str, now: dt.datetime) -> bool:
    """Claim a reminder that is due; False if somebody else has."""
    return _take(tx, PollRow.id == poll, PollRow.remind_at <= now, remind_at=None)


def take_repeat(tx: Transaction, poll: str, now: dt.datetime) -> bool:
    """Claim a repetition that is due; False if somebody else has."""
    return _take(tx, PollRow.id == poll, PollRow.repeat_at <= now, repeat_at=None)


def to_open(tx: Transaction, now: dt.datetime) -> list[str]:
    """Polls that open by now."""
    return _ids(tx, PollRow.state == "planned", PollRow.opens <= now)


def to_close(tx: Transaction, before: dt.datetime) -> list[str]:
    """Open polls whose deadline was by then."""
    return _ids(tx, PollRow.state == "open", PollRow.closes <= before)


def to_remind(tx: Transaction, now: dt.datetime) -> list[str]:
    """Open polls of which a reminder is due."""
    return _ids(tx, PollRow.state == "open", PollRow.remind_at <= now)


def to_repeat(tx: Transaction, now: dt.datetime) -> list[str]:
    """Polls that come again by now."""
    return _ids(tx, PollRow.state != "deleted", PollRow.repeat_at <= now)


def open_ones(tx: Transaction) -> list[tuple[str, str]]:
    """Open polls, each with which votes its posted cards show."""
    rows = tx.execute(select(PollRow.id, PollRow.drawn).where(PollRow.state == "open").order_by(PollRow.id))
    return [(id, shown) for id, shown in rows]


def drawn(tx: Transaction, poll: str) -> str:
    """Which votes the posted cards show."""
    return tx.get_one(PollRow, poll).drawn


def mark_drawn(tx: Transaction, poll: str, stamp: str) -> None:
    """The posted cards show these votes now."""
    tx.execute(update(PollRow).where(PollRow.id == poll).values(drawn=stamp))


def posts(tx: Transaction, poll: str) -> dict[str, list[str]]:
    """The broadcasts by which a poll was posted, and the variants of each."""
    found: dict[str, list[str]] = {}
    rows = tx.execute(
        select(BroadcastRow.id, BroadcastContentRow.variant)
        .join(BroadcastContentRow, BroadcastContentRow.broadcast_id == BroadcastRow.id)
        .where(BroadcastRow.kind == KIND, BroadcastRow.ref == poll)
        .order_by(BroadcastRow.id, BroadcastContentRow.variant)
    )
    for broadcast, variant in rows:
        found.setdefault(broadcast, []).append(variant)
    return found


def empty(tx: Transaction, poll: str) -> None:
    """Forget all votes of a poll and who might vote."""
    for table in (VoteRow, PollVoterRow, BallotBoxRow, ElectorRow):
        tx.execute(delete(table).where(table.poll_id == poll))


def add_electors(tx: Transaction, poll: str, people: Sequence[str]) -> None:
    """Write down who may vote, each for their present organisation."""
    partners = {row.id: row.partner_id for row in tx.execute(select(PersonRow.id, PersonRow.partner_id))}
    rows = [{"poll_id": poll, "person_id": id, "partner_id": partners[id]} for id in people]
    if rows:
        tx.execute(insert(ElectorRow), rows)


def add_elector(tx: Transaction, poll: str, person: str, partner: str | None) -> None:
    """Write down one more who may vote."""
    tx.add(ElectorRow(poll_id=poll, person_id=person, partner_id=partner))
    tx.flush()


def may_vote(tx: Transaction, poll: str, person: str) -> bool:
    """Whether this person was written down as one who may vote."""
    return tx.get(ElectorRow, (poll, person)) is not None


def electors(tx: Transaction, poll: str) -> list[Elector]:
    """Everybody who may vote, by name."""
    return _electors(tx, _of(poll))


def electorate(tx: Transaction, poll: str) -> int:
    """How many may vote."""
    return tx.scalar(select(func.count()).where(ElectorRow.poll_id == poll)) or 0


def silent(tx: Transaction, poll: str) -> list[Elector]:
    """Those who may vote and have not, in a named poll."""
    voted = select(VoteRow.person_id).where(VoteRow.poll_id == poll, VoteRow.answer.is_not(None))
    return _electors(tx, _of(poll).where(ElectorRow.person_id.not_in(voted)))


def turnout(tx: Transaction, poll: str) -> list[tuple[str, int]]:
    """How many have voted in an anonymous poll, by the name of their organisation ("" without one)."""
    number = func.count()
    rows = tx.execute(
        select(func.coalesce(PartnerRow.name, ""), number)
        .select_from(PollVoterRow)
        .outerjoin(
            ElectorRow, (ElectorRow.poll_id == PollVoterRow.poll_id) & (ElectorRow.person_id == PollVoterRow.person_id)
        )
        .outerjoin(PartnerRow, PartnerRow.id == ElectorRow.partner_id)
        .where(PollVoterRow.poll_id == poll)
        .group_by(PartnerRow.name)
        .order_by(PartnerRow.name)
    )
    return [(name, count) for name, count in rows]


def unanswered(tx: Transaction, person: str) -> list[Poll]:
    """Open polls in which this person may vote and has not, the next deadline first."""
    return _open_to(tx, person, PollRow.id.not_in(_voted_in(person)))


def answered(tx: Transaction, person: str) -> list[Poll]:
    """Open polls in which this person has voted, the next deadline first."""
    return _open_to(tx, person, PollRow.id.in_(_voted_in(person)))


def voted_twice(tx: Transaction, one: str, other: str) -> list[Poll]:
    """Open anonymous polls in which both of these have voted: nobody can tell which ballots are theirs."""
    votes = PollVoterRow
    both = select(votes.poll_id).where(votes.person_id.in_((one, other))).group_by(votes.poll_id)
    query = select(PollRow).where(PollRow.state == "open", PollRow.id.in_(both.having(func.count() == 2)))
    return [_poll(row) for row in tx.scalars(query.order_by(PollRow.id))]


def partner_names(tx: Transaction, partners: Iterable[str]) -> dict[str, str]:
    """The names of organisations."""
    rows = tx.execute(select(PartnerRow.id, PartnerRow.name).where(PartnerRow.id.in_(list(partners))))
    return {row.id: row.name for row in rows}


def _voted_in(person: str) -> CompoundSelect[str]:
    return union_all(
        select(VoteRow.poll_id).where(VoteRow.person_id == person, VoteRow.answer.is_not(None)),
        select(PollVoterRow.poll_id).where(PollVoterRow.person_id == person),
    )


def _open_to(tx: Transaction, person: str, condition: ColumnElement[bool]) -> list[Poll]:
    query = (
        select(PollRow)
        .join(ElectorRow, (ElectorRow.poll_id == PollRow.id) & (ElectorRow.person_id == person))
        .where(PollRow.state == "open", condition)
        .order_by(PollRow.closes.is_(None), PollRow.closes, PollRow.id)
    )
    return [_poll(row) for row in tx.scalars(query)]


def _of(poll: str) -> Select[str, str, str | None, str | None]:
    return (
        select(ElectorRow.person_id, PersonRow.name, ElectorRow.partner_id, PartnerRow.name)
        .join(PersonRow, PersonRow.id == ElectorRow.person_id)
        .outerjoin(PartnerRow, PartnerRow.id == ElectorRow.partner_id)
        .where(ElectorRow.poll_id == poll)
        .order_by(PersonRow.name, PersonRow.id)
    )


def _electors(tx: Transaction, query: Select[str, str, str | None, str | None]) -> list[Elector]:
    return [Elector(person, name, partner, of or "") for person, name, partner, of in tx.execute(query)]


def _ids(tx: Transaction, *conditions: ColumnElement[bool]) -> list[str]:
    return list(tx.scalars(select(PollRow.id).where(*conditions).order_by(PollRow.id)))


def _take(tx: Transaction, *conditions: ColumnElement[bool], **values: None) -> bool:
    return cast(CursorResult[object], tx.execute(update(PollRow).where(*conditions).values(**values))).rowcount == 1


def _poll(row: PollRow) -> Poll:
    known = POLL.validate_python(row.definition)
    state = cast(State, row.state)
    return replace(known, state=state, opens=row.opens, closes=row.closes, owner=row.owner_id or "")
