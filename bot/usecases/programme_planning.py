"""A programme of introductions as a form, for chat and page: what was typed, what is wrong with it, and keeping it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from bot.cards import Form, Input, Option
from bot.events import Action
from bot.people import Person
from bot.store import programmes
from bot.store.database import Transaction
from bot.store.programmes import Programme
from bot.usecases import rounds
from bot.usecases.telling import Desk
from bot.words import Words

MOST_DAYS = 30
LONGEST_NAME = 100
ANYBODY, WHEN_SAID = "any", "asked"
"""What the form says where a programme has no rule and no rhythm: a choice that is empty would be none."""


def form(id: str, values: Mapping[str, str], problems: Mapping[str, str], words: Words) -> Form:
    """The fields with what is in them; ``problems`` by field."""

    def choice(name: str, label: str, options: Mapping[str, str], usual: str) -> Input:
        listed = tuple(Option(told, value) for value, told in options.items())
        return Input(name, label, "choice", listed, values.get(name, usual), error=problems.get(name, ""))

    name, days = values.get("name", ""), values.get("ask_days", "7")
    inputs = (
        Input("name", words("Name"), value=name, error=problems.get("name", "")),
        choice("size", words("People in each introduction"), {str(size): str(size) for size in (2, 3, 4)}, "2"),
        choice("across", words("Introduce people to"), across(words), ANYBODY),
        choice("every", words("How often"), rhythms(words), WHEN_SAID),
        Input("ask_days", words("Days to answer"), "number", value=days, error=problems.get("ask_days", "")),
    )
    return Form(title(words), Action("programme_save", (id,)), inputs, words("Save"))


def title(words: Words) -> str:
    """What the form is called."""
    return words("Programme of introductions")


def values_of(programme: Programme | None) -> dict[str, str]:
    """A programme as the form has it."""
    if programme is None:
        return {}
    days, size, every = str(programme.ask_days), str(programme.size), programme.every or WHEN_SAID
    return {"name": programme.name, "size": size, "across": asks_for(programme), "every": every, "ask_days": days}


def asks_for(programme: Programme) -> str:
    """To whom it introduces people: a key of ``across``."""
    return str(programme.rules.get("across") or ANYBODY)


def keep(
    tx: Transaction, id: str, values: Mapping[str, str], person: Person, words: Words, desk: Desk
) -> dict[str, str]:
    """Keep a programme, or say what is wrong by field. Whoever takes part in another takes part in a new one too: what
    they agreed to names none, and they leave all at once."""
    name, days = " ".join(values.get("name", "").split())[:LONGEST_NAME], values.get("ask_days", "7").strip()
    before = programmes.find(tx, id) if id else None
    new = re.sub(r"\W+", "-", name.casefold()).strip("-") or "programme"
    problems = _problems(name, days, words)
    if before is None and programmes.find(tx, new):
        problems["name"] = words("There is a programme of that name already.")
    if problems:
        return problems
    size, every, wanted = values.get("size", ""), values.get("every", ""), values.get("across", "")
    known = before or Programme(new, name, owner=person.id)
    changed = replace(
        known,
        name=name,
        size=int(size) if size in ("2", "3", "4") else 2,
        every=every if every in rounds.DAYS else "",
        ask_days=int(days),
        rules={"across": wanted} if wanted in across(words) and wanted != ANYBODY else {},
    )
    if changed.every != known.every or changed.next_at is None:
        changed = replace(changed, next_at=rounds.next_at(replace(changed, next_at=None), desk))
    programmes.save(tx, changed, desk.now)
    if before is None:
        programmes.include_everybody(tx, new)
    return {}


def across(words: Words) -> dict[str, str]:
    """To whom a programme introduces people, in words."""
    return {
        ANYBODY: words("anybody"),
        "organisation": words("other organisations"),
        "network": words("other networks"),
        "region": words("other regions"),
        "mentor": words("mentor and mentee"),
    }


def rhythms(words: Words) -> dict[str, str]:
    """How often a programme has a round, in words."""
    return {
        WHEN_SAID: words("when we say so"),
        "week": words("every week"),
        "fortnight": words("every two weeks"),
        "month": words("every four weeks"),
        "quarter": words("every quarter"),
    }


def _problems(name: str, days: str, words: Words) -> dict[str, str]:
    problems = {} if name else {"name": words("Please give it a name.")}
    if not (days.isascii() and days.isdecimal() and 1 <= int(days[:4]) <= MOST_DAYS):
        problems["ask_days"] = words("The days to answer are a number from 1 to 30.")
    return problems
