"""Lists and counts: what is on next week, which partners are in a network, which taskgroups report this spring."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import assert_never
from zoneinfo import ZoneInfo

from bot.knowledge import superlatives
from bot.knowledge.comparing import LISTED
from bot.knowledge.context import MOST, Context
from bot.knowledge.found import Answer
from bot.knowledge.list_filters import SIDES, anchored, filtered, within
from bot.knowledge.list_rows import Row, cited, counted, row
from bot.knowledge.list_words import BEYOND, SHOWN, Asked, asked_list
from bot.knowledge.lookup import DENIED, DOUBT, LITTLE, SURE
from bot.knowledge.reading import Reading
from bot.knowledge.tokens import STOP
from bot.knowledge.values import Desk, kind_of, moment, report_text, source, step_text
from bot.records import CoalitionEvent, Milestone, Partner, Record, Report, Taskgroup
from bot.words import Words

_PAST = re.compile(r"\b(?:past|previous|last|were|was|did|happened|took)\b")
_WITHOUT_EVENTS = frozenset({"person", "partner"})
"""Kinds of which no events are recorded."""
YEAR, AGES = dt.timedelta(days=365), dt.timedelta(days=3650)
"""How far lists of what is over look back, and the search for the last of it."""


def listed(reading: Reading, desk: Desk, context: Context | None, question: str) -> Answer | None:
    """The list that a question asks for; None if it asks for none, or for more than is recorded."""
    asked = superlatives.sought(reading, context) or asked_list(reading, context)
    if asked is None or _of_a_record(asked, reading, context):
        return None
    if asked.listing == "people" and (len(asked.left) > LITTLE or reading.date):
        return None
    if asked.of == () and context and context.ids and BEYOND.fullmatch(reading.text):
        all_told = desk.words("That is all that is recorded. Shall I ask the team?")
        return Answer("unknown", all_told, confidence=SURE, context=context, why="nothing more to list")
    asked, reading = anchored(asked, reading, desk)
    if reading.date and asked.listing in {"networks", "taskgroups", "champions", "staff", "people"}:
        said = reading.text[slice(*reading.date.at)].split()
        asked = replace(asked, left=(*asked.left, *(word for word in said if word not in STOP)))
    if asked.of is not None and {id for mention in reading.mentions for _, id in mention.records} & set(asked.of):
        reading = replace(reading, text=reading.without_names(), mentions=())
    records, left = _picked(asked, reading, desk, context)
    if reading.leans and SIDES.intersection(left):
        return None
    if asked.of is not None and context and not (asked.left or reading.mentions):
        question = context.question
    ids = tuple(record.id for record in records) if len(records) <= MOST else None
    remembered = Context(None, None, None, asked.listing, asked.start, asked.end, question, ids)
    if asked.extreme:
        return None if left else superlatives.told(records, asked, remembered, desk)
    found = _shown(records, asked, reading, desk)
    if left and found.items and asked.listing not in {"reports", "milestones"}:
        capitals = {word.text for word in reading.words if word.capital}
        unfit = " ".join(word.capitalize() if word in capitals else word for word in left)
        unlike = desk.words("None is recorded for “{words}”. In all:", words=unfit)
        found = replace(found, lead=f"{unlike} {found.lead}")
    one = records[0] if len(records) == 1 or (asked.listing == "next_event" and records) else None
    if one:
        attribute = "when" if isinstance(one, CoalitionEvent) else None
        remembered = replace(remembered, kind=kind_of(one), id=one.id, attribute=attribute)
    sure = SURE * DOUBT ** len(left)
    return replace(found, confidence=sure, context=remembered, why=f"list of {asked.listing}")


def _picked(asked: Asked, reading: Reading, desk: Desk, context: Context | None) -> tuple[list[Record], list[str]]:
    """The records that are asked for, and the words that fit none."""
    among = _records(asked, reading, desk)
    if asked.of is not None:
        before = frozenset(asked.of)
        among = [one for one in among if one.id in before]
    records, left = filtered(among, asked, reading) if among or asked.of is None else ([], [])
    denied = DENIED.search(reading.text)
    start = reading.upto(denied.start()) if denied else reading
    base = asked_list(start, context) if denied else None
    if base and base.listing == asked.listing:
        everything, _ = _picked(base, start, desk, None)
        named = {id for one in reading.mentions for kind, id in one.records if LISTED[kind] == asked.listing}
        apart = named or {record.id for record in records}
        if not named and len(apart) == len(everything):
            return everything, reading.text[denied.end() :].split() if denied else left
        return [record for record in everything if record.id not in apart], [] if named else left
    return records, left


def _shown(records: list[Record], asked: Asked, reading: Reading, desk: Desk) -> Answer:
    match asked.listing:
        case "next_event":
            return _next(records, asked, desk)
        case "events":
            return _events(records, asked, desk)
        case "reports" | "milestones":
            return _dated(records, asked, reading, desk)
        case _:
            return _plain(records, asked, reading, desk)


def _of_a_record(asked: Asked, reading: Reading, context: Context | None) -> bool:
    """Whether "its members" or "its report" asks for what the record that was talked about knows, or "members" for those
    of the group that is named: where it does not nobody else's part in it takes their place."""
    leaning = reading.leans and not reading.mentions and bool(context and context.id)
    if asked.listing in {"events", "next_event"}:
        return leaning and not reading.carries_on and context is not None and context.kind in _WITHOUT_EVENTS
    if asked.listing not in {"people", "reports", "milestones"}:
        return False
    groups = {kind for mention in reading.mentions for kind, _ in mention.records} & {"taskgroup", "network"}
    if asked.listing == "people" and groups:
        return True
    return leaning


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
        case "reports" | "milestones":
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

    if asked.of is not None:
        return midnight(asked.start or today - YEAR), midnight(asked.end) if asked.end else None
    latest = asked.extreme is not None and (asked.extreme.measure, asked.extreme.most) == ("when", True)
    looks_back = latest or _PAST.search(reading.text) is not None
    if asked.start is None and asked.end is None:
        return (midnight(today - (AGES if latest else YEAR)), desk.now) if looks_back else (desk.now, None)
    start = asked.start or (today - YEAR if looks_back else today)
    if start < today and asked.end and asked.end > today and not looks_back:
        start = today
    return midnight(start), midnight(asked.end) if asked.end else None


def _next(records: list[Record], asked: Asked, desk: Desk) -> Answer:
    event = next((record for record in records if isinstance(record, CoalitionEvent)), None)
    words = desk.words
    if event is None:
        return _events([], asked, desk)
    text = words("The next event is {title}, {date}.", title=event.title, date=moment(event, desk))
    place = event.place or event.format
    return Answer(
        "answer", f"{text} {words('Place: {place}', place=place)}." if place else text, sources=(source(event),)
    )


def _events(records: list[Record], asked: Asked, desk: Desk) -> Answer:
    words, days = desk.words, _days(asked, desk)
    events = [record for record in records if isinstance(record, CoalitionEvent)]
    if not events and asked.of is not None:
        return Answer("unknown", words("No such event is recorded. Shall I ask the team?"))
    if not events:
        coming = next(iter(desk.records.events(desk.viewer, desk.now)), None)
        nothing = _none(asked, days, words)
        if coming is None:
            return Answer("unknown", f"{nothing} {words('Shall I ask the team?')}")
        after = words("The next event is {title}, {date}.", title=coming.title, date=moment(coming, desk))
        return Answer("answer", f"{nothing} {after}", sources=(source(coming),))
    lead = words.plural("{n} event", "{n} events", len(events)) + (f", {days}:" if days else ":")
    rows = [
        (event.title, ", ".join(filter(None, (moment(event, desk), *_where(event)))), event.link or "")
        for event in events[:SHOWN]
    ]
    return Answer("answer", lead, items=tuple(rows), sources=cited(events, desk))


def _where(event: CoalitionEvent) -> tuple[str | None, ...]:
    """The place, and the form where the place does not tell it."""
    return (event.place, event.format) if event.format == "hybrid" else (event.place or event.format,)


def _none(asked: Asked, days: str, words: Words) -> str:
    if not days:
        return words("No such event is recorded.")
    if asked.start and asked.end:
        return words("No event is recorded for {days}.", days=days)
    return words("No event is recorded {days}.", days=days)


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


def _dated(records: list[Record], asked: Asked, reading: Reading, desk: Desk) -> Answer:
    """The reports or milestones of taskgroups that fall on the days asked for, and are done or late where that is asked."""
    words = desk.words
    rows: list[Row] = []
    due: list[Taskgroup] = []
    for group in records:
        if not isinstance(group, Taskgroup):
            continue
        if asked.listing == "reports":
            reports = [one for one in group.reports if _falls(one, asked, reading.text)]
            mine = [(group.name, report_text(one, words), one.link or "") for one in reports]
        else:
            steps = [one for one in group.milestones if _is_due(one, asked, reading.text, desk)]
            mine = [(group.name, step_text(one, words), "") for one in steps]
        due += [group] if mine else []
        rows += mine
    if not rows and asked.listing == "reports":
        return Answer("unknown", words("No such report is recorded. Shall I ask the team?"))
    if not rows:
        return Answer("unknown", words("No such milestone is recorded. Shall I ask the team?"))
    counted = (
        words.plural("{n} report:", "{n} reports:", len(rows))
        if asked.listing == "reports"
        else words.plural("{n} milestone:", "{n} milestones:", len(rows))
    )
    return Answer("answer", counted, items=tuple(rows), sources=cited(due, desk))


def _falls(report: Report, asked: Asked, text: str) -> bool:
    if report.published and re.search(r"\b(?:due|coming|expected|owed)\b", text):
        return False
    if not report.published and re.search(
        r"\b(?:are|were|been|already|(?:we|you|they) have|have (?:we|you|they)) (?:published|out)\b", text
    ):
        return False
    day = report.published or report.due
    if asked.start is None and asked.end is None:
        return True
    return day is not None and within(day, asked)


def _is_due(step: Milestone, asked: Asked, text: str, desk: Desk) -> bool:
    today = desk.now.astimezone(ZoneInfo(desk.zone)).date()
    if re.search(r"\b(?:overdue|late|behind)\b", text):
        return not step.done and step.due is not None and step.due < today
    if re.search(r"\b(?:done|finished|completed?|achieved)\b", text):
        return step.done
    if asked.start is None and asked.end is None:
        return not (step.done and re.search(r"\b(?:due|deadlines?|coming|upcoming|next|open|left|still)\b", text))
    return step.due is not None and within(step.due, asked)


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
        if (record := desk.records.get(kind, id, desk.viewer)) and type(record) is not type(records[0])
    ]
    return Answer("answer", lead, items=rows, sources=cited([*anchors, *records], desk, anchors))
