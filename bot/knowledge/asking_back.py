"""Asking back: a question that leans on nothing, or asks something of a record and names none."""

from __future__ import annotations

from bot.knowledge.asking_on import question_of
from bot.knowledge.attributes import asked
from bot.knowledge.context import Context
from bot.knowledge.found import Answer
from bot.knowledge.lookup import CHOICES
from bot.knowledge.reading import Reading
from bot.knowledge.tokens import content
from bot.knowledge.values import Desk


def lost(reading: Reading, context: Context | None) -> bool:
    """Whether the question leans on something that was not said."""
    if not reading.leans or (context and context.question):
        return False
    return len(content(word.text for word in reading.words)) <= 2 and reading.date is None


def what_is_meant(reading: Reading, desk: Desk, question: str) -> Answer:
    """Ask what it is about."""
    return which_record(reading, desk, question) or Answer(
        "clarify",
        desk.words("What do you mean? Please name the taskgroup, event, partner or document."),
        confidence=0.3,
        context=Context(question=question),
        why="leans on nothing",
    )


def which_record(reading: Reading, desk: Desk, question: str) -> Answer | None:
    """Ask which taskgroup, where a question asks something of one and names none."""
    found = asked("taskgroup", reading.without_names())
    if reading.mentions or reading.date or not found or reading.left(*found[1]) not in ([], ["taskgroup"], ["group"]):
        return None
    groups = [group.name for group in desk.records.taskgroups(desk.viewer)][:CHOICES]
    if not groups:
        return None
    return Answer(
        "clarify",
        desk.words("Which one do you mean? Please name the taskgroup, event or partner."),
        suggestions=tuple(question_of(found[0], name, desk.words) for name in groups),
        confidence=0.4,
        context=Context(attribute=found[0], question=question),
        why="no name",
    )
