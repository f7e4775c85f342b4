"""Reading a poll from what somebody typed in a form: the poll, and a sentence beside every field that is wrong."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Literal, get_args
from zoneinfo import available_timezones

from bot import poll_slots
from bot.clock import local
from bot.local_time import moment
from bot.polls import BY_PARTNER, KINDS, NAMED_ONLY, SCALES, Every, Kind, Option, Poll
from bot.text import folded
from bot.words import Words

Values = Mapping[str, str]
Problems = dict[str, str]
Way = Literal["anonymous", "live", "reasons", "final"]
WAYS: tuple[Way, ...] = get_args(Way)
EVERIES: tuple[Every, ...] = get_args(Every)

LONGEST_QUESTION = 500
LONGEST_LABEL = 200
MOST_OPTIONS = 100
MOST_TIMES = 40
"""Slots of a meeting: each is a field of its own, and a form has its limits."""
OPENING = dt.time(9)
CLOSING = dt.time(17)
_CAPACITY = re.compile(r"(?P<label>.+?)\s*\((?P<capacity>[0-9]{1,6})\)")
_RANGE = re.compile(r"([0-9]{1,3})(?:\s*[-\u2013]\s*([0-9]{1,3}))?")


def read(values: Values, known: Poll, words: Words, now: dt.datetime) -> tuple[Poll, Problems]:
    """The poll that the form describes, with what is ``known`` of it (id, owner, zone), and what is wrong by field."""
    problems: Problems = {}
    zone = values.get("zone", "").strip() or known.zone
    if zone not in available_timezones():
        problems["zone"] = _unknown_zone(zone, words)
        zone = known.zone
    kind = _kind(values)
    poll = replace(
        known,
        question=_question(values, problems, words),
        kind=kind,
        zone=zone,
        audience=values.get("audience", "").strip() or "everyone",
        anonymous="anonymous" in _ways(values),
        live="live" in _ways(values),
        reasons="reasons" in _ways(values),
        changeable="final" not in _ways(values),
        by_partner=values.get("counted") == "partner",
        every=_every(values),
        quorum=_quorum(values, problems, words),
    )
    poll = replace(poll, options=_options(values, poll, problems, words))
    poll = _with_limits(values, poll, problems, words)
    poll = _with_dates(values, poll, problems, words, now)
    _check_ways(poll, problems, words)
    return poll, problems


def read_deadline(values: Values, zone: str, words: Words, now: dt.datetime) -> tuple[dt.datetime | None, Problems]:
    """The deadline in a form (None for none), and what is wrong with it."""
    problems: Problems = {}
    closes = _moment(values, "closes", CLOSING, zone, problems, words)
    _check_future(closes, zone, problems, words, now)
    return closes, problems


def typed(poll: Poll) -> dict[str, str]:
    """A poll as the values of the form that it could have been read from."""
    ways = (poll.anonymous, poll.live, poll.reasons, not poll.changeable)
    limits = "" if (poll.least, poll.most) == (1, max(len(poll.options), 1)) else f"{poll.least}-{poll.most}"
    return {
        "question": poll.question,
        "kind": poll.kind,
        "options": "\n".join(_line(option, poll.zone) for option in poll.options),
        "choose": limits if poll.kind == "multiple" else "",
        "audience": poll.audience,
        "zone": poll.zone,
        "ways": ",".join(way for way, on in zip(WAYS, ways, strict=True) if on),
        "counted": "partner" if poll.by_partner else "person",
        "every": poll.every,
        "quorum": str(poll.quorum) if poll.quorum else "",
        "opens": _day(poll.opens, poll.zone),
        "opens_time": _time(poll.opens, poll.zone),
        "closes": _day(poll.closes, poll.zone),
        "closes_time": _time(poll.closes, poll.zone),
    }


def _line(option: Option, zone: str) -> str:
    places = f" ({option.capacity})" if option.capacity else ""
    return poll_slots.written(option, zone) or f"{option.label}{places}"


def _day(moment: dt.datetime | None, zone: str) -> str:
    return f"{local(moment, zone):%Y-%m-%d}" if moment else ""


def _time(moment: dt.datetime | None, zone: str) -> str:
    return f"{local(moment, zone):%H:%M}" if moment else ""


def _kind(values: Values) -> Kind:
    asked = values.get("kind", "")
    return next((kind for kind in KINDS if kind == asked), "single")


def _ways(values: Values) -> frozenset[str]:
    return frozenset(values.get("ways", "").split(","))


def _every(values: Values) -> Every:
    asked = values.get("every", "")
    return next((every for every in EVERIES if every == asked), "")


def _question(values: Values, problems: Problems, words: Words) -> str:
    question = " ".join(values.get("question", "").split())
    if not question:
        problems["question"] = words("Please write the question.")
    elif len(question) > LONGEST_QUESTION:
        problems["question"] = words(
            "That has {n} characters; at most {most} fit. Please shorten it.", n=len(question), most=LONGEST_QUESTION
        )
    return question


def _options(values: Values, poll: Poll, problems: Problems, words: Words) -> tuple[Option, ...]:
    lines = [" ".join(line.split()) for line in values.get("options", "").splitlines() if line.strip()]
    if poll.kind == "text" or poll.kind in SCALES:
        if lines:
            problems["options"] = words(
                "A poll of this kind has no options of yours. Take them away, or choose another kind."
            )
        return ()
    if problem := _lines_problem(lines, poll.kind, words):
        problems["options"] = problem
        return ()
    options: list[Option] = []
    seen: dict[tuple[str, dt.datetime | None, dt.datetime | None], int] = {}
    for number, line in enumerate(lines, start=1):
        option = _option(str(number), line, poll, words)
        if isinstance(option, str):
            problems["options"] = option
            return ()
        first = seen.setdefault((folded(option.label), option.start, option.end), number)
        if first != number:
            problems["options"] = words(
                '"{option}" stands in line {first} and in line {second}.', option=line, first=first, second=number
            )
            return ()
        options.append(option)
    return tuple(options)


def _lines_problem(lines: list[str], kind: Kind, words: Words) -> str:
    most = MOST_TIMES if kind == "meeting" else MOST_OPTIONS
    if len(lines) < 2:
        return words("A choice needs at least two options. Please write one a line.")
    if len(lines) > most:
        return words("{n} options are too many: at most {most} fit.", n=len(lines), most=most)
    for number, line in enumerate(lines, start=1):
        if len(line) > LONGEST_LABEL:
            return words(
                "Line {n} has {length} characters; at most {most} fit.", n=number, length=len(line), most=LONGEST_LABEL
            )
    return ""


def _option(id: str, line: str, poll: Poll, words: Words) -> Option | str:
    """One line as an option, or what is wrong with it."""
    match poll.kind:
        case "slots":
            found = _CAPACITY.fullmatch(line)
            if found is None or int(found["capacity"]) < 1:
                return words('Please write after "{option}" how many fit in, such as: Workshop A (12)', option=line)
            return Option(id, found["label"], capacity=int(found["capacity"]))
        case "meeting":
            return poll_slots.slot(id, line, poll.zone, words)
        case _:
            return Option(id, line)


def _with_limits(values: Values, poll: Poll, problems: Problems, words: Words) -> Poll:
    """How many options may be chosen, of a "multiple"."""
    text = values.get("choose", "").strip()
    if poll.kind != "multiple":
        if text:
            problems["choose"] = words('Only for "several options". Choose that above, or leave this empty.')
        return replace(poll, least=1, most=1)
    if not text:
        return replace(poll, least=1, most=max(len(poll.options), 1))
    found = _RANGE.fullmatch(text)
    least, most = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
    if not 1 <= least <= most or (poll.options and most > len(poll.options)):
        problems["choose"] = words(
            "Please write how many may be chosen, such as: 1-3. There are {n} options.", n=len(poll.options)
        )
        return poll
    return replace(poll, least=least, most=most)


def _quorum(values: Values, problems: Problems, words: Words) -> int:
    text = values.get("quorum", "").strip() or "0"
    if not (text.isascii() and text.isdecimal() and len(text) < 7):
        problems["quorum"] = words("Please write a number, such as: 20")
        return 0
    return int(text)


def _with_dates(values: Values, poll: Poll, problems: Problems, words: Words, now: dt.datetime) -> Poll:
    opens = _moment(values, "opens", OPENING, poll.zone, problems, words)
    closes = _moment(values, "closes", CLOSING, poll.zone, problems, words)
    if opens and opens <= now:
        problems.setdefault("opens", words("That day has begun already. Leave it empty to open the poll now."))
    _check_future(closes, poll.zone, problems, words, now)
    if closes and opens and closes <= opens:
        problems.setdefault("closes", words("The deadline must be after the poll opens."))
    if poll.every and closes is None:
        problems.setdefault("closes", words("A poll that comes again needs a deadline."))
    if early := poll_slots.too_early(poll.options, opens, poll.zone, words, now):
        problems.setdefault("options", early)
    return replace(poll, opens=opens, closes=closes)


def _check_future(closes: dt.datetime | None, zone: str, problems: Problems, words: Words, now: dt.datetime) -> None:
    if closes and closes <= now:
        text = words("The deadline has passed: it was {moment}.", moment=words.moment(closes, zone))
        problems.setdefault("closes", text)


def _moment(
    values: Values, field: str, default: dt.time, zone: str, problems: Problems, words: Words
) -> dt.datetime | None:
    day, time = values.get(field, "").strip(), values.get(f"{field}_time", "").strip()
    if not day:
        if time:
            problems[field] = words("There is a time, but no day. Please give the day, too, or neither.")
        return None
    try:
        return moment(dt.date.fromisoformat(day), dt.time.fromisoformat(time) if time else default, zone)
    except (ValueError, OverflowError):
        problems[field] = words(
            '"{text}" is no date I can read. Please write it such as: 2026-03-31', text=f"{day} {time}".strip()
        )
        return None


def _check_ways(poll: Poll, problems: Problems, words: Words) -> None:
    """Wishes that exclude each other."""
    if poll.by_partner and poll.kind not in BY_PARTNER:
        problems["counted"] = words("Only choices, rankings and agreement can be counted one vote an organisation.")
    if not poll.anonymous:
        return
    if poll.kind in NAMED_ONLY:
        problems["ways"] = words("Who comes when cannot be anonymous. Please take one of the two away.")
    elif poll.live:
        problems["ways"] = words(
            "Results of an anonymous poll are shown when it closes: whoever watches the numbers change could tell who "
            "chose what. Please take one of the two away."
        )
    if poll.by_partner:
        problems["counted"] = words(
            "An anonymous poll is counted by person: it does not note anybody's organisation, for in a small one that "
            "would tell who chose what."
        )


def _unknown_zone(zone: str, words: Words) -> str:
    near = difflib.get_close_matches(zone, available_timezones(), n=1, cutoff=0.5)
    if near:
        return words('I do not know the time zone "{zone}". Did you mean {near}?', zone=zone, near=near[0])
    return words('I do not know the time zone "{zone}". Please write one such as: Europe/London', zone=zone)
