"""Polls: what can be asked, who may answer until when, and what an answer must be like.

One ballot a person, wherever they answer. The sentences of ``problem`` and ``BadAnswer`` are for the person.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from bot.words import Words

Kind = Literal["single", "multiple", "ranked", "rating", "nps", "agreement", "text", "meeting", "slots"]
KINDS: tuple[Kind, ...] = get_args(Kind)
State = Literal["draft", "planned", "open", "closed", "deleted"]
Every = Literal["", "week", "fortnight", "month"]

SCALES: Mapping[Kind, tuple[str, ...]] = {
    "rating": tuple(str(n) for n in range(1, 6)),
    "nps": tuple(str(n) for n in range(11)),
    "agreement": tuple(str(n) for n in range(1, 6)),
}
"""Kinds whose options are given: their ids from low to high."""
BY_PARTNER: frozenset[Kind] = frozenset({"single", "multiple", "ranked", "agreement"})
"""Kinds of which an organisation can have one vote."""
NAMED_ONLY: frozenset[Kind] = frozenset({"meeting", "slots"})
"""Kinds whose result is who comes when."""

LONGEST_TEXT = 4000
LONGEST_REASON = 1000
MOST_RANKS = 10
"""Preferences that are asked for: nobody orders more with care."""
GRACE = dt.timedelta(seconds=30)
"""A poll is counted so long after its deadline: a vote that was given in time and is still on its way is counted."""


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose. A slot of a meeting has its moments (UTC) for a label; ``capacity`` is how many fit in."""

    id: str
    label: str = ""
    start: dt.datetime | None = None
    end: dt.datetime | None = None
    capacity: int | None = None


@dataclass(frozen=True, slots=True)
class Poll:
    """One question put to many.

    ``least`` and ``most`` bound how many options of a "multiple" may be chosen. ``by_partner`` counts one vote an
    organisation. ``quorum`` is how many voters (organisations, if counted by them) a result needs. Moments are UTC;
    ``zone`` is where the poll was made.
    """

    id: str
    question: str
    kind: Kind
    options: tuple[Option, ...] = ()
    least: int = 1
    most: int = 1
    anonymous: bool = False
    live: bool = False
    reasons: bool = False
    changeable: bool = True
    by_partner: bool = False
    quorum: int = 0
    audience: str = "everyone"
    opens: dt.datetime | None = None
    closes: dt.datetime | None = None
    every: Every = ""
    first: dt.datetime | None = None
    """When the first of a recurring poll's rounds opened."""
    zone: str = "Europe/London"
    owner: str = ""
    state: State = "draft"

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of what can be chosen, in the order shown."""
        return SCALES.get(self.kind) or tuple(option.id for option in self.options)

    @property
    def is_secret_now(self) -> bool:
        """Whether results must not be shown yet, not even to staff. Of anonymous polls they never are before the end:
        whoever watches the numbers change could tell who chose what."""
        return self.state == "open" and (self.anonymous or not self.live)

    def takes_votes(self, at: dt.datetime) -> bool:
        """Whether a vote that was given at this moment counts, unless the poll has been counted already."""
        return self.state == "open" and (self.closes is None or at < self.closes)

    def is_overdue(self, now: dt.datetime) -> bool:
        """Whether its deadline, or a time to meet in it, is past: nobody could answer all of it any more."""
        return any(then <= now for then in (self.closes, *(option.start for option in self.options)) if then)


@dataclass(frozen=True, slots=True)
class Answer:
    """What one person answered: option ids (in order of preference if ranked), ``maybe`` for "if need be"."""

    choices: tuple[str, ...] = ()
    maybe: tuple[str, ...] = ()
    text: str = ""
    reason: str = ""


class BadAnswer(Exception):
    """An answer that the poll cannot take; the text says why, to the person. ``field`` is the form's input."""

    def __init__(self, sentence: str, field: str = "choice") -> None:
        super().__init__(sentence)
        self.field = field


def label(option: Option, words: Words, zone: str) -> str:
    """An option as a person in this zone reads it."""
    if option.start is None:
        return option.label
    start = words.moment(option.start, zone)
    return f"{start}\u2013{words.time(option.end, zone)}" if option.end else start


def labels(poll: Poll, words: Words, zone: str) -> dict[str, str]:
    """What can be chosen: each id and its label, in the order shown."""
    if poll.kind == "agreement":
        return dict(zip(poll.ids, _agreement(words), strict=True))
    if poll.kind in SCALES:
        return {id: id for id in poll.ids}
    return {option.id: label(option, words, zone) for option in poll.options}


def checked(poll: Poll, answer: Answer, words: Words) -> Answer:
    """The answer, if the poll can take it.

    Raises:
        BadAnswer: it says why not.
    """
    chosen = (*answer.choices, *answer.maybe)
    if any(id not in poll.ids for id in chosen):
        raise BadAnswer(words("That is not one of the options of this poll."))
    if len(set(chosen)) < len(chosen):
        raise BadAnswer(words("Please name each option once."))
    if poll.kind == "text" and not answer.text.strip():
        raise BadAnswer(words("Please write an answer."), "text")
    _check_number(poll, answer, words)
    for field, text, longest in (("text", answer.text, LONGEST_TEXT), ("reason", answer.reason, LONGEST_REASON)):
        if len(text) > longest:
            raise BadAnswer(
                words("That has {n} characters; at most {most} fit. Please shorten it.", n=len(text), most=longest),
                field,
            )
    return answer


def answer_of(poll: Poll, values: Mapping[str, str], words: Words) -> Answer:
    """The answer in a form.

    Raises:
        BadAnswer: the poll cannot take it.
    """
    reason = values.get("reason", "").strip()
    match poll.kind:
        case "ranked":
            answer = Answer(_ranking(poll, values, words), reason=reason)
        case "meeting":
            said = {id: values.get(f"slot{id}", "no") for id in poll.ids}
            answer = Answer(
                tuple(id for id, fits in said.items() if fits == "yes"),
                tuple(id for id, fits in said.items() if fits == "maybe"),
                reason=reason,
            )
        case "text":
            answer = Answer(text=values.get("text", "").strip(), reason=reason)
        case "single" | "multiple" | "rating" | "nps" | "agreement" | "slots":
            answer = Answer(tuple(filter(None, values.get("choice", "").split(","))), reason=reason)
    return checked(poll, answer, words)


def _check_number(poll: Poll, answer: Answer, words: Words) -> None:
    number = len(answer.choices)
    match poll.kind:
        case "text" | "meeting":
            return
        case "multiple":
            least, most = poll.least, poll.most
        case "ranked":
            least, most = 1, len(poll.options)
        case "single" | "rating" | "nps" | "agreement" | "slots":
            least, most = 1, 1
    if number < least:
        raise BadAnswer(
            words.plural("Please choose at least {n} option.", "Please choose at least {n} options.", least)
        )
    if number > most:
        raise BadAnswer(words.plural("Please choose at most {n} option.", "Please choose at most {n} options.", most))


def _ranking(poll: Poll, values: Mapping[str, str], words: Words) -> tuple[str, ...]:
    """The options from the first preference on; a preference may only be left out after the last one given."""
    ranks = [values.get(f"rank{n}", "") for n in range(1, len(poll.options) + 1)]
    while ranks and not ranks[-1]:
        ranks.pop()
    for number, id in enumerate(ranks, start=1):
        if not id:
            raise BadAnswer(
                words(
                    "Preference {n} is empty, but a later one is not. Please leave no gap.",
                    n=number,
                ),
                f"rank{number}",
            )
        if id in ranks[: number - 1]:
            raise BadAnswer(words("You named this option before. Please name each option once."), f"rank{number}")
    return tuple(ranks)


def _agreement(words: Words) -> tuple[str, ...]:
    return (
        words("Strongly disagree"),
        words("Disagree"),
        words("Neither agree nor disagree"),
        words("Agree"),
        words("Strongly agree"),
    )
