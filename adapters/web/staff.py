"""The staff pages' frame: signing in and out, one check of rights for every page, one way to show them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from adapters.web.render import part_names
from adapters.web.security import MAX_BODY, csrf_of, form_of, same, set_cookie
from adapters.web.visitors import STAFF_COOKIE, remember, secret_of, trusted
from bot.dispatch import Dispatch
from bot.people import NotAllowed, Person, Right, may, require
from bot.settings import Settings
from bot.store.database import DatabaseDown, Transaction
from bot.usecases import signing_in
from bot.usecases.signing_in import SESSION_LASTS, SignedIn
from bot.words import Words, words_for


@dataclass(frozen=True, slots=True)
class View:
    """What a page gets: the request, the transaction, and who is looking."""

    request: Request
    tx: Transaction
    person: Person
    form: Mapping[str, str]
    dispatch: Dispatch
    templates: Environment

    @property
    def words(self) -> Words:
        """The language that the team works in."""
        return words_for(self.dispatch.settings.config.coalition.language)


@dataclass(frozen=True, slots=True)
class Page:
    """A staff page: where, what right it needs, and a function that gives the template's values (or a whole
    response, or where to go)."""

    path: str
    title: Callable[[Words], str]
    right: Right
    template: str
    show: Callable[[View], Mapping[str, Any] | Response | str]
    in_menu: bool = True
    method: str = "GET"


def posted(
    path: str,
    title: Callable[[Words], str],
    right: Right,
    template: str,
    show: Callable[[View], Mapping[str, Any] | Response | str],
) -> Page:
    """What a form is sent to; no menu leads there."""
    return Page(path, title, right, template, show, in_menu=False, method="POST")


@dataclass(frozen=True, slots=True)
class Staff:
    """All staff pages."""

    settings: Settings
    dispatch: Dispatch
    templates: Environment
    pages: tuple[Page, ...]

    def routes(self) -> list[Route]:
        """Their addresses."""
        return [
            Route("/staff/", self.home),
            Route("/staff/sign-in/{token}", self.sign_in, methods=["GET", "POST"], max_body_size=MAX_BODY),
            Route("/staff/sign-out", self.sign_out, methods=["POST"], max_body_size=MAX_BODY),
            *(
                Route(page.path, self._endpoint(page), methods=[page.method], max_body_size=MAX_BODY)
                for page in self.pages
            ),
        ]

    def home(self, request: Request) -> Response:
        """The first page that the person may read, else the chat; how to sign in, for others."""
        try:
            with self.dispatch.database.read() as tx:
                session = self._session(request, tx)
        except DatabaseDown:
            return self._down()
        if session is None:
            return self._html("sign_in.html", None, {"token": None}, 200)
        allowed = [page for page in self.pages if page.in_menu and may(session.person, page.right)]
        return RedirectResponse(allowed[0].path if allowed else "/", 303)

    async def sign_in(self, request: Request) -> Response:
        """A one-time link: looking shows a button (programs that preview links look too), pressing it signs in."""
        token = request.path_params["token"]
        try:
            if request.method != "POST" or not trusted(request, await form_of(request) or FormData()):
                return self._offer(request, token, works=await run_in_threadpool(self._works, token))
            secret = await run_in_threadpool(self._redeem, token)
        except DatabaseDown:
            return self._down()
        if secret is None:
            return self._offer(request, token, works=False)
        response = RedirectResponse("/staff/", 303)
        lasts = int(SESSION_LASTS.total_seconds())
        set_cookie(response, STAFF_COOKIE, secret, self.settings, strict=True, lasts=lasts)
        return response

    def _offer(self, request: Request, token: str, *, works: bool) -> Response:
        secret = secret_of(request)
        values = {"token": token if works else "", "browser_csrf": csrf_of(secret)}
        response = self._html("sign_in.html", None, values, 200 if works else 410)
        remember(response, secret, self.settings)
        return response

    async def sign_out(self, request: Request) -> Response:
        """End the session."""
        form = await form_of(request) or FormData()
        await run_in_threadpool(self._end, request, str(form.get("csrf", "")))
        response = RedirectResponse("/staff/", 303)
        response.delete_cookie(STAFF_COOKIE)
        return response

    def _endpoint(self, page: Page) -> Callable[[Request], Any]:
        async def endpoint(request: Request) -> Response:
            posted = (await form_of(request) if page.method == "POST" else None) or FormData()
            form = {name: ",".join(map(str, posted.getlist(name))) for name in posted}
            return await run_in_threadpool(self._show, page, request, form)

        return endpoint

    def _show(self, page: Page, request: Request, form: Mapping[str, str]) -> Response:
        try:
            with self.dispatch.database.write() if page.method == "POST" else self.dispatch.database.read() as tx:
                session = self._session(request, tx)
                if session is None:
                    return RedirectResponse("/staff/", 303)
                require(session.person, page.right)
                if page.method == "POST" and not same(form.get("csrf", ""), session.csrf):
                    return self._html("message.html", session, {"problem": "old"}, 403)
                shown = page.show(View(request, tx, session.person, form, self.dispatch, self.templates))
                if isinstance(shown, str):
                    return RedirectResponse(shown, 303)
                if isinstance(shown, Response):
                    return shown
                return self._html(page.template, session, {"page": page, **shown}, 200)
        except NotAllowed:
            return self._refused(session, form)
        except DatabaseDown:
            return self._down()

    def _session(self, request: Request, tx: Transaction) -> SignedIn | None:
        return signing_in.signed_in(tx, request.cookies.get(STAFF_COOKIE, ""), self.dispatch.clock())

    def _works(self, token: str) -> bool:
        with self.dispatch.database.read() as tx:
            return signing_in.link_works(tx, token, self.dispatch.clock())

    def _redeem(self, token: str) -> str | None:
        with self.dispatch.database.write() as tx:
            return signing_in.redeem(tx, token, self.dispatch.clock())

    def _end(self, request: Request, csrf: str) -> None:
        with self.dispatch.database.write() as tx:
            session = self._session(request, tx)
            if session and same(csrf, session.csrf):
                signing_in.sign_out(tx, request.cookies[STAFF_COOKIE])

    def _refused(self, session: SignedIn | None, form: Mapping[str, str]) -> Response:
        """What was typed is shown, so that somebody whose roles have just changed can pass it on."""
        typed = [value for name, value in form.items() if name.startswith("field.") and value.strip()]
        return self._html("message.html", session, {"problem": "refused", "typed": typed}, 403)

    def _down(self) -> Response:
        return self._html("message.html", None, {"problem": "down"}, 503)

    def _html(self, template: str, session: SignedIn | None, values: Mapping[str, Any], status: int) -> HTMLResponse:
        person = session.person if session else None
        words = words_for(self.settings.config.coalition.language)
        frame = {
            "_": words,
            "language": words.language,
            "part": part_names(words),
            "coalition": self.settings.config.coalition.name,
            "person": person,
            "csrf": session.csrf if session else "",
            "menu": [page for page in self.pages if page.in_menu and person and may(person, page.right)],
            "page": None,
            "person_switching": self.settings.person_switching,
            "by_email": bool(self.settings.config.email.host),
            "moment": lambda moment: words.moment(
                moment, (person and person.zone) or self.settings.config.coalition.zone
            ),
            "day": words.short_date,
        }
        return HTMLResponse(self.templates.get_template(template).render({**frame, **values}), status)
