"""What the sandbox shows: a conversation as a page, its cards as plain HTML forms."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

from tests.contracts.teams_cards import unescaped

Json = dict[str, Any]
STYLE = (
    "body{font:16px/1.5 sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem}form{display:inline}"
    "article{border:1px solid #888;border-radius:4px;margin:.5rem 0;padding:.5rem 1rem}pre{white-space:pre-wrap;margin:0;"
    "font:inherit}label{display:block;margin:.5rem 0}input:not([type=checkbox]),textarea,select{display:block;min-width:60%;"
    "font:inherit}button{font:inherit;margin:.25rem .25rem .25rem 0}small,.subtle{color:#555}.subtle{font-size:.9em}"
    ".attention{color:#a4262c}[role=status]{background:#eef}.own{background:#e8ebfa;margin-left:20%}dialog{position:static;"
    "border:2px solid #4f52b2;border-radius:4px;width:auto}dt{font-weight:bold}dd{margin:0 0 .5rem}"
)
SEVERAL = "[]"
"""Ends the name of a field of which several values are sent."""


_LINK = re.compile(r"(?<!\\)\[((?:\\.|[^\]\\])*)\]\(([^\s)]+)\)")


def page(who: str, people: dict[str, str], messages: Sequence[tuple[str, Json]], note: str, dialog: Json | None) -> str:
    """One person's chat: what they and the bot said, what it answered a press with, and the dialog that is open. What a
    person said has no id."""
    links = " · ".join(f'<a href="/?who={name}">{escape(label)}</a>' for name, label in people.items())
    parts = [f"<h1>{escape(people[who])}</h1><nav>{links}</nav>"]
    for id, told in messages:
        own = "" if id else " class=own"
        parts.append(f"<article{own}>{_message(who, id, told)}</article>")
    if note:
        parts.append(f"<p role=status>{escape(note)}</p>")
    if dialog:
        title = escape(dialog["value"].get("title", "")) if isinstance(dialog["value"], dict) else ""
        parts.append(f"<dialog open><h2>Dialog{': ' * bool(title)}{title}</h2>{_dialog(who, dialog)}")
        parts.append(f"{_form(who, 'close', '<button>Close</button>')}</dialog>")
    parts.append(_form(who, "say", '<label>Message <input name="text" autofocus></label><button>Send</button>'))
    return f"<!doctype html><html lang=en><title>Sandbox</title><style>{STYLE}</style>{''.join(parts)}"


def _message(who: str, id: str, message: Json) -> str:
    shown = [f"<pre>{escape(message['text'])}</pre>"] if "text" in message else []
    shown += [_card(who, id, attachment["content"]) for attachment in message.get("attachments", [])]
    for entity in message.get("entities", []):
        label = "AI generated. " if entity.get("additionalType") else ""
        cited = "; ".join(f"[{one['position']}] {one['appearance']['name']}" for one in entity["citation"])
        shown.append(f"<small>{label}{escape(cited)}</small>")
    for action in message.get("suggestedActions", {}).get("actions", []):
        value = f'<input type=hidden name=text value="{escape(action["value"])}">'
        shown.append(_form(who, "say", f"{value}<button>{escape(action['title'])}</button>"))
    return "".join(shown)


def _dialog(who: str, task: Json) -> str:
    if task["type"] == "message":
        return f"<pre>{escape(task['value'])}</pre>"
    return _card(who, "", task["value"]["card"]["content"])


def _card(who: str, id: str, card: Json) -> str:
    """All in one form, so that a button sends the inputs."""
    inside = "".join(_node(node) for node in _walk(card["body"]))
    return _form(who, "press", f"{inside}<input type=hidden name=message value={id}>")


def _node(node: Json) -> str:
    kind = node.get("type", "")
    if kind == "TextBlock":
        return _text(node)
    if kind.startswith("Input."):
        return _input(node)
    if kind.startswith("Action."):
        free = " formnovalidate" if node.get("associatedInputs") == "none" else ""
        return f'<button{free} name=action value="{escape(json.dumps(node))}">{escape(node["title"])}</button>'
    if not kind and "title" in node and "value" in node:
        return f"<dl><dt>{_inline(node['title'])}<dd>{_inline(node['value'])}</dl>"
    return ""


def _text(node: Json) -> str:
    text = _inline(node["text"])
    if node.get("style") == "heading":
        return f"<h3>{text}</h3>"
    look = "attention" if node.get("color") == "Attention" else "subtle" if node.get("isSubtle") else ""
    return f'<pre class="{look}">{text}</pre>'


def _inline(markdown: str) -> str:
    """Markdown as far as the bot uses it: escapes and links."""
    words, *rest = _LINK.split(markdown)
    shown = escape(unescaped(words))
    for label, address, after in zip(rest[::3], rest[1::3], rest[2::3], strict=True):
        shown += f'<a href="{escape(address)}">{escape(unescaped(label))}</a>{escape(unescaped(after))}'
    return shown


def _input(node: Json) -> str:
    kind, value = node["type"].removeprefix("Input."), str(node.get("value", ""))
    look = f'name="{escape(node["id"])}"' + (" required" if node.get("isRequired") else "")
    if kind == "Toggle":
        off = f'<input type=hidden name="{escape(node["id"])}" value="{node["valueOff"]}">'
        checked = " checked" if value == node["valueOn"] else ""
        return f'<label>{off}<input type=checkbox {look} value="{node["valueOn"]}"{checked}> {escape(node["title"])}</label>'
    if kind == "ChoiceSet":
        chosen, many = value.split(","), node.get("isMultiSelect")
        options = "".join(
            f'<option value="{escape(one["value"])}"{" selected" * (one["value"] in chosen)}>{escape(one["title"])}</option>'
            for one in node["choices"]
        )
        named = f'name="{escape(node["id"])}{SEVERAL}" multiple' if many else look
        field = f"<select {named}>{'' if many else '<option value=>'}{options}</select>"
    elif node.get("isMultiline"):
        field = f"<textarea {look} rows=4>{escape(value)}</textarea>"
    else:
        field = f'<input type={kind.lower()} {look} value="{escape(value)}">'
    return f"<label>{escape(node['label'])}{' *' if node.get('isRequired') else ''} {field}</label>"


def _walk(value: Any) -> Iterator[Json]:
    for part in value if isinstance(value, list) else [value]:
        yield part
        for name in ("items", "columns", "rows", "cells", "facts", "actions"):
            if isinstance(part.get(name), list):
                yield from _walk(part[name])


def _form(who: str, do: str, inside: str) -> str:
    hidden = f'<input type=hidden name=who value="{who}"><input type=hidden name=do value="{do}">'
    return f"<form method=post>{hidden}{inside}</form>"
