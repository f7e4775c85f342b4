"""Joining and leaving networks and taskgroups, and which are mine."""

from __future__ import annotations

import re

from rapidfuzz import fuzz, process

from bot.cards import Card, Item, Listing, Reply, Text
from bot.events import Message
from bot.people import require
from bot.router import Router
from bot.services import Services
from bot.store import joining
from bot.store.joining import OWN, Group

router = Router("joining")
_JOIN = re.compile(
    r"\s*/?(?P<what>join|leave)\s+(?:the\s+)?(?P<name>.{2,120}?)(?:\s+(?P<kind>taskgroup|task group|network))?[\s.!]*",
    re.IGNORECASE,
)
NEAR = 80
"""Per cent of likeness from which an unnamed kind is taken for a slip and asked back; below, it is not about a group."""


@router.command("my groups", "my networks", "my taskgroups", "fy ngrwpiau")
def mine(event: Message, services: Services) -> Reply:
    """The networks and taskgroups somebody is in."""
    words = services.words
    places = joining.places(services.tx, services.person.id)
    found = [group for group in joining.groups(services.tx, services.person.sees) if (group.kind, group.id) in places]
    if not found:
        text = words("You are in no network or taskgroup. Write for example: join the {name} taskgroup", name="...")
        return _said(text, "groups")
    title = words("You are in:")
    kinds = {"network": words("network"), "taskgroup": words("taskgroup")}
    rows = tuple(Item(group.name, kinds[group.kind]) for group in found)
    return Reply(Card(title, (Text(title), Listing(rows))), how="whisper", led_to="groups")


@router.message
def change(event: Message, services: Services) -> Reply | None:
    """``join the Mental Health taskgroup``, ``leave the North network``."""
    found = _JOIN.fullmatch(event.text)
    if found is None:
        return None
    kind = (found["kind"] or "").replace(" ", "").casefold()
    known = [group for group in joining.groups(services.tx, services.person.sees) if kind in ("", group.kind)]
    wanted = " ".join(found["name"].split()).casefold()
    fitting = [group for group in known if wanted in group.names]
    words = services.words
    if not fitting:
        if not known:
            return _said(words("There is none that you could join yet."), "refused") if kind else None
        near = process.extractOne(found["name"], [group.name for group in known], scorer=fuzz.WRatio)
        if not kind and near[1] < NEAR:
            return None
        return _said(words('I know no "{name}". Did you mean "{near}"?', name=found["name"], near=near[0]), "refused")
    require(services.person, "find_champions")
    if len(fitting) > 1:
        text = words('There is a network and a taskgroup "{name}". Please write which.', name=fitting[0].name)
        return _said(text, "refused")
    return _join(fitting[0], services) if found["what"].casefold() == "join" else _leave(fitting[0], services)


def _join(group: Group, services: Services) -> Reply:
    words = services.words
    if (group.kind, group.id) in joining.places(services.tx, services.person.id):
        return _said(words("You are in {name} already.", name=group.name), "joined", group)
    if not group.joinable:
        return _said(words("{name} has closed, so nobody can join it.", name=group.name), "refused", group)
    joining.join(services.tx, services.person.id, group)
    return _said(words("Welcome: you are in {name} now.", name=group.name), "joined", group)


def _leave(group: Group, services: Services) -> Reply:
    words = services.words
    sources = joining.places(services.tx, services.person.id).get((group.kind, group.id))
    if sources is None:
        return _said(words("You are not in {name}.", name=group.name), "left", group)
    joining.leave(services.tx, services.person.id, group)
    if sources - {OWN, ""}:
        team = services.settings.config.coalition.team
        text = words(
            "The coalition's records list you in {name}, so I cannot take you out for good. Please ask {team}.",
            name=group.name,
            team=team,
        )
        return _said(text, "refused", group)
    return _said(words("You are no longer in {name}.", name=group.name), "left", group)


def _said(text: str, led_to: str, group: Group | None = None) -> Reply:
    ref = f"{group.kind}:{group.id}" if group else ""
    return Reply(Card(text, (Text(text),)), how="whisper", led_to=led_to, refers_to=ref)
