"""What waits for the team: asked for in chat."""

from __future__ import annotations

from bot.cards import Card, Item, Listing, Reply, Text
from bot.events import Message
from bot.people import require
from bot.router import Router
from bot.services import Services
from bot.usecases.desk import tasks

router = Router("desk")


@router.command("desk", "what waits", "desg")
def show_desk(event: Message, services: Services) -> Reply:
    """What waits, each line with the page where it is seen to."""
    require(services.person, "read_staff_pages")
    words, settings = services.words, services.settings
    found = tasks(services.tx, services.person, settings, words, services.now)
    title = words("What waits for the team") if found else words("Nothing waits for the team now.")
    items = tuple(Item(one.text, url=f"{settings.public_url}/staff/{one.page}") for one in found)
    shown = (Text(title, "heading"), Listing(items)) if found else (Text(title),)
    return Reply(Card(title, shown), led_to="desk", how="whisper")
