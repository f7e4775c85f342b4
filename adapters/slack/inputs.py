"""Fields of a form to input blocks, and their state back to text."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from adapters.slack.mrkdwn import pieces
from bot.cards import Card, Choice, Form, Input, Option
from bot.words import Words

MAX_TEXT = 3000
"""Characters of a text object, and of a text field's value (docs.slack.dev, Block Kit)."""
WRITTEN = frozenset({"text", "long_text"})
"""Types of fields that hold what somebody wrote."""
MAX_LABEL = 2000
MAX_OPTION = 75
MAX_VALUE = 150
MAX_OPTIONS = 100
MAX_RADIOS = 10

VALUES = {
    "number": r"-?\d+(\.\d+)?",
    "email": r"\S+@\S+",
    "date": r"\d{4}-\d\d-\d\d",
    "time": r"\d\d:\d\d",
    "choice": ".+",
    "choices": ".+",
    "yes_no": ".+",
}
"""What a field's value must look like to be filled in beforehand."""

MARK = "long-value:"
MARKED = re.compile(MARK + "[0-9a-f]{40}")
"""Stands for an option's value that Slack would refuse; the store keeps what it stands for."""

Block = dict[str, Any]


def plain_text(text: str, longest: int) -> dict[str, Any]:
    """A plain text object. Slack refuses an empty one."""
    return {"type": "plain_text", "text": shortened(text, longest) if text.strip() else "-", "emoji": False}


def shortened(text: str, longest: int) -> str:
    """The text, or its beginning with an ellipsis."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def input_blocks(form: Form, number: int, words: Words) -> list[Block]:
    """One input block a field; labels that are cut short stand in full above it."""
    blocks: list[Block] = []
    for position, field in enumerate(form.inputs):
        blocks += [_small_print(piece) for piece in pieces("\n".join(_cut_short(field)), MAX_TEXT)]
        blocks.append(_input(field, block_id(number, position, field), words))
    return blocks


def block_id(number: int, position: int, field: Input) -> str:
    """Unique in a message or view: the form's and the field's number, then the field's name."""
    return f"{number}.{position}:{field.name}"


def values_of(state: dict[str, Any], number: int) -> dict[str, str]:
    """What a person entered in the form with this number, by field name."""
    prefix = f"{number}."
    return {
        name.partition(":")[2]: ",".join(chosen(entered))
        for name, fields in state.items()
        if name.startswith(prefix)
        for entered in fields.values()
    }


def chosen(element: dict[str, Any]) -> tuple[str, ...]:
    """The value of one element, as a press or in a state: several for choices, none where nothing was entered."""
    if "selected_options" in element:
        return tuple(option["value"] for option in element["selected_options"] or ())
    if "selected_option" in element:
        return (element["selected_option"]["value"],) if element["selected_option"] else ()
    entered = element.get("value") or element.get("selected_date") or element.get("selected_time")
    return (entered,) if entered else ()


def options(choices: tuple[Option, ...]) -> list[dict[str, Any]]:
    """Option objects."""
    return [{"text": plain_text(choice.label, MAX_OPTION), "value": carried(choice.value)} for choice in choices]


def carried(value: str) -> str:
    """An option's value as Slack takes it: itself, or a mark where it is empty or too long."""
    if 0 < len(value) <= MAX_VALUE and not value.startswith(MARK):
        return value
    return MARK + hashlib.sha256(value.encode()).hexdigest()[:40]


def long_values(card: Card) -> dict[str, str]:
    """What the marks in a card's options stand for."""
    choices = [block.options for block in card.blocks if isinstance(block, Choice)]
    fields = [field.options for block in card.blocks if isinstance(block, Form) for field in block.inputs]
    values = {option.value for options in (*choices, *fields) for option in options}
    return {carried(value): value for value in values if carried(value) != value}


def is_too_long(card: Card) -> bool:
    """Whether Slack would cut what is filled in in a form: it would come back without its end."""
    forms = (block for block in card.blocks if isinstance(block, Form))
    return any(len(field.value) > MAX_TEXT for form in forms for field in form.inputs if field.type in WRITTEN)


def _input(field: Input, name: str, words: Words) -> Block:
    block: Block = {
        "type": "input",
        "block_id": name,
        "label": plain_text(field.label, MAX_LABEL),
        "element": {"action_id": "value", **_element(field, words)},
        "optional": not field.required,
    }
    hint = "\n".join(text for text in (field.error, field.hint) if text)
    return {**block, "hint": plain_text(hint, MAX_LABEL)} if hint else block


def _element(field: Input, words: Words) -> dict[str, Any]:
    match field.type:
        case "text" | "long_text":
            text = {"type": "plain_text_input", "multiline": field.type == "long_text"}
            return {**text, "initial_value": field.value[:MAX_TEXT]} if field.value else text
        case "number":
            return _with("initial_value", field, {"type": "number_input", "is_decimal_allowed": True})
        case "email":
            return _with("initial_value", field, {"type": "email_text_input"})
        case "date":
            return _with("initial_date", field, {"type": "datepicker"})
        case "time":
            return _with("initial_time", field, {"type": "timepicker"})
        case "choice":
            return _select(field, "static_select", field.options)
        case "choices":
            return _select(field, "multi_static_select", field.options)
        case "yes_no":
            yes_no = (Option(words("Yes"), "yes"), Option(words("No"), "no"))
            few = len(field.options) <= MAX_RADIOS
            return _select(field, "radio_buttons" if few else "static_select", field.options or yes_no)


def _with(key: str, field: Input, element: dict[str, Any]) -> dict[str, Any]:
    """The element with the field's value, if it is one that Slack takes for it."""
    return {**element, key: field.value} if re.fullmatch(VALUES[field.type], field.value) else element


def _select(field: Input, kind: str, choices: tuple[Option, ...]) -> dict[str, Any]:
    if not choices:
        return _with("initial_value", field, {"type": "plain_text_input", "multiline": False})
    shown = options(choices)
    element: dict[str, Any] = {"type": kind}
    if len(shown) <= MAX_OPTIONS:
        element["options"] = shown
    else:
        element["option_groups"] = [
            {"label": plain_text(f"{start + 1}-", MAX_OPTION), "options": shown[start : start + MAX_OPTIONS]}
            for start in range(0, len(shown), MAX_OPTIONS)
        ]
    many = kind.startswith("multi")
    chosen = {carried(value) for value in (field.value.split(",") if many else (field.value,))}
    before = [option for option in shown if option["value"] in chosen]
    if not before:
        return element
    return {**element, "initial_options": before} if many else {**element, "initial_option": before[0]}


def _cut_short(field: Input) -> list[str]:
    selectable = field.type in ("choice", "choices", "yes_no")
    long_labels = [option.label for option in field.options if not selectable or len(option.label) > MAX_OPTION]
    hint = "\n".join(text for text in (field.error, field.hint) if text)
    return [*(text for text in (field.label, hint) if len(text) > MAX_LABEL), *long_labels]


def _small_print(text: str) -> Block:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text, "verbatim": True}]}
