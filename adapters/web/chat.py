"""The browser chat: words, presses and forms become events; the conversation is read back as lines."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from adapters.web.client import WebPlatform
from adapters.web.render import block_html, card_html
from adapters.web.security import same, set_cookie
from adapters.web.visitors import PERSON_COOKIE, YEAR, Visitor, ensure_account, remember, visitor_of
from bot.cards import Button, Buttons
from bot.clock import local
from bot.dispatch import Dispatch
from bot.events import Action, Event, Message, Press, Submission
from bot.settings import Settings
from bot.store import directory, web_messages
from bot.store.database import DatabaseDown
from bot.words import Words, words_for

LONGEST = 200_000
"""Characters of one message; longer ones are refused with a kind word."""
FIELDS = {"max_fields": 2000, "max_part_size": 8 * LONGEST}


@dataclass(frozen=True, slots=True)
class Chat:
    """What the chat's pages need."""

    settings: Settings
    dispatch: Dispatch
    platform: WebPlatform
    templates: Environment

    def routes(self) -> list[Route]:
        """The chat's addresses."""
        return [
            Route("/", self.show),
            Route("/lines", self.lines),
            Route("/say", self.say, methods=["POST"]),
            Route("/press", self.press, methods=["POST"]),
            Route("/submit", self.submit, methods=["POST"]),
            Route("/person", self.switch, methods=["POST"]),
            Route("/clear", self.clear, methods=["POST"]),
        ]

    def show(self, request: Request) -> Response:
        """The page with the conversation so far."""
        return self._page(request)

    def lines(self, request: Request) -> Response:
        """What was said after line ``after``, as a fragment."""
        return self._fragment(request, request.query_params.get("after", "0"))

    async def say(self, request: Request) -> Response:
        """The person wrote something."""
        form = await request.form(**FIELDS)
        text = str(form.get("text", ""))
        if not text.strip():
            return await self._refuse(request, "Please write a message first.", text)
        if len(text) > LONGEST:
            return await self._refuse(request, "That is too long for me. Please send it in smaller parts.", text)
        return await self._take(request, form, text, text)

    async def press(self, request: Request) -> Response:
        """The person pressed a button or chose an option."""
        form = await request.form(**FIELDS)
        chosen = [str(value) for value in form.getlist("value")]
        return await self._take(request, form, str(form.get("label") or ", ".join(chosen)), None)

    async def submit(self, request: Request) -> Response:
        """The person sent a form."""
        form = await request.form(**FIELDS)
        return await self._take(request, form, "\n".join(_fields(form).values()), None)

    async def switch(self, request: Request) -> Response:
        """Be somebody else, where that is allowed."""
        form = await request.form()
        visitor = await run_in_threadpool(self._visitor, request)
        if visitor is None or not self.settings.person_switching or not _trusted(visitor, form):
            return PlainTextResponse("Persons cannot be switched here.", 403)
        response = RedirectResponse("/", 303)
        set_cookie(response, PERSON_COOKIE, str(form.get("person", "")), self.settings, strict=True, lasts=YEAR)
        return response

    async def clear(self, request: Request) -> Response:
        """Forget the conversation."""
        form = await request.form()
        visitor = await run_in_threadpool(self._visitor, request)
        if visitor is None or not _trusted(visitor, form):
            return PlainTextResponse("Please load the page again.", 403)
        await run_in_threadpool(self._clear, visitor)
        return RedirectResponse("/", 303)

    async def _take(self, request: Request, form: FormData, shown: str, text: str | None) -> Response:
        """Hand an event to the core, then show what it led to."""
        try:
            visitor = await run_in_threadpool(self._visitor, request)
            if visitor is None or not _trusted(visitor, form):
                return PlainTextResponse("This page is too old to be used. Please load it again.", 403)
            event = self._event(form, visitor, text)
            await run_in_threadpool(self._keep_words, visitor, event, shown)
            if await self.dispatch.accept(event):
                await self.dispatch.answer(event)
        except DatabaseDown:
            return await self._refuse(
                request,
                "I cannot reach my notes just now, so nothing was sent. Please try again in a moment.",
                text,
                503,
            )
        if request.headers.get("x-fragment"):
            return await run_in_threadpool(self._fragment, request, str(form.get("after", "0")))
        response = RedirectResponse("/", 303)
        remember(response, visitor, self.settings)
        return response

    def _event(self, form: FormData, visitor: Visitor, text: str | None) -> Event:
        key = str(form.get("key", ""))[:64] or uuid.uuid4().hex
        common = (f"{visitor.sender.id}-{key}", self.dispatch.clock(), visitor.sender, visitor.place)
        if text is not None:
            return Message(*common, text)
        action = Action.unpack(str(form.get("action", "")))
        values = _fields(form)
        if values:
            return Submission(*common, action, values)
        return Press(*common, action, tuple(str(value) for value in form.getlist("value")))

    def _visitor(self, request: Request) -> Visitor | None:
        with self.dispatch.database.read() as tx:
            return visitor_of(request, tx, self.settings, self.dispatch.clock)

    def _keep_words(self, visitor: Visitor, event: Event, shown: str) -> None:
        with self.dispatch.database.write() as tx:
            ensure_account(tx, visitor, self.dispatch.clock)
            web_messages.add_words(tx, visitor.place.id, event.id, shown, self.dispatch.clock())

    def _clear(self, visitor: Visitor) -> None:
        with self.dispatch.database.write() as tx:
            web_messages.clear(tx, visitor.place.id)

    async def _refuse(self, request: Request, template: str, kept: str | None, status: int = 422) -> Response:
        if request.headers.get("x-fragment"):
            return PlainTextResponse(words_for(self.settings.config.coalition.language)(template), status)
        return await run_in_threadpool(self._page, request, template, kept or "", status)

    def _page(self, request: Request, problem: str = "", kept: str = "", status: int = 200) -> Response:
        try:
            with self.dispatch.database.read() as tx:
                visitor = visitor_of(request, tx, self.settings, self.dispatch.clock)
                if visitor is None:
                    return self._html("closed.html", self._chrome(words_for("en"), "en"), 403)
                lines = web_messages.after(tx, visitor.place.id, 0)
                persons = directory.persons(tx) if self.settings.person_switching else []
        except DatabaseDown:
            words = words_for(self.settings.config.coalition.language)
            return self._html("down.html", self._chrome(words, words.language), 503)
        words = words_for(visitor.language)
        page = {
            **self._chrome(words, visitor.language),
            **self._here(visitor, words),
            "visitor": visitor,
            "lines": lines,
            "persons": persons,
            "problem": words(problem) if problem else "",
            "kept": kept,
        }
        response = self._html("chat.html", page, status)
        remember(response, visitor, self.settings)
        return response

    def _fragment(self, request: Request, after: str) -> Response:
        number = int(after) if after.isdecimal() and len(after) < 19 else 0
        try:
            with self.dispatch.database.read() as tx:
                visitor = visitor_of(request, tx, self.settings, self.dispatch.clock)
                if visitor is None:
                    return PlainTextResponse("Please load the page again.", 403)
                lines = web_messages.after(tx, visitor.place.id, number)
        except DatabaseDown:
            return PlainTextResponse("Please try again in a moment.", 503)
        words = words_for(visitor.language)
        page = {**self._chrome(words, visitor.language), **self._here(visitor, words), "lines": lines}
        response = self._html("lines.html", page)
        remember(response, visitor, self.settings)
        return response

    def _chrome(self, words: Words, language: str) -> dict[str, Any]:
        return {"_": words, "language": language, "coalition": self.settings.config.coalition.name}

    def _here(self, visitor: Visitor, words: Words) -> dict[str, Any]:
        here = {"csrf": visitor.csrf, "key": lambda: uuid.uuid4().hex, "_": words}
        zone = (visitor.person and visitor.person.zone) or self.settings.config.coalition.zone
        return {
            "here": here,
            "card": lambda card: card_html(self.templates, card, here),
            "clock_time": lambda moment: f"{local(moment, zone):%H:%M}",
            "welcome": self._welcome(words, here),
        }

    def _welcome(self, words: Words, here: dict[str, Any]) -> Markup:
        questions = (
            words("When is the next event?"),
            words("Which taskgroups are there?"),
            words("Who are the partners?"),
            words("What can you do?"),
        )
        buttons = Buttons(tuple(Button(question, Action("ask", (question,))) for question in questions))
        return block_html(self.templates, buttons, here)

    def _html(self, template: str, page: Mapping[str, Any], status: int = 200) -> HTMLResponse:
        return HTMLResponse(self.templates.get_template(template).render(page), status)


def _fields(form: FormData) -> dict[str, str]:
    """What a form of the bot holds: several values of one input are joined by commas."""
    names = dict.fromkeys(name for name in form if name.startswith("field."))
    return {name.removeprefix("field."): ",".join(str(value) for value in form.getlist(name)) for name in names}


def _trusted(visitor: Visitor, form: FormData) -> bool:
    return same(str(form.get("csrf", "")), visitor.csrf)
