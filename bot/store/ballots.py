"""Ballots: one a person. Named ones are rows; those of an anonymous poll are lines in one box."""

from __future__ import annotations

import datetime as dt
import hashlib
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import TypeAdapter
from sqlalchemy import func, select

from bot import sealing
from bot.polls import Answer
from bot.store.database import BALLOT_KEY, Transaction
from bot.store.tables.coalition import PartnerRow
from bot.store.tables.people import PersonRow
from bot.store.tables.polls import BallotBoxRow, ElectorRow, PollVoterRow, VoteRow

ANSWER: TypeAdapter[Answer] = TypeAdapter(Answer)
BLANK = Answer()
"""A ballot that was withdrawn: its receipt still works."""


@dataclass(frozen=True, slots=True)
class Vote:
    """A named vote, and the organisation for which it counts."""

    person: str
    name: str
    partner: str | None
    partner_name: str
    at: dt.datetime
    answer: Answer


def cast(tx: Transaction, poll: str, person: str, answer: Answer | None, at: dt.datetime) -> bool:
    """Write down or change a named vote; None withdraws it. False if this person has said something later already:
    a vote that comes late out of a crash does not undo a newer one."""
    row = tx.get(VoteRow, (poll, person), with_for_update=True)
    if row is None:
        tx.add(VoteRow(poll_id=poll, person_id=person, at=at, answer=_dumped(answer)))
        tx.flush()
        return True
    if row.at > at:
        return False
    row.at, row.answer = at, _dumped(answer)
    return True


def of(tx: Transaction, poll: str, person: str) -> Answer | None:
    """What this person has voted in a named poll, if anything."""
    row = tx.get(VoteRow, (poll, person))
    return ANSWER.validate_python(row.answer) if row and row.answer is not None else None


def named(tx: Transaction, poll: str) -> list[Vote]:
    """Every vote of a named poll, by name."""
    rows = tx.execute(
        select(VoteRow, PersonRow.name, ElectorRow.partner_id, PartnerRow.name)
        .join(PersonRow, PersonRow.id == VoteRow.person_id)
        .outerjoin(ElectorRow, (ElectorRow.poll_id == VoteRow.poll_id) & (ElectorRow.person_id == VoteRow.person_id))
        .outerjoin(PartnerRow, PartnerRow.id == ElectorRow.partner_id)
        .where(VoteRow.poll_id == poll, VoteRow.answer.is_not(None))
        .order_by(PersonRow.name, PersonRow.id)
    )
    return [
        Vote(row.person_id, name, partner, partner_name or "", row.at, ANSWER.validate_python(row.answer))
        for row, name, partner, partner_name in rows
    ]


def voices(tx: Transaction, poll: str) -> int:
    """How many have voted in a named poll."""
    return tx.scalar(select(func.count(VoteRow.answer)).where(VoteRow.poll_id == poll)) or 0


def stamp(tx: Transaction, poll: str) -> str:
    """Something that changes whenever a vote of this poll does."""
    number, latest = tx.execute(
        select(func.count(VoteRow.answer), func.max(VoteRow.at)).where(VoteRow.poll_id == poll)
    ).one()
    return f"{number}/{latest}/{voters(tx, poll)}"


def open_box(tx: Transaction, poll: str) -> None:
    """The empty box of an anonymous poll."""
    if tx.get(BallotBoxRow, poll) is None:
        tx.add(BallotBoxRow(poll_id=poll, ballots=""))
        tx.flush()


def drop(tx: Transaction, poll: str, person: str, receipt: str, answer: Answer) -> bool:
    """Put a first ballot into the box and note that this person has voted. False if they have already."""
    lines = _lines(tx, poll)
    if has_voted(tx, poll, person):
        return False
    tx.add(PollVoterRow(poll_id=poll, person_id=person))
    line = _line(poll, receipt, answer)
    lines.insert(bisect_left(lines, line), line)
    _write(tx, poll, lines)
    return True


def has_voted(tx: Transaction, poll: str, person: str) -> bool:
    """Whether this person has a ballot in the box."""
    return tx.get(PollVoterRow, (poll, person)) is not None


def voters(tx: Transaction, poll: str) -> int:
    """How many people have voted in an anonymous poll."""
    return tx.scalar(select(func.count()).where(PollVoterRow.poll_id == poll)) or 0


def replace(tx: Transaction, poll: str, receipt: str, answer: Answer) -> bool:
    """Change the ballot that belongs to a receipt. False if there is none."""
    lines = _lines(tx, poll)
    place = _find(lines, poll, receipt)
    if place is None:
        return False
    lines[place] = _line(poll, receipt, answer)
    _write(tx, poll, lines)
    return True


def with_receipt(tx: Transaction, poll: str, receipt: str) -> Answer | None:
    """The ballot that belongs to a receipt."""
    lines = _peek(tx, poll)
    place = _find(lines, poll, receipt)
    return None if place is None else _answer(lines[place])


def secret(tx: Transaction, poll: str) -> list[Answer]:
    """Every ballot in the box, in the order of their digests: no order that anybody voted in."""
    answers = [_answer(line) for line in _peek(tx, poll)]
    return [answer for answer in answers if answer != BLANK]


def unseal(tx: Transaction, poll: str) -> None:
    """Leave the box open: it is counted and changes no more, and nobody needs the key to count it again."""
    tx.get_one(BallotBoxRow, poll).ballots = "\n".join(_lines(tx, poll))
    tx.flush()


def _lines(tx: Transaction, poll: str) -> list[str]:
    """The box's lines; nobody else changes it until this transaction ends."""
    tx.get_one(BallotBoxRow, poll, with_for_update=True, populate_existing=True)
    return _peek(tx, poll)


def _peek(tx: Transaction, poll: str) -> list[str]:
    row = tx.get(BallotBoxRow, poll)
    return sealing.unseal(row.ballots, tx.info.get(BALLOT_KEY), poll).splitlines() if row else []


def _write(tx: Transaction, poll: str, lines: Sequence[str]) -> None:
    """The whole box anew: in place of the old one, so that nothing tells which line is the latest."""
    tx.get_one(BallotBoxRow, poll).ballots = sealing.seal("\n".join(lines), tx.info.get(BALLOT_KEY), poll)
    tx.flush()


def _find(lines: Sequence[str], poll: str, receipt: str) -> int | None:
    digest = _digest(poll, receipt)
    place = bisect_left(lines, digest)
    return place if place < len(lines) and lines[place].startswith(digest) else None


def _line(poll: str, receipt: str, answer: Answer) -> str:
    dumped = ANSWER.dump_json(answer, ensure_ascii=True, exclude_defaults=True).decode()
    return f"{_digest(poll, receipt)} {dumped}"


def _answer(line: str) -> Answer:
    return ANSWER.validate_json(line.partition(" ")[2])


def _dumped(answer: Answer | None) -> dict[str, object] | None:
    return None if answer is None else ANSWER.dump_python(answer, mode="json", exclude_defaults=True)


def _digest(poll: str, receipt: str) -> str:
    """Half of a SHA-256: receipts are random, so nobody finds one by trying."""
    plain = "".join(letter for letter in receipt.upper() if letter.isalnum())
    return hashlib.sha256(f"{poll}/{plain}".encode()).hexdigest()[:32]
