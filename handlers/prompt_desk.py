"""The library of prompts for champions, for staff: what is in it, adding and retiring, stories that may be quoted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from bot.cards import Block, Button, Buttons, Card, Item, Listing, Reply, Text
from bot.events import Action, Message, Press, Submission
from bot.people import require
from bot.router import Router
from bot.services import Services
from bot.store import prompts
from bot.usecases import prompting

router = Router("prompt_desk")
LISTED = 20
A_YEAR = dt.timedelta(days=365)


@router.command("prompts", "prompt library")
def show(event: Message, services: Services) -> Reply:
    """The library."""
    require(services.person, "run_checkins")
    return _library(services)


@router.press("prompt_new")
def new(event: Press, services: Services) -> Reply:
    """The form for a new prompt."""
    require(services.person, "run_checkins")
    return _form(services, {}, {})


@router.submission("prompt_add")
def add(event: Submission, services: Services) -> Reply:
    """A prompt was typed in."""
    _, problems = prompting.add(services.tx, event.values, services.person, services.words, services.now)
    return _form(services, event.values, problems) if problems else _library(services)


@router.press("prompt_retire")
def retire(event: Press, services: Services) -> Reply:
    """Give it to nobody any more."""
    prompting.retire(services.tx, "".join(event.action.args[:1])[:190], services.person, services.now)
    return _library(services)


@router.command("champion stories")
def stories(event: Message, services: Services) -> Reply:
    """Stories of champions that may be quoted."""
    require(services.person, "run_checkins")
    words = services.words
    found = prompting.stories(services.tx, services.now - A_YEAR)
    text = words.plural("{n} story may be quoted.", "{n} stories may be quoted.", len(found))
    items = tuple(Item(story, name or words("without a name")) for story, name in found[:LISTED])
    return Reply(Card(text, (Text(text), *((Listing(items),) if items else ()))), how="whisper", led_to="stories")


def _library(services: Services) -> Reply:
    words, found = services.words, prompts.library(services.tx)
    text = words.plural("{n} prompt is in the library.", "{n} prompts are in the library.", len(found))
    blocks: list[Block] = [Text(text), Buttons((Button(words("Add a prompt"), Action("prompt_new"), "primary"),))]
    for one in found[:LISTED]:
        fits = words.listing([*one.themes, *one.regions]) if one.themes or one.regions else words("for every champion")
        blocks.append(Listing((Item(one.text, fits),)))
        blocks.append(Buttons((Button(words("Retire"), Action("prompt_retire", (one.id,))),)))
    return Reply(Card(text, tuple(blocks)), how="whisper", led_to="prompts")


def _form(services: Services, values: Mapping[str, str], problems: Mapping[str, str]) -> Reply:
    made = prompting.form(services.tx, services.words, values, problems)
    return Reply(Card(made.title, (made,)), how="open_form", led_to="form")
