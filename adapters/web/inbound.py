"""What a browser posts becomes an event. Pure: the form, who sent it and when are all there is."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from dataclasses import dataclass

from starlette.datastructures import FormData

from adapters.web.visitors import Visitor
from bot.events import Action, Event, Message, Press, Sent, Submission
from bot.text import storable

KEY = re.compile(r"[0-9a-f]{32}")
"""A form's key, made when the form was: the same form sent twice is one event."""
PRESSED = re.compile(r"[\w.:/-]{1,190}")
"""The key of one of our messages, as ``WebPlatform.send`` got it."""


@dataclass(frozen=True, slots=True)
class Said:
    """An event, and the words by which the conversation shows it to the person who caused it."""

    event: Event
    words: str


def message(form: FormData, visitor: Visitor, now: dt.datetime) -> Said:
    """The person wrote something."""
    text = _text(form, "text")
    return Said(Message(_id(form, visitor), now, visitor.sender, visitor.place, text), text)


def press(form: FormData, visitor: Visitor, now: dt.datetime) -> Said:
    """The person pressed a button or chose options."""
    values = tuple(str(value) for value in form.getlist("value"))
    action = Action.unpack(_text(form, "action"))
    event = Press(_id(form, visitor), now, visitor.sender, visitor.place, action, values, _pressed(form, visitor))
    return Said(event, _text(form, "label") or ", ".join(_label(form, "value", value) for value in values) or "-")


def submission(form: FormData, visitor: Visitor, now: dt.datetime) -> Said:
    """The person sent a form; several values of one input are joined by commas."""
    names = dict.fromkeys(name for name in form if name.startswith("field."))
    fields = {name: [str(value) for value in form.getlist(name) if value] for name in names}
    event = Submission(
        _id(form, visitor),
        now,
        visitor.sender,
        visitor.place,
        Action.unpack(_text(form, "action")),
        {name.removeprefix("field."): ",".join(values) for name, values in fields.items()},
        _pressed(form, visitor),
    )
    lines = (
        f"{_label(form, 'name', name)}: {', '.join(_label(form, name, value) for value in values)}"
        for name, values in fields.items()
    )
    return Said(event, "\n".join(lines) or _text(form, "label") or "-")


def _id(form: FormData, visitor: Visitor) -> str:
    key = _text(form, "key")
    return f"{visitor.sender.id}-{key if KEY.fullmatch(key) else uuid.uuid4().hex}"


def _pressed(form: FormData, visitor: Visitor) -> Sent | None:
    key = _text(form, "message")
    return Sent(visitor.place, key) if PRESSED.fullmatch(key) else None


def _label(form: FormData, name: str, value: str) -> str:
    """What the page called a value: hidden fields beside the inputs tell, for a value means little to a person."""
    return _text(form, f"label.{name}.{value}") or value.removeprefix("field.")


def _text(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return storable(value) if isinstance(value, str) else ""
