"""What is said when a message leads nowhere: to who stopped the bot, for an old button, without the right, on a fault."""

from __future__ import annotations

from bot.cards import Card, Reply, Text
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


def fault(words: Words) -> Reply:
    """After a fault of our own."""
    text = words(
        "Sorry, something went wrong on my side and I could not finish that. It has been noted for the team. "
        "Please try again; if it happens twice, write: ask the team."
    )
    return _said(text, "error")


def _said(text: str, led_to: str) -> Reply:
    return Reply(Card(text, (Text(text),)), led_to=led_to)
