"""Invokes: calls that wait for their answer. A reply that comes in time is handed to the waiting call."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace

from adapters.teams.client import TeamsPlatform
from adapters.teams.render import CARD_TYPE, SUMMARY_LENGTH, attachment, parts
from adapters.teams.transport import Json
from bot.cards import Card, Form, Reply, words_of
from bot.dispatch import Respond
from bot.events import Arrival, Event, Place, Press, Sent, Submission
from bot.platform import Delivered, Later, Never, Outcome, Unknown

PATIENCE = 7.0
"""Seconds after which an invoke is answered without its reply; Teams gives up after ten."""
MESSAGE_TYPE = "application/vnd.microsoft.activity.message"
DIALOG_TEXT = 2000


@dataclass(slots=True)
class Exchange:
    """One waiting call. Only the first body is its answer."""

    answer: asyncio.Future[Json] = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    def hand(self, body: Json) -> bool:
        """Answer the call; False if it has its answer already."""
        if self.answer.done():
            return False
        self.answer.set_result(body)
        return True


def in_conversation(platform: TeamsPlatform, event: Event) -> Respond:
    """Carry out replies with messages."""

    async def respond(reply: Reply, key: str) -> Outcome:
        asker = event.sender if event.place.private or reply.how == "whisper" else None
        reply = replace(reply, card=await platform.short(reply.card, asker, key))
        message = _replaced(event, reply)
        if message:
            return await platform.update(message, reply.card)
        place: Place | Later | Never | Unknown = event.place
        if (reply.how == "whisper" or _came(event)) and not event.place.private:
            place = await platform.open_direct(event.sender)
        return await platform.send(place, reply.card, key) if isinstance(place, Place) else place

    return respond


def on_card(platform: TeamsPlatform, event: Event, exchange: Exchange) -> Respond:
    """Carry out replies to an Action.Execute: what replaces the pressed card goes back with the call.

    The message is updated too: the answer to the call is shown to the person who pressed, and until they reload.
    """
    otherwise = in_conversation(platform, event)

    async def respond(reply: Reply, key: str) -> Outcome:
        reply = replace(reply, card=await platform.short(reply.card, event.sender, key))
        message = _replaced(event, reply)
        told = card_body(reply.card) if message else message_body(reply.card.summary[:SUMMARY_LENGTH])
        shown = exchange.hand(told)
        outcome = await otherwise(reply, key)
        return Delivered(message) if message and shown else outcome

    return respond


def in_dialog(platform: TeamsPlatform, event: Event, exchange: Exchange) -> Respond:
    """Carry out replies in the open dialog: forms and refusals stay in it, a finished form closes it.

    The card that the dialog was opened from stays as it is.
    """
    otherwise = in_conversation(platform, replace(event, message=None) if isinstance(event, Submission) else event)

    async def respond(reply: Reply, key: str) -> Outcome:
        here = Delivered(Sent(event.place, key))
        reply = replace(reply, card=await platform.short(reply.card, event.sender, key))
        form = next((block for block in reply.card.blocks if isinstance(block, Form)), None)
        if form and exchange.hand(_dialog({"title": form.title, "card": attachment(reply.card, dialog=True)})):
            return here
        if not form and isinstance(event, Press) and exchange.hand(dialog_message(words_of(reply.card))):
            return here
        exchange.hand({})
        return await otherwise(reply, key)

    return respond


def card_body(card: Card) -> Json:
    """The answer to an Action.Execute that shows another card."""
    first = parts(card, private=False)[0]
    return {"statusCode": 200, "type": CARD_TYPE, "value": attachment(first)["content"]}


def message_body(text: str) -> Json:
    """The answer to an Action.Execute that leaves the card as it is; clients show the text below it, also an empty one."""
    return {"statusCode": 200, "type": MESSAGE_TYPE, "value": text}


def dialog_message(text: str) -> Json:
    """The answer to a dialog's call that shows a text in it."""
    return {"task": {"type": "message", "value": text[:DIALOG_TEXT]}}


def _dialog(value: Json) -> Json:
    return {"task": {"type": "continue", "value": {"width": "medium", "height": "medium", **value}}}


def _came(event: Event) -> bool:
    """Somebody joined: they are greeted in their own chat, for everybody else has been here before."""
    return isinstance(event, Arrival) and event.what == "joined"


def _replaced(event: Event, reply: Reply) -> Sent | None:
    """The message that the reply takes the place of: where asked for, and for a form that was sent, its own card."""
    if isinstance(event, Submission) and reply.how != "whisper":
        return event.message
    return event.message if isinstance(event, Press) and reply.how == "replace" else None
