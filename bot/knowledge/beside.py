"""The event before or after another: "What comes after the champions' circle?", "and the one after that?"."""

from __future__ import annotations

import datetime as dt
import re

from bot.knowledge.context import Context
from bot.knowledge.found import Answer
from bot.knowledge.lookup import SURE
from bot.knowledge.reading import Reading
from bot.knowledge.values import Desk, moment, source, title
from bot.records import CoalitionEvent

_BESIDE = re.compile(
    r"^(?:and )?(?:what|which|whats)(?: else)?(?: is| was| are)?(?: the)?(?: (?:next|first|last))?(?: (?:event|events|meeting|thing))?"
    r"(?: (?:comes|happens|is|takes place|on|follows))?(?: (?:next|right|directly|straight))? (?P<side>after|before|following) (?:the )?$"
)
_AFTER_IT = re.compile(
    r"^(?:and |then )?(?:(?:what|which|whats|when|whens|where)(?: event| meeting| one)?(?: is| comes| happens| follows)?(?: on)? )?(?:(?:the|a) )?(?:next )?(?:one )?"
    r"(?P<side>after|before|following) (?:that|it|this)(?: one)?$|^and (?:then|the next(?: one)?)$"
)
_YEAR = dt.timedelta(days=366)


def events(reading: Reading, desk: Desk, context: Context | None, question: str) -> Answer | None:
    """The event next to the one that is named or was talked about; None where that is not asked."""
    if context and context.kind == "event" and context.id and (asked := _AFTER_IT.match(reading.text)):
        said = desk.records.get("event", context.id, desk.viewer)
        if isinstance(said, CoalitionEvent):
            side = "before" if asked["side"] == "before" else "after"
            return _told(_neighbour(said.start, side, desk), said, desk, question)
    for mention in reading.mentions:
        start, end = reading.place(mention)
        rest = re.sub(r"^(?: event| meeting)$", "", reading.text[end:])
        asked = _BESIDE.match(reading.text[:start])
        if asked is None or rest:
            continue
        for kind, id in mention.records:
            named = desk.records.get(kind, id, desk.viewer)
            if isinstance(named, CoalitionEvent):
                side = "before" if asked["side"] == "before" else "after"
                return _told(_neighbour(named.start, side, desk), named, desk, question)
    return None


def _neighbour(at: dt.datetime, side: str, desk: Desk) -> CoalitionEvent | None:
    if side == "after":
        return next((one for one in desk.records.events(desk.viewer, at) if one.start > at), None)
    earlier = [one for one in desk.records.events(desk.viewer, at - _YEAR, at) if one.start < at]
    return earlier[-1] if earlier else None


def _told(event: CoalitionEvent | None, named: CoalitionEvent, desk: Desk, question: str) -> Answer:
    words = desk.words
    if event is None:
        text = words("No such event is recorded. Shall I ask the team?")
        return Answer(
            "unknown", text, sources=(source(named),), confidence=SURE, context=Context(question=question), why="beside"
        )
    lead = f"{title(event)}, {moment(event, desk)}"
    context = Context("event", event.id, "when", question=question)
    return Answer("answer", lead, sources=(source(event),), confidence=SURE, context=context, why="beside an event")
