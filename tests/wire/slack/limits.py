"""Everything Slack refuses in a message or a view: its own models, the shapes of its types, and its published limits."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block as SdkBlock
from slack_sdk.models.views import View as SdkView

SCHEMA = Path(__file__).parents[2] / "contracts" / "slack_blocks.schema.json"
MOST_BLOCKS = {"message": 50, "modal": 100, "home": 100}
COUNTS = {
    ("actions", "elements"): (1, 25),
    ("context", "elements"): (1, 10),
    ("context_actions", "elements"): (1, 5),
    ("carousel", "elements"): (1, 10),
    ("container", "child_blocks"): (1, 10),
    ("card", "actions"): (1, 3),
    ("section", "fields"): (1, 10),
    ("table", "rows"): (1, 100),
    ("data_table", "rows"): (2, 101),
}
"""From how many to how many parts a block has."""
MOST_CELLS = 20
"""Cells of a table's row."""
MOST_OPTIONS = {"radio_buttons": 10, "checkboxes": 10, "overflow": 5}
MOST_CHOICES = MOST_GROUPS = 100
MOST_MARKDOWN = 12_000
"""Characters of all markdown blocks of a message together."""
MOST_TEXT = {"chat.update": 4000, "chat.postMessage": 40_000, "chat.postEphemeral": 40_000}
"""Characters of a message's text."""
MOST_BYTES = 250_000
"""Bytes of a view."""
ONLY_IN_INPUT = {"plain_text_input", "number_input", "email_text_input", "url_text_input", "rich_text_input"}
SELECTS = {"static_select", "multi_static_select"}
TEXT_LIMITS = {
    ("section", "text"): 3000,
    ("header", "text"): 150,
    ("alert", "text"): 200,
    ("image", "title"): 2000,
    ("input", "label"): 2000,
    ("input", "hint"): 2000,
    ("button", "text"): 75,
    ("option", "text"): 75,
    ("option", "description"): 75,
    ("group", "label"): 75,
    ("confirm", "title"): 100,
    ("confirm", "text"): 300,
    ("confirm", "confirm"): 30,
    ("confirm", "deny"): 30,
    ("modal", "title"): 24,
    ("modal", "submit"): 24,
    ("modal", "close"): 24,
    **{(kind, "placeholder"): 150 for kind in (*ONLY_IN_INPUT, *SELECTS, "datepicker", "timepicker")},
}
"""Characters of a text object; none of them may be empty."""
LENGTHS = {
    ("block", "block_id"): 255,
    ("image", "alt_text"): 2000,
    ("image", "image_url"): 3000,
    ("element", "action_id"): 255,
    ("button", "value"): 2000,
    ("button", "url"): 3000,
    ("button", "accessibility_label"): 75,
    ("option", "value"): 150,
    ("plain_text_input", "initial_value"): 3000,
    ("view", "private_metadata"): 3000,
    ("view", "callback_id"): 255,
    ("view", "external_id"): 255,
}
"""Characters of a plain string."""
NEVER_EMPTY = {("image", "alt_text"), ("image", "image_url"), ("option", "value")}


@cache
def shape(name: str) -> Draft7Validator:
    """The validator of one definition: KnownBlock, ModalView or HomeView."""
    schema = json.loads(SCHEMA.read_text())
    return Draft7Validator({"definitions": schema["definitions"], "$ref": f"#/definitions/{name}"})


def message_problems(message: dict[str, Any], method: str = "chat.postMessage") -> list[str]:
    """Why Slack would refuse this message; empty if it would not."""
    text, blocks, most = message.get("text") or "", message.get("blocks") or [], MOST_TEXT[method]
    problems = list(_blocks(blocks, "message"))
    if len(text) > most:
        problems.append(f"text: {len(text)} characters, at most {most}")
    if not text.strip():
        problems.append("text: empty, though notifications and screen readers have nothing else")
    metadata = message.get("metadata")
    if metadata is not None and not (metadata.get("event_type") and isinstance(metadata.get("event_payload"), dict)):
        problems.append("metadata: needs event_type and event_payload")
    return problems


def view_problems(view: dict[str, Any]) -> list[str]:
    """Why Slack would refuse this view; empty if it would not."""
    kind = view.get("type")
    if kind not in ("modal", "home"):
        return [f"view: unknown type {kind!r}"]
    problems = [*_blocks(view.get("blocks") or [], kind), *_shapes({**view, "blocks": []}, f"{kind.title()}View")]
    problems += _strings(view, "view")
    if len(json.dumps(view)) > MOST_BYTES:
        problems.append("view_too_large")
    if kind == "modal":
        problems += _texts(view, "modal")
        if any(block["type"] == "input" for block in view["blocks"]) and not view.get("submit"):
            problems.append("modal: input blocks need a submit button")
        problems += _by_models(SdkView(**view).validate_json, "view")
    return problems


def _blocks(blocks: list[dict[str, Any]], surface: str) -> Iterator[str]:
    if len(blocks) > MOST_BLOCKS[surface]:
        yield f"{len(blocks)} blocks, at most {MOST_BLOCKS[surface]}"
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    if len(ids) != len(set(ids)):
        yield "two blocks have the same block_id"
    if sum(len(block["text"]) for block in blocks if block.get("type") == "markdown") > MOST_MARKDOWN:
        yield f"markdown: more than {MOST_MARKDOWN} characters"
    for number, block in enumerate(blocks):
        for problem in _block(block):
            yield f"blocks[{number}] ({block.get('type')}): {problem}"
    for parsed in SdkBlock.parse_all(blocks):
        if parsed is not None:
            yield from _by_models(parsed.validate_json, str(parsed.type))


def _block(block: dict[str, Any]) -> Iterator[str]:
    kind = str(block.get("type"))
    wrong = list(_shapes(block, "KnownBlock"))
    if wrong:
        yield from wrong
        return
    yield from _texts(block, kind)
    yield from _strings(block, "block", kind)
    elements = [*block.get("elements", ()), *(block[key] for key in ("element", "accessory") if key in block)]
    yield from _counts(block, kind)
    actions = [element["action_id"] for element in elements if "action_id" in element]
    if len(actions) != len(set(actions)):
        yield "two elements have the same action_id"
    yield from ("field: longer than 2000" for field in block.get("fields", ()) if len(field["text"]) > 2000)
    if kind == "context":
        yield from ("element: longer than 3000" for element in elements if len(element.get("text", "")) > 3000)
    for element in elements:
        if element.get("type") in ONLY_IN_INPUT and kind != "input":
            yield f"{element['type']} stands only in an input block"
        yield from _element(element)
    for within in (*block.get("child_blocks", ()), *(elements if kind == "carousel" else ())):
        yield from _block(within)


def _counts(block: dict[str, Any], kind: str) -> Iterator[str]:
    for (of, key), (least, most) in COUNTS.items():
        if of == kind and key in block and not least <= len(block[key]) <= most:
            yield f"{len(block[key])} {key}, from {least} to {most}"
    if "table" in kind and not all(1 <= len(row) <= MOST_CELLS for row in block["rows"]):
        yield f"a row has from 1 to {MOST_CELLS} cells"


def _element(element: dict[str, Any]) -> Iterator[str]:
    kind = str(element.get("type"))
    yield from _texts(element, kind)
    yield from _strings(element, "element", kind)
    yield from _texts(element.get("confirm", {}), "confirm")
    groups = element.get("option_groups", ())
    if len(groups) > MOST_GROUPS:
        yield f"{len(groups)} option groups, at most {MOST_GROUPS}"
    for group in groups:
        yield from _texts(group, "group")
    choices = [*([element["options"]] if "options" in element else ()), *(group["options"] for group in groups)]
    for options in choices:
        yield from _options(options, MOST_OPTIONS.get(kind, MOST_CHOICES))
    known = [option for options in choices for option in options]
    before = [*element.get("initial_options", ()), element.get("initial_option")]
    if any(option not in known for option in before if option):
        yield "an initial option is none of the options"


def _options(options: list[dict[str, Any]], most: int) -> Iterator[str]:
    if not 1 <= len(options) <= most:
        yield f"{len(options)} options, from 1 to {most}"
    for option in options:
        yield from _texts(option, "option")
        yield from _strings(option, "option")


def _texts(holder: dict[str, Any], kind: str) -> Iterator[str]:
    for (of, key), most in TEXT_LIMITS.items():
        text = holder.get(key)
        if of == kind and isinstance(text, dict):
            if not text["text"].strip():
                yield f"{kind}.{key}: empty"
            if len(text["text"]) > most:
                yield f"{kind}.{key}: {len(text['text'])} characters, at most {most}"


def _strings(holder: dict[str, Any], *kinds: str) -> Iterator[str]:
    for (of, key), most in LENGTHS.items():
        if of in kinds and key in holder:
            length = len(holder[key] or "")
            if length > most or (length == 0 and (of, key) in NEVER_EMPTY):
                yield f"{of}.{key}: {length} characters, at most {most}"


def _shapes(value: Any, name: str) -> Iterator[str]:
    if not shape(name).is_valid(value):
        yield f"not of the shape {name}: {json.dumps(value)[:200]}"


def _by_models(validate: Any, name: str) -> Iterator[str]:
    try:
        validate()
    except SlackObjectFormationError as error:
        yield f"{name}: {error}"
