"""Forms and choices as Adaptive Card inputs, and reading them back.

An input's id is ``NUMBER.NAME``, with the number of its block, so that several forms can share a card; that of a
choice is ``NUMBER:NAME``, because its values are coded.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from adapters.teams.elements import execute, styled, text
from adapters.teams.transport import Json
from bot.cards import Choice, Form, Input, Option

CHOSEN = "chosen"


def coded(value: str) -> str:
    """An option's value without commas: Teams joins the chosen ones with them."""
    return value.replace("%", "%25").replace(",", "%2C")


def decoded(joined: str) -> tuple[str, ...]:
    """The values that ``coded`` made and Teams joined."""
    return tuple(part.replace("%2C", ",").replace("%25", "%") for part in joined.split(",") if part)


def chosen(data: Json) -> tuple[str, ...]:
    """The values of a choice, from what a card sent."""
    return decoded(str(data.get(f"{data.get('choice')}:{CHOSEN}", "")))


def entered(data: Json) -> dict[str, str]:
    """The values of a form by the inputs' names, from what a card sent."""
    number = str(data.get("form"))
    values = {}
    for id, value in data.items():
        if id.startswith(f"{number}."):
            values[id.removeprefix(f"{number}.")] = _entered(value)
        elif id.startswith(f"{number}:"):
            values[id.removeprefix(f"{number}:")] = ",".join(decoded(str(value or "")))
    return values


def _entered(value: object) -> str:
    """What stands in a field: a client may send a number as one."""
    if value is None:
        return ""
    return str(int(value) if isinstance(value, float) and value.is_integer() else value)


def choice(block: Choice, number: int) -> list[Json]:
    """Options with a button that sends the chosen ones."""
    options = {
        "type": "Input.ChoiceSet",
        "id": f"{number}:{CHOSEN}",
        "label": block.label,
        "isMultiSelect": block.many,
        "choices": _choices(block.options),
        "value": ",".join(coded(value) for value in block.chosen),
        "wrap": True,
    }
    data = {"action": block.action.pack(), "choice": number}
    return [options, {"type": "ActionSet", "actions": [execute(block.label, block.action, data)]}]


def _choices(options: Sequence[Option]) -> list[Json]:
    return [{"title": option.label, "value": coded(option.value)} for option in options]


def form_elements(form: Form, number: int, *, dialog: bool) -> list[Json]:
    """The inputs, each with what was wrong with it, and the button that sends them. A dialog has its title above it."""
    data = {"action": form.action.pack(), "form": number}
    send: Json = {"type": "Action.Submit", "title": form.submit, "data": data, "style": "positive"}
    if not dialog:
        send = execute(form.submit, form.action, data, style="positive")
    return [
        *([] if dialog else [styled(form.title, "heading")]),
        *(element for field in form.inputs for element in _input(field, number, form.missing)),
        {"type": "ActionSet", "actions": [send]},
    ]


def _input(field: Input, number: int, missing: str) -> list[Json]:
    """The hint comes below, as in Slack: above its label it would seem to belong to the field before."""
    hint = [text(field.hint, isSubtle=True, size="Small", spacing="None")] if field.hint else []
    error = [text(field.error, color="Attention", weight="Bolder", spacing="None")] if field.error else []
    mark = ":" if field.type in ("choice", "choices") else "."
    common = {
        "id": f"{number}{mark}{field.name}",
        "isRequired": field.required,
        "errorMessage": missing or field.label,
    }
    return [common | _typed(field), *error, *hint]


def _typed(field: Input) -> Json:
    value = {"label": field.label} | ({"value": field.value} if field.value else {})
    match field.type:
        case "text":
            return {"type": "Input.Text"} | value
        case "long_text":
            return {"type": "Input.Text", "isMultiline": True} | value
        case "email":
            return {"type": "Input.Text", "style": "Email"} | value
        case "number":
            return _number(field)
        case "date":
            return {"type": "Input.Date"} | value
        case "time":
            return {"type": "Input.Time"} | value
        case "yes_no":
            answer = {"value": field.value or "no", "valueOn": "yes", "valueOff": "no"}
            return {"type": "Input.Toggle", "title": field.label, "isRequired": False, **answer}
        case "choice" | "choices":
            values = field.value.split(",") if field.type == "choices" else [field.value]
            return {
                "type": "Input.ChoiceSet",
                "label": field.label,
                "isMultiSelect": field.type == "choices",
                "choices": _choices(field.options),
                "value": ",".join(coded(value) for value in values if value),
                "wrap": True,
            }
        case _:
            assert_never(field.type)


def _number(field: Input) -> Json:
    plain = field.value.strip()
    known = plain.removeprefix("-").replace(".", "", 1).isdecimal()
    value = {"value": float(plain) if "." in plain else int(plain)} if known else {}
    return {"type": "Input.Number", "label": field.label} | value
