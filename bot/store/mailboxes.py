"""What is known of e-mail addresses: those that take no mail, those whose owners want none, and how they say so."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Collection

from sqlalchemy import or_, select

from bot.events import Profile, Sender
from bot.people import Person
from bot.store import people
from bot.store.database import Transaction
from bot.store.tables.email import EmailAddressRow
from bot.store.tables.people import IdentityRow, PersonRow

UNWANTED = "they asked for no more e-mail"
CHUNK = 5000
"""Addresses asked for at once: databases limit the values of one statement."""


def undeliverable(tx: Transaction, address: str) -> str | None:
    """Why nothing may be sent to an address unasked: it takes no mail, or its owner wants none."""
    return undeliverable_among(tx, (address,)).get(address)


def undeliverable_among(tx: Transaction, addresses: Collection[str]) -> dict[str, str]:
    """Those of the addresses (in lower case) to which nothing may be sent unasked, each with the reason."""
    shut = or_(EmailAddressRow.bounced.is_not(None), EmailAddressRow.unsubscribed.is_not(None))
    wanted = sorted(addresses)
    rows = (
        row
        for start in range(0, len(wanted), CHUNK)
        for row in tx.scalars(
            select(EmailAddressRow).where(EmailAddressRow.address.in_(wanted[start : start + CHUNK]), shut)
        )
    )
    return {row.address: (row.reason or "") if row.bounced else UNWANTED for row in rows}


def bounced(tx: Transaction, address: str) -> str | None:
    """Why an address takes no mail."""
    row = tx.get(EmailAddressRow, address)
    return row.reason if row and row.bounced else None


def owner(tx: Transaction, sender: Sender, language: str, now: dt.datetime) -> Person:
    """Whose address it is: the records' word goes before what was linked earlier. A stranger's is a new guest's."""
    account = tx.get(IdentityRow, (sender.platform, sender.workspace, sender.id))
    recorded = tx.scalar(select(PersonRow.id).where(PersonRow.email == sender.id))
    if account and recorded:
        account.person_id = recorded
        tx.flush()
    return people.meet(tx, sender, Profile(email=sender.id), language, now)


def language_of(tx: Transaction, address: str) -> str | None:
    """The language of the person whose address it is."""
    return tx.scalar(select(PersonRow.language).where(PersonRow.email == address))


def token_of(tx: Transaction, address: str) -> str:
    """What the link to unsubscribe this address ends in: always the same."""
    return _row(tx, address).token


def address_of(tx: Transaction, token: str) -> str | None:
    """The address whose link this is."""
    return tx.scalar(select(EmailAddressRow.address).where(EmailAddressRow.token == token))


def bounce(tx: Transaction, address: str, reason: str, now: dt.datetime) -> None:
    """The address takes no mail."""
    row = _row(tx, address)
    row.bounced, row.reason = now, reason


def mend(tx: Transaction, address: str) -> bool:
    """The address takes mail again; False if nothing else was known."""
    row = tx.get(EmailAddressRow, address)
    if row is None or row.bounced is None:
        return False
    row.bounced = row.reason = None
    return True


def unsubscribe(tx: Transaction, address: str, now: dt.datetime) -> None:
    """The owner wants no more e-mail; everything else stays as it is."""
    _row(tx, address).unsubscribed = now


def subscribe(tx: Transaction, address: str) -> None:
    """The owner wants e-mail again."""
    _row(tx, address).unsubscribed = None


def wants_mail(tx: Transaction, address: str) -> bool:
    """Whether the owner has not unsubscribed."""
    row = tx.get(EmailAddressRow, address)
    return row is None or row.unsubscribed is None


def _row(tx: Transaction, address: str) -> EmailAddressRow:
    row = tx.get(EmailAddressRow, address)
    if row is None:
        row = EmailAddressRow(address=address, token=secrets.token_urlsafe(32))
        tx.add(row)
        tx.flush()
    return row
