"""Texts: safe to store without changing what a person sees, safe in a spreadsheet, and as one to keep with consent."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

from bot.events import DELETED, Action, Arrival, Event, Message, Press, Submission

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""First characters that make a spreadsheet compute a cell (OWASP, CSV injection)."""

_PAUSES = str.maketrans(dict.fromkeys(',;!"', " "))


def guarded(cell: str) -> str:
    """A cell of a CSV file that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def folded(text: str) -> str:
    """The text as people compare it: capitals, spaces and the way an accent is typed make no difference."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", " ".join(text.split())).casefold())


def plainly(text: str) -> str:
    """The text as short answers are compared: ``folded``, without commas and what stands around it."""
    return folded(text.translate(_PAUSES)).strip(" .'")


def storable(text: str) -> str:
    """The text without NUL characters, and with broken halves of UTF-16 pairs replaced: no database takes those."""
    return text.replace("\x00", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def cleaned(event: Event) -> Event:
    """The event with texts that any database can store."""
    match event:
        case Message():
            return replace(event, text=storable(event.text))
        case Press():
            action = replace(event.action, args=tuple(storable(arg) for arg in event.action.args))
            return replace(event, action=action, values=tuple(storable(value) for value in event.values))
        case Submission():
            return replace(event, values={storable(name): storable(value) for name, value in event.values.items()})
        case Arrival():
            return event


def said(event: Event) -> str:
    """What the person wrote or chose, as one line a field."""
    match event:
        case Message(text=text):
            return text
        case Press(action=Action(name=name)) if name == DELETED:
            return ""
        case Press(action=action, values=values):
            return " ".join((action.name, *action.args, *values))
        case Submission(values=fields):
            return "\n".join(f"{name}: {value}" for name, value in fields.items())
        case Arrival(what=what):
            return what
