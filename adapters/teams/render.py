"""Card -> Adaptive Card 1.5 and the activity around it. Pure.

A button's packed action travels as ``verb`` of an Action.Execute, and as ``action`` in the data of the Action.Submit
that older clients fall back to.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import assert_never

from adapters.teams.elements import execute, styled, text
from adapters.teams.inputs import choice, form_elements
from adapters.teams.markdown import escaped, link, linkable
from adapters.teams.transport import Json
from bot.cards import (
    Block,
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
from bot.links import web_link

SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"
CARD_TYPE = "application/vnd.microsoft.card.adaptive"
MAX_BYTES = 28 * 1024
"""Bytes of a message with cards that Teams takes."""
OPENING = frozenset(
    [
        "announcement_copy",
        "announcement_correct",
        "announcement_edit",
        "announcement_reply",
        "answer_question",
        "ask_team_form",
        "champions_answer",
        "champions_ask",
        "checkin",
        "checkin_away",
        "checkin_edit",
        "checkin_new",
        "close_question",
        "hand_over",
        "poll",
        "poll_change",
        "poll_deadline",
        "poll_edit",
        "poll_new",
        "poll_receipt",
        "programme_edit",
        "prompt_new",
        "relay_edit",
        "relay_report",
        "relay_write",
        "settings",
    ]
)
"""Presses that are answered with a form: their buttons ask for a dialog. Where a client has none, the press comes as
a message and the form is shown in the conversation."""
FEEDBACK = "helpful"
MOST_CITED = 20
STYLES = {"primary": "positive", "danger": "destructive"}
MOST_BARS = 50
"""What one chart of Teams shows."""
FALLBACK_LENGTH = 1000
SUMMARY_LENGTH = 300


def is_too_long(card: Card) -> bool:
    """Whether a form in it does not even fit a message of its own."""
    forms = [block for block in card.blocks if isinstance(block, Form)]
    return any(size(activity(Card(card.summary, (form,)), private=False)) > MAX_BYTES for form in forms)


def activity(card: Card, *, private: bool) -> Json:
    """A message that shows the card."""
    suggested = _suggestions(card) if private else []
    if suggested:
        text = "\n\n".join(block.text for block in card.blocks if isinstance(block, Text))
        actions = [{"type": "imBack", "title": title, "value": text} for title, text in suggested]
        return {
            "type": "message",
            "text": text,
            "textFormat": "plain",
            "suggestedActions": {"to": [], "actions": actions},
        }
    message: Json = {"type": "message", "summary": card.summary[:SUMMARY_LENGTH], "attachments": [attachment(card)]}
    if asks_for_feedback(card):
        message["channelData"] = {"feedbackLoop": {"type": "default"}}
    cites = next((block.cites for block in card.blocks if isinstance(block, Context) and block.cites), ())
    if cites or card.generated:
        message["entities"] = [_provenance(cites, generated=card.generated)]
    return message


def attachment(card: Card, *, dialog: bool = False) -> Json:
    """The card as an attachment."""
    return {"contentType": CARD_TYPE, "content": adaptive(card, dialog=dialog)}


def adaptive(card: Card, *, dialog: bool = False) -> Json:
    """The card. In a ``dialog`` forms are sent with Action.Submit, which is all that dialogs know."""
    return {
        "type": "AdaptiveCard",
        "$schema": SCHEMA,
        "version": "1.5",
        "fallbackText": words_of(card)[:FALLBACK_LENGTH],
        "body": [
            *([text(card.summary[:FALLBACK_LENGTH])] if says_nothing(card) else ()),
            *(
                element
                for number, block in enumerate(card.blocks)
                for element in _elements(block, number, dialog=dialog)
            ),
        ],
        "msteams": {"width": "Full"},
    }


def size(message: Json) -> int:
    """Bytes on the wire."""
    return len(json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode())


def parts(card: Card, limit: int = MAX_BYTES, *, private: bool = True) -> list[Card]:
    """The card as few cards that are each within the limit, a long choice in several. A form stays whole, whatever its
    length (``long_forms``). No block is lost."""
    if size(activity(card, private=private)) <= limit:
        return [card]
    middle = len(card.blocks) // 2
    match card.blocks:
        case (Choice(options=(_, _, *_) as options) as block,):
            half = len(options) // 2
            halves = [
                replace(card, blocks=(replace(block, options=some),)) for some in (options[:half], options[half:])
            ]
        case (_, _, *_):
            halves = [replace(card, blocks=some) for some in (card.blocks[:middle], card.blocks[middle:])]
        case _:
            return [card]
    return [part for half in halves for part in parts(half, limit, private=private)]


def asks_for_feedback(card: Card) -> bool:
    """Whether it is an answer: it offers to say whether it helped."""
    return any(
        button.action.name == FEEDBACK
        for block in card.blocks
        if isinstance(block, Buttons)
        for button in block.buttons
    )


def _suggestions(card: Card) -> list[tuple[str, str]]:
    """The labels and questions, where a card is nothing but text and questions to tap: those need no card."""
    *texts, last = card.blocks or (Divider(),)
    plain = all(isinstance(block, Text) and block.style == "plain" for block in texts)
    if not texts or not plain or not isinstance(last, Buttons):
        return []
    if any(button.action.name != "ask" or len(button.action.args) != 1 for button in last.buttons):
        return []
    return [(button.label, button.action.args[0]) for button in last.buttons]


def _provenance(cites: tuple[tuple[str, str], ...], *, generated: bool) -> Json:
    """Where an answer comes from, and whether a language model wrote some of it."""
    return {
        "type": "https://schema.org/Message",
        "@type": "Message",
        "@context": "https://schema.org",
        **({"additionalType": ["AIGeneratedContent"]} if generated else {}),
        "citation": [_citation(number, *cited) for number, cited in enumerate(cites[:MOST_CITED], start=1)],
    }


def _citation(position: int, title: str, url: str) -> Json:
    document = {"@type": "DigitalDocument", "name": title[:80], "abstract": title[:160]}
    if linkable(url):
        document["url"] = linkable(url)
    return {"@type": "Claim", "position": position, "appearance": document}


def _small_print(block: Context) -> Json:
    """Teams shows a citation where its number stands in the text."""
    shown = text(block.text, size="Small", isSubtle=True)
    numbers = "".join(f" [{number}]" for number, _ in enumerate(block.cites[:MOST_CITED], start=1))
    return shown | {"text": shown["text"] + numbers}


def _elements(block: Block, number: int, *, dialog: bool) -> list[Json]:
    match block:
        case Text(text=words, style=style):
            return [styled(words, style)]
        case Context():
            return [_small_print(block)]
        case Facts(rows=rows):
            return [{"type": "FactSet", "facts": [{"title": escaped(t), "value": escaped(v)} for t, v in rows]}]
        case Listing(items=items):
            return [element for item in items for element in _item(item)]
        case Buttons(buttons=buttons):
            return [{"type": "ActionSet", "actions": [_button(button) for button in buttons]}]
        case Choice():
            return choice(block, number)
        case Form():
            return form_elements(block, number, dialog=dialog)
        case Chart():
            return _chart(block)
        case Image(url=url, alt=alt):
            address = linkable(web_link(url))
            return [{"type": "Image", "url": address, "altText": alt} if address else text(f"{alt} ({url})")]
        case Link(label=label, url=url):
            return [{"type": "TextBlock", "text": link(label, url), "wrap": True}]
        case Divider():
            return [{"type": "Container", "separator": True, "spacing": "Medium", "items": []}]
        case _:
            assert_never(block)


def _item(item: Item) -> list[Json]:
    head = {"type": "TextBlock", "text": link(item.title, item.url), "wrap": True, "spacing": "Small"}
    return [head, text(item.detail, isSubtle=True, spacing="None")] if item.detail else [head]


def _button(button: Button) -> Json:
    data: Json = {"action": button.action.pack()}
    look = {"style": STYLES[button.style]} if button.style in STYLES else {}
    if button.action.name in OPENING:
        data = data | {"msteams": {"type": "task/fetch"}}
        return {"type": "Action.Submit", "title": button.label, "data": data, "associatedInputs": "none", **look}
    return execute(button.label, button.action, data, associatedInputs="none", **look)


def _chart(chart: Chart) -> list[Json]:
    """Teams' own bars, and the amounts in words below them: for screen readers, and for clients without charts."""
    amounts = [(label, f"{amount:g} {chart.unit}".rstrip()) for label, amount in chart.rows]
    bars = {
        "type": "Chart.HorizontalBar",
        "title": chart.title,
        "xAxisTitle": chart.unit,
        "data": [{"x": label, "y": amount} for label, amount in chart.rows],
        "fallback": "drop",
    }
    facts = {"type": "FactSet", "facts": [{"title": escaped(t), "value": escaped(v)} for t, v in amounts]}
    return [styled(chart.title, "heading"), *([bars] if 0 < len(amounts) <= MOST_BARS else []), facts]
