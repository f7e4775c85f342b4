"""References between records: a partner, network, taskgroup or person given by id, name, alias or address."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from bot.knowledge.documents import Document, Faq
from bot.knowledge.importers.reading import Entry, Item, Problem, nearest
from bot.members import Member
from bot.people import Grant
from bot.records import CoalitionEvent, Network, Partner, RecordKind, Taskgroup

STRONGEST_FIRST = ("id", "name", "alias")


class Unknown(Exception):
    """A reference to nothing, or to more than one thing; the text says which and what is near."""


@dataclass(frozen=True, slots=True)
class Directory:
    """What records may be called, and the names of people by their address."""

    _ids: dict[tuple[RecordKind, str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    _shown: dict[RecordKind, list[str]] = field(default_factory=lambda: defaultdict(list))
    people: dict[str, str] = field(default_factory=dict)

    def add(self, kind: RecordKind, id: str, name: str, aliases: Iterable[str] = ()) -> None:
        """A record, with every way to refer to it."""
        for strength, text in (("id", id), ("name", name), *(("alias", alias) for alias in aliases)):
            self._ids[kind, strength, _fold(text)].add(id)
        self._shown[kind] += (name, *aliases)

    def add_entry(self, entry: Entry) -> None:
        """A record of a file that is being imported."""
        match entry:
            case Partner():
                self.add("partner", entry.id, entry.name, entry.aliases)
            case Network():
                self.add("network", entry.id, entry.name, entry.aliases)
            case Taskgroup():
                self.add("taskgroup", entry.id, entry.name, entry.aliases)
            case Member():
                if entry.email:
                    self.people[entry.email] = entry.name
            case CoalitionEvent() | Document() | Faq():
                pass

    def find(self, kind: RecordKind, text: str) -> str:
        """The id of the record that a text refers to.

        Raises:
            Unknown: there is none, or several.
        """
        for strength in STRONGEST_FIRST:
            ids = self._ids.get((kind, strength, _fold(text)), set())
            if len(ids) == 1:
                return next(iter(ids))
            if ids:
                raise Unknown(f"{text!r} could be the {kind} {' or '.join(sorted(ids))}: give the id")
        raise Unknown(f"unknown {kind} {text!r}{nearest(text, self._shown[kind])}")


def resolve(items: Iterable[Item], directory: Directory, file: str) -> tuple[list[Item], list[Problem]]:
    """The items with ids in place of references. One that refers to nothing is left out of its record; a record
    whose audience is unknown is left out whole, because nobody knows who may see it."""
    resolved: list[Item] = []
    problems: list[Problem] = []
    for item in items:
        missing: list[str] = []
        try:
            entry = _resolved(item.entry, directory, missing)
            resolved.append(replace(item, entry=replace(entry, audience=_audience(entry.audience, directory))))
        except Unknown as error:
            problems.append(Problem(file, item.line, f"left out, audience: {error}"))
        problems += (Problem(file, item.line, reason, lost=False) for reason in missing)
    return resolved, problems


Find = Callable[[RecordKind, str | None, str], str | None]
"""Kind of record, what the file says and in which field -> id; notes what is unknown."""


def _resolved(entry: Entry, directory: Directory, missing: list[str]) -> Entry:
    def one(kind: RecordKind, text: str | None, where: str) -> str | None:
        try:
            return directory.find(kind, text) if text else None
        except Unknown as error:
            missing.append(f"{where}: {error}")
            return None

    def several(kind: RecordKind, texts: Iterable[str], where: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(id for text in texts if (id := one(kind, text, where))))

    match entry:
        case Partner():
            return replace(entry, networks=several("network", entry.networks, "networks"))
        case CoalitionEvent():
            return replace(entry, taskgroup=one("taskgroup", entry.taskgroup, "taskgroup"))
        case Taskgroup():
            lead = directory.people.get(entry.lead_email or "")
            if entry.lead_email and lead is None:
                missing.append(
                    f"lead_email: unknown person {entry.lead_email!r}{nearest(entry.lead_email, directory.people)}"
                )
            return replace(entry, lead=entry.lead or lead)
        case Member():
            partner = one("partner", entry.partner, "partner")
            grants = [
                Grant(grant.role, scope) for grant in entry.roles if (scope := _scope(grant, partner, one)) is not None
            ]
            leads = [grant.scope for grant in grants if grant.role == "taskgroup_lead"]
            return replace(
                entry,
                partner=partner,
                roles=tuple(dict.fromkeys(grants)),
                networks=several("network", entry.networks, "networks"),
                taskgroups=tuple(dict.fromkeys((*several("taskgroup", entry.taskgroups, "taskgroups"), *leads))),
            )
        case Network() | Document() | Faq():
            return entry


def _scope(grant: Grant, partner: str | None, one: Find) -> str | None:
    """What a role is for; None if that is unknown, so that nobody holds it by mistake."""
    match grant.role:
        case "taskgroup_lead":
            return one("taskgroup", grant.scope, "roles")
        case "partner_admin":
            return one("partner", grant.scope, "roles") if grant.scope else partner
        case "member" | "champion" | "staff":
            return ""


def _audience(text: str, directory: Directory) -> str:
    kind, colon, name = text.partition(":")
    match kind:
        case "partner" | "taskgroup" if colon:
            return f"{kind}:{directory.find(kind, name.strip())}"
        case _:
            return text


def _fold(text: str) -> str:
    return " ".join(text.casefold().split())
