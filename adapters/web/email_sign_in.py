"""Asking for a sign-in link by e-mail. The page says the same whoever asks, so it tells nobody who is known here."""

from __future__ import annotations

import asyncio
import datetime as dt
import uuid
from collections import deque
from dataclasses import dataclass, field

import structlog
from starlette.background import BackgroundTask
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from adapters.web.frame import Frame
from adapters.web.security import form_of
from bot.dispatch import Dispatch
from bot.events import Message, Place, Sender
from bot.mailboxes import BadAddress, mailbox
from bot.store import mailboxes, web_sessions
from bot.store.database import DatabaseDown
from bot.usecases.signing_in import LINK_LASTS

log = structlog.get_logger()

DOOR = "email"
"""The platform through which the link goes."""
LINKS = 3
"""Links of one person that may be open at a time."""
REQUESTS = 30
"""Requests a minute that one server takes."""
MAX_FORM = 10_000


@dataclass(frozen=True, slots=True)
class EmailSignIn:
    """The page; it is there only while e-mail can be sent."""

    dispatch: Dispatch
    frame: Frame
    lately: deque[dt.datetime] = field(default_factory=deque)

    def routes(self) -> list[Route]:
        """Its address."""
        if not self.frame.settings.config.email.host:
            return []
        return [
            Route("/sign-in", self.show),
            Route("/sign-in", self.ask, methods=["POST"], max_body_size=MAX_FORM),
        ]

    def show(self, request: Request) -> HTMLResponse:
        """Where to type an address."""
        return self._page("")

    async def ask(self, request: Request) -> HTMLResponse:
        """Send a link, if the address is somebody's. That is looked up after the page has been answered."""
        typed = str((await form_of(request) or FormData()).get("address", ""))[:300]
        try:
            address = mailbox(typed).address
        except BadAddress:
            return self._page("address", typed, 422)
        if self._is_busy():
            return self._page("busy", typed, 429)
        response = self._page("sent")
        response.background = BackgroundTask(self._send, address)
        return response

    async def _send(self, address: str) -> None:
        sender, place = Sender(DOOR, "", address), Place(DOOR, "", address)
        try:
            if await asyncio.to_thread(self._may_have_one, sender):
                event = Message(f"sign-in-{uuid.uuid4().hex}", self.dispatch.clock(), sender, place, "sign in")
                if await self.dispatch.accept(event):
                    await self.dispatch.answer(event)
        except DatabaseDown as error:
            log.error("database down, no sign-in link was sent", error=str(error))

    def _may_have_one(self, sender: Sender) -> bool:
        """Whether the address is on record as that of somebody who takes part and has not been sent many already."""
        now, language = self.dispatch.clock(), self.frame.words.language
        with self.dispatch.database.write() as tx:
            if mailboxes.language_of(tx, sender.id) is None:
                return False
            person = mailboxes.owner(tx, sender, language, now)
            links = web_sessions.links_since(tx, person.id, now - LINK_LASTS)
            return links < LINKS and not person.stopped and not person.is_guest

    def _is_busy(self) -> bool:
        now = self.dispatch.clock()
        while self.lately and self.lately[0] <= now - dt.timedelta(minutes=1):
            self.lately.popleft()
        if len(self.lately) >= REQUESTS:
            return True
        self.lately.append(now)
        return False

    def _page(self, state: str, typed: str = "", status: int = 200) -> HTMLResponse:
        return self.frame.page("email_sign_in.html", self.frame.words, status, state=state, typed=typed)
