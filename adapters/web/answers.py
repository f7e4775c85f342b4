"""Links in messages: a card is answered in the browser by whoever got the link, without an account.

Looking never acts, because programs that scan mail look at every link. The secret in the address is all that a form
needs: no other site's page knows it.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field, replace

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from adapters.web import inbound
from adapters.web.frame import Frame
from adapters.web.render import card_html
from adapters.web.security import MAX_BODY, form_of
from adapters.web.visitors import Visitor
from bot.cards import Card, Reply
from bot.dispatch import Dispatch
from bot.events import Press, Submission
from bot.picks import picked, takes_answers, takes_form, takes_press, without_form
from bot.platform import Delivered, Outcome
from bot.store import answer_links, broadcasts, people, preferences
from bot.store.answer_links import AnswerLink
from bot.store.database import DatabaseDown
from bot.usecases.answer_links import make, open_link
from bot.words import Words, words_for


@dataclass(slots=True)
class Shown:
    """What the page shows once the core has answered: nothing, until it has."""

    card: Card | None = None
    token: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A link that was opened, the language of its owner, and whether they want large print."""

    token: str
    link: AnswerLink
    words: Words
    large: bool = False


@dataclass(frozen=True, slots=True)
class Answers:
    """The pages behind the links."""

    dispatch: Dispatch
    frame: Frame
    lasts: dt.timedelta = field(default=dt.timedelta(days=1))
    """How long an answer's own buttons work."""

    def routes(self) -> list[Route]:
        """Their addresses."""
        posts = {"/a/{token}/press": self.press, "/a/{token}/submit": self.submit}
        return [
            Route("/a/{token}", self.show),
            *(Route(path, post, methods=["POST"], max_body_size=MAX_BODY) for path, post in posts.items()),
        ]

    def show(self, request: Request) -> HTMLResponse:
        """The card, with the answer on top that the link names."""
        found = self._found(request)
        if not isinstance(found, Found):
            return found
        if not takes_answers(found.link.card):
            return self._page(found, found.link.card, found.token, problem="answered", status=410)
        return self._page(found, found.link.card, found.token, pick=request.query_params.get("pick", ""))

    async def press(self, request: Request) -> HTMLResponse:
        """A button was pressed or options were chosen."""
        return await self._post(request, is_form=False)

    async def submit(self, request: Request) -> HTMLResponse:
        """A form was sent."""
        return await self._post(request, is_form=True)

    async def _post(self, request: Request, *, is_form: bool) -> HTMLResponse:
        form = await form_of(request)
        found = await run_in_threadpool(self._found, request)
        if not isinstance(found, Found):
            return found
        if form is None:
            return self._page(found, found.link.card, found.token, problem="too long", status=413)
        event = read_answer(form, found.link, self.dispatch.clock(), is_form=is_form)
        if event is None:
            problem = "old" if takes_answers(found.link.card) else "answered"
            return self._page(found, found.link.card, found.token, problem=problem, status=410)
        try:
            shown = await self._answered(event, found)
        except DatabaseDown:
            return self._page(found, found.link.card, found.token, problem="down", status=503)
        if shown.card is None:
            return self._page(found, Card(""), "", note="taken")
        return self._page(found, shown.card, shown.token)

    async def _answered(self, event: Press | Submission, found: Found) -> Shown:
        """Let the core answer. What it says goes to the page; after a crash it goes where the card went."""
        shown = Shown()

        async def respond(reply: Reply, key: str) -> Outcome:
            shown.card, shown.token = reply.card, await run_in_threadpool(self._keep, event, found, reply, key)
            return Delivered(replace(found.link.sent, id=key))

        if await self.dispatch.accept(event):
            await run_in_threadpool(self._proved, found.link)
            await self.dispatch.answer(event, respond)
        return shown

    def _proved(self, link: AnswerLink) -> None:
        with self.dispatch.database.write() as tx:
            broadcasts.prove_delivery(tx, link.delivery, self.dispatch.clock())

    def _keep(self, event: Press | Submission, found: Found, reply: Reply, key: str) -> str:
        """Remember what the link shows from now on; gives the secret under which the reply itself is answered."""
        link, again = found.link, takes_form(reply.card, event.action)
        kept, now = reply.kept or reply.card, self.dispatch.clock()
        with self.dispatch.database.write() as tx:
            if reply.how == "replace" or (isinstance(event, Submission) and again):
                answer_links.show(tx, link, kept)
                return found.token
            if isinstance(event, Submission):
                answer_links.show(tx, link, without_form(link.card, event.action))
            if not takes_answers(kept):
                return ""
            return make(tx, link.sender, link.person, key, kept, now, self.lasts)

    def _found(self, request: Request) -> Found | HTMLResponse:
        """The link of a request, or the page that says why it does not work."""
        token = request.path_params["token"]
        try:
            with self.dispatch.database.read() as tx:
                link = open_link(tx, token)
                person = people.find(tx, link.person) if link else None
                usual = self.dispatch.settings.usual
                large = person is not None and preferences.of(tx, person.id, usual).large_print
        except DatabaseDown:
            return self._closed(self.frame.words, "down", 503)
        words = words_for(person.language) if person else self.frame.words
        if link is None:
            return self._closed(words, "unknown", 404)
        if link.expires <= self.dispatch.clock():
            return self._closed(words, "expired", 410)
        return Found(token, link, words, large)

    def _closed(self, words: Words, problem: str, status: int) -> HTMLResponse:
        return self.frame.page("answer.html", words, status, problem=problem, card="", title="", pick=None, note="")

    def _page(
        self,
        found: Found,
        card: Card,
        token: str,
        *,
        pick: str = "",
        problem: str = "",
        note: str = "",
        status: int = 200,
    ) -> HTMLResponse:
        here = {
            "csrf": "",
            "key": lambda: uuid.uuid4().hex,
            "message": "",
            "_": found.words,
            "press": f"/a/{token}/press",
            "submit": f"/a/{token}/submit",
        }
        return self.frame.page(
            "answer.html",
            found.words,
            status,
            card=card_html(self.frame.templates, card, here),
            title=card.summary,
            pick=picked(card, pick),
            here=here,
            problem=problem,
            note=note,
            large=found.large,
        )


def read_answer(form: FormData, link: AnswerLink, now: dt.datetime, *, is_form: bool) -> Press | Submission | None:
    """What was answered; None if the card does not ask for it, or not any more.

    The answer to one version of a form is one event, however often it is sent.
    """
    visitor = Visitor(link.sender, "", "")
    event = (inbound.submission if is_form else inbound.press)(form, visitor, now).event
    start = f"a-{link.digest[:32]}"
    match event:
        case Submission(action=action) if takes_form(link.card, action):
            return replace(event, id=f"{start}-v{link.version}", place=link.sent.place, message=link.sent)
        case Press(action=action, id=id) if takes_press(link.card, action):
            return replace(event, id=f"{start}-{id[-32:]}", place=link.sent.place, message=link.sent)
        case _:
            return None
