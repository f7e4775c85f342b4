"""The forms in which staff make a poll and move its deadline, and the beginnings they can start from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.cards import Form, Input, Option
from bot.events import Action
from bot.usecases.poll_cards import every_names
from bot.words import Words


def templates(words: Words) -> dict[str, tuple[str, dict[str, str]]]:
    """Beginnings by name: what they are called, and the form's values."""
    return {
        "decide": (
            words("Decide together"),
            {
                "kind": "single",
                "question": words("Shall we go ahead?"),
                "options": "\n".join((words("Yes"), words("No"), words("Abstain"))),
                "counted": "partner",
                "ways": "live,reasons",
            },
        ),
        "choose": (words("Choose one"), {"kind": "single", "ways": "live"}),
        "several": (words("Choose several"), {"kind": "multiple", "ways": "live"}),
        "rank": (words("Rank priorities"), {"kind": "ranked"}),
        "rate": (words("Rate something"), {"kind": "rating", "ways": "anonymous,reasons"}),
        "recommend": (
            words("Would you recommend us?"),
            {
                "kind": "nps",
                "ways": "anonymous,reasons",
                "question": words("How likely are you to recommend the coalition to a colleague, from 0 to 10?"),
            },
        ),
        "agree": (words("Agree or disagree"), {"kind": "agreement", "ways": "reasons"}),
        "ask": (words("Ask for words"), {"kind": "text"}),
        "meet": (words("Find a time to meet"), {"kind": "meeting", "ways": "live"}),
        "slots": (words("Share out places"), {"kind": "slots", "ways": "live"}),
    }


def kinds(words: Words) -> dict[str, str]:
    """What each kind of poll is called."""
    return {
        "single": words("one option"),
        "multiple": words("several options"),
        "ranked": words("ranking"),
        "rating": words("rating, 1 to 5"),
        "nps": words("recommendation, 0 to 10"),
        "agreement": words("agreement"),
        "text": words("own words"),
        "meeting": words("time to meet"),
        "slots": words("places that fill up"),
    }


USUAL = {"counted": "person"}
"""What is meant where nothing else is chosen."""


def draft_form(words: Words, values: Mapping[str, str], problems: Mapping[str, str], id: str = "") -> Form:
    """The form in which a poll is made: filled in, and with what is wrong beside the fields."""
    ways = {
        "anonymous": words("Anonymous: nobody can tell who chose what"),
        "live": words("Show the result while people vote"),
        "reasons": words("Ask for a reason, if people like"),
        "final": words("A vote cannot be changed"),
    }
    counted = {"person": words("by person"), "partner": words("one vote an organisation")}
    options_hint = words(
        "At least two, one a line; none for ratings and own words. Times such as 2026-03-10 14:00-15:00; places such as "
        "Workshop A (12)."
    )
    audience_hint = words("Such as everyone, partner:NAME or network:NAME and not role:champion; or e-mail addresses")
    once = words("Empty: only once")
    inputs = (
        Input("question", words("Question")),
        Input("kind", words("People give"), "choice", _options(kinds(words))),
        Input("options", words("Options"), "long_text", required=False, hint=options_hint),
        Input("audience", words("Who may vote"), required=False, hint=audience_hint),
        Input("closes", words("Last day"), "date", required=False),
        Input("closes_time", words("Closing time"), "time", required=False),
        Input("ways", words("How"), "choices", _options(ways), required=False),
        Input("counted", words("Counted"), "choice", _options(counted), required=False),
        Input("choose", words("How many may be chosen"), required=False, hint=words("Such as 1-3")),
        Input("quorum", words("Quorum"), "number", required=False, hint=words("How many must vote for it to count")),
        Input("opens", words("Opens on"), "date", required=False, hint=words("Empty: as soon as you open it")),
        Input("opens_time", words("Opening time"), "time", required=False),
        Input("every", words("Comes again"), "choice", _options(every_names(words)), required=False, hint=once),
        Input("zone", words("Time zone"), required=False),
    )
    filled = tuple(
        replace(field, value=values.get(field.name) or USUAL.get(field.name, ""), error=problems.get(field.name, ""))
        for field in inputs
    )
    return Form(words("A new poll"), Action("poll_draft", (id,)), filled, words("Preview"))


def deadline_form(words: Words, id: str, values: Mapping[str, str], problems: Mapping[str, str]) -> Form:
    """The form that gives a poll another deadline."""
    problem = problems.get("closes", "")
    day = Input("closes", words("Last day"), "date", value=values.get("closes", ""), error=problem)
    time = Input("closes_time", words("Closing time"), "time", value=values.get("closes_time", ""), required=False)
    return Form(words("A new deadline"), Action("poll_extend", (id,)), (day, time), words("Set the deadline"))


def _options(names: Mapping[str, str]) -> tuple[Option, ...]:
    return tuple(Option(label, value) for value, label in names.items() if value)
