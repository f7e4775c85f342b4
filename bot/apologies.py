"""What is said when a message leads nowhere: to who stopped the bot, for an old button, without the right, on a fault."""

from __future__ import annotations

from dataclasses import replace

from bot.cards import Card, Context, Reply, Text
from bot.events import Event, Message, Submission
from bot.people import RIGHTS, NotAllowed
from bot.words import Words


def stopped(words: Words) -> Reply:
    """To somebody who told the bot to stop."""
    return _said(
        words("You asked me to stop, so I am silent and keep nothing. Write start to have me back."), "stopped"
    )


def stale(words: Words) -> Reply:
    """For a button that no longer leads anywhere."""
    return _said(words("That button no longer works. Write help to see what I can do now."), "stale")


def not_allowed(error: NotAllowed, team: str, words: Words) -> Reply:
    """For something that another role may do."""
    if RIGHTS[error.right] == {"staff"}:
        return _said(words("Only {team} can do that. Ask them if you need it.", team=team), "not_allowed")
    return _said(
        words("That is for members of the partners. If you are one, ask {team} to add you.", team=team), "not_allowed"
    )


def with_what_was_typed(reply: Reply, event: Event, words: Words) -> Reply:
    """The reply with what somebody wrote in the form that was not taken: they may want to pass it on."""
    if not isinstance(event, Submission):
        return reply
    typed = dict.fromkeys(value for value in event.values.values() if value.strip())
    heading = [Context(words("What you typed"))] if typed else []
    quoted = [Text(value, "quote") for value in typed]
    return replace(reply, card=replace(reply.card, blocks=(*reply.card.blocks, *heading, *quoted)))


def fault(words: Words) -> Reply:
    """After a fault of our own."""
    text = words(
        "Sorry, something went wrong on my side and I could not finish that. It has been noted for the team. "
        "Please try again; if it happens twice, write: ask the team."
    )
    return _said(text, "error")


def beside_files(reply: Reply | None, event: Event, words: Words) -> Reply | None:
    """A reply to words that came with files or pictures also says that those were not looked at."""
    if reply is None or reply.how == "open_form" or not isinstance(event, Message) or not event.files:
        return reply
    note = words.plural(
        "I read words only: I have not opened the file that came with them, kept it or passed it on.",
        "I read words only: I have not opened the {n} files that came with them, kept them or passed them on.",
        event.files,
    )
    return replace(reply, card=replace(reply.card, blocks=(*reply.card.blocks, Context(note))))


def _said(text: str, led_to: str) -> Reply:
    return Reply(Card(text, (Text(text),)), led_to=led_to)
