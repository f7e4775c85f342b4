"""Carrying out one reply while its moment lasts: a modal, an answer for one person's eyes, a replacement, a post."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

from adapters.slack.client import SlackPlatform
from adapters.slack.inbound import HOME, Moment
from adapters.slack.inputs import block_id
from adapters.slack.outcomes import CallFailed
from adapters.slack.render import MODAL_FORM
from bot.cards import Card, Form, Reply
from bot.events import Arrival, Event, Press, Sent, Submission
from bot.platform import Delivered, Later, Outcome

MOMENT = 2.0
"""Seconds that a trigger, or a sent modal, waits for the answer: Slack gives three."""

Acknowledgement = asyncio.Future[dict[str, Any] | None]
"""What a sent modal waits for: what to show next in it, or None to close it."""


class Answerer:
    """Answers one event that came at ``since`` (the loop's time). ``acknowledgement`` is there only for a modal that
    was sent. With ``opens_form`` a modal is opened before the trigger runs out, and filled once the form is known."""

    def __init__(
        self, platform: SlackPlatform, event: Event, moment: Moment, since: float, *, opens_form: bool = False
    ) -> None:
        self._platform, self._event, self._moment, self._since = platform, event, moment, since
        waits = isinstance(event, Submission) and moment.surface == "modal"
        self.acknowledgement: Acknowledgement | None = asyncio.get_running_loop().create_future() if waits else None
        self._decided = asyncio.Event()
        self._held = asyncio.create_task(self._hold_open()) if opens_form and moment.trigger else None

    async def __call__(self, reply: Reply, key: str) -> Outcome:
        """Carry the reply out; ``bot.dispatch.Respond``."""
        held = await self.let_go(acknowledge=False)
        card = await self._platform.short(reply.card, self._event.sender, key)
        if reply.how == "open_form" and any(isinstance(block, Form) for block in reply.card.blocks):
            outcome = await self._form(card, held)
            if isinstance(outcome, Delivered):
                return outcome
        elif held:
            await self._platform.update_form(self._event.place, held, card)
        self._acknowledge(None)
        if card is not reply.card:  # in the place of the form stands a link for this person alone
            reply = replace(reply, card=card, how="whisper")
        return await self._show(reply, key)

    async def acknowledged(self) -> dict[str, Any] | None:
        """What to acknowledge with: for a modal that was sent, what to show in it, if that is known in time."""
        if self.acknowledgement is None:
            return None
        try:
            async with asyncio.timeout_at(self._since + MOMENT):
                return await asyncio.shield(self.acknowledgement)
        except TimeoutError:
            self._acknowledge(None)
            return None

    async def let_go(self, *, acknowledge: bool = True) -> str:
        """Nothing more is waited for: a sent modal may close. The id of the modal that was opened to wait, if any."""
        self._decided.set()
        if acknowledge:
            self._acknowledge(None)
        return await self._held if self._held else ""

    async def _hold_open(self) -> str:
        try:
            async with asyncio.timeout_at(self._since + MOMENT):
                await self._decided.wait()
        except TimeoutError:
            outcome = await self._platform.open_waiting(self._event.place, self._moment.trigger, above=self._above)
            return outcome.sent.id if isinstance(outcome, Delivered) else ""
        return ""

    @property
    def _above(self) -> bool:
        """Whether a modal is open from which the next one is opened."""
        return self._moment.surface == "modal" and isinstance(self._event, Press)

    async def _form(self, card: Card, held: str) -> Outcome | None:
        """Show the card's form (or what stands there instead); None where the moment for it has passed."""
        event, platform, trigger = self._event, self._platform, self._moment.trigger
        message = event.message if isinstance(event, Press | Submission) else None
        origin = HOME if self._moment.at_home else message.id if message else ""
        if held:
            return await platform.update_form(event.place, held, card, origin)
        form = next((block for block in card.blocks if isinstance(block, Form)), None)
        inputs = enumerate(form.inputs if form else ())
        errors = {block_id(MODAL_FORM, n, field): field.error for n, field in inputs if field.error}
        if self.acknowledgement is not None and not self.acknowledgement.done():
            try:
                view = {"response_action": "update", "view": await platform.view(event.place, card, origin)}
            except CallFailed as failure:
                return failure.outcome
            if self._acknowledge({"response_action": "errors", "errors": errors} if errors else view):
                return Delivered(Sent(event.place, ""))
        if not trigger:
            return None
        return await platform.open_form(event.place, card, trigger, origin=origin, above=self._above)

    async def _show(self, reply: Reply, key: str) -> Outcome:
        event, moment, platform = self._event, self._moment, self._platform
        message = event.message if isinstance(event, Press | Submission) else None
        if moment.whispered and moment.response_url:
            replacing = reply.how == "replace"
            outcome = await platform.answer_to(moment.response_url, event.place, reply.card, replacing=replacing)
            return outcome if isinstance(outcome, Delivered) else await platform.send(event.place, reply.card, key)
        if reply.how == "replace" and message is not None:
            outcome = await platform.update(message, reply.card)
            if isinstance(outcome, Later) and moment.response_url:  # updates are counted, what goes there is not
                answered = await platform.answer_to(moment.response_url, event.place, reply.card, replacing=True)
                return answered if isinstance(answered, Delivered) else outcome
            return outcome
        if not event.place.private and (reply.how == "whisper" or (isinstance(event, Arrival) and moment.whispered)):
            return await platform.whisper(event.place, event.sender.id, reply.card)
        return await platform.send(event.place, reply.card, key)

    def _acknowledge(self, body: dict[str, Any] | None) -> bool:
        if self.acknowledgement is None or self.acknowledgement.done():
            return False
        self.acknowledgement.set_result(body)
        return True
