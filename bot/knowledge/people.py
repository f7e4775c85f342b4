"""Who holds a job or a role: "Who is the director?"."""

from __future__ import annotations

import re

from bot.knowledge.context import Context
from bot.knowledge.found import Answer
from bot.knowledge.lookup import CHOICES, SURE
from bot.knowledge.reading import Reading
from bot.knowledge.tokens import content, terms
from bot.knowledge.values import Desk, source
from bot.records import Contact

_WHO = re.compile(r"^(?:who|whos)(?: is| are)?(?: the| our| your| a| an)? (.+)$")


def by_job(reading: Reading, desk: Desk, question: str) -> Answer | None:
    """The person whose job is asked for; asks back where several hold it."""
    asked = _WHO.match(reading.text)
    if asked is None or reading.mentions or reading.date:
        return None
    wanted = content(asked[1].removesuffix(" of the coalition").removesuffix(" here").split())
    people = desk.records.people(desk.viewer, job=max(wanted, key=len).rstrip("i")) if wanted else ()
    found = [one for one in people if one.job and content(terms(one.job)) == wanted]
    if not found:
        return None
    context = Context("person", found[0].id, "job", question=question)
    if len(found) == 1:
        return Answer(
            "answer", _told(found[0], desk), sources=(source(found[0]),), confidence=SURE, context=context, why="job"
        )
    return Answer(
        "clarify",
        desk.words("Several people do that. Which one do you mean?"),
        items=tuple((one.name, one.partner or "", "") for one in found[:CHOICES]),
        suggestions=tuple(desk.words("Who is {name}?", name=one.name) for one in found[:CHOICES]),
        sources=tuple(source(one) for one in found[:CHOICES]),
        confidence=SURE,
        context=Context(question=question),
        why="several with that job",
    )


def _told(person: Contact, desk: Desk) -> str:
    words = desk.words
    if person.partner:
        return words("{name}, {partner}: {job}.", name=person.name, partner=person.partner, job=person.job)
    return words("{name}: {job}.", name=person.name, job=person.job)
