"""A one-time link to sign in to the browser: to the staff pages, or to the chat for those who may not read them."""

from __future__ import annotations

from bot.cards import Card, Context, Link, Reply, Text
from bot.events import Message
from bot.people import may, require
from bot.router import Router
from bot.services import Services
from bot.usecases.signing_in import make_link

router = Router("sign_in")


@router.command("sign in", "signin", "log in", "login", "mewngofnodi")
def sign_in(event: Message, services: Services) -> Reply:
    """Give the link; in a shared place only the person sees it."""
    require(services.person, "sign_in")
    words = services.words
    token = make_link(services.tx, services.person, services.now)
    url = f"{services.settings.public_url}/staff/sign-in/{token}"
    summary = words("Here is your sign-in link.")
    note = words("It works once, for 15 minutes. Do not pass it on.")
    is_staff = may(services.person, "read_staff_pages")
    label = words("Open the staff pages") if is_staff else words("Open the chat in your browser")
    return Reply(
        Card(summary, (Text(summary), Link(label, url), Context(note))),
        how="whisper",
        led_to="sign_in",
    )
