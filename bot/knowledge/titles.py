"""Reports and milestones asked about by their title: "where do I find the what we heard report?"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.knowledge.attributes import Attribute
from bot.knowledge.context import Context
from bot.knowledge.found import Answer
from bot.knowledge.list_words import EXPLAINED
from bot.knowledge.lookup import SURE
from bot.knowledge.reading import Reading
from bot.knowledge.tokens import gist, stem, terms
from bot.knowledge.values import Desk, report_text, source, step_text
from bot.records import Taskgroup

_ASKS = re.compile(
    r"\b(?:reports?|publications?|milestones?|due|deadline|done|finished|completed?|ready|published|out|links?"
    r"|where|find|read|get|see|download)\b"
)
_WHO = re.compile(r"\b(?:who|whos|whose)\b")
_LINK, _WHERE = re.compile(r"\blinks?\b"), re.compile(r"\b(?:where|find|read|download)\b")


@dataclass(frozen=True, slots=True)
class _Titled:
    """A report or milestone, what is recorded of when, or None, and where it can be read."""

    group: Taskgroup
    of: Attribute
    title: str
    told: str | None
    link: str | None
    published: bool = False


def titled(reading: Reading, desk: Desk, question: str) -> Answer | None:
    """What is recorded of the report or milestone whose title the question holds; None where more is asked than that."""
    if not _ASKS.search(reading.text):
        return None
    groups = desk.records.taskgroups(desk.viewer)
    found = [one for group in groups for one in _all(group, desk) if _holds(reading, one.title)]
    one = max(found, key=lambda one: len(one.title), default=None)
    if one is None or _left(reading, one.title):
        return None
    words, link = desk.words, one.link or one.group.link
    elsewhere = _LINK.search(reading.text) or (one.published and _WHERE.search(reading.text))
    lacking = words("Link") if elsewhere and not one.link else None if one.told else words("When")
    lead = (
        words("For {name} this is not recorded: {label}. Shall I ask the team?", name=one.title, label=lacking)
        if lacking
        else f"{one.group.name}: {one.told}"
    )
    return Answer(
        "unknown" if lacking else "answer", lead, sources=(replace(source(one.group), link=link),), confidence=SURE,
        context=Context("taskgroup", one.group.id, one.of, question=question), why=f"{one.of} by title",
    )  # fmt: skip


def _all(group: Taskgroup, desk: Desk) -> Iterator[_Titled]:
    for report in group.reports:
        told = report_text(report, desk.words) if report.published or report.due else None
        yield _Titled(group, "reports", report.title, told, report.link, report.published is not None)
    for step in group.milestones:
        told = step_text(step, desk.words) if step.done or step.due else None
        yield _Titled(group, "milestones", step.title, told, None)


def _holds(reading: Reading, title: str) -> bool:
    """Whether a question holds a title: its words in a row, or all that say what it is about; one word tells too little."""
    about = gist(title)
    if " " in _row(title) and f" {_row(title)} " in f" {reading.text} ":
        return True
    return len(about) > 1 and about <= {stem(word.text) for word in reading.words}


@lru_cache(maxsize=4096)
def _row(title: str) -> str:
    """The words of a title as questions are read, kept for the next question."""
    return " ".join(terms(title))


def _left(reading: Reading, title: str) -> list[str]:
    """The words that ask more than when and where."""
    explained = [one.span() for pattern in (_ASKS, EXPLAINED) for one in pattern.finditer(reading.text)]
    left = [word for word in reading.left(*explained) if stem(word) not in gist(title)]
    return left + _WHO.findall(reading.text.replace(_row(title), ""))
