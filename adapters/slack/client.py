"""The door's outgoing side: cards become calls to Slack, and what Slack says becomes an outcome."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections.abc import AsyncIterator
from typing import Any

from adapters.slack.api import Api
from adapters.slack.directs import Directs
from adapters.slack.inbound import HOME, NAME, is_direct
from adapters.slack.inputs import is_too_long, long_values
from adapters.slack.keys import keys_of
from adapters.slack.outcomes import CallFailed
from adapters.slack.render import CAPABILITIES, home, message, modal
from adapters.slack.workspaces import Workspaces
from bot.cards import Card, Text
from bot.clock import utc_now
from bot.events import Place, Sender, Sent
from bot.platform import Delivered, Later, Never, Outcome, Unknown
from bot.settings import Settings
from bot.store import long_values as store
from bot.store.database import Database, DatabaseDown
from bot.usecases.long_forms import in_browser
from bot.words import words_for

DELIVERY = "coalition_delivery"
"""The type of the metadata that carries a delivery's key. Other apps can read it, so the key is all it holds."""
OPEN = {False: "views.open", True: "views.push"}
"""The method that opens a modal, by whether one is open beneath it."""
PAGE = 200
DATABASE_WAIT = 5.0


class SlackPlatform:
    """Implements ``bot.platform.Platform``. No call is repeated here: that is the core's decision."""

    name = NAME
    capabilities = CAPABILITIES

    def __init__(self, settings: Settings, database: Database) -> None:
        self.keys = keys_of(settings)
        self.api = Api(self.keys)
        self.workspaces = Workspaces(self.keys, self.api, database)
        self.directs = Directs(self.api, self.workspaces, database)
        self._settings, self._database = settings, database
        self._looks_again: dict[str, float] = {}
        self._words = words_for(settings.config.coalition.language)

    async def open_direct(self, sender: Sender) -> Place | Later | Never | Unknown:
        """The direct conversation with a person."""
        try:
            return await self.directs.with_person(sender)
        except CallFailed as failure:
            return failure.outcome
        except DatabaseDown:
            return Later(DATABASE_WAIT, "the database is down")

    async def forget(self, workspace: str) -> None:
        """The workspace has removed the bot."""
        self.directs.forget(workspace)
        await self.workspaces.forget(workspace)

    async def send(self, place: Place, card: Card, key: str) -> Outcome:
        """Post a card, or publish it where the place is a Home tab."""
        if place.thread == HOME:
            return await self.publish(place, card)
        place = self.directs.told(place)
        try:
            try:
                return await self._post(place, card, key)
            except CallFailed as failure:
                if failure.code != "channel_not_found" or not is_direct(place):
                    raise
            # only when asked to open the conversation does Slack say why nothing can be posted to the person
            return await self._post(await self.directs.of(place), card, key)
        except CallFailed as failure:
            return failure.outcome

    async def _post(self, place: Place, card: Card, key: str) -> Delivered:
        answer = await self._write(
            place.workspace,
            "chat.postMessage",
            channel=place.id,
            **({"thread_ts": place.thread} if place.thread else {}),
            **await self._content(card),
            metadata={"event_type": DELIVERY, "event_payload": {"key": key}},
            unfurl_links=False,
            unfurl_media=False,
        )
        if is_direct(place):
            self.directs.learn(place.workspace, place.id, str(answer["channel"]))
        return Delivered(Sent(self.directs.told(place), str(answer["ts"])))

    async def whisper(self, place: Place, user: str, card: Card) -> Outcome:
        """Show a card in a shared place to one person only."""
        thread = {"thread_ts": place.thread} if place.thread else {}
        try:
            answer = await self._write(
                place.workspace,
                "chat.postEphemeral",
                channel=place.id,
                user=user,
                **thread,
                **await self._content(card),
            )
        except CallFailed as failure:
            return failure.outcome
        return Delivered(Sent(place, str(answer.get("message_ts", ""))))

    async def answer_to(self, url: str, place: Place, card: Card, *, replacing: bool = False) -> Outcome:
        """Answer through the address that came with a payload: seen by the person only, or in the place of what they
        pressed."""
        try:
            how = {"replace_original": True} if replacing else {"response_type": "ephemeral", "replace_original": False}
            await self.api.post_back(url, {**how, **await self._content(card)})
        except CallFailed as failure:
            return failure.outcome
        return Delivered(Sent(place, ""))

    async def update(self, sent: Sent, card: Card) -> Outcome:
        """Replace a message of ours, or a Home tab."""
        if sent.place.thread == HOME:
            return await self.publish(sent.place, card)
        try:
            await self._write(
                sent.place.workspace, "chat.update", channel=sent.place.id, ts=sent.id, **await self._content(card)
            )
        except CallFailed as failure:
            return failure.outcome
        return Delivered(sent)

    async def publish(self, place: Place, card: Card, seen: str = "") -> Outcome:
        """Draw a Home tab; where it is not any more as it was ``seen`` (its hash), ``DRAWN_MEANWHILE``."""
        unless_changed = {"hash": seen} if seen else {}
        try:
            await self._keep_long_values(card)
            view = home(card, self._words)
            answer = await self._write(place.workspace, "views.publish", user_id=place.id, view=view, **unless_changed)
        except CallFailed as failure:
            return failure.outcome
        return Delivered(Sent(place, str(answer.get("view", {}).get("id", ""))))

    async def short(self, card: Card, sender: Sender, key: str) -> Card:
        """The card with forms that Slack shows whole: any other is filled in in the browser.

        Raises:
            DatabaseDown: no link to it can be made now.
        """
        if not is_too_long(card):
            return card
        return await asyncio.to_thread(
            in_browser, card, sender, key, "Slack", self._settings, self._database, utc_now()
        )

    async def open_form(
        self, place: Place, card: Card, trigger: str, *, origin: str = "", above: bool = False
    ) -> Outcome:
        """Open a card's form as a modal, ``above`` the one that is open. The trigger lives three seconds."""
        return await self._modal(OPEN[above], place, card, origin, trigger_id=trigger)

    async def open_waiting(self, place: Place, trigger: str, *, above: bool = False) -> Outcome:
        """Open a modal that says that a form is coming, for ``update_form`` to fill."""
        text = self._words("Your form is on its way. If it does not come, close this and press again.")
        card = Card(self._words("One moment…"), (Text(text),))
        return await self._modal(OPEN[above], place, card, "", trigger_id=trigger)

    async def update_form(self, place: Place, view: str, card: Card, origin: str = "") -> Outcome:
        """Show a card in a modal that is open: its form, or the card alone where it has none."""
        return await self._modal("views.update", place, card, origin, view_id=view)

    async def view(self, place: Place, card: Card, origin: str = "") -> dict[str, Any]:
        """A card as a modal.

        Raises:
            CallFailed: the database, which must keep what it stands for, is down.
        """
        await self._keep_long_values(card)
        return modal(card, self._words, place, origin)

    async def _modal(self, method: str, place: Place, card: Card, origin: str, **target: str) -> Outcome:
        try:
            view = await self.view(place, card, origin)
            answer = await self._write(place.workspace, method, view=view, **target)
        except CallFailed as failure:
            return failure.outcome
        return Delivered(Sent(place, str(answer.get("view", {}).get("id", ""))))

    async def find(self, place: Place, key: str, since: dt.datetime) -> Sent | Unknown | None:
        """Look for a delivery's key in the conversation's history; Unknown where Slack does not show it."""
        if place.thread == HOME:
            return None
        if time.monotonic() < self._looks_again.get(place.workspace, 0.0):
            return Unknown("Slack has been asked for as much history as it shows just now")
        try:
            place = await self.directs.of(place)
            async for found in self._history(place, since):
                about = found.get("metadata") or {}
                if about.get("event_type") == DELIVERY and (about.get("event_payload") or {}).get("key") == key:
                    return Sent(place, str(found["ts"]))
        except CallFailed as failure:
            if isinstance(failure.outcome, Later):
                self._looks_again[place.workspace] = time.monotonic() + failure.outcome.wait
            return Unknown(f"the history cannot be read: {failure.outcome.reason}")
        return None

    async def _history(self, place: Place, since: dt.datetime) -> AsyncIterator[dict[str, Any]]:
        method = "conversations.replies" if place.thread else "conversations.history"
        where = {"channel": place.id, **({"ts": place.thread} if place.thread else {})}
        asked: dict[str, str | int] = {
            **where,
            "oldest": f"{since.timestamp():.6f}",
            "inclusive": "true",
            "limit": PAGE,
        }
        cursor = ""
        while True:
            token = await self.workspaces.token(place.workspace)
            more = {"cursor": cursor} if cursor else {}
            answer = await self.api.read(token, method, include_all_metadata="true", **asked, **more)
            for found in answer.get("messages") or ():
                yield found
            cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return

    async def _content(self, card: Card) -> dict[str, Any]:
        await self._keep_long_values(card)
        try:
            return message(card, self._words)
        except ValueError as error:
            raise CallFailed(Never(f"the card cannot be shown: {error}")) from error

    async def _keep_long_values(self, card: Card) -> None:
        """Before a mark is shown, what it stands for is kept."""
        values = long_values(card)
        if not values:
            return
        try:
            await asyncio.to_thread(self._keep, values)
        except DatabaseDown as error:
            raise CallFailed(Later(DATABASE_WAIT, "the database is down")) from error

    def _keep(self, values: dict[str, str]) -> None:
        with self._database.write() as tx:
            store.keep(tx, values, utc_now())

    async def _write(self, workspace: str, method: str, **arguments: Any) -> dict[str, Any]:
        return await self.api.write(await self.workspaces.token(workspace), method, **arguments)
