"""An announcement's life: drafted, checked, approved by a second person, scheduled, launched, and looked after."""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.announcement_states import MOVES, Deed, State, possible
from bot.announcements import Announcement, Problems, Values, mistimed, read
from bot.audiences import BadAudience, Both, Is, UnknownAudience, parse
from bot.events import Place
from bot.people import Person, Viewer, may, require
from bot.records import CoalitionEvent
from bot.store import announcements, audiences, interactions, people, polls
from bot.store.announcements import Kept
from bot.store.database import Transaction
from bot.store.records import StoredRecords
from bot.usecases import announcement_news
from bot.usecases.planning_routes import House, Plan, plan
from bot.words import Words

EVERYTHING = Viewer(everything=True)
_ID = re.compile(r"[0-9a-f]{8}")


class NotPossible(Exception):
    """It cannot be done with an announcement in this state, or (``state`` None) there is none."""

    def __init__(self, deed: Deed, state: State | None) -> None:
        super().__init__(f"{deed}: the announcement is {state or 'gone'}")
        self.deed, self.state = deed, state


class OwnApproval(Exception):
    """Nobody approves what they wrote or changed themselves."""


@dataclass(frozen=True, slots=True)
class Checked:
    """An announcement as it was read, what is wrong with it by input, what is odd about it, and who it is for."""

    one: Announcement
    problems: Problems
    warnings: tuple[str, ...]
    people: tuple[str, ...]
    stopped: tuple[str, ...] = ()
    """Those of its audience who told the bot to stop."""


Settle = Callable[[Transaction, str, Person, Words, House, dt.datetime], tuple[Kept, Checked]]
"""``submit`` or ``approve``."""


def draft(tx: Transaction, values: Values, by: Person, house: House, now: dt.datetime, id: str = "") -> Kept:
    """Keep what was typed, right or wrong; what waited for approval or its moment becomes a draft again.

    Under ``id``, unless that one is out or over by now: it stays as it is, and this is a new draft.

    Raises:
        NotAllowed: the person may not announce.
    """
    require(by, "announce")
    zone = by.zone or house.coalition.zone
    values = {**{name: value for name, value in values.items() if value.strip()}, "zone": zone}
    kept = announcements.find(tx, id) if id else None
    if kept and possible(kept.state, "edit"):
        announcements.write(tx, id, values, by.id, now)
        if kept.state in MOVES["return"][0]:
            announcements.move(tx, id, [kept.state], "draft", now, approver_id=None, launch_at=None)
    else:
        id = id if not kept and _ID.fullmatch(id) else new_id()
        announcements.add(tx, id, "draft", values, by.id, now)
    note(tx, by, id, "drafted", now)
    return kept_now(tx, id)


def new_id() -> str:
    """The id of an announcement to be. A form that has it from the start is one draft, however often it is sent."""
    return secrets.token_hex(4)


def check(tx: Transaction, kept: Kept, words: Words, house: House, now: dt.datetime) -> Checked:
    """Read it and look up everything it names. Nothing is written down."""
    one, problems = read(kept.values, kept.values.get("zone", house.coalition.zone), words)
    if not problems.keys() & {"date", "time"}:
        problems |= mistimed(one, words, now)
    ids: list[str] = []
    stopped: list[str] = []
    try:
        audience = audiences.read(tx, one.audience, words)
        ids = audiences.people_in(tx, audience, words)
        stopped = audiences.people_in(tx, audience, words, stopped=True)
        if not ids:
            problems["audience"] = words("Nobody is in this audience. Check its names, or use or in place of and.")
    except (BadAudience, UnknownAudience) as error:
        problems["audience"] = str(error)
    if one.reply_to and people.find(tx, one.reply_to) is None:
        problems["reply_to"] = words("There is no person {id}. Choose who gets the replies.", id=one.reply_to)
    if one.event and event_of(tx, one) is None:
        problems["event"] = words("There is no event {id}. Choose one of the coming events.", id=one.event)
    poll = polls.find(tx, one.poll) if one.poll else None
    if one.poll and (poll is None or poll.state not in ("draft", "open")):
        problems["poll"] = words("There is no poll {id} to answer. Make one first, or choose another.", id=one.poll)
    if poll and poll.state == "draft" and poll.is_overdue(one.launch_at(now)):
        problems["poll"] = words("Its deadline, or a time in it, is past by then. Edit the poll, or choose another.")
    writer = people.find(tx, kept.writer)
    if one.urgent and not (writer and may(writer, "announce_urgently")):
        problems["urgent"] = words("You may not mark it urgent: quiet hours are kept.")
    return Checked(one, problems, tuple(_warnings(tx, one, ids, words)), tuple(ids), tuple(stopped))


def planned(tx: Transaction, checked: Checked, house: House, now: dt.datetime) -> Plan:
    """The dry run: who would get it, by which route, and who not and why."""
    one = checked.one
    people = (*checked.people, *checked.stopped)
    return plan(tx, people, lambda zone: one.wanted(zone, now), house, now, urgent=one.urgent)


def submit(tx: Transaction, id: str, by: Person, words: Words, house: House, now: dt.datetime) -> tuple[Kept, Checked]:
    """Have it sent at its moment; a large audience waits for a second person. With problems it stays a draft.

    Raises:
        NotAllowed: the person may not announce. NotPossible: it is being sent or was.
    """
    kept = existing(tx, id, "submit", by)
    checked = check(tx, kept, words, house, now)
    if not checked.problems:
        waits = len(checked.people) >= house.limits.approval_from
        _schedule(tx, kept, checked.one, now, waits=waits)
        note(tx, by, id, "waits for approval" if waits else "scheduled", now)
        if waits:
            announcement_news.ask_approval(tx, kept_now(tx, id), by, house, now)
    return kept_now(tx, id), checked


def approve(tx: Transaction, id: str, by: Person, words: Words, house: House, now: dt.datetime) -> tuple[Kept, Checked]:
    """A second person agrees. If its moment has passed meanwhile, it stays as it is, with that problem.

    Raises:
        NotAllowed: the person may not approve. NotPossible: nothing waits. OwnApproval: some of it is theirs.
    """
    require(by, "approve_announcements")
    kept = existing(tx, id, "approve", None)
    if by.id in (kept.author, kept.writer):
        raise OwnApproval
    checked = check(tx, kept, words, house, now)
    if not checked.problems:
        _schedule(tx, kept, checked.one, now, approver_id=by.id)
        note(tx, by, id, "approved", now)
        announcement_news.approved(tx, kept, by, house, now)
    return kept_now(tx, id), checked


def turn_back(tx: Transaction, id: str, by: Person, house: House, now: dt.datetime) -> Kept:
    """Make it a draft again: not approved, or to be rescheduled. Its author hears of it.

    Raises:
        NotAllowed, NotPossible: see ``submit``.
    """
    kept = existing(tx, id, "return", by)
    announcements.move(tx, id, [kept.state], "draft", now, approver_id=None, launch_at=None)
    note(tx, by, id, "turned back to a draft", now)
    announcement_news.turned_back(tx, kept, by, house, now)
    return kept_now(tx, id)


def existing(tx: Transaction, id: str, deed: Deed, by: Person | None) -> Kept:
    """The announcement, if this can be done with it now, by somebody who may announce.

    Raises:
        NotAllowed, NotPossible: see ``submit``.
    """
    if by:
        require(by, "announce")
    kept = announcements.find(tx, id)
    if kept is None or not possible(kept.state, deed):
        raise NotPossible(deed, kept.state if kept else None)
    return kept


def note(tx: Transaction, by: Person, id: str, what: str, now: dt.datetime) -> None:
    """Keep who did what to an announcement, and when."""
    place = Place("staff", "", f"announcement:{id}")
    interactions.record(tx, now, by.id, place, {"staff": None}, led_to=f"announcement {what}", refers_to=place.id)


def _schedule(
    tx: Transaction, kept: Kept, one: Announcement, now: dt.datetime, *, waits: bool = False, **values: str
) -> None:
    state: State = "approval" if waits else "scheduled"
    if not announcements.move(tx, kept.id, [kept.state], state, now, launch_at=one.launch_at(now), **values):
        raise NotPossible("submit", kept_now(tx, kept.id).state)


def _warnings(tx: Transaction, one: Announcement, ids: list[str], words: Words) -> Iterator[str]:
    if one.texts and "cy" not in one.texts and ids:
        welsh = audiences.count(tx, Both((parse(one.audience, words), Is("language", "cy"))), words)
        if welsh:
            yield words.plural(
                "{n} person reads Welsh and gets English: add a Welsh text.",
                "{n} people read Welsh and get English: add a Welsh text.",
                welsh,
            )


def event_of(tx: Transaction, one: Announcement) -> CoalitionEvent | None:
    """The event that it invites to."""
    found = StoredRecords(tx).get("event", one.event, EVERYTHING) if one.event else None
    return found if isinstance(found, CoalitionEvent) else None


def kept_now(tx: Transaction, id: str) -> Kept:
    """The announcement as it is now.

    Raises:
        NotPossible: it is gone.
    """
    kept = announcements.find(tx, id)
    if kept is None:
        raise NotPossible("edit", None)
    return kept
