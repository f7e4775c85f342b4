"""Check-ins as cards: the one that asks, the form in which somebody answers, and what is left to do afterwards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from bot.cards import Block, Button, Buttons, Card, Context, Form, Item, Listing, Text
from bot.checkins import CheckIn, inputs
from bot.events import Action
from bot.prompts import Prompt
from bot.store.checkins import Round
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
    blocks.append(Context(words("{reader} reads the answers. Skipping is fine.", reader=reader)))
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
    note = Context(words("{reader} reads the answers. Skipping is fine.", reader=reader))
    return Card(checkin.title, (*told, made, note))


def thanks(checkin: CheckIn, round: Round, words: Words, asked_for_help: str = "") -> Card:
    """After an answer, with the way to change it; ``asked_for_help`` is who was told of a request for help."""
    text = words("Thank you, that is noted.")
    change = Button(words("Change my answer"), Action("checkin", (checkin.id, round.day.isoformat())))
    told = words("{reader} is told now that you ask for help.", reader=asked_for_help)
    return Card(text, (Text(text), *((Context(told),) if asked_for_help else ()), Buttons((change,))))


def _quick(checkin: CheckIn, round: Round, words: Words) -> list[tuple[str, str]]:
    """The answers to a single question that one press can give."""
    if checkin.prompts or len(round.places) != 1:
        return []
    field = inputs(checkin, round.places, words, {}, {})[0]
    if field.type == "yes_no":
        return [(words("Yes"), "yes"), (words("No"), "no")]
    return [(one.label, one.value) for one in field.options] if len(field.options) <= MOST_BUTTONS else []
