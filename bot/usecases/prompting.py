"""The library of prompts for champions: a beginning, adding and retiring, and the stories that came back."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping

from bot.cards import Form, Input, Option
from bot.events import Action
from bot.people import Person, require
from bot.prompts import Prompt
from bot.store import champions, prompts
from bot.store.database import Transaction
from bot.words import Words

LONGEST = 500
STARTERS = (
    "Tell one colleague this week what you are a champion for. What did they ask?",
    "Which question did people bring to you lately? Write it down: others are asked the same.",
    "Ask somebody who uses your service what they would change first.",
    "Share one thing that worked at your place, however small.",
    "Invite a colleague to the next event of the coalition. Whom did you ask?",
    "Where do people give up on the way to help? Look at one step of it this week.",
    "Thank somebody who helped you. What did they do?",
    "Read one report of a taskgroup. What could you use tomorrow?",
    "Who is missing when your team decides? Find out how to ask them.",
    "Try one small change for a week. What happened?",
    "Which partner should we know better? Say why in a sentence.",
    "What would you like to learn from another champion?",
)
"""What a library begins with; the team changes it as it likes."""


def begin_library(tx: Transaction, now: dt.datetime) -> None:
    """Fill the library, unless it ever held anything."""
    if not prompts.library(tx, retired=True):
        for number, text in enumerate(STARTERS):
            prompts.save(tx, Prompt(f"starter-{number:02}", text), now + number * dt.timedelta(microseconds=1))


def form(tx: Transaction, words: Words, values: Mapping[str, str], problems: Mapping[str, str]) -> Form:
    """The form for a new prompt: filled in, and with what is wrong beside the fields."""
    fields = [Input("text", words("Prompt"), "long_text", value=values.get("text", ""), error=problems.get("text", ""))]
    for name, label, found in (
        ("themes", words("Only for these themes"), [one.name for one in champions.themes(tx)]),
        ("regions", words("Only in these regions"), champions.regions(tx)),
    ):
        options = tuple(Option(one, one) for one in found)
        chosen, error = values.get(name, ""), problems.get(name, "")
        if options:
            fields.append(Input(name, label, "choices", options, chosen, required=False, error=error))
    return Form(words("A prompt for champions"), Action("prompt_add"), tuple(fields), words("Add"))


def add(
    tx: Transaction, values: Mapping[str, str], person: Person, words: Words, now: dt.datetime
) -> tuple[Prompt, dict[str, str]]:
    """Add a prompt that was typed into a form; what is wrong with it, by field. Nothing is kept unless all is right.

    Raises:
        NotAllowed: the person may not run check-ins.
    """
    require(person, "run_checkins")
    text, problems = " ".join(values.get("text", "").split()), dict[str, str]()
    if not text:
        problems["text"] = words("Please write the prompt.")
    elif len(text) > LONGEST:
        problems["text"] = words(
            "Write a prompt of at most {most} characters; this has {n}.", most=LONGEST, n=len(text)
        )
    known = {theme.name: theme.name for theme in champions.themes(tx)}
    themes = tuple(filter(None, values.get("themes", "").split(",")))
    regions = tuple(filter(None, values.get("regions", "").split(",")))
    if unknown := [theme for theme in themes if theme not in known]:
        problems["themes"] = words('There is no theme "{name}".', name=unknown[0])
    made = Prompt(secrets.token_hex(6), text, themes, regions)
    if not problems:
        prompts.save(tx, made, now)
    return made, problems


def retire(tx: Transaction, id: str, person: Person, now: dt.datetime) -> bool:
    """Give a prompt to nobody any more; False if there is none.

    Raises:
        NotAllowed: the person may not run check-ins.
    """
    require(person, "run_checkins")
    found = prompts.find(tx, id)
    if found is None:
        return False
    prompts.save(tx, Prompt(found.id, found.text, found.themes, found.regions, retired=True), now)
    return True


def stories(tx: Transaction, since: dt.datetime) -> list[tuple[str, str]]:
    """Stories that may be quoted, the latest first, each with the name to give with it ("": without one)."""
    found = prompts.told(tx, since)
    quotable = [(name, answers) for _, _, name, answers in found if answers.get(prompts.STORY)]
    by_consent = {"named": True, "unnamed": False}
    return [
        (answers[prompts.STORY], name if by_consent[answers[prompts.QUOTE]] else "")
        for name, answers in quotable
        if answers.get(prompts.QUOTE) in by_consent
    ]
