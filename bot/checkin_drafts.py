"""Reading a check-in as it is written, by staff in a form or in config.yaml: and a sentence beside what is wrong.

A question is a line: ``How did it go?`` is asked for words; ``mood: How are you?``, ``rate: ...``, ``choose: Which? | A |
B``, ``yes or no: Were you there? | What did you hear?`` and ``help: What do you need?`` say what else it may be.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import replace

from bot.audiences import BadAudience, nearest, parse
from bot.checkins import MOST_OPTIONS, MOST_QUESTIONS, CheckIn, Kind, Question
from bot.rhythms import EVERY, ON_HOLIDAY, BadRhythm, Rhythm, checked
from bot.text import folded
from bot.words import Words

Values = Mapping[str, str]
Problems = dict[str, str]
MARKS: Mapping[str, Kind] = {
    "mood": "mood",
    "rate": "rating",
    "rating": "rating",
    "choose": "choice",
    "choice": "choice",
    "yes or no": "yes_no",
    "yes/no": "yes_no",
    "help": "help",
}
LONGEST_TITLE, LONGEST_QUESTION = 200, 500
FIRST = dt.date(2024, 1, 1)
"""A Monday: fortnights count from it where nothing else is said."""
_TIME = re.compile(
    r"(?P<hour>[01]?\d|2[0-3])[:.](?P<minute>[0-5]\d)"
    r"|(?P<of_twelve>0?[1-9]|1[0-2])(?:[:.](?P<past>[0-5]\d))? ?(?P<half>[ap])\.?m\.?"
)


class BadQuestion(ValueError):
    """A line that is no question; the text says what would be right."""


def question(line: str, words: Words) -> Question:
    """The question that a line holds.

    Raises:
        BadQuestion: it cannot be asked as it is written.
    """
    mark, colon, rest = line.partition(":")
    kind = MARKS.get(" ".join(mark.casefold().split())) if colon else None
    if kind is None and colon and len(mark.split()) == 1 and "?" in rest and (near := nearest(mark, MARKS)):
        raise BadQuestion(words('"{mark}:" is not known. Did you mean "{near}:"?', mark=mark.strip(), near=near))
    text, *more = (part.strip() for part in (rest if kind else line).split("|"))
    parts = tuple(filter(None, more))
    if not text:
        raise BadQuestion(words('"{line}" holds no question.', line=line.strip()))
    if len(line) > LONGEST_QUESTION:
        raise BadQuestion(
            words("A question may have {most} characters; this has {n}.", most=LONGEST_QUESTION, n=len(line))
        )
    match kind:
        case "choice" if not 2 <= len(parts) <= MOST_OPTIONS or len({*map(folded, parts)}) < len(parts):
            raise BadQuestion(
                words(
                    '"{text}" needs 2 to {most} different options: choose: {text} | A | B', text=text, most=MOST_OPTIONS
                )
            )
        case "choice":
            return Question(text, kind, parts)
        case "yes_no":
            return Question(text, kind, follow_up=parts[0] if parts else "")
        case "mood" | "rating" | "help":
            return Question(text, kind)
        case _:
            return Question(" | ".join((text, *parts)))


def written(one: Question) -> str:
    """The line that ``question`` reads back as this one."""
    marks = {
        "mood": "mood: ",
        "rating": "rate: ",
        "choice": "choose: ",
        "yes_no": "yes or no: ",
        "help": "help: ",
        "text": "",
    }
    return " | ".join((marks[one.kind] + one.text, *one.options, *((one.follow_up,) if one.follow_up else ())))


def read(values: Values, known: CheckIn, words: Words) -> tuple[CheckIn, Problems]:
    """The check-in that a form describes, with what is ``known`` of it, and what is wrong by field."""
    problems: Problems = {}
    title = " ".join(values.get("title", "").split())
    if not 1 <= len(title) <= LONGEST_TITLE:
        problems["title"] = words("Give it a title of at most {most} characters.", most=LONGEST_TITLE)
    made = replace(
        known,
        title=title[:LONGEST_TITLE],
        questions=_questions(values, known, problems, words),
        audience=_audience(values, problems, words),
        rhythm=_rhythm(values, known, problems, words),
        at=_time(values, problems, words),
        rotate=values.get("rotate", "") == "yes",
        remind_after_hours=_number(values, "remind_after_hours", known.remind_after_hours, problems, words),
        escalate_after_days=_number(values, "escalate_after_days", known.escalate_after_days, problems, words),
    )
    return made, problems


def typed(checkin: CheckIn) -> dict[str, str]:
    """A check-in as the values of the form that it could have been read from."""
    return {
        "title": checkin.title,
        "questions": "\n".join(written(one) for one in checkin.questions),
        "audience": checkin.audience,
        "every": checkin.rhythm.every,
        "on": checkin.rhythm.on,
        "at": f"{checkin.at:%H:%M}",
        "calendar": checkin.rhythm.calendar,
        "on_holiday": checkin.rhythm.on_holiday,
        "rotate": "yes" if checkin.rotate else "no",
        "remind_after_hours": str(checkin.remind_after_hours),
        "escalate_after_days": str(checkin.escalate_after_days),
    }


def _questions(values: Values, known: CheckIn, problems: Problems, words: Words) -> tuple[Question, ...]:
    lines = [line for line in values.get("questions", "").splitlines() if line.strip()]
    if known.prompts:
        return ()
    if not 1 <= len(lines) <= MOST_QUESTIONS:
        problems["questions"] = words("Write 1 to {most} questions, one a line.", most=MOST_QUESTIONS)
        return ()
    found: list[Question] = []
    wrong: list[str] = []
    for line in lines:
        try:
            found.append(question(line, words))
        except BadQuestion as error:
            wrong.append(str(error))
    if wrong:
        problems["questions"] = " ".join(wrong)
    if len({folded(one.text) for one in found}) < len(found):
        problems.setdefault("questions", words("The same question stands there twice."))
    return tuple(found)


def _audience(values: Values, problems: Problems, words: Words) -> str:
    text = values.get("audience", "").strip() or "everyone"
    try:
        parse(text, words)
    except BadAudience as error:
        problems["audience"] = str(error)
    return text


def _rhythm(values: Values, known: CheckIn, problems: Problems, words: Words) -> Rhythm:
    every, rest = values.get("every", "week"), values.get("on_holiday", "") or "next"
    if every not in EVERY or rest not in ON_HOLIDAY:
        problems["every"] = words("Please choose one of what is offered.")
        return known.rhythm
    found = Rhythm(
        every,
        " ".join(values.get("on", "").split()),
        known.rhythm.start,
        values.get("calendar", "").strip(),
        rest,
    )
    any_day = replace(known.rhythm, calendar=found.calendar)
    for name, part in (("on", replace(found, calendar="")), ("calendar", any_day)):
        try:
            checked(part, words)
        except BadRhythm as error:
            problems[name] = str(error)
    return known.rhythm if problems.keys() & {"on", "calendar"} else found


def _time(values: Values, problems: Problems, words: Words) -> dt.time:
    found = _TIME.fullmatch(values.get("at", "").strip().casefold())
    if found is None:
        problems["at"] = words("Write the time like 09:30.")
        return dt.time(9)
    if found["half"]:
        return dt.time(int(found["of_twelve"]) % 12 + 12 * (found["half"] == "p"), int(found["past"] or 0))
    return dt.time(int(found["hour"]), int(found["minute"]))


def _number(values: Values, name: str, usual: int, problems: Problems, words: Words) -> int:
    text = values.get(name, "").strip()
    if not text:
        return usual
    if not re.fullmatch(r"[0-9]{1,3}", text):
        problems[name] = words("Write a number from 0 to 999; 0 means never.")
        return usual
    return int(text)
