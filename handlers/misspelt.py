"""A word that is nearly a command: where nothing answers it as a question, the command that was meant is offered."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import replace

from bot.cards import Button, Buttons, Reply, Text
from bot.events import Action, Message, Press
from bot.router import Router, combine, normal
from bot.services import Services
from handlers import questions

SHORTEST, MOST_WORDS = 4, 3
"""Letters and words of what may be a command: a question has more."""
NEAR = 0.8
"""How alike the two must be, as difflib measures it."""


def router_beside(features: Iterable[Router]) -> Router:
    """The router that knows the commands of these features."""
    router, commands = Router("misspelt"), combine(tuple(features)).commands

    @router.message
    def offer(event: Message, services: Services) -> Reply | None:
        near = nearest_command(event.text, commands)
        if near is None:
            return None
        reply = questions.ask(event, services)
        if reply is None or reply.led_to != "unknown":
            return reply
        text = services.words('"{word}" is not known. Did you mean "{near}"?', word=event.text, near=near)
        offered = (Text(text), Buttons((Button(near, Action("command", (near,)), "primary"),)))
        return replace(reply, card=replace(reply.card, summary=text, blocks=(*offered, *reply.card.blocks)))

    @router.press("command")
    def run(event: Press, services: Services) -> Reply | None:
        name = event.action.args[0] if event.action.args else ""
        said = Message(event.id, event.at, event.sender, event.place, name, event.profile)
        return commands[name](said, services) if name in commands else questions.ask(said, services)

    return router


def nearest_command(text: str, commands: Iterable[str]) -> str | None:
    """The command that somebody who wrote this most likely meant; None where it reads like a question."""
    word = normal(text)
    if len(word) < SHORTEST or len(word.split()) > MOST_WORDS or "?" in text:
        return None
    near = difflib.get_close_matches(word, commands, n=1, cutoff=NEAR)
    return near[0] if near else None
