"""Teams as a platform: cards go out through the transport, and every error becomes an outcome."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from importlib import import_module
from typing import TypeVar

import aiohttp
import structlog

from adapters.teams.addresses import Addresses
from adapters.teams.inbound import NAME, Origin
from adapters.teams.outcomes import CODES, NOBODY, meaning
from adapters.teams.registrations import Access
from adapters.teams.render import MAX_BYTES, activity, is_too_long, parts
from adapters.teams.tokens import Tokens
from adapters.teams.transport import TIMEOUT, Address, Json, Lost, Refused, Transport, Unreachable
from adapters.teams.turns import LONGEST, Turns
from bot.cards import Card
from bot.clock import Clock, utc_now
from bot.events import Place, Profile, Sender, Sent
from bot.platform import Capabilities, Delivered, Later, Never, Outcome, Unknown
from bot.settings import ConfigError, Settings
from bot.store.database import Database, DatabaseDown
from bot.store.references import Reference
from bot.usecases.long_forms import in_browser

log = structlog.get_logger()
T = TypeVar("T")

CAPABILITIES = Capabilities(
    max_text=4000,
    max_blocks=60,
    max_buttons=5,
    max_options=50,
    max_label=60,
    max_total=8000,
    forms="inline",
    can_whisper=False,
    rate=22.5,
    place_rate=1.0,
    chat_link="https://teams.microsoft.com/l/chat/0/0?users={email}",
    on_doubt="hold",
)
"""Teams takes 50 requests of any kind a second from an app in a tenant, of which replies to people are to have their half.
Only a first conversation costs two, its opening and its message: that makes 45 at most, and usually 22.5."""
SMALLEST = 4 * 1024
"""Bytes below which a message that Teams calls too large is not cut further."""
BACK_ENDS = {"botbuilder": "adapters.teams.botbuilder", "teams-sdk": "adapters.teams.teams_sdk"}
LOOKUP_TIMEOUT = 3.0
"""Seconds that a first message waits for its sender's verified address."""


class TeamsPlatform:
    """Implements ``bot.platform.Platform``. It can send while its door is open (``connected``)."""

    name = NAME
    capabilities = CAPABILITIES

    def __init__(self, settings: Settings, database: Database, clock: Clock = utc_now) -> None:
        self.addresses = Addresses(database, clock)
        self._settings, self._database, self._clock = settings, database, clock
        self._transport: Transport | None = None
        self._tokens: Tokens | None = None
        self._failures: dict[str, int] = {}
        self._turns = Turns()

    @asynccontextmanager
    async def connected(self, access: Access) -> AsyncIterator[tuple[Transport, aiohttp.ClientSession]]:
        """Open the back end and the one session that everything shares."""
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT)) as session:
            self._tokens = Tokens(session, access)
            transport = self._transport = back_end(self._settings.config.teams.sdk)(session, self._tokens.of)
            try:
                yield transport, session
            finally:
                self._transport = self._tokens = None
                await transport.close()

    async def open_direct(self, sender: Sender) -> Place | Later | Never | Unknown:
        """The direct conversation with a person; a new one through the service their tenant speaks through."""
        try:
            known = await self.addresses.direct(sender)
            through = known or await self.addresses.latest(sender.workspace)
        except DatabaseDown as error:
            return Later(5, str(error))
        if known:
            return Place(NAME, known.workspace, known.place)
        if through is None:
            return Never("the bot is not installed in this Teams tenant")
        parameters = {
            "bot": {"id": f"28:{through.bot}"},
            "isGroup": False,
            "members": [{"id": sender.id}],
            "tenantId": sender.workspace,
            "channelData": {"tenant": {"id": sender.workspace}},
        }
        try:
            opened = await self._call(
                replace(through, place=""), lambda line, to: line.create_conversation(to, parameters), raises=404
            )
        except Refused as error:  # without a code of the connector's own it may be any server's on the way
            return meaning(error, 0)[0] if error.code in ("", *CODES) else NOBODY
        if not isinstance(opened, str):
            return opened
        await self.addresses.keep(replace(through, place=opened, kind="personal", person=sender.id, team=None))
        return Place(NAME, sender.workspace, opened)

    async def send(self, place: Place, card: Card, key: str) -> Outcome:
        """Post a card. One that is too large for a message goes out in several."""
        fits = await self._short_there(place, card, key)
        return await self._post(place, fits, MAX_BYTES) if isinstance(fits, Card) else fits

    async def short(self, card: Card, sender: Sender | None, key: str) -> Card:
        """The card with forms that Teams takes: one that is too long is filled in in the browser.

        Raises:
            DatabaseDown: no link to it can be made now.
        """
        if not is_too_long(card):
            return card
        now = self._clock()
        return await asyncio.to_thread(in_browser, card, sender, key, "Teams", self._settings, self._database, now)

    async def update(self, sent: Sent, card: Card) -> Outcome:
        """Replace a message; what does not fit follows in new ones."""
        fits = await self._short_there(sent.place, card, sent.id)
        return await self._post(sent.place, fits, MAX_BYTES, replaces=sent.id) if isinstance(fits, Card) else fits

    async def find(self, place: Place, key: str, since: dt.datetime) -> Sent | None:
        """Never known: Teams lets a bot look nothing up."""
        return None

    async def typing(self, place: Place) -> None:
        """Show that an answer is coming; nothing depends on it."""
        reference = await self._reference(place)
        if isinstance(reference, Reference):
            await self._call(reference, lambda line, to: line.send(to, {"type": "typing"}), place.thread)

    async def profile(self, origin: Origin) -> Profile | None:
        """What the tenant vouches for about a sender, None if nobody can tell now. Their address is verified: the tenant
        gave it to them."""
        if self._transport is None:
            return None
        address = Address(origin.service, origin.place.id, origin.app)
        try:
            async with asyncio.timeout(LOOKUP_TIMEOUT):
                (member,) = await self._transport.members(address, origin.account)
        except (Refused, Unreachable, Lost, TimeoutError) as error:
            log.info("the sender cannot be looked up", reason=type(error).__name__)
            is_final = isinstance(error, Refused) and isinstance(meaning(error, 0)[0], Never)
            return Profile() if is_final else None
        return Profile(_said(member, "name"), _email(member))

    async def _short_there(self, place: Place, card: Card, key: str) -> Card | Later | Never:
        """``short`` for the person whose direct conversation it is."""
        reference = await self._reference(place)
        if not isinstance(reference, Reference):
            return reference
        sender = Sender(NAME, place.workspace, reference.person) if reference.person else None
        try:
            return await self.short(card, sender, key)
        except DatabaseDown as error:
            return Later(5, str(error))

    async def _post(self, place: Place, card: Card, limit: int, replaces: str = "") -> Outcome:
        """Post a card, or put it in the place of a message; what does not fit follows."""
        reference = await self._reference(place)
        if not isinstance(reference, Reference):
            return reference
        suggests = place.private and not replaces
        first, *rest = parts(card, limit, private=suggests)
        message = _addressed(activity(first, private=suggests), reference)

        async def shown(line: Transport, to: Address) -> str:
            if not replaces:
                return await line.send(to, message)
            await line.update(to, replaces, message)
            return replaces

        try:
            sent = await self._call(reference, shown, place.thread, raises=413)
        except Refused as error:
            if limit > SMALLEST and len(card.blocks) > 1:
                return await self._post(place, card, limit // 2, replaces)
            return meaning(error, 0)[0]
        return await self._rest(place, rest, Delivered(Sent(place, sent))) if isinstance(sent, str) else sent

    async def _rest(self, place: Place, rest: list[Card], first: Delivered) -> Outcome:
        for card in rest:
            outcome = await self._post(place, card, MAX_BYTES)
            if isinstance(outcome, Later) and outcome.wait <= LONGEST:
                await asyncio.sleep(outcome.wait)
                outcome = await self._post(place, card, MAX_BYTES)
            if not isinstance(outcome, Delivered):
                return Unknown(f"only the beginning arrived: {outcome.reason}")
        return first

    async def _reference(self, place: Place) -> Reference | Later | Never:
        try:
            found = await self.addresses.find(place)
        except DatabaseDown as error:
            return Later(5, str(error))
        return found or Never("the bot is not part of this Teams conversation")

    async def _call(
        self,
        reference: Reference,
        call: Callable[[Transport, Address], Awaitable[T]],
        thread: str | None = None,
        raises: int = 0,
    ) -> T | Later | Never | Unknown:
        """Call the service that the conversation is hosted by; if it has moved, once more where it is now."""
        if self._transport is None:
            return Later(30, "the door to Teams is closed")
        conversation = f"{reference.place};messageid={thread}" if thread else reference.place
        wait = self._turns.wait(conversation, time.monotonic()) if conversation else 0.0
        if wait is None:
            return Later(LONGEST, "this conversation has been sent as much as Teams takes")
        await asyncio.sleep(wait)
        try:
            done = await call(self._transport, Address(reference.service, conversation, reference.bot))
        except (Refused, Unreachable, Lost) as error:
            if isinstance(error, Refused) and error.status == raises:
                raise
            moved = await self._failed(reference, error)
            return await self._call(moved, call, thread, raises) if isinstance(moved, Reference) else moved
        self._failures.pop(reference.service, None)
        return done

    async def _failed(
        self, reference: Reference, error: Refused | Unreachable | Lost
    ) -> Later | Never | Unknown | Reference:
        """The outcome, once the reference is as the error asks; or where the conversation is now."""
        failures = self._failures.get(reference.service, 0)
        self._failures[reference.service] = failures + 1
        if isinstance(error, Refused) and error.status == 401 and self._tokens:
            self._tokens.forget(reference.bot)
        outcome, fate = meaning(error, failures)
        if fate == "rehost":
            moved = await self.addresses.rehosted(reference)
            if moved != reference:
                return moved
        if fate != "keep":
            await self.addresses.drop(reference)
        return outcome


def back_end(sdk: str) -> Callable[..., Transport]:
    """The back end with this name.

    Raises:
        ConfigError: its package is not installed.
    """
    try:
        made: Callable[..., Transport] = import_module(BACK_ENDS[sdk]).BackEnd
    except ModuleNotFoundError as error:
        raise ConfigError([f"teams.sdk: {sdk} needs a package: pip install 'coalition-bot[{sdk}]'"]) from error
    return made


def _addressed(message: Json, reference: Reference) -> Json:
    """Suggested actions are shown to the person they name."""
    if "suggestedActions" not in message:
        return message
    return message | {"suggestedActions": message["suggestedActions"] | {"to": [reference.account or ""]}}


def _said(member: Json, field: str) -> str | None:
    value = member.get(field)
    return value if isinstance(value, str) and value else None


def _email(member: Json) -> str | None:
    """The address, else the sign-in name where that is one: a guest's is not."""
    name = _said(member, "userPrincipalName") or ""
    return _said(member, "email") or (name if "@" in name and "#EXT#" not in name.upper() else None)
