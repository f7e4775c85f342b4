"""Invokes: what Teams calls and waits for. Cards pressed, dialogs, feedback, and the search of the message extension."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from adapters.teams.client import TeamsPlatform
from adapters.teams.exchange import (
    PATIENCE,
    Exchange,
    dialog_message,
    in_conversation,
    in_dialog,
    message_body,
    on_card,
)
from adapters.teams.inbound import Origin
from adapters.teams.render import attachment
from adapters.teams.transport import Json
from bot.cards import Block, Card, Facts, Item, Link, Listing, Text
from bot.dispatch import Dispatch, Respond
from bot.events import Event, Sender
from bot.people import Viewer
from bot.store import call_answers, people
from bot.store.database import DatabaseDown
from bot.usecases.searching import Hit, search
from bot.words import Words, words_for

SEARCH = "composeExtension/query"
SEARCH_COMMAND = "search"
EXECUTE = "adaptiveCard/action"
DIALOGS = frozenset({"task/fetch", "task/submit"})
MOST_HITS = 25
LOOK_AGAIN = 0.2
"""Seconds between looks for the answer of a call that a copy of this one waits for."""
Begin = Callable[[Respond, Callable[[], object]], None]
"""Starts answering an event: how to carry out the reply, and what to call at the end."""


@dataclass(frozen=True, slots=True)
class Invokes:
    """Answers calls. A copy of a call, now or later, here or at another process, gets what the first one got."""

    dispatch: Dispatch
    platform: TeamsPlatform

    async def answer(self, name: str, event: Event, begin: Begin) -> Json:
        """The body that answers the call, within ``PATIENCE``."""
        words = await self._words(event.sender)
        nothing = message_body(words("Thank you.")) if name == EXECUTE else {}
        try:
            fresh = await self.dispatch.accept(event)
        except DatabaseDown:
            return _said(name, words("Sorry, I cannot note anything right now. Please try again in a minute."))
        if not fresh:
            return await self._given(event, nothing)
        exchange = Exchange()
        begin(self._respond(name, event, exchange), lambda: exchange.hand(nothing))
        try:
            body = await asyncio.wait_for(asyncio.shield(exchange.answer), PATIENCE)
        except TimeoutError:
            exchange.hand(_said(name, words("This takes a little longer. I will show it here when it is ready.")))
            body = await exchange.answer
        with suppress(DatabaseDown):  # then a copy is answered with nothing, and the card is as it is to be anyway
            await asyncio.to_thread(self._keep, event, body)
        return body

    async def _given(self, event: Event, nothing: Json) -> Json:
        """What the first of these calls is given, waited for while that is on its way."""
        with suppress(DatabaseDown):
            for _ in range(round(PATIENCE / LOOK_AGAIN)):
                if body := await asyncio.to_thread(self._find, event):
                    given: Json = json.loads(body)
                    return given
                await asyncio.sleep(LOOK_AGAIN)
        return nothing

    def _keep(self, event: Event, body: Json) -> None:
        with self.dispatch.database.write() as tx:
            call_answers.keep(tx, event, json.dumps(body), self.dispatch.clock())

    def _find(self, event: Event) -> str | None:
        with self.dispatch.database.read() as tx:
            return call_answers.find(tx, event)

    def _respond(self, name: str, event: Event, exchange: Exchange) -> Respond:
        if name == EXECUTE:
            return on_card(self.platform, event, exchange)
        return in_dialog(self.platform, event, exchange) if name in DIALOGS else in_conversation(self.platform, event)

    async def search(self, activity: Json, where: Origin) -> Json:
        """Taskgroups and events to insert; in a shared place only what everyone may see."""
        text, skip, limit = _query(activity)
        try:
            hits, words = await asyncio.to_thread(self._search, where, text, skip, limit)
        except DatabaseDown:
            words = words_for(self.dispatch.settings.config.coalition.language)
            return _message(words("Sorry, I cannot look anything up right now. Please try again in a minute."))
        if not hits:
            return _message(words("No taskgroup or event holds these words."))
        found = [_hit(hit) for hit in hits]
        return {"composeExtension": {"type": "result", "attachmentLayout": "list", "attachments": found}}

    def _search(self, where: Origin, text: str, skip: int, limit: int) -> tuple[list[Hit], Words]:
        with self.dispatch.database.read() as tx:
            person = people.of_account(tx, where.sender)
            viewer = person.sees if person and where.place.private else Viewer()
            words = words_for(person.language if person else self.dispatch.settings.config.coalition.language)
            return search(tx, text, viewer, words, self.dispatch.clock(), skip=skip, limit=limit), words

    async def _words(self, sender: Sender) -> Words:
        language = self.dispatch.settings.config.coalition.language
        try:
            return words_for(await asyncio.to_thread(self._language, sender) or language)
        except DatabaseDown:
            return words_for(language)

    def _language(self, sender: Sender) -> str | None:
        with self.dispatch.database.read() as tx:
            person = people.of_account(tx, sender)
            return person.language if person else None


def _said(name: str, text: str) -> Json:
    if name == EXECUTE:
        return message_body(text)
    return dialog_message(text) if name in DIALOGS else {}


def _message(text: str) -> Json:
    return {"composeExtension": {"type": "message", "text": text}}


def _hit(hit: Hit) -> Json:
    told: Block = Facts(hit.details) if hit.details else Text(hit.line)
    if hit.items:
        told = Listing(tuple(Item(*item) for item in hit.items))
    card = Card(hit.title, (Text(hit.title, "heading"), told, *((Link(hit.title, hit.url),) if hit.url else ())))
    preview = {
        "contentType": "application/vnd.microsoft.card.thumbnail",
        "content": {"title": hit.title, "text": hit.line},
    }
    return attachment(card) | {"preview": preview}


def _query(activity: Json) -> tuple[str, int, int]:
    value: Any = activity.get("value")
    value = value if isinstance(value, dict) else {}
    parameters = value.get("parameters")
    first = parameters[0] if isinstance(parameters, list) and parameters and isinstance(parameters[0], dict) else {}
    initial = first.get("name") == "initialRun"
    options = value.get("queryOptions")
    options = options if isinstance(options, dict) else {}
    text = first.get("value")
    skip, count = options.get("skip"), options.get("count")
    return (
        text if isinstance(text, str) and not initial else "",
        skip if isinstance(skip, int) and 0 <= skip < 10_000 else 0,
        min(count, MOST_HITS) if isinstance(count, int) and count > 0 else MOST_HITS,
    )
