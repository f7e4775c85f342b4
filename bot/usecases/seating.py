"""Small-group discussions at an event: who sits where, why so, and telling each person their table once.

Who comes said so to an invitation, or is in an audience that staff name besides. After the tables are confirmed,
whoever comes late or cancels is seated or taken out with the least change.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace

import structlog

from bot.audiences import BadAudience, UnknownAudience
from bot.cards import Card, Text
from bot.champions import shown
from bot.matching.candidates import Candidate
from bot.matching.tables import FEWEST, reseated, seated
from bot.people import Viewer
from bot.records import CoalitionEvent
from bot.routes import Route
from bot.store import audiences, champions, discussions, programmes, sketches
from bot.store.database import Conflict, Database, Transaction
from bot.store.discussions import Discussion, Seat
from bot.store.records import StoredRecords
from bot.store.sketches import Sketch
from bot.usecases.notifying import notify
from bot.usecases.pairing import candidate
from bot.usecases.planning_routes import House
from bot.words import Words, words_for

log = structlog.get_logger()
KIND = "table"
"""What broadcasts about tables are called in the ledger."""
LARGEST = 20
AHEAD = dt.timedelta(days=400)
EVERYTHING = Viewer(everything=True)
Tables = Mapping[int, tuple[str, ...]]


class CannotSeat(Exception):
    """Something about small groups that cannot be done; the text says why, to the person."""


@dataclass(frozen=True, slots=True)
class Guests:
    """Those who come, as the tables see them: who has ``lived`` experience and shows it, who must not sit together."""

    known: dict[str, Sketch]
    lived: frozenset[str]
    never: frozenset[frozenset[str]]

    @property
    def candidates(self) -> list[Candidate]:
        """The same people as the matching sees them."""
        return [candidate(one, {}) for one in self.known.values()]


def coming_events(tx: Transaction, now: dt.datetime) -> list[CoalitionEvent]:
    """The events at which people can still be seated, the first to begin first."""
    return [event for event in StoredRecords(tx).events(EVERYTHING, now, now + AHEAD) if event.start > now]


def plan(tx: Transaction, event: str, size: str, audience: str, words: Words, now: dt.datetime) -> None:
    """Divide those who come into groups of about ``size``; a plan that nobody was told of is made anew.

    Raises:
        CannotSeat: the event is over or gone, the size is none, nobody or too few come, or people were told already.
    """
    found = _event(tx, event, words, now)
    before = discussions.find(tx, event, alone=True)
    if before and before.confirmed:
        raise CannotSeat(words("People have been told their tables already. Move those whom you want elsewhere."))
    if not (size.isascii() and size.isdecimal() and FEWEST <= int(size[:4]) <= LARGEST):
        raise CannotSeat(words("A group has {least} to {most} people.", least=FEWEST, most=LARGEST))
    made = Discussion(event, int(size), secrets.randbits(31), audience.strip())
    guests = guests_of(tx, made, words, now)
    if not guests.known:
        raise CannotSeat(
            words(
                "Nobody has said yet that they come to {title}. Invite people with an announcement, or name an "
                "audience.",
                title=found.title,
            )
        )
    if len(guests.known) < made.size:
        n = len(guests.known)
        few = words.plural("{n} person comes", "{n} people come", n)
        raise CannotSeat(words("Only {few}: fewer than one group of {size}.", few=few, size=made.size))
    seating = seated(guests.candidates, made.size, made.seed, guests.lived, guests.never)
    discussions.save(tx, made, now)
    discussions.seat(tx, event, dict(enumerate(seating.tables, 1)))


def move(tx: Transaction, event: str, person: str, number: str, words: Words, house: House, now: dt.datetime) -> None:
    """Seat somebody at another table; if people were told theirs, they hear of it.

    Raises:
        CannotSeat: they or the table are not there, or they may not sit with somebody at it.
    """
    made, tables = _open(tx, event, words, now), tables_of(tx, event)
    guests = guests_of(tx, made, words, now)
    last = max(tables, default=0) + 1
    if person not in guests.known or not (number.isascii() and number.isdecimal() and 1 <= int(number[:4]) <= last):
        raise CannotSeat(words("Choose somebody who comes, and a table from 1 to {last}.", last=last))
    name, to = guests.known[person].name, int(number)
    others = [id for id in tables.get(to, ()) if id != person]
    languages = {one.id: one.languages for one in guests.candidates}
    if any({person, id} in guests.never or not languages[person] & languages.get(id, frozenset()) for id in others):
        raise CannotSeat(
            words(
                "{name} cannot sit at table {number}: somebody there has no language in common with them, or one "
                "avoids the other.",
                name=name,
                number=to,
            )
        )
    moved = {at: tuple(id for id in table if id != person) for at, table in tables.items()} | {to: (*others, person)}
    discussions.seat(tx, event, moved)
    if made.confirmed:
        _tell(tx, event, guests, house, now)


def confirm(tx: Transaction, event: str, words: Words, house: House, now: dt.datetime) -> int:
    """Tell everybody their table. Returns how many people are told.

    Raises:
        CannotSeat: the event is over or gone, or has no groups.
    """
    made = _open(tx, event, words, now)
    discussions.save(tx, replace(made, confirmed=made.confirmed or now), now)
    follow(tx, event, house, now)
    return sum(bool(seat.told) for seat in discussions.seats(tx, event).values())


def follow(tx: Transaction, event: str, house: House, now: dt.datetime) -> bool:
    """Seat who comes late, take out who cancelled, and tell whoever does not know their table yet.

    Returns whether anything changed. Of an event that has begun or is gone nothing does.
    """
    made, words = discussions.find(tx, event, alone=True), words_for(house.coalition.language)
    found = StoredRecords(tx).get("event", event, EVERYTHING)
    if made is None or not isinstance(found, CoalitionEvent) or found.start <= now:
        return False
    try:
        guests = guests_of(tx, made, words, now)
    except CannotSeat:  # the audience names something that is no more: those who are seated stay
        return False
    before = tables_of(tx, event)
    after = reseated(before, guests.candidates, made.size, guests.lived, guests.never)
    if after != before:
        discussions.seat(tx, event, after)
    return bool(made.confirmed and _tell(tx, event, guests, house, now)) or after != before


def tick(database: Database, now: dt.datetime, house: House) -> int:
    """Follow every confirmed event, one transaction each. Returns at how many something changed."""
    with database.read() as tx:
        events = [event.id for event in coming_events(tx, now)]
        due = [event for event in discussions.confirmed(tx) if event in events]
    changed = 0
    for event in due:
        try:
            with database.write() as tx:
                changed += follow(tx, event, house, now)
        except Conflict:  # another process was faster
            continue
    return changed


def tables_of(tx: Transaction, event: str) -> dict[int, tuple[str, ...]]:
    """Who sits where, by the number of the table."""
    found: dict[int, tuple[str, ...]] = {}
    for seat in discussions.seats(tx, event).values():
        found[seat.number] = (*found.get(seat.number, ()), seat.person)
    return found


def _open(tx: Transaction, event: str, words: Words, now: dt.datetime) -> Discussion:
    _event(tx, event, words, now)
    made = discussions.find(tx, event, alone=True)
    if made is None:
        raise CannotSeat(words("This event has no small groups yet."))
    return made


def _event(tx: Transaction, event: str, words: Words, now: dt.datetime) -> CoalitionEvent:
    found = StoredRecords(tx).get("event", event, EVERYTHING)
    if not isinstance(found, CoalitionEvent):
        raise CannotSeat(words("This event is not in the calendar any more: it was cancelled, or has another date."))
    if found.start <= now:
        raise CannotSeat(words("{title} has begun or is over, so nobody can be seated.", title=found.title))
    return found


def guests_of(tx: Transaction, made: Discussion, words: Words, now: dt.datetime) -> Guests:
    """Those who come: whoever said so, and whoever is in the audience and has not said no.

    Raises:
        CannotSeat: the audience cannot be read.
    """
    answers = discussions.answers(tx, made.event)
    coming = {person for person, answer in answers.items() if answer == "yes"}
    if made.audience:
        try:
            named = audiences.people_in(tx, audiences.read(tx, made.audience, words), words)
        except (BadAudience, UnknownAudience) as error:
            raise CannotSeat(str(error)) from error
        coming |= {person for person in named if answers.get(person) != "no"}
    lived = {
        one.id for each in champions.active(tx)
        if (one := shown(each, "champions", now.date())) and one.lived_experience
    }  # fmt: skip
    never = frozenset(programmes.avoided_pairs(tx, sorted(coming)))
    return Guests(sketches.of(tx, sorted(coming)), frozenset(coming & lived), never)


def _tell(tx: Transaction, event: str, guests: Guests, house: House, now: dt.datetime) -> int:
    """Tell whoever does not know their table. Returns how many."""
    found, seats = StoredRecords(tx).get("event", event, EVERYTHING), discussions.seats(tx, event)
    assert isinstance(found, CoalitionEvent)
    fresh = [seat for seat in seats.values() if seat.told != seat.number and seat.person in guests.known]
    for seat in fresh:
        reader = guests.known[seat.person]
        others = [guests.known[one.person] for one in seats.values()
                  if one.number == seat.number and one is not seat and one.person in guests.known]  # fmt: skip
        card = _card(found, seat, others, words_for(reader.language), reader.zone or house.coalition.zone)
        key = f"table-{event[:100]}-{seat.person[:40]}-{seat.number}-{now:%Y%m%d%H%M%S%f}"
        choice = notify(tx, key, KIND, seat.person, card, house, now, ref=f"event:{event}"[:190])
        way = choice.account.platform if isinstance(choice, Route) else "none"
        discussions.told(tx, event, seat.person, way)
    if fresh:
        log.info("tables told", event_id=event, people=len(fresh))
    return len(fresh)


def _card(event: CoalitionEvent, seat: Seat, others: list[Sketch], words: Words, zone: str) -> Card:
    """The table, when and where, and from how many organisations the others come; never who they are."""
    new = words("Your table at {title} is now table {number}.", title=event.title, number=seat.number)
    first = words("Your table at {title} is table {number}.", title=event.title, number=seat.number)
    when = words.date(event.start.date()) if event.all_day else words.moment(event.start, zone)
    where = ", ".join(filter(None, (when, event.place)))
    n, partners = len(others), len({one.partner for one in others if one.partner})
    company = words.plural("{n} other person is at it", "{n} other people are at it", n)
    organisations = words.plural("{n} organisation", "{n} organisations", partners)
    mixed = words("{company}, from {organisations}.", company=company, organisations=organisations)
    mind = words("If you cannot come, say so with the buttons of the invitation. Write my table to see this again.")
    title = first if seat.told is None else new
    return Card(title, (Text(title, "heading"), Text(where), Text(mixed), Text(mind)))
