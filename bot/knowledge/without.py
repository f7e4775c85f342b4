"""What is not recorded of several: "Which taskgroups have no lead?"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.knowledge.attributes import asked
from bot.knowledge.context import Context
from bot.knowledge.found import Answer
from bot.knowledge.list_rows import cited, counted, row
from bot.knowledge.list_words import SHOWN, Listing
from bot.knowledge.lookup import DOUBT, SURE
from bot.knowledge.reading import Reading
from bot.knowledge.values import Desk, kind_of, value
from bot.records import Record

_KINDS: tuple[tuple[Listing, str], ...] = (
    ("taskgroups", r"(?:task)?groups?"),
    ("partners", r"(?:partners?|organi[sz]ations?|charit(?:y|ies))"),
    ("networks", r"networks?"),
    ("events", r"(?:events?|meetings?)"),
)
_LACKS = (
    r"(?:that |which |who )?(?:(?:still )?(?:have|has|got|with|are|is|there is|there are) (?:no|not any|without(?: an?| any)?)|without(?: an?| any)?"
    r"|lack(?:s|ing)?(?: an?)?|(?:do|does) ?(?:not|nt) (?:yet )?have(?: an?| any)?|havent(?: got)?(?: an?| any)?|with no|(?:are|is)(?: ?not|nt) (?:in|part of|led by|run by) (?:an?|any))"
)
_COMPILED: tuple[tuple[Listing, re.Pattern[str]], ...] = tuple(
    (listing, re.compile(rf"\b{kind} {_LACKS} (?P<what>.+)$")) for listing, kind in _KINDS
)


def lacking(reading: Reading, desk: Desk, question: str) -> Answer | None:
    """The records that have nothing in a field; None where that is not asked."""
    for listing, pattern in _COMPILED:
        match = pattern.search(reading.text)
        if match:
            return _listed(listing, match, reading, desk, question)
    return None


def _listed(listing: Listing, match: re.Match[str], reading: Reading, desk: Desk, question: str) -> Answer | None:
    records = _all(listing, desk)
    found = asked(kind_of(records[0]), match["what"]) if records else None
    if found is None:
        return None
    attribute, places = found
    offset = match.start("what")
    left = reading.left((match.start(), offset), *((start + offset, end + offset) for start, end in places))
    lacking = [record for record in records if value(record, attribute, desk) is None]
    words = desk.words
    lead = f"{counted(listing, len(lacking), desk)}:" if lacking else words("It is recorded for every one.")
    return Answer(
        "answer",
        lead,
        items=tuple(row(record, reading, desk) for record in lacking[:SHOWN]),
        sources=cited(lacking or records, desk),
        confidence=SURE * DOUBT ** max(0, len(left) - 1),
        context=Context(listing=listing, question=question),
        why=f"{listing} without {attribute}",
    )


def _all(listing: Listing, desk: Desk) -> Sequence[Record]:
    records, viewer = desk.records, desk.viewer
    match listing:
        case "taskgroups":
            return records.taskgroups(viewer)
        case "partners":
            return records.partners(viewer)
        case "networks":
            return records.networks(viewer)
        case _:
            return records.events(viewer, desk.now)
