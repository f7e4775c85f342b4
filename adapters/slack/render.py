"""Cards to Block Kit: messages, modals and the Home tab. Pure; the limits are Slack's published ones."""

from __future__ import annotations

import json
from itertools import count
from typing import Any, assert_never

from adapters.slack.inputs import (
    MAX_TEXT,
    Block,
    carried,
    chosen,
    input_blocks,
    options,
    plain_text,
    shortened,
)
from adapters.slack.mrkdwn import escaped, link, pieces
from bot.cards import (
    Block as CoreBlock,
)
from bot.cards import (
    Button,
    Buttons,
    Card,
    Chart,
    Choice,
    Context,
    Divider,
    Facts,
    Form,
    Image,
    Item,
    Link,
    Listing,
    Text,
    says_nothing,
    words_of,
)
from bot.events import Place
from bot.links import web_link
from bot.platform import Capabilities
from bot.words import Words

CAPABILITIES = Capabilities(
    max_text=2900,
    max_blocks=24,
    max_buttons=5,
    max_options=100,
    max_label=75,
    max_total=9000,
    forms="modal",
    rate=4.5,
    update_rate=0.75,
    place_rate=1.0,
    most_in_direct=8,
    on_doubt="lookup",
)
"""Slack takes one message a second in a channel, several hundred a minute in a workspace, and 50 updates a minute.

A message takes 50 blocks of 3,000 characters, of which all together may have some 13,200 (unpublished; beyond it Slack
says ``msg_blocks_too_long``). Escaping makes texts longer, so that one core block may become several of Slack's: these
numbers leave room for it."""

MAX_HEADER, MAX_BUTTON, MAX_TITLE, MAX_ALT, MAX_URL = 150, 75, 24, 2000, 3000
MAX_FALLBACK = 4000
MODAL_FORM = 0
"""The number of the form that a modal sends with its own button."""
STYLES = {"plain": {}, "primary": {"style": "primary"}, "danger": {"style": "danger"}}
BAR, WIDEST = "▇", 20

__all__ = ["CAPABILITIES", "chosen", "fallback", "home", "message", "modal"]


def message(card: Card, words: Words) -> dict[str, Any]:
    """``text`` and ``blocks`` of a message. A form stands in it with its own button."""
    return {"text": fallback(card), "blocks": _shown(card, words)}


def fallback(card: Card) -> str:
    """The card as text alone, for notifications and screen readers: the summary, then every word."""
    summary, text = card.summary.strip(), words_of(card)
    whole = text if text.startswith(summary) else f"{summary}\n{text}"
    return next(pieces(whole, MAX_FALLBACK)) or "-"


def home(card: Card, words: Words) -> dict[str, Any]:
    """The view of the Home tab."""
    return {"type": "home", "blocks": _shown(card, words)}


def modal(card: Card, words: Words, place: Place, origin: str = "") -> dict[str, Any]:
    """A modal of the card's first form, which remembers where it belongs (``origin``: the message it was opened from,
    or the Home tab); of the card alone, with nothing to send, where it has no form."""
    form = next((block for block in card.blocks if isinstance(block, Form)), None)
    if form is None:
        return _plain_modal(card.summary, _shown(card, words), words("Close"))
    before = tuple(block for block in card.blocks if block is not form)
    title: list[Block] = [_heading(form.title)] if len(form.title) > MAX_TITLE else []
    submit: list[Block] = [_section(escaped(form.submit))] if len(form.submit) > MAX_TITLE else []
    belongs = [place.workspace, place.id, place.thread, place.private, origin]
    blocks = [*_blocks(Card("", before), words, first_form=MODAL_FORM + 1), *input_blocks(form, MODAL_FORM, words)]
    return {
        **_plain_modal(form.title, [*title, *blocks, *submit], words("Cancel")),
        "callback_id": form.action.pack(),
        "private_metadata": json.dumps(belongs, separators=(",", ":")),
        "submit": plain_text(form.submit, MAX_TITLE),
    }


def _plain_modal(title: str, blocks: list[Block], close: str) -> dict[str, Any]:
    return {
        "type": "modal",
        "title": plain_text(title, MAX_TITLE),
        "close": plain_text(close, MAX_TITLE),
        "blocks": blocks,
    }


def _shown(card: Card, words: Words) -> list[Block]:
    """The card's blocks; its summary where none of them says anything."""
    return [*(_sections(card.summary or "-") if says_nothing(card) else ()), *_blocks(card, words)]


def _blocks(card: Card, words: Words, first_form: int = 0) -> list[Block]:
    numbers = count(first_form)
    return [part for block in card.blocks for part in _rendered(block, words, numbers)]


def _rendered(block: CoreBlock, words: Words, numbers: count[int]) -> list[Block]:
    match block:
        case Text():
            return _text(block)
        case Facts(rows=rows):
            return _joined([(f"*{escaped(label)}:* {escaped(value)}", f"{label}: {value}") for label, value in rows])
        case Listing(items=items):
            return _joined([_item(item) for item in items])
        case Buttons(buttons=buttons):
            return [
                {
                    "type": "actions",
                    "elements": [_button(button, f"press.{n}") for n, button in _unique(buttons, numbers)],
                }
            ]
        case Choice():
            return _choice(block)
        case Form():
            return _inline(block, words, next(numbers))
        case Chart():
            return _chart(block)
        case Image(url=url, alt=alt):
            return _image(url, alt)
        case Link(label=label, url=url):
            return _joined([(link(label, url), f"{label}: {url}")])
        case Context(text=text):
            return [{"type": "context", "elements": [_mrkdwn(piece)]} for piece in pieces(text, MAX_TEXT)]
        case Divider():
            return [{"type": "divider"}]
        case _ as never:
            assert_never(never)


def _text(block: Text) -> list[Block]:
    match block.style:
        case "plain":
            return _sections(block.text)
        case "quote":
            return [_section(piece) for piece in pieces(block.text, MAX_TEXT, ">")]
        case "heading":
            return [_heading(block.text)] if 0 < len(block.text) <= MAX_HEADER else _sections(block.text, "*")


def _unique(buttons: tuple[Button, ...], numbers: count[int]) -> list[tuple[int, Button]]:
    return [(next(numbers), button) for button in buttons]


def _mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text if text.strip() else "-", "verbatim": True}


def _section(text: str) -> Block:
    return {"type": "section", "text": _mrkdwn(text)}


def _sections(text: str, mark: str = "") -> list[Block]:
    return [_section(f"{mark}{piece}{mark}") for piece in pieces(text, MAX_TEXT - 2 * len(mark))]


def _heading(text: str) -> Block:
    return {"type": "header", "text": plain_text(text, MAX_HEADER)}


def _joined(lines: list[tuple[str, str]]) -> list[Block]:
    """Lines (as mrkdwn, and in plain words) in as few sections as hold them; one too long for a section is plain."""
    sections = [""]
    for line, words in lines:
        longer = f"{sections[-1]}\n{line}" if sections[-1] else line
        if len(longer) <= MAX_TEXT:
            sections[-1] = longer
        elif len(line) <= MAX_TEXT:
            sections.append(line)
        else:
            sections += [*pieces(words, MAX_TEXT), ""]
    return [_section(text) for text in sections if text]


def _item(item: Item) -> tuple[str, str]:
    head, words = f"• {link(item.title, item.url)}", f"• {item.title} {item.url}".rstrip()
    return (f"{head}\n   {escaped(item.detail)}", f"{words}\n{item.detail}") if item.detail else (head, words)


def _button(button: Button, action_id: str) -> dict[str, Any]:
    return {
        "type": "button",
        "action_id": action_id,
        "text": plain_text(button.label, MAX_BUTTON),
        "value": button.action.pack(),
        **STYLES[button.style],
    }


def _choice(block: Choice) -> list[Block]:
    label = _sections(block.label)
    if not block.options:
        return label
    shown = options(block.options)
    before = [option for option in shown if option["value"] in map(carried, block.chosen)]
    element = {
        "type": "multi_static_select" if block.many else "static_select",
        "action_id": block.action.pack(),
        "options": shown,
        **({"initial_options": before} if block.many and before else {}),
        **({"initial_option": before[0]} if not block.many and before else {}),
    }
    return [*label[:-1], {**label[-1], "accessory": element}]


def _inline(form: Form, words: Words, number: int) -> list[Block]:
    """A form where no modal can open: its fields, and a button that sends them along."""
    send = {
        "type": "button",
        "action_id": f"submit.{number}",
        "text": plain_text(form.submit, MAX_BUTTON),
        "value": form.action.pack(),
        "style": "primary",
    }
    long = _sections(form.submit) if len(form.submit) > MAX_BUTTON else []
    return [
        *_sections(form.title, "*"),
        *input_blocks(form, number, words),
        *long,
        {"type": "actions", "elements": [send]},
    ]


def _chart(chart: Chart) -> list[Block]:
    most = max((abs(amount) for _, amount in chart.rows), default=0) or 1
    lines = []
    for label, amount in chart.rows:
        words = f"{label}: {amount:g} {chart.unit}".rstrip()
        bar = BAR * max(1, round(WIDEST * abs(amount) / most)) if amount else ""
        lines.append((f"{escaped(label)}: {bar} {amount:g} {escaped(chart.unit)}".rstrip(), words))
    return [*_sections(chart.title, "*"), *_joined(lines)]


def _image(url: str, alt: str) -> list[Block]:
    address = web_link(url)
    if not address or len(address) > MAX_URL:
        return _sections(f"{alt} ({url})")
    long = _sections(alt) if len(alt) > MAX_ALT else []
    return [*long, {"type": "image", "image_url": address, "alt_text": shortened(alt, MAX_ALT)}]
