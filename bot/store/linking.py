"""Making two people one: link codes, and moving everything of one person to the other."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ColumnElement, Table, and_, delete, exists, select, update

from bot.store import champions
from bot.store.database import Transaction
from bot.store.people import note_joined
from bot.store.tables import Base
from bot.store.tables.linking import LinkCodeRow
from bot.store.tables.people import PersonRow

PERSON = "person.id"


def add_code(tx: Transaction, digest: str, person: str, expires: dt.datetime) -> None:
    """Keep a code's digest; earlier codes of this person end."""
    tx.execute(delete(LinkCodeRow).where(LinkCodeRow.person_id == person))
    tx.add(LinkCodeRow(digest=digest, person_id=person, expires=expires))
    tx.flush()


def code_owner(tx: Transaction, digest: str, now: dt.datetime) -> str | None:
    """Whose code this is, if it has not ended."""
    row = tx.get(LinkCodeRow, digest)
    return row.person_id if row and row.expires > now else None


def end_codes(tx: Transaction, person: str) -> None:
    """The codes of this person are used up."""
    tx.execute(delete(LinkCodeRow).where(LinkCodeRow.person_id == person))


def purge(tx: Transaction, now: dt.datetime) -> None:
    """Forget codes that have ended."""
    tx.execute(delete(LinkCodeRow).where(LinkCodeRow.expires <= now))


def with_email(tx: Transaction, email: str) -> str | None:
    """The person with this address."""
    return tx.scalar(select(PersonRow.id).where(PersonRow.email == email))


def set_email(tx: Transaction, person: str, email: str) -> None:
    """The address that a platform vouches for."""
    tx.get_one(PersonRow, person).email = email


def merge(tx: Transaction, kept: str, gone: str) -> None:
    """Everything of one person becomes the other's: every table that refers to people, present and future.

    Of two choices the stricter wins: words are kept only if both agreed, and silence is kept if either asked for it.
    """
    tx.flush()
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if any(key.target_fullname == PERSON for key in column.foreign_keys):
                _move(tx, table, column.name, kept, gone)
    stays, goes = tx.get_one(PersonRow, kept), tx.get_one(PersonRow, gone)
    email, goes.email = goes.email, None
    stays.keep_words = _stricter(stays.keep_words, goes.keep_words)
    stays.stopped = stays.stopped or goes.stopped
    tx.flush()
    stays.email = stays.email or email
    stays.name = stays.name or goes.name
    stays.zone = stays.zone or goes.zone
    stays.partner_id = stays.partner_id or goes.partner_id
    stays.noticed = stays.noticed or goes.noticed
    tx.delete(goes)
    tx.flush()
    tx.expire_all()
    champions.align(tx, kept)
    note_joined(tx, gone)


def _move(tx: Transaction, table: Table, column: str, kept: str, gone: str) -> None:
    """Rows of one person become the other's; what the other has already (by its key) is not had twice: the later of
    the two stays where the table says what tells them apart (``info["later"]``), else the kept person's."""
    own, later = table.c[column], table.info.get("later")
    for key in ({column.name for column in table.primary_key}, *_unique(table)):
        if column in key:
            other = table.alias()
            same: list[ColumnElement[bool]] = [other.c[name] == table.c[name] for name in key if name != column]
            if later:
                newer = exists().where(and_(other.c[column] == gone, *same, other.c[later] > table.c[later]))
                tx.execute(delete(table).where(own == kept, newer))
            tx.execute(delete(table).where(own == gone, exists().where(and_(other.c[column] == kept, *same))))
    tx.execute(update(table).where(own == gone).values({column: kept}))


def _unique(table: Table) -> list[set[str]]:
    return [{column.name for column in index.columns} for index in table.indexes if index.unique]


def _stricter(*choices: bool | None) -> bool | None:
    if False in choices:
        return False
    return None if None in choices else True
