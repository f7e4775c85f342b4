"""What staff see of the small groups of an event: each table with its people and how well it is mixed, and a file."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.store import discussions
from bot.store.database import Transaction
from bot.store.discussions import Discussion, Seat
from bot.store.records import StoredRecords
from bot.store.sketches import Sketch
from bot.text import guarded
from bot.usecases.seating import EVERYTHING, Guests, guests_of
from bot.words import Words


@dataclass(frozen=True, slots=True)
class Sitting:
    """Somebody at a table, as staff see them; without a ``seat`` they sit at none."""

    person: Sketch
    networks: str
    seat: Seat | None


@dataclass(frozen=True, slots=True)
class Room:
    """All tables by number, why each is as it is, and who comes but sits at none."""

    tables: dict[int, list[Sitting]]
    why: dict[int, str]
    over: list[Sitting]


def room(tx: Transaction, made: Discussion, words: Words, now: dt.datetime) -> Room:
    """The tables as they are now.

    Raises:
        CannotSeat: the audience cannot be read any more.
    """
    guests, seats = guests_of(tx, made, words, now), discussions.seats(tx, made.event)
    names = {one.id: one.name for one in StoredRecords(tx).networks(EVERYTHING)}
    tables: dict[int, list[Sitting]] = {}
    over = []
    for person in sorted(guests.known.values(), key=lambda one: (one.name, one.id)):
        networks = words.listing(sorted(names.get(id, id) for id in person.networks))
        sitting = Sitting(person, networks, seats.get(person.id))
        if sitting.seat:
            tables.setdefault(sitting.seat.number, []).append(sitting)
        else:
            over.append(sitting)
    why = {number: _why([one.person for one in table], guests, words) for number, table in tables.items()}
    return Room(dict(sorted(tables.items())), why, over)


def export(tx: Transaction, made: Discussion, words: Words, now: dt.datetime) -> str:
    """The tables as CSV, for name cards.

    Raises:
        CannotSeat: the audience cannot be read any more.
    """
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow([words("Table"), words("Name"), words("Organisation")])
    found = room(tx, made, words, now)
    seated = [(str(number), one.person) for number, table in found.tables.items() for one in table]
    for number, person in (*seated, *(("", one.person) for one in found.over)):
        writer.writerow([guarded(cell) for cell in (number, person.name, person.partner_name)])
    return file.getvalue()


def _why(people: Sequence[Sketch], guests: Guests, words: Words) -> str:
    """How a table is mixed, and where it could not be."""
    partners = Counter(one.partner_name for one in people if one.partner_name)
    networks = {id for one in people for id in one.networks}
    people_told = words.plural("{n} person", "{n} people", len(people))
    partners_told = words.plural("{n} organisation", "{n} organisations", len(partners))
    networks_told = words.plural("{n} network", "{n} networks", len(networks))
    told = [words("{people} from {partners} and {networks}.", people=people_told, partners=partners_told, networks=networks_told)]  # fmt: skip
    twice = sorted(name for name, number in partners.items() if number > 1)
    if twice:
        told.append(words("More than one comes from {names}.", names=words.listing(twice)))
    lived = sum(one.id in guests.lived for one in people)
    if lived:
        told.append(words.plural("{n} shows lived experience of care.", "{n} show lived experience of care.", lived))
    elif guests.lived:
        told.append(words("Nobody here shows lived experience of care: fewer show it than there are tables."))
    return " ".join(told)
