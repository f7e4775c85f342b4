"""Making links by which a card is answered in the browser, by whoever holds the account that got the card."""

from __future__ import annotations

import datetime as dt
import secrets

from bot.cards import Card
from bot.events import Sender
from bot.store import answer_links, people
from bot.store.answer_links import AnswerLink
from bot.store.database import Transaction
from bot.usecases.signing_in import digest


def make(
    tx: Transaction,
    sender: Sender,
    person: str,
    message: str,
    card: Card,
    now: dt.datetime,
    lasts: dt.timedelta,
    *,
    delivery: str = "",
) -> str:
    """The secret of a new link to answer ``card``, which goes to ``person`` at ``sender`` as ``message``.

    An answer proves that ``delivery`` arrived.
    """
    token = secrets.token_urlsafe(32)
    answer_links.add(tx, digest(token), sender, person, message, delivery, card, now, now + lasts)
    return token


def open_link(tx: Transaction, token: str) -> AnswerLink | None:
    """The link with this secret; None if there is none, or the account is not that person's any more."""
    link = answer_links.find(tx, digest(token))
    owner = people.of_account(tx, link.sender) if link else None
    return link if link and owner and owner.id == link.person else None
