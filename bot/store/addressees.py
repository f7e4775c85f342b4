"""What the choice of a route depends on, for many people at once."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence

from sqlalchemy import func, select

from bot.events import Sender
from bot.preferences import Preferences
from bot.routes import Account, Addressee
from bot.store import mailboxes, preferences
from bot.store.database import Transaction
from bot.store.tables.announcements import AnnouncementPersonRow
from bot.store.tables.coalition import PartnerRow
from bot.store.tables.people import IdentityRow, PersonRow
from bot.store.tables.traffic import InteractionRow

CHUNK = 500
"""People asked for at once: databases limit the values of one statement."""
EMAIL = "email"
GONE = "the account is closed"


def addressees(
    tx: Transaction, people: Sequence[str], usual: Preferences, zone: str, since: dt.datetime
) -> Iterator[Addressee]:
    """These people as they can be reached, in the same order; ``zone`` for those whose zone is not known.

    Announcements that they were sent from ``since`` on are counted.
    """
    for start in range(0, len(people), CHUNK):
        yield from _some(tx, people[start : start + CHUNK], usual, zone, since)


def partner_names(tx: Transaction) -> dict[str, str]:
    """The names of all partners."""
    return {row.id: row.name for row in tx.execute(select(PartnerRow.id, PartnerRow.name))}


def _some(
    tx: Transaction, people: Sequence[str], usual: Preferences, zone: str, since: dt.datetime
) -> Iterator[Addressee]:
    one = PersonRow
    columns = (one.id, one.name, one.partner_id, one.language, one.zone, one.email, one.stopped)
    rows = {row.id: row for row in tx.execute(select(*columns).where(one.id.in_(people)))}
    wishes = preferences.of_many(tx, people, usual)
    accounts = _accounts(tx, people, {row.id: row.email for row in rows.values() if row.email})
    counts = _counts(tx, people, since)
    for id in people:
        if row := rows.get(id):
            yield Addressee(
                id=id,
                name=row.name,
                partner=row.partner_id,
                language=row.language,
                zone=row.zone or zone,
                preferences=wishes.get(id, usual),
                accounts=tuple(accounts[id]),
                this_week=counts.get(id, 0),
                stopped=row.stopped,
            )


def _accounts(tx: Transaction, people: Sequence[str], emails: dict[str, str]) -> dict[str, list[Account]]:
    last = _last_heard(tx, people)
    senders: dict[str, list[Sender]] = defaultdict(list)
    linked = select(IdentityRow).where(IdentityRow.person_id.in_(people)).order_by(IdentityRow.created.desc())
    gone = set[Sender]()
    for row in tx.scalars(linked):
        senders[row.person_id].append(sender := Sender(row.platform, row.workspace, row.external_id))
        if row.gone:
            gone.add(sender)
    for person, email in emails.items():
        if all(sender.platform != EMAIL for sender in senders[person]):
            senders[person].append(Sender(EMAIL, "", email))
    addresses = {one.id for own in senders.values() for one in own if one.platform == EMAIL}
    shut = mailboxes.undeliverable_among(tx, addresses)
    found: dict[str, list[Account]] = defaultdict(list)
    for person, own in senders.items():
        for sender in own:
            reason = shut.get(sender.id, "") if sender.platform == EMAIL else GONE if sender in gone else ""
            found[person].append(Account(sender, last.get((person, sender.platform, sender.workspace)), reason))
    return found


def _last_heard(tx: Transaction, people: Sequence[str]) -> dict[tuple[str, str, str], dt.datetime]:
    rows = tx.execute(
        select(InteractionRow.person_id, InteractionRow.platform, InteractionRow.workspace, func.max(InteractionRow.at))
        .where(InteractionRow.person_id.in_(people), InteractionRow.kind.not_in(("reply", "staff")))
        .group_by(InteractionRow.person_id, InteractionRow.platform, InteractionRow.workspace)
    )
    return {(person or "", platform, workspace): at for person, platform, workspace, at in rows}


def _counts(tx: Transaction, people: Sequence[str], since: dt.datetime) -> dict[str, int]:
    sent = AnnouncementPersonRow
    rows = tx.execute(
        select(sent.person_id, func.count())
        .where(sent.person_id.in_(people), sent.outcome == "posted", sent.planned >= since)
        .group_by(sent.person_id)
    )
    return {row[0]: row[1] for row in rows}
