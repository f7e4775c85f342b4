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
ELEMENT_LIMITS = {"actions": 25, "context": 10}
ONLY_IN_INPUT = {"plain_text_input", "number_input", "email_text_input", "url_text_input", "rich_text_input"}
TEXT_LIMITS = {
    ("section", "text"): 3000,
    ("header", "text"): 150,
    ("input", "label"): 2000,
    ("input", "hint"): 2000,
    ("button", "text"): 75,
    ("option", "text"): 75,
    ("modal", "title"): 24,
    ("modal", "submit"): 24,
    ("modal", "close"): 24,
}


@cache
def shape(name: str) -> Draft7Validator:
    """The validator of one definition: KnownBlock, ModalView or HomeView."""
    schema = json.loads(SCHEMA.read_text())
    return Draft7Validator({"definitions": schema["definitions"], "$ref": f"#/definitions/{name}"})


def message_problems(message: dict[str, Any]) -> list[str]:
    """Why Slack would refuse this message; empty if it would not."""
    text, blocks = message.get("text") or "", message.get("blocks") or []
    problems = list(_blocks(blocks, "message"))
    if len(text) > 40_000:
        problems.append("msg_too_long")
    if not text.strip() and not blocks:
        problems.append("no_text")
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
    problems += [
        f"{key}: longer than {most}"
        for key, most in (("private_metadata", 3000), ("callback_id", 255))
        if len(view.get(key) or "") > most
    ]
    if kind == "modal":
        problems += _texts(view, "modal")
        if not view.get("title"):
            problems.append("modal: needs a title")
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
    if len(block.get("block_id", "")) > 255:
        yield "block_id: longer than 255"
    elements = [*block.get("elements", ()), *(block[key] for key in ("element", "accessory") if key in block)]
    if kind in ELEMENT_LIMITS and not 1 <= len(elements) <= ELEMENT_LIMITS[kind]:
        yield f"{len(elements)} elements, from 1 to {ELEMENT_LIMITS[kind]}"
    actions = [element["action_id"] for element in elements if "action_id" in element]
    if len(actions) != len(set(actions)):
        yield "two elements have the same action_id"
    if kind == "image" and not (0 < len(block["alt_text"]) <= 2000 and 0 < len(block["image_url"]) <= 3000):
        yield "image: alt_text or image_url has the wrong length"
    if kind == "context":
        yield from ("element: longer than 3000" for element in elements if len(element.get("text", "")) > 3000)
    for element in elements:
        if element.get("type") in ONLY_IN_INPUT and kind != "input":
            yield f"{element['type']} stands only in an input block"
        yield from _element(element)


def _element(element: dict[str, Any]) -> Iterator[str]:
    kind = str(element.get("type"))
    yield from _texts(element, kind)
    if len(element.get("action_id", "")) > 255:
        yield "action_id: longer than 255"
    if len(element.get("value") or "") > 2000:
        yield "value: longer than 2000"
    groups = element.get("option_groups", ())
    if len(groups) > 100:
        yield "more than 100 option groups"
    for options in [*([element["options"]] if "options" in element else ()), *(group["options"] for group in groups)]:
        yield from _options(options, 10 if kind in ("radio_buttons", "checkboxes") else 100)
    known = [*element.get("options", ()), *(option for group in groups for option in group["options"])]
    for option in [
        *element.get("initial_options", ()),
        *([element["initial_option"]] if "initial_option" in element else ()),
    ]:
        if option not in known:
            yield "an initial option is none of the options"
    if kind == "plain_text_input" and len(element.get("initial_value") or "") > 3000:
        yield "initial_value: longer than 3000"


def _options(options: list[dict[str, Any]], most: int) -> Iterator[str]:
    if not 1 <= len(options) <= most:
        yield f"{len(options)} options, from 1 to {most}"
    for option in options:
        yield from _texts(option, "option")
        if not 1 <= len(option["value"]) <= 150:
            yield "option value: from 1 to 150 characters"


def _texts(holder: dict[str, Any], kind: str) -> Iterator[str]:
    for (of, key), most in TEXT_LIMITS.items():
        text = holder.get(key)
        if of == kind and isinstance(text, dict):
            if not text["text"].strip():
                yield f"{kind}.{key}: empty"
            if len(text["text"]) > most:
                yield f"{kind}.{key}: {len(text['text'])} characters, at most {most}"


def _shapes(value: Any, name: str) -> Iterator[str]:
    if not shape(name).is_valid(value):
        yield f"not of the shape {name}: {json.dumps(value)[:200]}"


def _by_models(validate: Any, name: str) -> Iterator[str]:
    try:
        validate()
    except SlackObjectFormationError as error:
        yield f"{name}: {error}"
