"""Check-ins as cards: the one that asks, the form in which somebody answers, and what is left to do afterwards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from bot import checkin_talk
from bot.cards import Block, Button, Buttons, Card, Context, Facts, Form, Input, Item, Listing, Text
from bot.checkins import CheckIn, inputs
from bot.events import Action
from bot.prompts import Prompt
from bot.store.checkins import Round
from bot.usecases.open_checkins import Open
from bot.words import Words

MOST_BUTTONS = 5
"""Answers that stand side by side, so that one press answers."""


def asking(checkin: CheckIn, round: Round, words: Words, reader: str, prompt: Prompt | None = None) -> Card:
    """The card that asks. ``reader`` is who reads the answers."""
    key = (checkin.id, round.day.isoformat())
    blocks: list[Block] = [Text(checkin.title, "heading")]
    questions = [checkin.questions[place] for place in round.places]
    if prompt:
        blocks.append(Text(prompt.text))
    elif len(questions) == 1:
        blocks.append(Text(questions[0].text))
    else:
        blocks.append(Listing(tuple(Item(one.text) for one in questions)))
    quick = _quick(checkin, round, words)
    if quick:
        blocks.append(Buttons(tuple(Button(label, Action("checkin_quick", (*key, value))) for label, value in quick)))
    answer = () if quick else (Button(words("Answer"), Action("checkin", key), "primary"),)
    blocks.append(
        Buttons(
            (
                *answer,
                Button(words("Skip"), Action("checkin_skip", key)),
                Button(words("Later"), Action("checkin_later", key)),
                Button(words("I am away"), Action("checkin_away", key)),
                Button(words("Stop asking"), Action("checkin_stop", key)),
            )
        )
    )
    if not quick:
        blocks.append(Context(words("In a chat you can simply write back: I ask one question after the other.")))
    blocks.append(Context(words("The answers go to {reader}. Skipping is fine.", reader=reader)))
    summary = prompt.text if prompt else questions[0].text if len(questions) == 1 else checkin.title
    return Card(summary, tuple(blocks))


def form(
    checkin: CheckIn,
    day: dt.date,
    places: tuple[int, ...],
    words: Words,
    reader: str,
    *,
    given: Mapping[str, str] | None = None,
    problems: Mapping[str, str] | None = None,
    prompt: Prompt | None = None,
) -> Card:
    """The form in which somebody answers the questions at these places, with what they answered before and what is wrong
    with it."""
    made = Form(
        checkin.title,
        Action("checkin_form", (checkin.id, day.isoformat())),
        inputs(checkin, places, words, given or {}, problems or {}),
        words("Send"),
    )
    told: tuple[Block, ...] = (Text(prompt.text),) if prompt else ()
    note = Context(words("The answers go to {reader}. Skipping is fine.", reader=reader))
    return Card(checkin.title, (*told, made, note))


def question(
    one: Open, asked: tuple[Input, ...], field: Input, words: Words, *, said: str = "", error: str = ""
) -> Card:
    """One question of those ``asked`` one by one, after what was ``said`` to the last answer or what is wrong with it."""
    key = (one.checkin.id, one.round.day.isoformat())
    about = words(
        "{title}, question {n} of {total}", title=one.checkin.title, n=asked.index(field) + 1, total=len(asked)
    )
    before = [Text(text) for text in (said, error) if text]
    now = [Context(words("Your answer now: {answer}", answer=checkin_talk.label(field, words)))] if field.value else []
    hint = [Context(field.hint)] if field.hint else []
    ways = (
        Button(words("Skip this one"), Action("checkin_pass", (*key, field.name))),
        Button(words("Later"), Action("checkin_later", key)),
        Button(words("Stop here"), Action("checkin_end", key)),
    )
    blocks = (*before, Context(about), Text(field.label, "heading"), *hint, *now, *_offered(key, field, words))
    return Card(field.label, (*blocks, Buttons(ways)))


def _offered(key: tuple[str, str], field: Input, words: Words) -> tuple[Block, ...]:
    """The answers that can be given with one press, or a list of them to write the number of."""
    options = _options(field, words)
    if len(options) > MOST_BUTTONS:
        numbered = tuple((str(n), label) for n, (label, _) in enumerate(options, 1))
        return (Facts(numbered), Context(words("Write its number or its name.")))
    name = field.name
    buttons = tuple(Button(label, Action("checkin_take", (*key, name, value))) for label, value in options)
    return (
        (Buttons(buttons), Context(words("Press one, or write it.")))
        if buttons
        else (Context(words("Write your answer.")),)
    )


def answered(one: Open, asked: tuple[Input, ...], words: Words, said: str = "") -> Card:
    """What was answered one by one, and the way to change it."""
    key = (one.checkin.id, one.round.day.isoformat())
    text = words("Thank you, that is noted.")
    rows = tuple((field.label, checkin_talk.label(field, words) or words("no answer")) for field in asked)
    change = Button(words("Change an answer"), Action("checkin_change", key))
    stop = Button(words("Stop asking"), Action("checkin_stop", key))
    before = (Text(said),) if said else ()
    return Card(text, (*before, Text(text), Facts(rows), Buttons((change, stop))))


def choose(one: Open, asked: tuple[Input, ...], words: Words) -> Card:
    """Which answer is to be changed."""
    text, key = words("Which answer do you want to change?"), (one.checkin.id, one.round.day.isoformat())
    buttons = tuple(Button(field.label, Action("checkin_put", (*key, field.name))) for field in asked)
    return Card(text, (Text(text), Buttons(buttons)))


def thanks(checkin: CheckIn, round: Round, words: Words, asked_for_help: str = "") -> Card:
    """After an answer, with the way to change it; ``asked_for_help`` is who was told of a request for help."""
    text = words("Thank you, that is noted.")
    change = Button(words("Change my answer"), Action("checkin", (checkin.id, round.day.isoformat())))
    told = words("I am telling {reader} now that you ask for help.", reader=asked_for_help)
    return Card(text, (Text(text), *((Context(told),) if asked_for_help else ()), Buttons((change,))))


def _quick(checkin: CheckIn, round: Round, words: Words) -> list[tuple[str, str]]:
    """The answers to a single question that one press can give."""
    if checkin.prompts or len(round.places) != 1:
        return []
    found = _options(inputs(checkin, round.places, words, {}, {})[0], words)
    return found if len(found) <= MOST_BUTTONS else []


def _options(field: Input, words: Words) -> list[tuple[str, str]]:
    """The answers that a field offers, each with its value."""
    if field.type == "yes_no":
        return [(words("Yes"), "yes"), (words("No"), "no")]
    return [(one.label, one.value) for one in field.options]
