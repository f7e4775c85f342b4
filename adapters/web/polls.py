"""The page on which a person votes by their own link. Nothing of what they choose is kept but the ballot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from jinja2 import Environment
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from adapters.web.client import NAME, place_of
from adapters.web.security import MAX_BODY, form_of
from bot.dispatch import Dispatch
from bot.events import Action, Sender
from bot.people import Person
from bot.polls import Answer, BadAnswer, Poll, answer_of
from bot.settings import Settings
from bot.store import ballots, interactions, people, poll_links, polls
from bot.store.database import Conflict, DatabaseDown, Transaction
from bot.text import storable
from bot.usecases import poll_cards, voting
from bot.usecases.poll_refusals import Refused, refusal
from bot.usecases.signing_in import digest
from bot.words import Words, words_for


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page says after something was done."""

    said: str = ""
    receipt: str = ""
    values: Mapping[str, str] | None = None
    error: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class VotingPage:
    """What the page needs."""

    settings: Settings
    dispatch: Dispatch
    templates: Environment

    def routes(self) -> list[Route]:
        """Its address."""
        return [Route("/polls/{token}", self.page, methods=["GET", "POST"], max_body_size=MAX_BODY)]

    async def page(self, request: Request) -> Response:
        """Show the poll, or take what was chosen."""
        token = request.path_params["token"]
        form = (await form_of(request) or FormData()) if request.method == "POST" else None
        fields = None if form is None else _fields(form)
        try:
            return await run_in_threadpool(self._answer, token, fields)
        except Conflict:  # the same form, sent twice at once
            return await run_in_threadpool(self._answer, token, fields)
        except DatabaseDown:
            return self._html("message.html", {"problem": "down", "menu": [], "person": None, "page": None}, 503)

    def _answer(self, token: str, fields: Mapping[str, str] | None) -> Response:
        now, database = self.dispatch.clock(), self.dispatch.database
        with database.read() if fields is None else database.write() as tx:
            found = poll_links.owner(tx, digest(token), now)
            poll = polls.find(tx, found[0]) if found else None
            person = people.find(tx, found[1]) if found else None
            if poll is None or person is None or poll.state == "deleted":
                return self._html("vote.html", {"poll": None}, 410)
            words = words_for(person.language)
            zone = person.zone or self.settings.config.coalition.zone
            shown = Shown() if fields is None else self._done(tx, poll, person, fields, words, zone)
            return self._page(tx, poll, person, shown, words, zone)

    def _done(
        self, tx: Transaction, poll: Poll, person: Person, fields: Mapping[str, str], words: Words, zone: str
    ) -> Shown:
        receipt = fields.get("receipt", "").strip()
        try:
            shown = self._do(tx, poll, person, fields, words, zone)
        except Refused as refused:
            return Shown(refusal(refused, words, zone))
        except BadAnswer as bad:
            return Shown(str(bad), receipt, fields, (bad.field, str(bad)))
        place = place_of(Sender(NAME, "person", person.id))
        done = {"vote": "voted", "withdraw": "vote_withdrawn"}.get(fields.get("do", ""), "receipt")
        interactions.record(
            tx, self.dispatch.clock(), person.id, place, {"submission": None}, led_to=done, refers_to=f"poll:{poll.id}"
        )
        return shown

    def _do(
        self, tx: Transaction, poll: Poll, person: Person, fields: Mapping[str, str], words: Words, zone: str
    ) -> Shown:
        at, receipt = self.dispatch.clock(), fields.get("receipt", "").strip()
        match fields.get("do"):
            case "withdraw" if poll.anonymous:
                voting.change_secretly(tx, poll.id, person, receipt, None, at)
                said = words("Your vote is withdrawn. With the same receipt you can vote again while the poll is open.")
                return Shown(said, receipt)
            case "withdraw":
                voting.withdraw(tx, poll.id, person, at)
                return Shown(words("Your vote is withdrawn. You can vote again as long as the poll is open."))
            case "check":
                _, answer = voting.look_up(tx, poll.id, receipt)
                return _checked(poll, answer, receipt, words, zone)
        answer = answer_of(poll, fields, words)
        if not poll.anonymous:
            voting.vote(tx, poll.id, person, answer, at)
        elif receipt:
            voting.change_secretly(tx, poll.id, person, receipt, answer, at)
        else:
            receipt = voting.vote_secretly(tx, poll.id, person, answer, at)
        return Shown(words("Your vote is counted."), receipt)

    def _page(self, tx: Transaction, poll: Poll, person: Person, shown: Shown, words: Words, zone: str) -> Response:
        mine = None if poll.anonymous else ballots.of(tx, poll.id, person.id)
        voted = ballots.has_voted(tx, poll.id, person.id) if poll.anonymous else mine is not None
        is_open = poll.takes_votes(self.dispatch.clock())
        may = is_open and (not voted or poll.changeable) and (not poll.anonymous or not voted or bool(shown.receipt))
        values = shown.values or (poll_cards.filled_in(poll, mine) if mine else {})
        form = poll_cards.answer_form(poll, words, zone, Action("poll"), values=values, error=shown.error)
        number = ballots.voters(tx, poll.id) if poll.anonymous else ballots.voices(tx, poll.id)
        stands = poll if is_open else replace(poll, state="closed")
        page = {
            "_": words,
            "language": words.language,
            "poll": poll,
            "said": shown.said,
            "receipt": shown.receipt,
            "state": poll_cards.state_line(stands, words, zone, number),
            "form": form if may else None,
            "mine": mine is not None,
            "changeable": poll.changeable and is_open,
        }
        return self._html("vote.html", page)

    def _html(self, template: str, page: Mapping[str, Any], status: int = 200) -> HTMLResponse:
        words = words_for(self.settings.config.coalition.language)
        frame = {"_": words, "language": words.language, "coalition": self.settings.config.coalition.name}
        return HTMLResponse(self.templates.get_template(template).render({**frame, **page}), status)


def _checked(poll: Poll, answer: Answer | None, receipt: str, words: Words, zone: str) -> Shown:
    if answer is None:
        return Shown(words("Your vote is withdrawn: a blank lies in the box."), receipt)
    told = poll_cards.told(poll, answer, words, zone)
    said = words("Your vote as it lies in the box: {answer}", answer=told)
    return Shown(said, receipt, poll_cards.filled_in(poll, answer))


def _fields(form: FormData) -> dict[str, str]:
    """What was posted by the fields' own names; several values of one are joined by commas."""
    names = dict.fromkeys(name for name in form if not name.startswith("label."))
    return {
        name.removeprefix("field."): ",".join(storable(str(value)) for value in form.getlist(name) if value)
        for name in names
    }
