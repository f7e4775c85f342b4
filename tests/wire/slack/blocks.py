"""Blocks of any size, as an app might send them."""

from __future__ import annotations

from typing import Any

Blocks = list[dict[str, Any]]


def plain(length: int) -> dict[str, Any]:
    return {"type": "plain_text", "text": "x" * length}


def section(length: int) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": "x" * length}}


def divider(**more: Any) -> dict[str, Any]:
    return {"type": "divider", **more}


def actions(*elements: dict[str, Any]) -> Blocks:
    return [{"type": "actions", "elements": list(elements)}]


def button(name: str = "a", text: int = 1, **more: Any) -> dict[str, Any]:
    return {"type": "button", "action_id": name, "text": plain(text), **more}


def options(number: int, label: int = 1, value: int = 0) -> Blocks:
    return [{"text": plain(label), "value": (str(n) + "x" * value)[: value or None]} for n in range(number)]


def select(number: int = 1, **more: Any) -> dict[str, Any]:
    return {"type": "static_select", "action_id": "a", "options": options(number), **more}


def image(alt: int, url: int = 20) -> dict[str, Any]:
    return {"type": "image", "alt_text": "x" * alt, "image_url": "https://x.example/".ljust(url, "x")}


def field(element: dict[str, Any] | None = None, label: int = 1, **more: Any) -> dict[str, Any]:
    element = element or {"type": "plain_text_input", "action_id": "a"}
    return {"type": "input", "label": plain(label), "element": element, **more}


def written(length: int, key: str = "initial_value") -> dict[str, Any]:
    value = "x" * length if key == "initial_value" else plain(length)
    return field({"type": "plain_text_input", "action_id": "a", key: value})


def groups(number: int) -> dict[str, Any]:
    shown = [{"label": plain(75), "options": options(1)} for _ in range(number)]
    return {"type": "static_select", "action_id": "a", "option_groups": shown}


def confirm(**lengths: int) -> Blocks:
    texts = {key: plain(lengths.get(key, 1)) for key in ("title", "text", "confirm", "deny")}
    return actions(button(confirm=texts))


def asked(kind: str, number: int) -> Blocks:
    return [field({"type": kind, "action_id": "a", "options": options(number)})]


def cells(kind: str, rows: int, columns: int = 1) -> Blocks:
    caption = {"caption": "x"} if kind == "data_table" else {}
    return [{"type": kind, "rows": [[{"type": "raw_text", "text": "x"}] * columns] * rows, **caption}]


def card(number: int = 1, **more: Any) -> dict[str, Any]:
    pressed = [button(str(n)) for n in range(number)]
    return {"type": "card", "title": {"type": "mrkdwn", "text": "x"}, "actions": pressed, **more}


def video(title: int = 1, **more: Any) -> dict[str, Any]:
    addresses = dict.fromkeys(("thumbnail_url", "video_url"), "https://x.example/v")
    return {"type": "video", "alt_text": "x", "title": plain(title), **addresses, **more}


def thumbs(number: int) -> Blocks:
    either = {"text": plain(1), "value": "x"}
    names = [{"action_id": str(n), "positive_button": either, "negative_button": either} for n in range(number)]
    return [{"type": "context_actions", "elements": [{"type": "feedback_buttons", **name} for name in names]}]
