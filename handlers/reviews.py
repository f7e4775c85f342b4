"""Approved answers that should be looked at again."""

from __future__ import annotations

from bot.cards import Block, Button, Buttons, Card, Item, Listing, Reply, Text
from bot.events import Action, Message, Press
from bot.people import require
from bot.router import Router
from bot.services import Services
from bot.usecases import reviewing

router = Router("reviews")


@router.command("reviews", "adolygiadau")
def list_reviews(event: Message, services: Services) -> Reply:
    """Approved answers that should be looked at again."""
    require(services.person, "answer_questions")
    words = services.words
    due = reviewing.due(services.tx, services.settings, services.now)
    text = words.plural("{n} answer should be looked at again.", "{n} answers should be looked at again.", len(due))
    blocks: list[Block] = [Text(text)]
    for one in due[:10]:
        told = words("{name}, since {date}", name=one.owner or words("nobody"), date=words.short_date(one.review_on))
        blocks.append(Listing((Item(one.question, told),)))
        blocks.append(Buttons((Button(words("It still holds"), Action("still_holds", (one.id,))),)))
    return Reply(Card(text, tuple(blocks)), led_to="reviews", how="whisper")


@router.press("still_holds")
def still_holds(event: Press, services: Services) -> Reply:
    """Somebody looked at an approved answer and found it right."""
    require(services.person, "answer_questions")
    words = services.words
    again = reviewing.confirm(services.tx, (*event.action.args, "")[0], services.settings, services.now)
    if again is None:
        return _said(words("That answer is gone."), "stale")
    return _said(
        words("Thank you: checked today, to be looked at on {date}.", date=words.short_date(again)), "reviewed"
    )


def _said(text: str, led_to: str) -> Reply:
    return Reply(Card(text, (Text(text),)), led_to=led_to)
