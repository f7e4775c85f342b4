"""A one-time link to the staff pages, for those who may read them."""

from __future__ import annotations

from bot.cards import Card, Context, Link, Reply, Text
from bot.events import Message
from bot.people import require
from bot.router import Router
from bot.services import Services
from bot.usecases.signing_in import make_link

router = Router("sign_in")


@router.command("sign in", "signin", "log in", "login", "mewngofnodi")
def sign_in(event: Message, services: Services) -> Reply:
    """Give the link; in a shared place only the person sees it."""
    require(services.person, "read_staff_pages")
    words = services.words
    token = make_link(services.tx, services.person, services.now)
    url = f"{services.settings.public_url}/staff/sign-in/{token}"
    summary = words("Here is your sign-in link.")
    note = words("It works once, for 15 minutes. Do not pass it on.")
    return Reply(
        Card(summary, (Text(summary), Link(words("Open the staff pages"), url), Context(note))),
        how="whisper",
        led_to="sign_in",
    )
