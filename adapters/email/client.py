"""E-mail as a platform: each message goes to the mail server by itself, with links to answer it and to end it."""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import dataclass, replace

import structlog

from adapters.email.around import Around
from adapters.email.message import Envelope, email, message_id
from adapters.email.outcomes import Refused
from adapters.email.server import MailServer, server_of
from adapters.email.smtp import hand_over
from bot.cards import Card
from bot.clock import Clock
from bot.events import Place, Sender, Sent
from bot.mailboxes import BadAddress, Mailbox, mailbox
from bot.picks import takes_answers
from bot.platform import Capabilities, Delivered, Later, Never, Outcome, Unknown
from bot.settings import Settings
from bot.store import mailboxes, preferences
from bot.store.database import Conflict, Database, DatabaseDown
from bot.usecases import answer_links
from bot.words import words_for

log = structlog.get_logger()

NAME = "email"
CLOSED = Never("e-mail is not set up")
CAPABILITIES = Capabilities(
    max_text=20_000,
    max_blocks=100,
    max_buttons=12,
    max_options=100,
    max_label=200,
    max_total=30_000,
    can_update=False,
    can_whisper=False,
    remembers=True,
    on_doubt="hold",
)
"""``max_total`` keeps the HTML half below the 102 KB beyond which the largest mail provider hides the rest.

``hold``: most mail servers deliver a repeated Message-ID a second time, and none can be asked what it took.
"""


@dataclass(frozen=True, slots=True)
class EmailPlatform:
    """Implements ``bot.platform.Platform``. A person's direct conversation is their address."""

    settings: Settings
    database: Database
    clock: Clock
    name: str = NAME

    @property
    def capabilities(self) -> Capabilities:
        """What an e-mail can show, and how many a second the configuration allows."""
        return replace(CAPABILITIES, rate=self.settings.config.email.per_minute / 60)

    async def open_direct(self, sender: Sender) -> Place | Later | Never | Unknown:
        """The address, if its owner may be written to unasked."""
        try:
            to = mailbox(sender.id)
            return await asyncio.to_thread(self._open, to)
        except BadAddress as error:
            return Never(str(error))
        except DatabaseDown as error:
            return Later(5, str(error))

    async def send(self, place: Place, card: Card, key: str) -> Outcome:
        """Send one e-mail, also to somebody who wants none unasked: this may be what they asked for."""
        server = server_of(self.settings)
        if server is None:
            return CLOSED
        try:
            to = mailbox(place.id)
            message = await asyncio.to_thread(self._written, server, to, card, key)
        except BadAddress as error:
            return Never(str(error))
        except (DatabaseDown, Conflict) as error:
            return Later(5, str(error))
        if isinstance(message, Never):
            return message
        ended = await hand_over(server, to, message)
        if ended is None:
            return Delivered(Sent(Place(NAME, "", to.address), message_id(server, to, key)))
        if isinstance(ended, Refused):
            return await self._refused(to, ended)
        return ended

    async def update(self, sent: Sent, card: Card) -> Outcome:
        """Never: nobody can change an e-mail that has arrived."""
        return Never("an e-mail that was sent cannot be changed")

    async def find(self, place: Place, key: str, since: dt.datetime) -> Sent | Unknown | None:
        """Nobody can tell: a mail server keeps no list of what it took."""
        return Unknown("a mail server cannot be asked what it has taken")

    def _open(self, to: Mailbox) -> Place | Never:
        if server_of(self.settings) is None:
            return CLOSED
        with self.database.read() as tx:
            reason = mailboxes.undeliverable(tx, to.address)
        return Never(reason) if reason else Place(NAME, "", to.address)

    def _written(self, server: MailServer, to: Mailbox, card: Card, key: str) -> bytes | Never:
        config, now = self.settings.config, self.clock()
        sender, lasts = Sender(NAME, "", to.address), dt.timedelta(days=config.email.links_last_days)
        with self.database.write() as tx:
            if reason := mailboxes.bounced(tx, to.address):
                return Never(reason)
            person = mailboxes.owner(tx, sender, config.coalition.language, now)
            large = preferences.of(tx, person.id, self.settings.usual).large_print
            answer = ""
            if takes_answers(card):
                id = message_id(server, to, key)
                token = answer_links.make(tx, sender, person.id, id, card, now, lasts, delivery=key)
                answer = f"{self.settings.public_url}/a/{token}"
            unsubscribe = f"{self.settings.public_url}/unsubscribe/{mailboxes.token_of(tx, to.address)}"
        around = Around(words_for(person.language), config.coalition.name, answer, unsubscribe, large)
        return email(card, Envelope(server, to, key, now), around)

    async def _refused(self, to: Mailbox, refusal: Refused) -> Later | Never:
        log.warning("refused", step=refusal.step, code=refusal.code, detail=refusal.detail)
        outcome = refusal.outcome
        if refusal.about_address:
            try:
                await asyncio.to_thread(self._bounce, to, outcome.reason)
            except DatabaseDown as error:
                log.error("database down, the address is not marked", error=str(error))
        return outcome

    def _bounce(self, to: Mailbox, reason: str) -> None:
        with self.database.write() as tx:
            mailboxes.bounce(tx, to.address, reason, self.clock())
