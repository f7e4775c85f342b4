"""Calendar files (ICS): each event, and each occurrence of a recurring one from a month ago to a year ahead."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar, Component

from bot.clock import zones
from bot.knowledge.importers import dates
from bot.knowledge.importers.reading import KEY_LENGTH, Context, Item, Problem, Reading, Unreadable
from bot.records import CoalitionEvent
from bot.text import storable

BACK = dt.timedelta(days=30)
AHEAD = dt.timedelta(days=400)
"""Occurrences are kept from ``BACK`` before today to ``AHEAD`` after it."""

MOST_OCCURRENCES = 1000
BROKEN = (ValueError, KeyError, IndexError, AttributeError, TypeError, OverflowError, RecursionError, ArithmeticError)
"""What the calendar libraries raise on events that are not well formed."""

UID = re.compile(r"^UID(?:;[^:\n]*)?:(.*(?:\n[ \t].*)*)", re.MULTILINE | re.IGNORECASE)
TOO_OFTEN = re.compile(r"^RRULE[^\n]*FREQ=(SECONDLY|MINUTELY|HOURLY)", re.MULTILINE | re.IGNORECASE)
RECURS = re.compile(r"^(RRULE|RDATE|RECURRENCE-ID)\b", re.MULTILINE | re.IGNORECASE)


@dataclass(slots=True)
class _Series:
    """An event with its exceptions, as text, and the line of the first."""

    line: int
    blocks: list[str] = field(default_factory=list)

    @property
    def recurs(self) -> bool:
        return any(RECURS.search(block) for block in self.blocks)


def read(text: str, context: Context) -> Reading:
    """Every occurrence in the window, each event with mistakes reported by its line.

    Raises:
        Unreadable: it is not a calendar.
    """
    if text.lstrip().startswith("<"):
        raise Unreadable("is a web page and not a calendar: its address may ask people to sign in")
    if not re.match(r"\s*BEGIN:VCALENDAR\b", text, re.IGNORECASE):
        raise Unreadable("is not a calendar: it should begin with BEGIN:VCALENDAR", 1)
    zone_blocks = "".join(block for _, block in _blocks(text, "VTIMEZONE"))
    series: dict[str, _Series] = {}
    for line, block in _blocks(text, "VEVENT"):
        found = UID.search(block)
        uid = re.sub(r"\n[ \t]", "", found[1]).strip() if found else ""
        uid = uid or hashlib.sha256(block.encode()).hexdigest()[:24]
        series.setdefault(uid, _Series(line)).blocks.append(block)
    items: list[Item] = []
    problems: list[Problem] = []
    for uid, one in series.items():
        try:
            items += (Item(one.line, event) for event in _occurrences(uid, one, zone_blocks, context))
        except BROKEN as error:
            problems.append(Problem(context.name, one.line, f"left out, not a well-formed event: {_short(error)}"))
    if not series:
        problems.append(Problem(context.name, 0, "the calendar holds no events"))
    return Reading(tuple(items), tuple(problems))


def window(today: dt.date, zone: str) -> tuple[dt.datetime, dt.datetime]:
    """The moments between which occurrences are kept."""
    return dates.at(today - BACK, dt.time(), zone), dates.at(today + AHEAD, dt.time(), zone)


def _blocks(text: str, name: str) -> Iterator[tuple[int, str]]:
    """Each component of this name that has an end, with its first line."""
    begun, block = 0, list[str]()
    for number, line in enumerate(text.split("\n"), start=1):
        word = line.strip().upper()
        if word == f"BEGIN:{name}":
            begun, block = number, []
        if begun:
            block.append(f"{line}\n")
        if begun and word == f"END:{name}":
            yield begun, "".join(block)
            begun = 0


def _occurrences(uid: str, series: _Series, zone_blocks: str, context: Context) -> Iterable[CoalitionEvent]:
    if any(match := TOO_OFTEN.search(block) for block in series.blocks):
        raise ValueError(f"it repeats {match[1].lower() if match else ''}; daily is the most often that is accepted")
    body = zone_blocks + "".join(series.blocks)
    calendar = Calendar.from_ical(f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//bot//import//EN\n{body}END:VCALENDAR\n")
    for component in calendar.walk("VEVENT"):
        for name, reason in component.errors:
            if name in ("DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID"):
                raise ValueError(f"{name}: {reason}")
        if component.get("DTSTART") is None:
            raise ValueError("it has no DTSTART")
    start, end = window(context.today, context.zone)
    found = recurring_ical_events.of(calendar, keep_recurrence_attributes=True).between(start, end)
    if len(found) > MOST_OCCURRENCES:
        raise ValueError(f"it repeats more than {MOST_OCCURRENCES} times in {(AHEAD + BACK).days} days")
    events: dict[str, CoalitionEvent] = {}
    for component in found:
        if str(component.get("STATUS", "")).upper() != "CANCELLED":
            event = _event(uid, component, context, recurs=series.recurs)
            twice = event.id in events  # two occurrences on one day
            events[f"{event.id}T{event.start:%H%M}" if twice else event.id] = event
    return [replace(event, id=id) for id, event in events.items()]


def _event(uid: str, component: Component, context: Context, *, recurs: bool) -> CoalitionEvent:
    start = component.decoded("DTSTART")
    end = component.decoded("DTEND", None)
    title = _text(component, "SUMMARY")
    if not title:
        raise ValueError("it has no SUMMARY to be its title")
    zone = _zone(start, context.zone)
    all_day = not isinstance(start, dt.datetime)
    link = _text(component, "URL")
    from_, until = _moment(start, zone), _moment(end, zone) if end is not None else None
    return CoalitionEvent(
        id=_id(uid, component, start, recurs=recurs),
        title=title,
        start=from_,
        end=until if until is not None and until > from_ else None,
        zone=zone,
        all_day=all_day,
        place=_text(component, "LOCATION"),
        link=link if link and re.match(r"https?://", link) else None,
        about=_text(component, "DESCRIPTION"),
        source=context.name,
    )


def _id(uid: str, component: Component, start: dt.date, *, recurs: bool) -> str:
    """The calendar's own id; for one occurrence with the day it was planned for, which a move does not change."""
    planned = component.decoded("RECURRENCE-ID", start)
    day = (planned.date() if isinstance(planned, dt.datetime) else planned).isoformat()
    whole = storable(f"{uid}#{day}" if recurs else uid)
    return whole if len(whole) <= KEY_LENGTH - 5 else f"{hashlib.sha256(whole.encode()).hexdigest()[:32]}#{day}"


def _zone(start: dt.date, default: str) -> str:
    """The event's own zone where it is one that the system knows, else the coalition's."""
    name = getattr(start.tzinfo, "key", None) if isinstance(start, dt.datetime) else None
    return name if name in zones() and name != "UTC" else default


def _moment(value: dt.date, zone: str) -> dt.datetime:
    if not isinstance(value, dt.datetime):
        return dates.at(value, dt.time(), zone)
    return (value if value.tzinfo else value.replace(tzinfo=ZoneInfo(zone))).astimezone(dt.UTC)


def _text(component: Component, name: str) -> str | None:
    value = component.get(name)
    value = value[0] if isinstance(value, list) and value else value
    return storable(str(value)).strip() or None if value is not None else None


def _short(error: BaseException) -> str:
    return " ".join(str(error).split())[:160] or type(error).__name__
