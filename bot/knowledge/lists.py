"""Lists and counts: what is on next week, which partners are in a network, which taskgroups report this spring."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import assert_never
from zoneinfo import ZoneInfo

from bot.knowledge.context import Context
from bot.knowledge.found import Answer
from bot.knowledge.list_rows import SHOWN, Row, cited, counted, row
from bot.knowledge.list_words import Asked, asked_list
from bot.knowledge.lookup import DOUBT, SURE
from bot.knowledge.reading import Reading
from bot.knowledge.tokens import content, stem, terms
from bot.knowledge.values import Desk, moment, report_text, source
from bot.records import CoalitionEvent, Contact, Network, Partner, Record, Report, Taskgroup

_NOT = re.compile(
    r"\b(?:(?:is|are|do|does|was|were|have|has)nt|not|never|except(?: for)?|apart from|other than|outside(?: of)?)\b"
)


def listed(reading: Reading, desk: Desk, context: Context | None, question: str) -> Answer | None:
    """The list that a question asks for; None if it asks for none, or for more than is recorded."""
    asked = asked_list(reading, context)
    if asked is None or _of_a_record(asked, reading, context):
        return None
    records, left = _filtered(_records(asked, reading, desk), asked, reading)
    records = _others(records, reading, desk, asked)
    if reading.date and asked.listing in {"networks", "taskgroups", "champions", "staff", "people"}:
        left.append("date")
    confidence = SURE * DOUBT ** len(left)
    remembered = Context(listing=asked.listing, start=asked.start, end=asked.end, question=question)
    match asked.listing:
        case "next_event":
            found = _next(records, desk)
        case "events":
            found = _events(records, asked, desk)
        case "reports":
            found = _reports(records, asked, desk)
        case _:
            found = _plain(records, asked, reading, desk)
    one = records[0] if len(records) == 1 or (asked.listing == "next_event" and records) else None
    if isinstance(one, CoalitionEvent):
        remembered = Context("event", one.id, "when", asked.listing, asked.start, asked.end, question)
    return Answer(
        found.kind, found.lead, found.facts, found.items, sources=found.sources, confidence=confidence, context=remembered,
        why=f"list of {asked.listing}",
    )  # fmt: skip


def _others(records: list[Record], reading: Reading, desk: Desk, asked: Asked) -> list[Record]:
    """All but these, where the question denies what they were picked by: "which groups are not active?"."""
    denied = _NOT.search(reading.text)
    start = reading.upto(denied.start()) if denied else reading
    base = asked_list(start, None) if denied else None
    if base is None or base.listing != asked.listing:
        return records
    everything, _ = _filtered(_records(base, start, desk), base, start)
    return [record for record in everything if record not in records]


def _of_a_record(asked: Asked, reading: Reading, context: Context | None) -> bool:
    """Whether "its members" asks for those of the record that was talked about, or of the group that is named: the record
    knows them, and where it does not nobody else's part in it takes their place."""
    if asked.listing != "people":
        return False
    groups = {kind for mention in reading.mentions for kind, _ in mention.records} & {"taskgroup", "network"}
    return bool(groups) or (reading.leans and not reading.mentions and bool(context and context.id))


def _records(asked: Asked, reading: Reading, desk: Desk) -> Sequence[Record]:
    named = {kind: id for mention in reading.mentions for kind, id in mention.records}
    records, viewer = desk.records, desk.viewer
    match asked.listing:
        case "events" | "next_event":
            return records.events(viewer, *_window(asked, reading, desk), taskgroup=named.get("taskgroup"))
        case "partners":
            return records.partners(viewer, network=named.get("network"))
        case "networks":
            partner = records.get("partner", named["partner"], viewer) if "partner" in named else None
            networks = records.networks(viewer)
            return (
                [one for one in networks if one.name in partner.networks] if isinstance(partner, Partner) else networks
            )
        case "taskgroups":
            return records.taskgroups(viewer)
        case "reports":
            groups = records.taskgroups(viewer)
            return [group for group in groups if group.id == named.get("taskgroup", group.id)]
        case "champions":
            return records.people(viewer, role="champion", partner=named.get("partner"))
        case "staff":
            return records.people(viewer, role="staff", partner=named.get("partner"))
        case "people":
            return records.people(viewer, partner=named.get("partner"))
        case _:
            assert_never(asked.listing)


def _window(asked: Asked, reading: Reading, desk: Desk) -> tuple[dt.datetime, dt.datetime | None]:
    """The days asked for as moments; from today on, where the question does not look back."""
    zone = ZoneInfo(desk.zone)
    today = desk.now.astimezone(zone).date()

    def midnight(day: dt.date) -> dt.datetime:
        return dt.datetime.combine(day, dt.time(), zone)

    looks_back = re.search(r"\b(?:past|previous|last|were|was|did|happened|took)\b", reading.text) is not None
    if asked.start is None and asked.end is None:
        return (midnight(today) - dt.timedelta(days=365), desk.now) if looks_back else (desk.now, None)
    start = asked.start or (today - dt.timedelta(days=365) if looks_back else today)
    if start < today and asked.end and asked.end > today and not looks_back:
        start = today
    return midnight(start), midnight(asked.end) if asked.end else None


def _filtered(records: Sequence[Record], asked: Asked, reading: Reading) -> tuple[list[Record], list[str]]:
    """The records that fit the words left over, and the words that fit no record at all."""
    kept, left = list(records), []
    told: list[tuple[Record, frozenset[str]]] = []
    used: set[str] = {"network"} if asked.listing == "partners" else {"partner"}
    if asked.listing in {"events", "next_event", "reports"}:
        used = {"taskgroup"}
    names = [
        word.text
        for mention in reading.mentions
        if not used & {kind for kind, _ in mention.records}
        for word in reading.words[slice(*mention.at)]
    ]
    for word in (*asked.left, *names):
        told = told or [(record, _told(record)) for record in kept]
        fitting = [(record, stems) for record, stems in told if stem(word) in stems]
        if fitting:
            told = fitting
        else:
            left.append(word)
    kept = [record for record, _ in told] if told else kept
    if asked.listing in {"events", "next_event"}:
        kept = [one for one in kept if isinstance(one, CoalitionEvent) and _is_such(one, reading.text)]
    if asked.listing == "partners" and (asked.start or asked.end):
        kept = [one for one in kept if isinstance(one, Partner) and one.joined and _within(one.joined, asked)]
    return kept, left


def _is_such(event: CoalitionEvent, text: str) -> bool:
    """Whether an event is of the form and sort that a text asks for, if it asks for any."""
    form = (event.format or "").lower()
    if re.search(r"\b(?:in person|face to face)\b", text) and form not in {"in person", "hybrid"}:
        return False
    if re.search(r"\b(?:online|virtual|remote)\b", text) and form not in {"online", "hybrid"}:
        return False
    sort = re.search(r"\b(workshop|webinar|gathering|conference|launch)", text)
    return sort is None or sort[1] in event.title.lower()


def _told(record: Record) -> frozenset[str]:
    """The stems of what a record says that lists can be narrowed by."""
    match record:
        case Partner():
            told: tuple[str | None, ...] = (record.kind, record.region)
        case Network():
            told = (record.kind, record.lead)
        case Taskgroup():
            told = (
                record.name,
                record.status,
                record.programme,
                record.lead,
                *record.members,
                record.name,
                record.purpose,
            )
        case CoalitionEvent():
            told = (record.title, record.format, record.place, record.taskgroup, record.about)
        case Contact():
            told = (record.name, record.job, record.partner, *record.roles, *record.leads)
        case _:
            assert_never(record)
    return _stems(" ".join(part for part in told if part))


@lru_cache(maxsize=8192)
def _stems(text: str) -> frozenset[str]:
    return frozenset(content(terms(text)))


def _within(day: dt.date, asked: Asked) -> bool:
    return (asked.start is None or day >= asked.start) and (asked.end is None or day < asked.end)


def _next(records: list[Record], desk: Desk) -> Answer:
    event = next((record for record in records if isinstance(record, CoalitionEvent)), None)
    words = desk.words
    if event is None:
        return Answer("unknown", words("No coming event is recorded. Shall I ask the team?"))
    text = words("The next event is {title}, {date}.", title=event.title, date=moment(event, desk))
    place = event.place or event.format
    return Answer(
        "answer", f"{text} {words('Place: {place}', place=place)}." if place else text, sources=(source(event),)
    )


def _events(records: list[Record], asked: Asked, desk: Desk) -> Answer:
    words, days = desk.words, _days(asked, desk)
    events = [record for record in records if isinstance(record, CoalitionEvent)]
    if not events:
        coming = next(iter(desk.records.events(desk.viewer, desk.now)), None)
        nothing = words("No event is recorded for {days}.", days=days) if days else words("No such event is recorded.")
        if coming is None:
            return Answer("unknown", f"{nothing} {words('Shall I ask the team?')}")
        after = words("The next event is {title}, {date}.", title=coming.title, date=moment(coming, desk))
        return Answer("answer", f"{nothing} {after}", sources=(source(coming),))
    lead = words.plural("{n} event", "{n} events", len(events)) + (f", {days}:" if days else ":")
    rows = [
        (event.title, ", ".join(filter(None, (moment(event, desk), event.place or event.format))), event.link or "")
        for event in events[:SHOWN]
    ]
    return Answer("answer", lead, items=tuple(rows), sources=cited(events, desk))


def _days(asked: Asked, desk: Desk) -> str:
    words = desk.words
    last = asked.end - dt.timedelta(days=1) if asked.end else None
    match asked.start, last:
        case None, None:
            return ""
        case start, end if start and end and start == end:
            return words.date(start)
        case start, end if start and end:
            return words("{start} to {end}", start=words.short_date(start), end=words.short_date(end))
        case start, None if start:
            return words("from {start}", start=words.short_date(start))
        case _, end if end:
            return words("until {end}", end=words.short_date(end))
        case _:
            return ""


def _reports(records: list[Record], asked: Asked, desk: Desk) -> Answer:
    words = desk.words
    rows: list[Row] = []
    due: list[Taskgroup] = []
    for group in records:
        reports = [one for one in group.reports if _falls(one, asked)] if isinstance(group, Taskgroup) else []
        if isinstance(group, Taskgroup) and reports:
            due.append(group)
            rows += [(group.name, report_text(one, words), one.link or "") for one in reports]
    if not rows:
        return Answer("unknown", words("No such report is recorded. Shall I ask the team?"))
    return Answer(
        "answer",
        words.plural("{n} report:", "{n} reports:", len(rows)),
        items=tuple(rows),
        sources=cited(due, desk),
    )


def _falls(report: Report, asked: Asked) -> bool:
    day = report.published or report.due
    if asked.start is None and asked.end is None:
        return True
    return day is not None and _within(day, asked)


def _plain(records: list[Record], asked: Asked, reading: Reading, desk: Desk) -> Answer:
    if not records:
        return Answer(
            "unknown", desk.words("Nothing that fits is recorded, or may be shown to you. Shall I ask the team?")
        )
    lead = f"{counted(asked.listing, len(records), desk)}:"
    rows = tuple(row(record, reading, desk) for record in records[:SHOWN])
    anchors = [
        record
        for mention in reading.mentions
        for kind, id in mention.records
        if (record := desk.records.get(kind, id, desk.viewer))
    ]
    return Answer("answer", lead, items=rows, sources=cited([*anchors, *records], desk, anchors))
