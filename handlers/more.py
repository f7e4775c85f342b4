"""The "more" button: the next page of a card that was too long for one message."""

from __future__ import annotations

from bot.cards import Card, Reply, Text
from bot.events import Press
from bot.router import Router
from bot.services import Services
from bot.store import rest_of_card

router = Router("more")


@router.press("more")
def show_more(event: Press, services: Services) -> Reply:
    """The page that the button names, for the person who was shown the first."""
    key, number = (*event.action.args, "", "")[:2]
    page = rest_of_card.page(services.tx, key, int(number) if number.isdecimal() else 0, services.person.id)
    if page is None:
        text = services.words("The rest of that message is no longer kept. Please ask again.")
        return Reply(Card(text, (Text(text),)), led_to="stale")
    return Reply(page, led_to="more")
