"""Check-ins: what is asked of each member again and again, and what becomes of one ask.

A *round* is one local date; everybody is asked once in it, when their own clock shows the time. Whoever skips, is away
or stops is not asked why, and nobody is counted as missing who was away.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, assert_never, get_args

from bot import prompts
from bot.cards import Input, Option
from bot.rhythms import Rhythm
from bot.text import plainly
from bot.words import Words

Kind = Literal["text", "choice", "rating", "mood", "yes_no", "help"]
KINDS: tuple[Kind, ...] = get_args(Kind)
State = Literal["active", "paused", "ended"]
Ask = Literal["asked", "snoozed", "answered", "skipped", "away", "unreachable"]
Need = Literal["open", "taken", "settled"]
"""What becomes of a request for help: nobody sees to it, somebody does, it is met."""
WAITING: tuple[Ask, ...] = ("asked", "snoozed")
"""Asks that are still to be answered; after their round's end they no longer can be."""
SCALE = 5
FEWEST_MOODS = 5
"""Moods are told only as an average over at least so many people."""
MOST_QUESTIONS, MOST_OPTIONS, LONGEST = 10, 20, 4000
NO = frozenset({"no", "n", "nope", "nah", "no thanks", "no thank you", "na", "nac oes", "nag ydw", "naddo"})
NOTHING = NO | {
    "none",
    "nothing",
    "nothing thanks",
    "nothing at the moment",
    "not at the moment",
    "n/a",
    "-",
    "dim",
    "dim byd",
}
"""Written where help may be asked for, these ask for none: nobody is to be called for a "no"."""
GRACE = dt.timedelta(hours=26)
"""How late somebody may still be asked: after a night in which nothing ran, not after a week. Longer than the 25 hours
between the zones that are furthest apart, so that whoever moves to the other one is asked there."""


@dataclass(frozen=True, slots=True)
class Question:
    """Something that is asked; ``options`` of a choice, ``follow_up`` of a yes. Whoever answers one of kind "help" asks
    for help, and somebody is to see to it."""

    text: str
    kind: Kind = "text"
    options: tuple[str, ...] = ()
    follow_up: str = ""


@dataclass(frozen=True, slots=True)
class CheckIn:
    """What is asked, of whom and when. ``owner`` (a person's id) reads the answers and is told how it went.

    ``rotate``: one question a round, in turn. ``prompts``: instead of questions, one of the library's prompts, and what
    came of it. ``remind_after_hours`` 0: no reminder. After ``escalate_after_days`` the owner hears who is silent and
    which requests for help are not met; 0: never.
    """

    id: str
    title: str
    rhythm: Rhythm
    at: dt.time
    questions: tuple[Question, ...] = ()
    audience: str = "everyone"
    owner: str = ""
    rotate: bool = False
    prompts: bool = False
    remind_after_hours: int = 24
    escalate_after_days: int = 3
    state: State = "active"

    def asked_in(self, number: int) -> tuple[int, ...]:
        """The places of the questions that round ``number`` (from 0) asks."""
        return (number % len(self.questions),) if self.rotate and self.questions else tuple(range(len(self.questions)))

    def of_kind(self, kind: Kind) -> tuple[str, ...]:
        """The fields of all questions of a kind."""
        return tuple(f"q{place}" for place, asked in enumerate(self.questions) if asked.kind == kind)


class BadAnswer(ValueError):
    """Answers that cannot be kept: ``problems`` by input."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = problems


def inputs(
    checkin: CheckIn, places: tuple[int, ...], words: Words, given: Mapping[str, str], problems: Mapping[str, str]
) -> tuple[Input, ...]:
    """The fields in which these questions (or a prompt) are answered, named by their places; none has to be filled in."""
    if checkin.prompts:
        return tuple(
            replace(one, value=given.get(one.name, ""), error=problems.get(one.name, ""))
            for one in prompts.fields(words)
        )
    found: list[Input] = []
    for place in places:
        asked, name = checkin.questions[place], f"q{place}"
        field = Input(name, asked.text, value=given.get(name, ""), required=False, error=problems.get(name, ""))
        match asked.kind:
            case "help":
                hint = words("Whoever reads the answers is told at once. Leave it empty if you need nothing.")
                found.append(replace(field, type="long_text", hint=hint))
            case "text":
                found.append(replace(field, type="long_text"))
            case "choice":
                found.append(replace(field, type="choice", options=tuple(Option(one, one) for one in asked.options)))
            case "rating":
                scale = tuple(Option(str(n), str(n)) for n in range(1, SCALE + 1))
                found.append(
                    replace(field, type="choice", options=scale, hint=words("1 is low, {n} is high.", n=SCALE))
                )
            case "mood":
                scale = tuple(Option(label, str(n)) for n, label in enumerate(moods(words), 1))
                hint = words("Only shown as an average over at least {n} people.", n=FEWEST_MOODS)
                found.append(replace(field, type="choice", options=scale, hint=hint))
            case "yes_no":
                found.append(replace(field, type="yes_no"))
                if asked.follow_up:
                    more = f"{name}_more"
                    label = words("If yes: {question}", question=asked.follow_up)
                    value, error = given.get(more, ""), problems.get(more, "")
                    found.append(Input(more, label, "long_text", value=value, required=False, error=error))
            case _:
                assert_never(asked.kind)
    return tuple(found)


def answers(checkin: CheckIn, places: tuple[int, ...], values: Mapping[str, str], words: Words) -> dict[str, str]:
    """What was answered, by the name of the input, without what was left empty.

    Raises:
        BadAnswer: a value that was not on offer, a text that is too long, or nothing at all.
    """
    found: dict[str, str] = {}
    problems: dict[str, str] = {}
    offered = inputs(checkin, places, words, {}, {})
    for field in offered:
        value = values.get(field.name, "").strip()
        if not value or asks_for_no_help(checkin, field.name, value):
            continue
        accepted = [option.value for option in field.options] or (["yes", "no"] if field.type == "yes_no" else [])
        if accepted and value not in accepted:
            problems[field.name] = words("Please choose one of what is offered.")
        elif len(value) > LONGEST:
            text = words("Please shorten this to {most} characters; it has {n}.", most=LONGEST, n=len(value))
            problems[field.name] = text
        else:
            found[field.name] = value
    if not found and not problems:
        problems[offered[0].name] = words("Please answer at least one question, or press Skip.")
    if problems:
        raise BadAnswer(problems)
    return found


def asks_for_no_help(checkin: CheckIn, field: str, value: str) -> bool:
    """Whether it is a "no" or "nothing" where help may be asked for."""
    return field in checkin.of_kind("help") and plainly(value) in NOTHING


def moods(words: Words) -> tuple[str, ...]:
    """The moods from 1 to ``SCALE``."""
    return (words("very low"), words("low"), words("so-so"), words("good"), words("very good"))


def mean(values: list[int], *, private: bool) -> float | None:
    """The average; None where there is none to tell: no value, or a ``private`` one over fewer than FEWEST_MOODS."""
    return sum(values) / len(values) if len(values) >= (FEWEST_MOODS if private else 1) else None
