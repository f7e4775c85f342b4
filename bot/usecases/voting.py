"""Voting: one ballot a person, wherever they answer. Votes are judged by when they were given, not when they arrive."""

from __future__ import annotations

import datetime as dt
import secrets

from bot.people import EVERYONE, Person
from bot.polls import Answer, Poll
from bot.store import ballots, broadcasts, poll_links, polls
from bot.store.database import Transaction
from bot.usecases import polling
from bot.usecases.linking import LETTERS
from bot.usecases.poll_refusals import Refused
from bot.usecases.polling import existing
from bot.usecases.signing_in import digest

RECEIPT_LENGTH = 16
"""31 ** 16 receipts: 79 bits, too many to try."""
LINK_LASTS = dt.timedelta(hours=2)


def open_to(tx: Transaction, id: str, person: Person, at: dt.datetime, *, alone: bool = False) -> Poll:
    """A poll in which this person may vote at this moment; it stays as it is until the transaction ends.

    Raises:
        Refused: it is gone, not open, closed, or meant for others.
    """
    poll = existing(tx, id, alone=alone, held=not alone)
    if poll.state in ("draft", "planned"):
        raise Refused("not_open", poll)
    if not poll.takes_votes(at):
        raise Refused("closed", poll)
    if not polls.may_vote(tx, id, person.id):
        if poll.audience != EVERYONE:
            raise Refused("not_yours", poll)
        polls.add_elector(tx, id, person.id, person.partner)
    return poll


def vote(tx: Transaction, id: str, person: Person, answer: Answer, at: dt.datetime) -> Poll:
    """Give or change a vote under one's name. The answer has been ``checked``.

    Raises:
        Refused: see ``open_to``; or the poll wants votes to stay as they are; or the chosen slot is full; or this
            person has voted since ``at``.
    """
    poll = polls.find(tx, id)
    poll = open_to(tx, id, person, at, alone=poll is not None and poll.kind == "slots")
    before = ballots.of(tx, id, person.id)
    if before == answer:
        return poll
    if before is not None and not poll.changeable:
        raise Refused("final", poll)
    if poll.kind == "slots" and _is_full(tx, poll, person, answer):
        raise Refused("full", poll)
    _cast(tx, poll, person, answer, at)
    return poll


def withdraw(tx: Transaction, id: str, person: Person, at: dt.datetime) -> Poll:
    """Take a vote back.

    Raises:
        Refused: see ``vote``.
    """
    poll = open_to(tx, id, person, at)
    if not poll.changeable:
        raise Refused("final", poll)
    _cast(tx, poll, person, None, at)
    return poll


def vote_secretly(tx: Transaction, id: str, person: Person, answer: Answer, at: dt.datetime) -> str:
    """Give a secret vote. Returns the receipt, which is kept nowhere: only with it can the vote be seen or changed.

    Raises:
        Refused: see ``open_to``; or this person has voted.
    """
    poll = open_to(tx, id, person, at)
    plain = "".join(secrets.choice(LETTERS) for _ in range(RECEIPT_LENGTH))
    receipt = "-".join(plain[i : i + 4] for i in range(0, RECEIPT_LENGTH, 4))
    if not ballots.drop(tx, id, person.id, receipt, answer):
        raise Refused("voted", poll)
    return receipt


def change_secretly(
    tx: Transaction, id: str, person: Person, receipt: str, answer: Answer | None, at: dt.datetime
) -> Poll:
    """Change the secret vote that belongs to a receipt, or take it back (None).

    Raises:
        Refused: see ``vote``; or no vote belongs to the receipt.
    """
    poll = open_to(tx, id, person, at)
    if not poll.changeable:
        raise Refused("final", poll)
    if not ballots.replace(tx, id, receipt, ballots.BLANK if answer is None else answer):
        raise Refused("no_receipt", poll)
    return poll


def look_up(tx: Transaction, id: str, receipt: str) -> tuple[Poll, Answer | None]:
    """A poll and the secret vote in its box that belongs to a receipt, None if it was taken back. Also after the end.

    Raises:
        Refused: the poll is gone, or no vote belongs to the receipt.
    """
    poll = existing(tx, id)
    answer = ballots.with_receipt(tx, id, receipt)
    if answer is None:
        raise Refused("no_receipt", poll)
    return poll, None if answer == ballots.BLANK else answer


def make_link(tx: Transaction, id: str, person: Person, now: dt.datetime) -> str:
    """The secret of a new link to the page on which this person votes without anything of it being kept."""
    poll_links.purge(tx, now)
    token = secrets.token_urlsafe(32)
    poll_links.add(tx, digest(token), id, person.id, now + LINK_LASTS)
    return token


def _cast(tx: Transaction, poll: Poll, person: Person, answer: Answer | None, at: dt.datetime) -> None:
    if not ballots.cast(tx, poll.id, person.id, answer, at):
        raise Refused("newer", poll)
    if answer is not None:
        broadcasts.take_back(tx, polls.KIND, poll.id, person.id, at, polling.reminder_key(poll.id))


def _is_full(tx: Transaction, poll: Poll, person: Person, answer: Answer) -> bool:
    places = {option.id: option.capacity for option in poll.options}
    taken = [vote.answer.choices for vote in ballots.named(tx, poll.id) if vote.person != person.id]
    return any(sum(id in chosen for chosen in taken) >= (places[id] or 0) for id in answer.choices)
