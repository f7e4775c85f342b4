"""Ending e-mail, and beginning it again: the page behind the link in every e-mail, without an account.

Looking never acts. A mail program's own button posts here at once (RFC 8058).
"""

from __future__ import annotations

from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from adapters.web.frame import Frame
from adapters.web.security import form_of
from bot.dispatch import Dispatch
from bot.store import mailboxes
from bot.store.database import DatabaseDown
from bot.words import words_for

MAX_FORM = 10_000
"""Bytes; a mail program's post is under a hundred."""


@dataclass(frozen=True, slots=True)
class Unsubscribe:
    """The page."""

    dispatch: Dispatch
    frame: Frame

    def routes(self) -> list[Route]:
        """Its address."""
        return [
            Route("/unsubscribe/{token}", self.show),
            Route("/unsubscribe/{token}", self.act, methods=["POST"], max_body_size=MAX_FORM),
        ]

    def show(self, request: Request) -> HTMLResponse:
        """Ask."""
        return self._page(request.path_params["token"], act=None)

    async def act(self, request: Request) -> HTMLResponse:
        """Do it."""
        form = await form_of(request) or FormData()
        act = "begin" if form.get("again") else "end"
        return await run_in_threadpool(self._page, request.path_params["token"], act=act)

    def _page(self, token: str, *, act: str | None) -> HTMLResponse:
        words = self.frame.words
        try:
            with self.dispatch.database.write() if act else self.dispatch.database.read() as tx:
                address = mailboxes.address_of(tx, token)
                if address is None:
                    return self.frame.page("unsubscribe.html", words, 404, address="", problem="unknown")
                if act == "end":
                    mailboxes.unsubscribe(tx, address, self.dispatch.clock())
                elif act == "begin":
                    mailboxes.subscribe(tx, address)
                wanted = mailboxes.wants_mail(tx, address)
                words = words_for(mailboxes.language_of(tx, address) or words.language)
        except DatabaseDown:
            return self.frame.page("unsubscribe.html", words, 503, address="", problem="down")
        return self.frame.page(
            "unsubscribe.html", words, address=address, token=token, wanted=wanted, done=act is not None, problem=""
        )
