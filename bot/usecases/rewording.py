"""Putting a quoted answer into a few sentences by a language model, where the operator has chosen one.

What the model writes is checked against the quote; without a good answer in time the plain one stays.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

import structlog

from bot.cards import Card, Context, Reply, Text
from bot.events import Event, Message, Press
from bot.knowledge.rewording import checked, messages, passages_of
from bot.words import LANGUAGES, words_for

log = structlog.get_logger()


class Model(Protocol):
    """A language model."""

    async def complete(self, messages: list[dict[str, str]]) -> str | None:
        """What it writes; None if it fails or takes too long. Never raises."""
        ...


async def reworded(event: Event, reply: Reply, model: Model, language: str) -> Reply:
    """The reply with the quote put into words before it, labelled; the same reply where there is nothing to gain."""
    question = _question(event)
    quote = next((block for block in reply.card.blocks if isinstance(block, Text) and block.style == "quote"), None)
    if reply.led_to != "answer" or not question or quote is None:
        return reply
    passages = passages_of(quote.text)
    written = await model.complete(messages(question, passages, LANGUAGES.get(language, "English")))
    told = checked(written, passages) if written else None
    log.info("reworded" if told else "not reworded")
    if not told:
        return reply
    label = words_for(language)("Written by AI from the passage below, and checked against it word by word.")
    place = reply.card.blocks.index(quote)
    blocks = (*reply.card.blocks[:place], Text(told), Context(label), *reply.card.blocks[place:])
    return replace(reply, card=Card(told, blocks, generated=True))


def _question(event: Event) -> str:
    match event:
        case Message(text=text):
            return text
        case Press(action=action) if action.name == "ask" and action.args:
            return action.args[0]
        case _:
            return ""
