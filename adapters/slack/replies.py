"""Carrying out one reply while its moment lasts: a modal, an answer for one person's eyes, a replacement, a post."""

from __future__ import annotations

import asyncio
from typing import Any

from adapters.slack.client import SlackPlatform
from adapters.slack.inbound import Moment
from adapters.slack.inputs import block_id
from adapters.slack.render import MODAL_FORM
from bot.cards import Card, Form, Reply
from bot.events import Arrival, Event, Press, Sent, Submission
from bot.platform import Delivered, Outcome

Acknowledgement = asyncio.Future[dict[str, Any] | None]
"""What a sent modal waits for: what to show next in it, or None to close it."""


class Answerer:
    """Answers one event. ``acknowledgement`` is there only for a modal that was sent."""

    def __init__(self, platform: SlackPlatform, event: Event, moment: Moment) -> None:
        self._platform, self._event, self._moment = platform, event, moment
        waits = isinstance(event, Submission) and moment.surface == "modal"
        self.acknowledgement: Acknowledgement | None = asyncio.get_running_loop().create_future() if waits else None

    async def __call__(self, reply: Reply, key: str) -> Outcome:
        """Carry the reply out; ``bot.dispatch.Respond``."""
        form = next((block for block in reply.card.blocks if isinstance(block, Form)), None)
        if reply.how == "open_form" and form is not None:
            outcome = await self._form(reply.card, form)
            if isinstance(outcome, Delivered):
                return outcome
        self.let_go()
        return await self._show(reply, key)

    def let_go(self) -> None:
        """The modal may close: nothing more will be shown in it."""
        self._acknowledge(None)

    async def _form(self, card: Card, form: Form) -> Outcome | None:
        """Show the form where one can be shown; None where the moment for it has passed."""
        event, moment = self._event, self._moment
        sent = event.message.id if isinstance(event, Press | Submission) and event.message else ""
        errors = {block_id(MODAL_FORM, n, field): field.error for n, field in enumerate(form.inputs) if field.error}
        next_step = (
            {"response_action": "errors", "errors": errors}
            if errors
            else {"response_action": "update", "view": self._platform.view(event.place, card, sent)}
        )
        if self._acknowledge(next_step):
            return Delivered(Sent(event.place, sent))
        if not moment.trigger:
            return None
        above = moment.surface == "modal" and isinstance(event, Press)
        return await self._platform.open_form(event.place, card, moment.trigger, sent=sent, above=above)

    async def _show(self, reply: Reply, key: str) -> Outcome:
        event, moment, platform = self._event, self._moment, self._platform
        message = event.message if isinstance(event, Press | Submission) else None
        if moment.whispered and moment.response_url:
            replacing = reply.how == "replace"
            outcome = await platform.answer_to(moment.response_url, event.place, reply.card, replacing=replacing)
            return outcome if isinstance(outcome, Delivered) else await platform.send(event.place, reply.card, key)
        if reply.how == "replace" and message is not None:
            return await platform.update(message, reply.card)
        if not event.place.private and (reply.how == "whisper" or (isinstance(event, Arrival) and moment.whispered)):
            return await platform.whisper(event.place, event.sender.id, reply.card)
        return await platform.send(event.place, reply.card, key)

    def _acknowledge(self, body: dict[str, Any] | None) -> bool:
        if self.acknowledgement is None or self.acknowledgement.done():
            return False
        self.acknowledgement.set_result(body)
        return True
