"""What somebody may have meant: a command with a slip in it, or a wish about the bot itself in their own words. Where
nothing answers it as a question, what does it is offered, one press away.
"""

from __future__ import annotations

import difflib
import re
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
UNANSWERED = frozenset({"unknown", "suggestions"})

_SENT = r"(?:messages?|messaging|notifications?|announcements?|e ?mails?|reminders?|prompts?|check ?ins?|updates?|newsletters?|alerts?|lists?|subscriptions?|pings?)"
_SILENCE = r"(?:stop|cancel|end|turn off|switch off|mute|silence|pause|unsubscribe|unsub|opt out|get off|get rid of|reduce|limit|dont|do not|never|fewer|less|no more|too many|so many|fed up|(?:sick|tired) of|bombard\w*|swamped|flooded|overwhelmed)"
WISHES: tuple[tuple[tuple[str, ...], re.Pattern[str]], ...] = tuple(
    (commands, re.compile(pattern))
    for commands, pattern in (
        (("pause", "stop", "settings"), rf"\b{_SILENCE}\b.*\b{_SENT}\b|\b(?:unsubscribe|opt(?:ing)? out|leave me alone)\b|\b{_SILENCE} (?:sending|writing|messaging|emailing|contacting|bothering|pinging)"),
        (("my data", "privacy"), r"\b(?:delete|erase|remove|wipe|export|download|see|show|get|have)(?: me)? (?:all )?(?:of )?my (?:own )?(?:personal )?(?:data|account|details|information|history)\b|\b(?:delete|erase|remove|forget) (?:about )?me\b|\b(?:about|on) me\b.*\b(?:keep|hold|store|know|have)\b|\b(?:keep|hold|store|know|have)\b.*\b(?:about|on) me\b"),
        (("privacy", "my data"), r"\b(?:keep|store|save|record|log|share|sell|see|sees|read|reads)\b.*\b(?:what i (?:write|say|ask|type)|my (?:words|messages|questions|data|chats?))\b|\bis (?:(?:this|the)(?: chat| conversation)?|it|that|what i (?:write|say)) (?:private|confidential|anonymous|secure|safe)\b|\b(?:gdpr|data protection|privacy)\b"),
        (("settings", "language"), r"\b(?:speak|talk|answer|write|reply)\b.*\b(?:welsh|cymraeg|english)\b|\b(?:change|choose|set|switch)\b.*\blanguage\b"),
        (("settings",), r"\b(?:change|update|set|edit|correct|choose|alter)\b.*\bmy (?:time ?zone|zone|clock|quiet hours|hours|e ?mail|address|settings|notifications?|preferences|profile|details)\b|\b(?:quiet hours|do not disturb|large print|easy read)\b"),
        (("my questions",), r"\bwhat (?:happened|became|has happened|has become) (?:to|of|with) my questions?\b|\b(?:answer|answered|reply|replied|news|heard)\b.*\b(?:my questions?|to me|me yet)\b"),
        (("polls",), r"\b(?:how|where)\b.*\bvote\b|\b(?:what|which|any|open)\b.*\bpolls?\b"),
        (("my data",), r"\bwho am i\b|\bwhat(?:s| is) my (?:roles?|organisation|name|e ?mail|job)\b|\b(?:what|which) (?:organisation|partner) am i\b|\bwhen did i join\b"),
        (("my groups",), r"\b(?:which|what) (?:task)?(?:groups|networks) (?:am i|do i)\b|\bwhat am i (?:in|part of|a member of)\b"),
        (("introductions",), r"\b(?:introduce|introduced|introduction|introductions)\b"),
    )
)  # fmt: skip
"""The commands that do what a text asks of the bot, and how such a text reads; the first that fits counts."""


def router_beside(features: Iterable[Router]) -> Router:
    """The router that knows the commands of these features."""
    router, commands = Router("meant"), combine(tuple(features)).commands

    @router.message
    def offer(event: Message, services: Services) -> Reply | None:
        near = nearest_command(event.text, commands)
        wished = (near,) if near else wished_commands(event.text)
        if not wished:
            return None
        reply = questions.answer_to(event.text, event.place, services)
        if reply.led_to not in UNANSWERED:
            return reply
        words = services.words
        text = (
            words('"{word}" is not known. Did you mean "{near}"?', word=event.text, near=near)
            if near
            else words("You can do that here:")
        )
        offered = (Text(text), Buttons(tuple(Button(one, Action("command", (one,)), "primary") for one in wished)))
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


def wishes_silence(text: str) -> bool:
    """Whether somebody wants to hear less, or nothing more."""
    return "stop" in wished_commands(text)


def wished_commands(text: str) -> tuple[str, ...]:
    """The commands that do what somebody wishes of the bot itself; none where a text asks for something else."""
    words = normal(text).replace("'", "")
    return next((commands for commands, pattern in WISHES if pattern.search(words)), ())
