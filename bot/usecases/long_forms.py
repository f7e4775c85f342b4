"""Forms that a platform cannot show whole: they are answered in the browser, by a link for one person."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from bot.cards import Card, Context, Form, Link, Text
from bot.events import Sender
from bot.settings import Settings
from bot.store import people
from bot.store.database import Database
from bot.usecases import answer_links
from bot.words import words_for

LASTS = dt.timedelta(days=1)
"""How long such a link works."""


def in_browser(
    card: Card, sender: Sender | None, key: str, platform: str, settings: Settings, database: Database, now: dt.datetime
) -> Card:
    """The card with a link in the place of its forms, which are too long for ``platform``. Without a ``sender``, in a
    conversation with others, it says where the form can be had.

    Raises:
        DatabaseDown: no link can be made now.
    """
    url, words = "", words_for(settings.config.coalition.language)
    if sender:
        with database.write() as tx:
            person = people.of_account(tx, sender)
            if person:
                words = words_for(person.language)
                token = answer_links.make(tx, sender, person.id, key, card, now, LASTS)
                url = f"{settings.public_url}/a/{token}"
    told = (
        (Text(words("This form is too long for {platform}.", platform=platform)),
         Link(words("Fill it in in the browser"), url),
         Context(words("The link is for you alone and works for one day.")))
        if url
        else (Text(words("This form is too long for {platform}. Ask me for it in a direct chat.", platform=platform)),)
    )  # fmt: skip
    blocks = tuple(new for block in card.blocks for new in (told if isinstance(block, Form) else (block,)))
    return replace(card, blocks=blocks)
