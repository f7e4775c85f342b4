"""`link`: one person with accounts in several places is one to the bot, by a code told from one to the other."""

from __future__ import annotations

import re

from bot.cards import Block, Button, Buttons, Card, Context, Reply, Text
from bot.events import Action, Message, Press
from bot.router import Router
from bot.services import Services
from bot.store import polls
from bot.usecases import linking
from bot.words import Words

router = Router("linking")
_COMMAND = re.compile(r"\s*/?(?:link|cysylltu)\s+([A-Za-z0-9]{4}[- ]?[A-Za-z0-9]{4})\s*", re.IGNORECASE)


@router.command("link", "link my accounts", "cysylltu")
def give_code(event: Message, services: Services) -> Reply:
    """Give a code, for this person's eyes only."""
    words = services.words
    code = linking.make_code(services.tx, services.person, services.now)
    summary = words("Your code is {code}", code=code)
    how = words("Within 10 minutes, write this to me from your other account: link {code}", code=code)
    note = words("It works once. Do not pass it on: whoever uses it becomes you to me.")
    return Reply(Card(summary, (Text(summary), Text(how), Context(note))), how="whisper", led_to="link")


@router.message
def take_code(event: Message, services: Services) -> Reply | None:
    """Ask back before joining: somebody may have been sent another person's code."""
    found = _COMMAND.fullmatch(event.text)
    if found is None:
        return None
    words, code = services.words, found.group(1)
    try:
        other = linking.owner(services.tx, code, services.now)
    except linking.NoSuchCode:
        return _no_such_code(words)
    if other.id == services.person.id:
        return _said(words("This account and the one that made the code are joined already."), "linked")
    text = words(
        "The code was made by {name}. Join that account with this one only if both are yours.",
        name=other.name or words("a guest"),
    )
    join = Button(words("Both are mine, join them"), Action("join_accounts", (code,)), "primary")
    return Reply(Card(text, (Text(text), Buttons((join,)))), how="whisper", led_to="link")


@router.press("join_accounts")
def join_accounts(event: Press, services: Services) -> Reply:
    """Join the accounts."""
    code, words = event.action.args[0] if event.action.args else "", services.words
    try:
        other = linking.owner(services.tx, code, services.now)
        twice = polls.voted_twice(services.tx, other.id, services.person.id)
        linking.redeem(services.tx, code, services.person, services.now)
    except linking.NoSuchCode:
        return _no_such_code(words)
    text = words("Done: I know you as one person in both places. Where your choices differed, the stricter holds.")
    blocks: list[Block] = [Text(text)]
    for poll in twice:
        told = words(
            'You voted in secret from both places in "{question}". Only you can mend that: please take one vote back '
            "with its receipt.",
            question=poll.question,
        )
        blocks += [Text(told), Buttons((Button(words("Take one back"), Action("poll", (poll.id,))),))]
    return Reply(Card(text, tuple(blocks)), led_to="linked", how="whisper")


def _no_such_code(words: Words) -> Reply:
    return _said(words("That code does not work any more. Write link to get a new one."), "stale")


def _said(text: str, led_to: str) -> Reply:
    return Reply(Card(text, (Text(text),)), led_to=led_to, how="whisper")
