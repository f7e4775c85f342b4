"""One event in, at most one reply out: dedupe, identity, consent, handler, fit, send, in this order, once.

``accept`` commits the event's row; the door acknowledges after it. ``answer`` claims the row, decides in one
transaction (so a crash leaves either nothing or the finished reply), sends, and settles. ``recover`` finishes what a
crash or an outage left, once across all processes, because each step is claimed by a single UPDATE.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace

import structlog

from bot import apologies, consent
from bot.cards import Reply
from bot.clock import Clock
from bot.events import Event, Message, Sent
from bot.fitting import fit
from bot.knowledge import crisis
from bot.people import NotAllowed, Viewer, may
from bot.platform import Capabilities, Delivered, Later, Never, Outcome, Platform, Unknown
from bot.router import NoSuchAction, Router, handle, without_secrets, works_when_stopped
from bot.runs import Run
from bot.services import Services
from bot.settings import Settings
from bot.store import inbound, interactions, people, rest_of_card
from bot.store.database import Conflict, Database, DatabaseDown, Transaction
from bot.text import cleaned, said
from bot.usecases.indexing import Shelf
from bot.usecases.rewording import Model, reworded
from bot.words import words_for

log = structlog.get_logger()

Respond = Callable[[Reply, str], Awaitable[Outcome]]
"""How a door carries out a reply right now; the text is the delivery's key."""

SEND_TIMEOUT = 10.0
"""Seconds after which a send counts as Unknown."""
DOUBT = dt.timedelta(seconds=1.5 * SEND_TIMEOUT)
TOO_OLD = dt.timedelta(minutes=10)

ENDINGS: dict[type[Outcome], tuple[str, str]] = {
    Delivered: ("done", "delivered"),
    Later: ("answered", "waits"),
    Never: ("failed", "cannot be sent"),
    Unknown: ("sending", "in doubt"),
}
"""The state of an event after each outcome, and its word for people."""


@dataclass(frozen=True, slots=True)
class Dispatch:
    """What every door hands its events to."""

    database: Database
    router: Router
    shelf: Shelf
    settings: Settings
    clock: Clock
    platforms: Mapping[str, Platform]
    model: Model | None = None
    """A language model that may put quoted answers into words."""
    runs: dict[str, Run] = field(default_factory=dict)
    """How the timed jobs of this process went last, by name."""

    @property
    def doors(self) -> dict[str, Capabilities]:
        """What each open door can show."""
        return {name: platform.capabilities for name, platform in self.platforms.items()}

    async def accept(self, event: Event) -> bool:
        """Commit the event's row; False for a duplicate. After it the door may acknowledge.

        Raises:
            DatabaseDown: nothing was kept; the door says so politely, or lets the platform try again.
        """
        kept = without_secrets(self.router, cleaned(event))
        fresh = await inbound.receive(self.database, kept, self.clock())
        log.info("accepted" if fresh else "duplicate", event_id=event.id, kind=event.kind)
        return fresh

    async def answer(self, event: Event, respond: Respond | None = None) -> None:
        """Decide on an accepted event and send the reply, through ``respond`` or else to the event's place."""
        with structlog.contextvars.bound_contextvars(event_id=event.id):
            try:
                reply = await asyncio.to_thread(self._decide, event)
            except DatabaseDown as error:
                log.error("database down, the event waits", error=str(error))
                return
            if reply is not None and self.model:
                reply = await reworded(event, reply, self.model, await asyncio.to_thread(self._language, event))
            if reply is not None:
                await self._send(event, reply, respond)

    async def look(self, event: Event) -> Reply | None:
        """What the event would be answered with now, noted nowhere: for a page that is only drawn again.

        Raises:
            DatabaseDown: nobody can tell now.
        """
        return await asyncio.to_thread(self._look, event)

    async def recover(self, older_than: dt.timedelta = DOUBT) -> int:
        """Finish events without an outcome; those older than ten minutes are listed for staff. Returns how many."""
        waiting = await asyncio.to_thread(self._waiting, older_than)
        for item in waiting:
            if item.reply is None:
                await self.answer(item.event)
            elif item.state == "answered":
                await self._resume(item, item.reply)
            else:
                await self._clear_doubt(item, item.reply)
        return len(waiting)

    def _look(self, event: Event) -> Reply | None:
        self.shelf.refresh()
        with self.database.write() as tx:
            services = self._services(tx, event, self.clock())
            reply = self._handled(event, services)
            return self._fitted(event, services, reply) if reply else None

    def _decide(self, event: Event) -> Reply | None:
        if isinstance(event, Message):  # a press needs the index seldom, and then the last tick's will do
            self.shelf.refresh()
        try:
            return self._decide_again(event)
        except DatabaseDown:
            raise
        except Exception:
            log.exception("handler failed")
            return self._decide_with(event, lambda _, services: apologies.fault(services.words))

    def _decide_again(self, event: Event) -> Reply | None:
        """Decide, once more if two first messages of one person met."""
        try:
            return self._decide_with(event, self._handled)
        except Conflict:
            return self._decide_with(event, self._handled)

    def _decide_with(self, event: Event, decide: Callable[[Event, Services], Reply | None]) -> Reply | None:
        now = self.clock()
        with self.database.write() as tx:
            if not inbound.claim(tx, event, "received", "sending", now):
                return None
            event = cleaned(event)
            kept = without_secrets(self.router, event)
            services = self._services(tx, kept, now)
            reply = decide(event, services)
            if reply:
                staff = may(services.person, "announce")
                reply = crisis.beside(reply, event, services.words, writes_for_others=staff)
            services = replace(services, person=people.current(tx, services.person, event.sender))
            reply = self._noticed(kept, services, reply)
            self._record(kept, services, reply)
            if reply is None:
                inbound.settle(tx, event, "done", "no reply needed", now)
                return None
            reply = self._fitted(event, services, reply)
            inbound.keep_reply(tx, event, reply)
        return reply

    def _language(self, event: Event) -> str:
        with self.database.read() as tx:
            person = people.of_account(tx, event.sender)
        return person.language if person else self.settings.config.coalition.language

    def _services(self, tx: Transaction, event: Event, now: dt.datetime) -> Services:
        language = self.settings.config.coalition.language
        person = people.meet(tx, event.sender, event.profile, language, now)
        return Services(
            tx=tx,
            person=person,
            viewer=person.sees if event.place.private else Viewer(),
            words=words_for(person.language),
            now=now,
            settings=self.settings,
            library=self.shelf.library,
            capabilities=self._platform(event).capabilities,
            doors=self.doors,
        )

    def _handled(self, event: Event, services: Services) -> Reply | None:
        words = services.words
        if services.person.stopped and not works_when_stopped(self.router, event):
            return apologies.stopped(words)
        try:
            return apologies.beside_files(handle(self.router, event, services), event, words)
        except NoSuchAction:
            return apologies.stale(words)
        except NotAllowed as error:
            refused = apologies.not_allowed(error, services.settings.config.coalition.team, words)
            return apologies.with_what_was_typed(refused, without_secrets(self.router, event), words)

    def _noticed(self, event: Event, services: Services, reply: Reply | None) -> Reply | None:
        person = services.person
        if reply is None or person.noticed or reply.how != "say" or person.stopped or not event.place.private:
            return reply
        people.notice_given(services.tx, person.id, services.now)
        blocks = consent.notice(services.words, services.settings.config.coalition.name)
        return replace(reply, card=replace(reply.card, blocks=reply.card.blocks + blocks))

    def _record(self, event: Event, services: Services, reply: Reply | None) -> None:
        tx, now, person = services.tx, services.now, services.person
        if person.stopped:
            return
        led_to, refers_to = (reply.led_to, reply.refers_to) if reply else ("nothing", "")
        words = None if reply and reply.unkept else consent.kept(person, said(event))
        interactions.record(
            tx,
            now,
            person.id,
            event.place,
            {event.kind: words, "reply": None} if reply else {event.kind: words},
            led_to=led_to,
            refers_to=refers_to,
            event_id=event.id,
        )

    def _fitted(self, event: Event, services: Services, reply: Reply) -> Reply:
        first, *rest = fit(reply.card, services.capabilities, services.words, rest_key=event.id)
        if rest:
            rest_of_card.keep(services.tx, event.id, services.person.id, rest, services.now)
        return replace(reply, card=first)

    async def _send(self, event: Event, reply: Reply, respond: Respond | None) -> None:
        try:
            async with asyncio.timeout(SEND_TIMEOUT):
                outcome = await (respond or self._say(event))(reply, event.id)
        except TimeoutError:
            outcome = Unknown("the platform did not answer in time")
        await self._settled(event, outcome)

    def _say(self, event: Event) -> Respond:
        platform = self._platform(event)

        async def say(reply: Reply, key: str) -> Outcome:
            place = event.place
            if reply.how == "whisper" and not place.private:
                direct = await platform.open_direct(event.sender)
                if isinstance(direct, (Later, Never, Unknown)):
                    return direct
                place = direct
            return await platform.send(place, reply.card, key)

        return say

    def _waiting(self, older_than: dt.timedelta) -> list[inbound.OpenEvent]:
        now = self.clock()
        with self.database.write() as tx:
            inbound.expire(tx, now - TOO_OLD, now)
            return inbound.unfinished(tx, now - TOO_OLD, now - older_than)

    def _claim(self, item: inbound.OpenEvent) -> bool:
        with self.database.write() as tx:
            return inbound.claim(tx, item.event, item.state, "sending", self.clock(), seen=item.touched)

    def _hold(self, event: Event) -> None:
        with self.database.write() as tx:
            inbound.settle(tx, event, "held", "nobody can tell whether the reply arrived", self.clock())

    async def _settled(self, event: Event, outcome: Outcome) -> None:
        state, text = ENDINGS[type(outcome)]
        reason = getattr(outcome, "reason", "")
        try:
            ending = f"{text}: {reason}" if reason else text
            await inbound.settle_alone(self.database, event, state, ending, self.clock())
        except DatabaseDown as error:
            log.error("database down, the outcome stays open", error=str(error), outcome=text)
        log.info("settled", outcome=text, reason=reason)

    async def _resume(self, item: inbound.OpenEvent, reply: Reply) -> None:
        if await asyncio.to_thread(self._claim, item):
            await self._send(item.event, reply, None)

    async def _clear_doubt(self, item: inbound.OpenEvent, reply: Reply) -> None:
        """A reply may or may not have been sent: look, resend where that is safe, else leave it to staff."""
        platform, event = self._platform(item.event), item.event
        match platform.capabilities.on_doubt:
            case "lookup":
                found = await platform.find(event.place, event.id, item.touched - DOUBT)
                if isinstance(found, Sent):
                    await self._settled(event, Delivered(found))
                elif found is None:
                    await self._resume(item, reply)
            case "resend":
                await self._resume(item, reply)
            case "hold":
                await asyncio.to_thread(self._hold, event)

    def _platform(self, event: Event) -> Platform:
        return self.platforms[event.place.platform]
