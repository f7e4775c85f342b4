"""The kinds of records that files hold: their fields, and how a row of values becomes a record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from bot.knowledge.documents import Faq
from bot.knowledge.importers import dates, fields
from bot.knowledge.importers.fields import Cell, Read, words
from bot.knowledge.importers.reading import KEY_LENGTH, Context, Entry, Item, Problem, Reading, nearest, slug
from bot.members import Member
from bot.people import Grant
from bot.records import CoalitionEvent, Milestone, Network, Partner, Report, Taskgroup

VITAL = frozenset({"id", "audience", "start", "end"})
"""A row with a mistake in one of these is left out: it could be shown to the wrong people or at the wrong time."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record. ``required`` fields tell it apart from other kinds; ``synonyms`` are other names."""

    name: str
    fields: Mapping[str, Read]
    required: tuple[str, ...]
    build: Callable[[dict[str, Any], Context], Entry]
    synonyms: Mapping[str, str]


def read_row(kind: Kind, row: Mapping[str, Cell], line: int, context: Context) -> Reading:
    """The record of one row, without the values that are wrong; none if a required or vital one is."""
    values, problems = _values(kind.fields, row, context)
    missing = [name for name in kind.required if not values.get(name) and name not in problems]
    vital = VITAL | set(kind.required)
    reasons = [
        Problem(context.name, at, f"{'left out, ' if name in vital else ''}{name}: {reason}", lost=name in vital)
        for name, (at, reason) in problems.items()
    ]
    if missing:
        reasons.append(Problem(context.name, line, f"left out, it has no {' and no '.join(missing)}"))
    if any(problem.lost for problem in reasons):
        return Reading((), tuple(reasons))
    try:
        return Reading((Item(line, kind.build(values, context)),), tuple(reasons))
    except ValueError as error:
        return Reading((), (*reasons, Problem(context.name, line, str(error))))


def unknown_keys(accepted: Iterable[str], found: Iterable[str]) -> dict[str, str]:
    """Why each key that is not accepted was left out."""
    known = tuple(accepted)
    return {
        key: f"unknown: {key[:60]!r}{nearest(key, known) or ', accepted: ' + ', '.join(known)}; its values are left out"
        for key in found
        if key not in known
    }


def _values(
    accepted: Mapping[str, Read], row: Mapping[str, Cell], context: Context
) -> tuple[dict[str, Any], dict[str, tuple[int, str]]]:
    values: dict[str, Any] = {}
    problems: dict[str, tuple[int, str]] = {}
    for name, cell in row.items():
        if name not in accepted or cell.is_blank:
            continue
        try:
            values[name] = accepted[name](cell, context)
        except ValueError as error:
            problems[name] = cell.line, str(error)
    return values, problems


def _steps(accepted: Mapping[str, Read], make: Callable[..., object]) -> Read:
    """Reads a list of small records, such as milestones; a bare text is a title."""

    def read(cell: Cell, context: Context) -> tuple[object, ...]:
        parts = cell.value if isinstance(cell.value, tuple) else (cell,)
        return tuple(make(**_step(accepted, part, context)) for part in parts)

    return read


def _step(accepted: Mapping[str, Read], part: Cell, context: Context) -> dict[str, Any]:
    if not isinstance(part.value, Mapping):
        return {"title": words(part)}
    for reason in unknown_keys(accepted, part.value).values():
        raise ValueError(f"line {part.line}: {reason}")
    values, problems = _values(accepted, part.value, context)
    for name, (line, reason) in problems.items():
        raise ValueError(f"line {line}: {name}: {reason}")
    if not values.get("title"):
        raise ValueError(f"line {part.line}: it has no title")
    return values


def _plain(make: Callable[..., Entry]) -> Callable[[dict[str, Any], Context], Entry]:
    def build(values: dict[str, Any], context: Context) -> Entry:
        return make(**{"id": slug(values["name"]), **values}, source=context.name)

    return build


def _member(values: dict[str, Any], context: Context) -> Member:
    if "partner" not in values and Grant("partner_admin") in values.get("roles", ()):
        raise ValueError("left out, a partner_admin needs a partner")
    return Member(
        **{"id": slug(values["name"]), "given": "id" in values, "roles": (Grant("member"),), **values},
        source=context.name,
    )


def _faq(values: dict[str, Any], context: Context) -> Faq:
    return Faq(**{"id": slug(values["question"]), **values}, source=context.name)


def _event(values: dict[str, Any], context: Context) -> CoalitionEvent:
    zone = values.get("zone", context.zone)
    start, all_day = dates.moment(values.pop("start"), context.today, zone)
    end = _end(values.pop("end", None), start, zone, context, all_day=all_day)
    day = start.astimezone(ZoneInfo(zone)).date()
    values = {"id": f"{slug(values['title'])}-{day}"[:KEY_LENGTH], "zone": zone, "all_day": all_day, **values}
    return CoalitionEvent(start=start, end=end, source=context.name, **values)


def _end(text: str | None, start: dt.datetime, zone: str, context: Context, *, all_day: bool) -> dt.datetime | None:
    """The end of an event; of a whole-day one, the midnight after its last day."""
    local = start.astimezone(ZoneInfo(zone))
    if text is None:
        return dates.at(local.date() + dt.timedelta(days=1), dt.time(), zone) if all_day else None
    clock = dates.time(text)
    if clock is not None:
        end = dates.at(local.date(), clock, zone)
    else:
        end, whole_day = dates.moment(text, context.today, zone)
        if whole_day:
            last = end.astimezone(ZoneInfo(zone)).date()
            end = dates.at(last + dt.timedelta(days=1), dt.time(), zone)
    if end <= start:
        raise ValueError(f"end: {text!r} is not after the start")
    return end


SHARED: dict[str, Read] = {"id": fields.key, "audience": fields.audience, "checked_on": fields.day}
ALIASES = {"alias": "aliases", "abbreviation": "aliases", "abbreviations": "aliases", "also_known_as": "aliases"}
LINKS = {"website": "link", "url": "link", "web": "link"}
MAIL = {"e_mail": "email", "email_address": "email", "mail": "email"}

PEOPLE = Kind(
    "people",
    {
        **SHARED,
        "name": words,
        "email": fields.email,
        "partner": words,
        "job": words,
        "roles": fields.roles,
        "taskgroups": fields.listing,
        "networks": fields.listing,
        "region": words,
        "zone": fields.zone,
        "language": fields.language,
    },
    ("name",),
    _member,
    {
        **MAIL,
        "role": "roles",
        "organisation": "partner",
        "organization": "partner",
        "full_name": "name",
        "job_title": "job",
        "taskgroup": "taskgroups",
        "network": "networks",
        "time_zone": "zone",
    },
)
PARTNERS = Kind(
    "partners",
    {
        **SHARED,
        "name": words,
        "aliases": fields.listing,
        "kind": words,
        "region": words,
        "contact": words,
        "email": fields.email,
        "link": fields.link,
        "about": words,
        "joined": fields.day,
        "networks": fields.listing,
    },
    ("name",),
    _plain(Partner),
    {**MAIL, **ALIASES, **LINKS, "type": "kind", "description": "about", "network": "networks"},
)
NETWORKS = Kind(
    "networks",
    {
        **SHARED,
        "name": words,
        "aliases": fields.listing,
        "kind": words,
        "lead": words,
        "about": words,
        "link": fields.link,
        "how_to_join": words,
    },
    ("name",),
    _plain(Network),
    {**ALIASES, **LINKS, "type": "kind", "description": "about"},
)
TASKGROUPS = Kind(
    "taskgroups",
    {
        **SHARED,
        "name": words,
        "aliases": fields.listing,
        "purpose": words,
        "lead": words,
        "lead_email": fields.email,
        "status": words,
        "programme": words,
        "started": fields.day,
        "meets": words,
        "how_to_join": words,
        "link": fields.link,
        "members": fields.names,
        "milestones": _steps({"title": words, "due": fields.day, "done": fields.yes_no}, Milestone),
        "reports": _steps({"title": words, "due": fields.day, "published": fields.day, "link": fields.link}, Report),
    },
    ("name",),
    _plain(Taskgroup),
    {**ALIASES, **LINKS},
)
EVENTS = Kind(
    "events",
    {
        **SHARED,
        "title": words,
        "start": words,
        "end": words,
        "zone": fields.zone,
        "place": words,
        "link": fields.link,
        "format": fields.form,
        "capacity": fields.whole,
        "taskgroup": words,
        "about": words,
        "aliases": fields.listing,
    },
    ("title", "start"),
    _event,
    {**ALIASES, **LINKS, "location": "place", "description": "about", "time_zone": "zone"},
)
FAQS = Kind(
    "faq",
    {
        **SHARED,
        "question": words,
        "answer": words,
        "phrasings": fields.listing,
        "topic": words,
        "owner": words,
        "link": fields.link,
        "review_on": fields.day,
        "language": fields.language,
    },
    ("question", "answer"),
    _faq,
    LINKS,
)
KINDS = {kind.name: kind for kind in (NETWORKS, PARTNERS, TASKGROUPS, PEOPLE, EVENTS, FAQS)}
