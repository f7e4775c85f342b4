"""Who fits an introduction that somebody asks for in their own words."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from bot.people import Person
from bot.store import introductions, programmes, sketches
from bot.store.database import Transaction
from bot.usecases.able import MONTH, able

_WORD = re.compile(r"\w{3,}")
COMMON = frozenset(
    [
        "about",
        "and",
        "are",
        "can",
        "for",
        "from",
        "has",
        "have",
        "help",
        "helps",
        "into",
        "know",
        "knows",
        "that",
        "the",
        "their",
        "them",
        "they",
        "with",
        "work",
    ]
)
LONGEST_SUBJECT = 80


def subject(about: str) -> str:
    """What is asked for, as short as a reason."""
    text = re.sub(r"^\s*(?:knows?|works?|helps?|is|has)\s+(?:about|with|on|in)?\s*", "", about, flags=re.IGNORECASE)
    return " ".join(text.split())[:LONGEST_SUBJECT].rstrip(" .?!")


def fittest(tx: Transaction, programme: str, person: Person, about: str, now: dt.datetime) -> str | None:
    """The willing member who is about most of what was asked for; of equals the one asked least of late, then by id.

    Nobody whom this person avoids or who avoids them, nobody already met or being asked, nobody who fits no word.
    """
    met = {other for _, there in introductions.meetings(tx, programme) if person.id in there for other in there}
    pairs = programmes.avoided_pairs(tx) | introductions.in_touch(tx)
    free = [
        id
        for id in able(tx, programme, now.date(), now)
        if id != person.id and id not in met and frozenset((id, person.id)) not in pairs
    ]
    lately = introductions.since(tx, now - MONTH)
    found = fits(tx, free, about)
    best = [id for id in found if found[id] == max(found.values())]
    return min(((lately.get(id, 0), id) for id in best), default=(0, None))[1]


def fits(tx: Transaction, people: Sequence[str], about: str) -> dict[str, int]:
    """Those of these people who are about something that was asked for, with how many of its words; the best first."""
    wanted = {word.casefold() for word in _WORD.findall(about)} - COMMON
    topics = sketches.topics(tx, people)
    found = {id: len(wanted & {word.casefold() for word in _WORD.findall(topics[id])}) for id in topics}
    return {id: number for id, number in sorted(found.items(), key=lambda one: (-one[1], one[0])) if number}
