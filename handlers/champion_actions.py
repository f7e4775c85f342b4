"""What a champion did: written down in a line, and looked at again, with badges for those who like them."""

from __future__ import annotations

import re

from bot.cards import Block, Card, Context, Item, Listing, Reply, Text
from bot.champions import Champion
from bot.events import Message
from bot.router import Router
from bot.services import Services
from bot.store import champions
from bot.usecases import championing
from bot.usecases.champion_record import badge_names
from bot.usecases.championing import CannotDo
from bot.words import Words
from handlers.champions import said

router = Router("champion_actions")
_DID = re.compile(r"\s*(?:i did|as a champion i|action)\s*:\s*(?P<what>\S.*)", re.IGNORECASE | re.DOTALL)


@router.message
def record(event: Message, services: Services) -> Reply | None:
    """``I did: a stall in the library``."""
    found = _DID.fullmatch(event.text)
    if found is None:
        return None
    words, person = services.words, services.person
    before = champions.get(services.tx, person.id)
    try:
        now = championing.record(services.tx, person, found["what"], words, services.now)
    except CannotDo as error:
        return said(str(error), "refused")
    text = words("Written down, for you and the team. Write my actions to see all.")
    fresh = [badge for badge in now.badges if before and badge not in before.badges]
    if fresh and now.eyes("badges") != "nobody":
        names = words.listing([badge_names(words)[badge] for badge in fresh])
        text = f"{text} {words('You have a new badge: {names}.', names=names)}"
    return said(text, "champion_action", person.id)


@router.command("my actions", "my badges")
def mine(event: Message, services: Services) -> Reply:
    """Everything somebody recorded, the latest first."""
    words, tx = services.words, services.tx
    zone = services.person.zone or services.settings.config.coalition.zone
    done, champion = champions.actions(tx, services.person.id), champions.get(tx, services.person.id)
    if champion is None or not done:
        return said(words("You have recorded nothing yet. As a champion, write for example: I did: ..."), "actions")
    title = words("What you did as a champion")
    rows = tuple(Item(text, words.moment(at, zone)) for at, _, text in done)
    blocks: tuple[Block, ...] = (Text(title, "heading"), Listing(rows), Context(_badges(champion, words)))
    return Reply(Card(title, blocks), how="whisper", led_to="actions", unkept=True)


def _badges(champion: Champion, words: Words) -> str:
    if champion.eyes("badges") == "nobody":
        return words("Badges are off. If you like them, say in your champion profile who may see them.")
    names = words.listing([badge_names(words)[badge] for badge in champion.badges])
    return words("Your badges: {names}. Nobody is ranked by them.", names=names)
