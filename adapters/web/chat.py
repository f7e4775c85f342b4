"""The browser chat: what is posted becomes an event; the conversation is read back as lines."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from adapters.web import inbound
from adapters.web.client import WebPlatform
from adapters.web.inbound import Said
from adapters.web.render import block_html, card_html, part_names
from adapters.web.security import MAX_BODY, csrf_of, form_of, set_cookie
from adapters.web.visitors import (
    GUEST_COOKIE,
    PERSON_COOKIE,
    YEAR,
    Visitor,
    ensure_account,
    remember,
    trusted,
    visitor_of,
)
from bot.cards import Button, Buttons, Reply
from bot.clock import local
from bot.dispatch import Dispatch
from bot.events import Action, Event, Press, Submission
from bot.platform import Delivered, Outcome
from bot.settings import Settings
from bot.store import directory, web_messages
from bot.store.database import Conflict, DatabaseDown
from bot.words import Words, words_for

LONGEST = 200_000
"""Characters of one message; longer ones are refused with a kind word."""

Read = Callable[[FormData, Visitor, dt.datetime], Said]


@dataclass(frozen=True, slots=True)
class Chat:
    """What the chat's pages need."""

    settings: Settings
    dispatch: Dispatch
    platform: WebPlatform
    templates: Environment

    def routes(self) -> list[Route]:
        """The chat's addresses."""
        posts = {
            "/say": self.say,
            "/press": self.press,
            "/submit": self.submit,
            "/person": self.switch,
            "/clear": self.clear,
        }
        return [
            Route("/", self.show),
            Route("/lines", self.lines),
            *(Route(path, post, methods=["POST"], max_body_size=MAX_BODY) for path, post in posts.items()),
        ]

    def show(self, request: Request) -> Response:
        """The page with the conversation so far."""
        return self._page(request)

    def lines(self, request: Request) -> Response:
        """What was said after line ``after``, as a fragment."""
        try:
            visitor = self._visitor(request)
            if visitor is None:
                return PlainTextResponse(_signed_out(self._words), 403)
            return self._fragment(visitor, request.query_params.get("after", ""))
        except DatabaseDown:
            return PlainTextResponse(_out_of_reach(self._words), 503)

    async def say(self, request: Request) -> Response:
        """The person wrote something."""
        return await self._post(request, inbound.message)

    async def press(self, request: Request) -> Response:
        """The person pressed a button or chose an option."""
        return await self._post(request, inbound.press)

    async def submit(self, request: Request) -> Response:
        """The person sent a form."""
        return await self._post(request, inbound.submission)

    async def switch(self, request: Request) -> Response:
        """Be somebody else, where that is allowed."""
        form = await form_of(request) or FormData()
        if not self.settings.person_switching or not trusted(request, form):
            return await run_in_threadpool(self._refuse, request, form, _too_old(self._words), 403)
        response = RedirectResponse("/", 303)
        set_cookie(response, PERSON_COOKIE, str(form.get("person", "")), self.settings, strict=True, lasts=YEAR)
        return response

    async def clear(self, request: Request) -> Response:
        """Forget the conversation."""
        form = await form_of(request) or FormData()
        if not trusted(request, form):
            return await run_in_threadpool(self._refuse, request, form, _too_old(self._words), 403)
        try:
            await run_in_threadpool(self._clear, request)
        except DatabaseDown:
            return await run_in_threadpool(self._refuse, request, form, _out_of_reach(self._words), 503)
        return RedirectResponse("/", 303)

    async def _post(self, request: Request, read: Read) -> Response:
        """Hand an event to the core, then show what it led to."""
        form = await form_of(request)
        if form is None:
            return await run_in_threadpool(self._refuse, request, FormData(), _too_long(self._words), 413)
        if not trusted(request, form):
            return await run_in_threadpool(self._refuse, request, form, _too_old(self._words), 403)
        try:
            visitor = await run_in_threadpool(self._visitor, request)
            if visitor is None:
                return await run_in_threadpool(self._refuse, request, form, _signed_out(self._words), 403)
            if problem := _problem(form, words_for(visitor.language)):
                return await run_in_threadpool(self._refuse, request, form, problem, 422)
            said = read(form, visitor, self.dispatch.clock())
            await run_in_threadpool(self._keep, visitor, said)
            replaced = await self._answer(said.event)
            if request.headers.get("x-fragment"):
                return await run_in_threadpool(self._fragment, visitor, str(form.get("after", "")), replaced)
        except DatabaseDown:
            return await run_in_threadpool(self._refuse, request, form, _out_of_reach(self._words), 503)
        response = RedirectResponse("/", 303)
        remember(response, visitor.secret, self.settings)
        return response

    async def _answer(self, event: Event) -> str:
        """Let the core answer; the key of the message that the answer replaced, if it did."""
        replaced = ""

        async def respond(reply: Reply, key: str) -> Outcome:
            nonlocal replaced
            if reply.how == "replace" and isinstance(event, Press | Submission) and event.message:
                outcome = await self.platform.update(event.message, reply.card)
                if isinstance(outcome, Delivered):
                    replaced = event.message.id
                    return outcome
            return await self.platform.send(event.place, reply.card, key)

        if await self.dispatch.accept(event):
            await self.dispatch.answer(event, respond)
        return replaced

    def _visitor(self, request: Request) -> Visitor | None:
        with self.dispatch.database.read() as tx:
            return visitor_of(request, tx, self.settings, self.dispatch.clock)

    def _keep(self, visitor: Visitor, said: Said) -> None:
        try:
            self._keep_once(visitor, said)
        except Conflict:  # the same form, sent twice at once
            self._keep_once(visitor, said)

    def _keep_once(self, visitor: Visitor, said: Said) -> None:
        with self.dispatch.database.write() as tx:
            ensure_account(tx, visitor, self.dispatch.clock)
            web_messages.add_words(tx, visitor.place.id, said.event.id, said.words, self.dispatch.clock())

    def _clear(self, request: Request) -> None:
        visitor = self._visitor(request)
        if visitor:
            with self.dispatch.database.write() as tx:
                web_messages.clear(tx, visitor.place.id)

    def _refuse(self, request: Request, form: FormData, problem: str, status: int) -> Response:
        """Say what is wrong; what the person wrote stays in the box."""
        if request.headers.get("x-fragment"):
            return PlainTextResponse(problem, status)
        return self._page(request, problem, str(form.get("text", "")), str(form.get("key", "")), status)

    def _page(
        self, request: Request, problem: str = "", kept: str = "", key: str = "", status: int = 200
    ) -> HTMLResponse:
        try:
            with self.dispatch.database.read() as tx:
                visitor = visitor_of(request, tx, self.settings, self.dispatch.clock)
                if visitor is None:
                    by_email = {"by_email": bool(self.settings.config.email.host)}
                    return self._html("closed.html", {**self._chrome(self._words), **by_email}, 403)
                lines = web_messages.after(tx, visitor.place.id, 0)
                persons = directory.persons(tx) if self.settings.person_switching else []
        except DatabaseDown:
            here = {"csrf": csrf_of(request.cookies.get(GUEST_COOKIE, "")), "key": key, "kept": kept}
            return self._html("down.html", {**self._chrome(self._words), **here}, 503)
        words = words_for(visitor.language)
        page = {
            **self._chrome(words),
            **self._conversation(visitor, words, lines),
            "persons": persons,
            "acting": next((e for e in persons if visitor.trying_out and e.id == visitor.sender.id), None),
            "part": part_names(words),
            "welcome": self._welcome(visitor, words),
            "problem": problem,
            "kept": kept,
        }
        response = self._html("chat.html", page, status)
        remember(response, visitor.secret, self.settings)
        return response

    def _fragment(self, visitor: Visitor, after: str, replaced: str = "") -> HTMLResponse:
        number = int(after) if after.isdecimal() and len(after) < 19 else 0
        with self.dispatch.database.read() as tx:
            lines = web_messages.after(tx, visitor.place.id, number, replaced)
        words = words_for(visitor.language)
        response = self._html("lines.html", {**self._chrome(words), **self._conversation(visitor, words, lines)})
        remember(response, visitor.secret, self.settings)
        return response

    @property
    def _words(self) -> Words:
        return words_for(self.settings.config.coalition.language)

    def _chrome(self, words: Words) -> dict[str, Any]:
        return {"_": words, "language": words.language, "coalition": self.settings.config.coalition.name}

    def _conversation(self, visitor: Visitor, words: Words, lines: list[web_messages.Line]) -> dict[str, Any]:
        zone = (visitor.person and visitor.person.zone) or self.settings.config.coalition.zone
        today = local(self.dispatch.clock(), zone).date()

        def told(moment: dt.datetime) -> str:
            day, time = local(moment, zone).date(), words.time(moment, zone)
            return time if day == today else f"{words.short_date(day)}, {time}"

        here = _here(visitor, words)
        return {
            "lines": lines,
            "here": here,
            "card": lambda line: card_html(self.templates, line.card, {**here, "message": line.key}),
            "told": told,
        }

    def _welcome(self, visitor: Visitor, words: Words) -> Markup:
        questions = (
            words("When is the next event?"),
            words("Which taskgroups are there?"),
            words("Who are the partners?"),
            words("What can you do?"),
        )
        buttons = Buttons(tuple(Button(question, Action("ask", (question,))) for question in questions))
        return block_html(self.templates, buttons, _here(visitor, words))

    def _html(self, template: str, page: Mapping[str, Any], status: int = 200) -> HTMLResponse:
        return HTMLResponse(self.templates.get_template(template).render(page), status)


def _here(visitor: Visitor, words: Words) -> dict[str, Any]:
    """What every form on the page needs."""
    where = {"press": "/press", "submit": "/submit"}
    return {"csrf": visitor.csrf, "key": lambda: uuid.uuid4().hex, "message": "", "_": words, **where}


def _problem(form: FormData, words: Words) -> str:
    text = form.get("text")
    if not isinstance(text, str):
        return ""
    if not text.strip():
        return words("Please write a message first.")
    if len(text) > LONGEST:
        return _too_long(words)
    return ""


def _too_long(words: Words) -> str:
    return words("That is too long for me. Please send it in smaller parts.")


def _too_old(words: Words) -> str:
    return words("This page is too old to be used. Please load it again.")


def _signed_out(words: Words) -> str:
    return words("You are signed out. Please sign in again to chat here.")


def _out_of_reach(words: Words) -> str:
    return words("I cannot reach my notes just now, so nothing was sent. Please try again in a moment.")
