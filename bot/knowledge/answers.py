"""The way of a question: who is in danger first, small talk, names and attributes, lists, documents, then search; and the decision how to answer.

Pure: records are looked up live through ``Records``, texts lie in ``Library``, words come from ``Words``.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.knowledge import (
    about_documents,
    asking_back,
    crisis,
    ellipsis,
    lookup,
    quotes,
    several,
    smalltalk,
)
from bot.knowledge.context import CONTEXT, Context
from bot.knowledge.documents import Faq
from bot.knowledge.found import Answer, Considered, Kind
from bot.knowledge.from_records import from_records
from bot.knowledge.hits import Hit
from bot.knowledge.library import Library
from bot.knowledge.names import Names, prepared
from bot.knowledge.reading import Reading, read
from bot.knowledge.spelling import COMMON
from bot.knowledge.tokens import Word, stem
from bot.knowledge.tokens import read as read_words
from bot.knowledge.values import Desk
from bot.knowledge.welsh import in_english, in_welsh, of_its_language
from bot.people import Viewer
from bot.records import Records
from bot.words import Words

__all__ = ["CONTEXT", "Answer", "Context", "answer"]

LONGEST = 1000
"""Characters of a message that are read; no question needs more."""
MOSTLY = 0.6
UNANSWERED = frozenset({"unknown", "suggestions", "clarify"})
_OF_SELF = re.compile(
    r"\b(?:who am i|am i (?:from|in|with|at|part of|a member of|registered|signed up|booked)|what(?:s| is) my|like mine)\b"
)
"""Asks of the asker, whom no text knows; what they may see of themselves is a command (``handlers.meant``)."""
LONGEST_TALK = 14
"""Words of the longest small talk."""


class Thresholds(Protocol):
    """From which confidence on (0 to 1) to answer, and to suggest."""

    @property
    def answer_at(self) -> float:
        """Give the answer."""
        ...

    @property
    def suggest_at(self) -> float:
        """Offer what it may be."""
        ...


@dataclass(frozen=True, slots=True)
class Usual:
    """The thresholds that the weights of ``decision`` were fitted for."""

    answer_at: float = 0.5
    suggest_at: float = 0.2


@dataclass(frozen=True, slots=True)
class _Asking:
    """One question on its way."""

    question: str
    reading: Reading
    context: Context | None
    desk: Desk
    library: Library
    thresholds: Thresholds


def answer(
    question: str,
    *,
    viewer: Viewer,
    context: Context | None,
    records: Records,
    library: Library,
    words: Words,
    now: dt.datetime,
    zone: str,
    thresholds: Thresholds | None = None,
) -> Answer:
    """What to say to a message. ``now`` is UTC, ``zone`` the asker's; ``context`` is that of the answer before."""
    text = question[:LONGEST].strip()
    if crisis.in_danger(text):
        return Answer("handover", crisis.reply(words), context=context or Context(), why="crisis")
    desk = Desk(records, viewer, words, now, zone)
    names = prepared(tuple(records.names(viewer)))

    def one(part: str, before: Context | None, among: Library = library) -> Answer:
        return _one(part, before, names, desk, among, thresholds or Usual())

    def whole(text: str) -> Answer:
        asked = several.parts(text)
        if len(asked) == 1:
            return one(text, context)
        every = library.together(_searched(asked, text, names, library))
        return several.answered(asked, context, partial(one, among=every), words) or one(text, context, every)

    found = whole(text)
    if found.kind in UNANSWERED and (core := several.core(text)):
        again = whole(core)
        return found if again.kind in UNANSWERED else again
    return found


def _searched(asked: list[str], text: str, names: Names, library: Library) -> list[str]:
    """What may be searched for a message of several questions: each, each after the one before, and the whole."""
    said = [_heard(part, names, library) for part in (*asked, text)]
    after = ([*read_words(before), *own] for before, own in zip(asked, said[1:-1], strict=False))
    return [" ".join(word.text for word in words) for words in (*said, *after)]


def _heard(text: str, names: Names, library: Library) -> list[Word]:
    """The words of a question as they are looked up: without slips, and without a greeting in front."""
    words = _mended(read_words(text), names, library)
    return words[_opening(words) :]


def _one(
    question: str, context: Context | None, names: Names, desk: Desk, library: Library, thresholds: Thresholds
) -> Answer:
    said, words, kept = read_words(question), desk.words, context or Context()
    if not said:
        return _wordless(question, words, kept)
    welsh = in_welsh(said)
    heard = said if welsh else _mended(said, names, library)
    for attempt in (said, heard):
        if (talk := _talk(attempt, words, kept)) is not None:
            return talk
    heard = heard[_opening(heard) :]
    today = desk.now.astimezone(ZoneInfo(desk.zone)).date()
    if welsh:
        english = read(in_english(heard, names.holds), names, today, library.spelled)
        found = from_records(english, lookup.understand(english, desk, context), desk, context, question)
        if found and found.kind == "answer" and found.confidence >= lookup.SURE:
            return replace(found, considered=(Considered(f"record: {found.why}", found.confidence),))

    def again(text: str) -> Reading:
        return read(_heard(text, names, library), names, today, library.spelled)

    reading = read(heard, names, today, library.spelled)
    if context is None or (same := ellipsis.whole(reading, context, again)) is None:
        return _decide(_Asking(question, reading, context, desk, library, thresholds))
    found = _decide(_Asking(context.question, same, context, desk, library, thresholds))
    return found.counted() if ellipsis.asks_number(reading) else found


def _wordless(question: str, words: Words, context: Context) -> Answer:
    if (kind := smalltalk.mark(question)) is not None:
        return _told(kind, words, context)
    if question.strip():
        return Answer(
            "smalltalk", words("I can only read words. What would you like to know?"), context=context, why="no words"
        )
    return Answer("clarify", words("What would you like to know?"), context=context, why="empty")


def _mended(said: list[Word], names: Names, library: Library) -> list[Word]:
    """The words without slips; a name, and a word whose stem some text knows, is none."""
    return [replace(word, text=_mend(word, names, library)) for word in said]


def _mend(word: Word, names: Names, library: Library) -> str:
    if word.upper or names.holds(word.text) or library.spelled(word.text):
        return word.text
    return names.mend(word.text) or library.speller.mend(word.text)


def _talk(said: list[Word], words: Words, context: Context) -> Answer | None:
    if len(said) > LONGEST_TALK:
        return None
    kind = smalltalk.talk(" ".join(word.text for word in said))
    if kind is None:
        return None
    return _told(kind, words, context)


def _told(kind: smalltalk.Talk, words: Words, context: Context) -> Answer:
    outcome: Kind = "handover" if kind in {"person", "abuse", "wrong", "complaint"} else "smalltalk"
    return Answer(outcome, smalltalk.reply(kind, words), context=Context() if kind == "anew" else context, why=kind)


def _opening(heard: list[Word]) -> int:
    """How many words of greeting or thanks stand in front of the question."""
    text = " ".join(word.text for word in heard[:LONGEST_TALK])
    front = text[: len(text) - len(smalltalk.without_opening(text))]
    return len(front.split())


def _decide(asking: _Asking) -> Answer:
    considered: list[Considered] = []
    answer = _chosen(asking, considered)
    return replace(answer, considered=tuple(considered))


def _chosen(asking: _Asking, considered: list[Considered]) -> Answer:
    reading, desk, context, question = asking.reading, asking.desk, asking.context, asking.question
    about = lookup.understand(reading, desk, context)
    known = from_records(reading, about, desk, context, question)
    if known:
        considered.append(Considered(f"record: {known.why}", known.confidence))
    if known and known.confidence >= lookup.SURE:
        return known
    if not about and asking_back.lost(reading, context):
        return asking_back.what_is_meant(reading, desk, question)
    if _OF_SELF.search(reading.text):
        return _unknown(asking, 0.0)
    hits = of_its_language(reading.words, asking.library.search(_search_words(asking), desk.viewer))
    considered += [Considered(_named(hit), hit.confidence, hit.factors) for hit in hits]
    best = hits[0].confidence if hits else 0.0
    document = about_documents.told(reading, asking.library, desk.viewer, desk.words, context, question)
    if document:
        considered.append(Considered(f"about a document: {document.why}", document.confidence))
    if (
        document
        and document.confidence > min(best, 0.84)
        and (document.kind == "answer" or best < asking.thresholds.answer_at)
    ):
        return document
    if known and known.confidence >= max(best, asking.thresholds.answer_at):
        return known
    if hits and best >= asking.thresholds.answer_at and _covers(hits[0], about, reading):
        return quotes.quoted(hits[0], question, desk.words)
    if known and known.kind != "answer":
        return known
    if about and about[0].sure:
        return lookup.silent(about[0], desk, question)
    if missing := asking_back.which_record(reading, desk, question):
        return missing
    if near := _near(asking, hits):
        return quotes.suggested(near, question, desk.words)
    return _unknown(asking, best)


def _named(hit: Hit) -> str:
    if isinstance(hit.found, Faq):
        return f"approved answer: {hit.found.question}"
    return f"passage {hit.found.number} of {hit.found.document}"


def _search_words(asking: _Asking) -> list[Word]:
    """What to search for: the question, after the one before where it leans on that."""
    own = asking.reading.words
    before = asking.context.question if asking.context and asking.reading.leans and not asking.reading.mentions else ""
    return [*read_words(before), *own]


def _covers(hit: Hit, about: list[lookup.Understood], reading: Reading) -> bool:
    """Whether a text answers more than the name that a record has: it must hold most of what is asked of it. Where only
    words stand that every question holds ("what's new?") the approved answer must be to that question."""
    if not reading.left() and isinstance(hit.found, Faq) and hit.evidence.in_sentence < MOSTLY:
        return False
    return not about or not about[0].sure or hit.evidence.asked >= MOSTLY


def _near(asking: _Asking, hits: list[Hit]) -> list[Hit]:
    """What may be offered instead."""
    foreign = _foreign(asking)
    return [
        hit
        for hit in hits
        if hit.confidence >= asking.thresholds.suggest_at and not (foreign and not hit.evidence.like)
    ]


def _foreign(asking: _Asking) -> bool:
    """Whether no text knows anything of what is asked about, dates left out: then what is near by its words
    alone is not worth a look."""
    subject = {stem(word) for word in asking.reading.left() if word not in COMMON}
    return bool(subject) and not any(asking.library.knows(one) for one in subject)


def _unknown(asking: _Asking, best: float) -> Answer:
    return Answer(
        "unknown",
        asking.desk.words("I don't know. Shall I ask the team?"),
        confidence=best,
        context=asking.context or Context(question=asking.question),
        why="nothing fits",
    )
