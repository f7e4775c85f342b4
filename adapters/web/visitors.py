"""Who sits at this browser: a guest known by a cookie, a person being tried out, or somebody signed in."""

from __future__ import annotations

from dataclasses import dataclass, replace

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from adapters.web.client import NAME, place_of
from adapters.web.security import csrf_of, new_secret, same, set_cookie
from bot.clock import Clock
from bot.events import Place, Sender
from bot.people import Person
from bot.settings import Settings
from bot.store import people
from bot.store.database import Transaction
from bot.usecases.signing_in import digest, signed_in

GUEST_COOKIE = "bot_guest"
PERSON_COOKIE = "bot_person"
STAFF_COOKIE = "bot_session"
YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who this browser is for one request. ``person`` is None for a guest the bot has not met yet."""

    sender: Sender
    secret: str
    language: str
    person: Person | None = None
    trying_out: bool = False

    @property
    def place(self) -> Place:
        """Their conversation."""
        return place_of(self.sender)

    @property
    def csrf(self) -> str:
        """The token their forms carry."""
        return csrf_of(self.secret)


def visitor_of(request: Request, tx: Transaction, settings: Settings, clock: Clock) -> Visitor | None:
    """Who is asking. On this machine a guest, or the person who is tried out; elsewhere the person who signed in, and
    None while nobody has."""
    secret = secret_of(request)
    if not settings.on_loopback:
        session = signed_in(tx, request.cookies.get(STAFF_COOKIE, ""), clock())
        return _acting_as(session.person, secret) if session else None
    chosen = people.find(tx, request.cookies.get(PERSON_COOKIE, "")) if settings.person_switching else None
    if chosen:
        return replace(_acting_as(chosen, secret), trying_out=True)
    sender = Sender(NAME, "local", digest(secret)[:32])
    person = people.of_account(tx, sender)
    return Visitor(sender, secret, person.language if person else settings.config.coalition.language, person)


def _acting_as(person: Person, secret: str) -> Visitor:
    return Visitor(Sender(NAME, "person", person.id), secret, person.language, person)


def remember(response: Response, secret: str, settings: Settings) -> None:
    """Let the browser come back as the same one."""
    set_cookie(response, GUEST_COOKIE, secret, settings, strict=False, lasts=YEAR)


def secret_of(request: Request) -> str:
    """What this browser is known by; new for a browser that has not been here."""
    return request.cookies.get(GUEST_COOKIE) or new_secret()


def trusted(request: Request, form: FormData) -> bool:
    """Whether a form comes from a page that we gave to this browser."""
    secret = request.cookies.get(GUEST_COOKIE, "")
    return bool(secret) and same(str(form.get("csrf", "")), csrf_of(secret))


def ensure_account(tx: Transaction, visitor: Visitor, clock: Clock) -> None:
    """Tie the browser's account to the person it acts as."""
    if visitor.person and people.of_account(tx, visitor.sender) is None:
        people.link(tx, visitor.person.id, visitor.sender, clock())
