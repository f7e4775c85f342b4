"""People as introductions tell of them: without a name before everybody agreed, with name and chat link after."""

from __future__ import annotations

from collections.abc import Sequence

from bot.store.sketches import Sketch
from bot.usecases.introduction_cards import Contact
from bot.usecases.planning_routes import House
from bot.words import Words


def described(person: Sketch, words: Words) -> str:
    """Role and area, never a name, a job title or an organisation: those would tell who it is."""
    role, champion = _role(person, words), person.champion
    area = ", ".join(champion.area) if champion and champion.area else person.region
    return words("{role}, {area}", role=role, area=area) if area else role


def contacts(reader: Sketch, others: Sequence[Sketch], house: House, words: Words) -> list[Contact]:
    """The others as the reader may see them once all have agreed."""
    return [
        Contact(
            other.id,
            other.name,
            other.partner_name,
            described(other, words),
            chats=bool(chat_link(reader, other, house)),
        )
        for other in others
    ]


def chat_link(reader: Sketch, other: Sketch, house: House) -> str:
    """A chat link where both are in one workspace of a platform that has such links. It holds the other's address."""
    if not other.email:
        return ""
    shared = {(one.platform, one.workspace) for one in reader.accounts} & {
        (one.platform, one.workspace) for one in other.accounts
    }
    links = (house.doors[platform].chat_link for platform, _ in sorted(shared) if platform in house.doors)
    return next((link.format(email=other.email) for link in links if link), "")


def _role(person: Sketch, words: Words) -> str:
    if person.champion and person.champion.themes:
        return words("a champion for {themes}", themes=words.listing(list(person.champion.themes)))
    if "champion" in person.roles:
        return words("a champion")
    if "taskgroup_lead" in person.roles:
        return words("a taskgroup lead")
    return words("a member of the coalition")


def explained(reasons: Sequence[str], words: Words) -> list[str]:
    """Why these people, in plain words: ``kind`` or ``kind:detail`` as the pairing gave them."""
    told = {
        "help": words("One of you offers help with what the other looks for: {detail}."),
        "taskgroup": words("You work in the same taskgroup: {detail}."),
        "interest": words("You share an interest: {detail}."),
        "organisation": words("You come from different organisations."),
        "network": words("You come from different networks."),
        "slot": words("You are free at the same times."),
        "platform": words("You chat on the same platform."),
        "region": words("You are in the same region."),
        "asked": words("Somebody asked me for a person who knows about {detail}."),
    }
    pairs = [reason.partition(":") for reason in reasons]
    return [told[kind].replace("{detail}", detail) for kind, _, detail in pairs if kind in told]
