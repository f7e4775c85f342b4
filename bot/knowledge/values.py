"""What records say, in words: the label and the text of each attribute; None where nothing is recorded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never
from zoneinfo import ZoneInfo

from bot.knowledge.attributes import Attribute
from bot.knowledge.documents import Source
from bot.people import Viewer
from bot.records import (
    CoalitionEvent,
    Contact,
    Milestone,
    Network,
    Partner,
    Record,
    RecordKind,
    Records,
    Report,
    Taskgroup,
)
from bot.words import Words

PROFILES: dict[RecordKind, tuple[Attribute, ...]] = {
    "taskgroup": ("purpose", "lead", "status", "meets", "how_to_join"),
    "network": ("about", "kind", "lead", "how_to_join"),
    "partner": ("about", "kind", "region", "contact", "networks", "link"),
    "event": ("when", "place", "format", "taskgroup", "about", "link"),
    "person": ("job", "partner", "roles", "leads"),
}


@dataclass(frozen=True, slots=True)
class Desk:
    """What is needed to read a record aloud: look-ups, the viewer, the language, the time and zone."""

    records: Records
    viewer: Viewer
    words: Words
    now: dt.datetime
    zone: str


def kind_of(record: Record) -> RecordKind:
    """The kind of a record."""
    match record:
        case Partner():
            return "partner"
        case Network():
            return "network"
        case Taskgroup():
            return "taskgroup"
        case CoalitionEvent():
            return "event"
        case Contact():
            return "person"
        case _:
            assert_never(record)


def title(record: Record) -> str:
    """The name by which a record is cited."""
    return record.title if isinstance(record, CoalitionEvent) else record.name


def source(record: Record) -> Source:
    """The record as a source."""
    link = None if isinstance(record, Contact) else record.link
    return Source(title(record), record.id, link=link, checked_on=record.checked_on)


def label(attribute: Attribute, kind: RecordKind, words: Words) -> str:
    """What an attribute is called."""
    labels: dict[Attribute, str] = {
        "about": words("About"),
        "capacity": words("Places"),
        "contact": words("Contact"),
        "end": words("End"),
        "format": words("Format"),
        "guests": words("Who is coming"),
        "how_to_join": words("How to take part") if kind == "event" else words("How to join"),
        "job": words("Job"),
        "joined": words("Partner since"),
        "kind": words("Kind"),
        "lead": words("Lead"),
        "leads": words("Leads"),
        "link": words("Link"),
        "meets": words("When it meets"),
        "members": words("Members"),
        "milestones": words("Milestones"),
        "networks": words("Networks"),
        "partner": words("Organisation"),
        "partners": words("Partners"),
        "people": words("People"),
        "place": words("Place"),
        "programme": words("Programme"),
        "purpose": words("Purpose"),
        "region": words("Region"),
        "reports": words("Reports"),
        "roles": words("Roles"),
        "started": words("Started"),
        "status": words("Status"),
        "taskgroup": words("Taskgroup"),
        "taskgroups": words("Taskgroups"),
        "when": words("When"),
    }
    return labels[attribute]


def value(record: Record, attribute: Attribute, desk: Desk) -> str | None:
    """What is recorded, or None."""
    match record:
        case Taskgroup():
            return _of_taskgroup(record, attribute, desk)
        case Network():
            return _of_network(record, attribute, desk)
        case Partner():
            return _of_partner(record, attribute, desk)
        case CoalitionEvent():
            return _of_event(record, attribute, desk)
        case Contact():
            return _of_person(record, attribute, desk)
        case _:
            assert_never(record)


def moment(event: CoalitionEvent, desk: Desk) -> str:
    """When an event is, by the asker's clock; a whole-day event by its own calendar."""
    words = desk.words
    if event.all_day:
        days = _days(event)
        return words.date(days[0]) if days[0] == days[1] else f"{words.date(days[0])} - {words.date(days[1])}"
    text = words.moment(event.start, desk.zone)
    if event.end is None:
        return text
    same_day = words.moment(event.end, desk.zone).rsplit(",", 1)[0] == text.rsplit(",", 1)[0]
    return f"{text} - {words.time(event.end, desk.zone) if same_day else words.moment(event.end, desk.zone)}"


def _days(event: CoalitionEvent) -> tuple[dt.date, dt.date]:
    zone = ZoneInfo(event.zone)
    first = event.start.astimezone(zone).date()
    last = (event.end - dt.timedelta(seconds=1)).astimezone(zone).date() if event.end else first
    return first, max(first, last)


def _of_taskgroup(group: Taskgroup, attribute: Attribute, desk: Desk) -> str | None:
    words = desk.words
    match attribute:
        case "purpose" | "about":
            return group.purpose
        case "lead" | "status" | "programme" | "how_to_join" | "link":
            return _field(group, attribute)
        case "contact":
            return _address(group.lead, group.lead_email)
        case "started":
            return words.short_date(group.started) if group.started else None
        case "meets":
            return _meets(group, desk)
        case "members":
            return words.listing(list(group.members)) if group.members else None
        case "milestones":
            return _steps([step_text(step, words) for step in group.milestones])
        case "reports":
            return _steps([report_text(report, words) for report in group.reports])
        case _:
            return None


def _field(record: Record, name: str) -> str | None:
    text = getattr(record, name)
    return str(text) if text else None


def _address(name: str | None, email: str | None) -> str | None:
    return f"{name} ({email})" if name and email else name or email


def _meets(group: Taskgroup, desk: Desk) -> str | None:
    """When it usually meets, and its next meeting that is recorded."""
    coming = next(iter(desk.records.events(desk.viewer, desk.now, taskgroup=group.id)), None)
    following = desk.words("Next: {event}, {date}", event=coming.title, date=moment(coming, desk)) if coming else None
    return ". ".join(part.rstrip(".") for part in (group.meets, following) if part) or None


def _of_network(network: Network, attribute: Attribute, desk: Desk) -> str | None:
    match attribute:
        case "about" | "purpose":
            return network.about
        case "lead" | "contact":
            return network.lead
        case "kind" | "link" | "how_to_join":
            return _field(network, attribute)
        case "partners":
            names = [partner.name for partner in desk.records.partners(desk.viewer, network=network.id)]
            return desk.words.listing(names) if names else None
        case _:
            return None


def _of_partner(partner: Partner, attribute: Attribute, desk: Desk) -> str | None:
    match attribute:
        case "about" | "purpose":
            return partner.about
        case "contact":
            return _address(partner.contact, partner.email)
        case "link" | "region" | "kind":
            return _field(partner, attribute)
        case "joined":
            return desk.words.short_date(partner.joined) if partner.joined else None
        case "networks":
            return desk.words.listing(list(partner.networks)) if partner.networks else None
        case "people":
            names = [person.name for person in desk.records.people(desk.viewer, partner=partner.id)]
            return desk.words.listing(names) if names else None
        case _:
            return None


def _of_event(event: CoalitionEvent, attribute: Attribute, desk: Desk) -> str | None:
    match attribute:
        case "when":
            return moment(event, desk)
        case "end":
            return moment(event, desk) if event.end else None
        case "place":
            return event.place or (event.format if event.format == "online" else None)
        case "link" | "how_to_join":
            return event.link
        case "format":
            return event.format
        case "capacity":
            return str(event.capacity) if event.capacity is not None else None
        case "taskgroup":
            return event.taskgroup
        case "about" | "purpose":
            return event.about
        case _:
            return None


def _of_person(person: Contact, attribute: Attribute, desk: Desk) -> str | None:
    words = desk.words
    match attribute:
        case "partner":
            return person.partner
        case "job":
            return person.job
        case "roles":
            return words.listing([role.replace("_", " ") for role in person.roles]) if person.roles else None
        case "leads":
            return words.listing(list(person.leads)) if person.leads else None
        case "taskgroups":
            groups = [
                group.name
                for group in desk.records.taskgroups(desk.viewer)
                if person.name in group.members or group.name in person.leads
            ]
            return words.listing(groups) if groups else None
        case _:
            return None


def _steps(steps: Sequence[str]) -> str | None:
    return "; ".join(steps) or None


def step_text(step: Milestone, words: Words) -> str:
    """A milestone with its date."""
    if step.done:
        return words("{title} (done)", title=step.title)
    return words("{title} (due {date})", title=step.title, date=words.short_date(step.due)) if step.due else step.title


def report_text(report: Report, words: Words) -> str:
    """A report with its date."""
    if report.published:
        return words("{title} (published {date})", title=report.title, date=words.short_date(report.published))
    if report.due:
        return words("{title} (due {date})", title=report.title, date=words.short_date(report.due))
    return report.title
