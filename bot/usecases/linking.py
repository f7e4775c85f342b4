"""One person, several accounts: joined by a verified address, or by a code told from one account to the other."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from bot.people import Person
from bot.store import linking, people
from bot.store.database import Transaction

CODE_LASTS = dt.timedelta(minutes=10)
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No letters and digits that look alike: 31 ** 8 codes, each for ten minutes."""
LENGTH = 8


class NoSuchCode(Exception):
    """The code was used, has ended or never was."""


def make_code(tx: Transaction, person: Person, now: dt.datetime) -> str:
    """A new one-time code for this person, such as ``K7QM-4XWD``; an earlier one ends."""
    linking.purge(tx, now)
    code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    linking.add_code(tx, _digest(code), person.id, now + CODE_LASTS)
    return f"{code[: LENGTH // 2]}-{code[LENGTH // 2 :]}"


def owner(tx: Transaction, code: str, now: dt.datetime) -> Person:
    """Who made this code; looking does not use it up.

    Raises:
        NoSuchCode: nobody, or too long ago.
    """
    found = linking.code_owner(tx, _digest(code), now)
    person = people.find(tx, found) if found else None
    if person is None:
        raise NoSuchCode
    return person


def redeem(tx: Transaction, code: str, person: Person, now: dt.datetime) -> str:
    """Use the code: the two are one person from now on. Returns the kept person's id.

    Raises:
        NoSuchCode: nobody made it, or too long ago.
    """
    other = owner(tx, code, now)
    linking.end_codes(tx, other.id)
    return join(tx, other, person)


def join(tx: Transaction, one: Person, other: Person) -> str:
    """Make two people one. The one whom the coalition knows better stays: by roles, then by address, then the first."""
    if one.id == other.id:
        return one.id
    kept, gone = sorted((one, other), key=lambda person: (person.is_guest, person.email is None))
    linking.merge(tx, kept.id, gone.id)
    return kept.id


def vouch(tx: Transaction, person: Person, email: str) -> str:
    """A platform vouches for the address of somebody met before: they are whoever has it. Returns that id."""
    address = email.strip().lower()
    holder = linking.with_email(tx, address)
    known = people.find(tx, holder) if holder else None
    if known:
        return join(tx, known, person)
    if person.email is None:
        linking.set_email(tx, person.id, address)
    return person.id


def _digest(code: str) -> str:
    plain = "".join(letter for letter in code.upper() if letter in LETTERS)
    return hashlib.sha256(plain.encode()).hexdigest()
