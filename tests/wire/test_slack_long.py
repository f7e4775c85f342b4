"""A card longer than Slack takes: page by page behind "More", within every limit, and no word of it is lost."""

from __future__ import annotations

import re
from html import unescape
from itertools import count
from typing import Any

import pytest

from bot.cards import Button, Buttons, Card, Choice, Facts, Item, Listing, Option, Reply, Text
from bot.events import Action, Message
from bot.router import Router, combine
from bot.services import Services
from bot.store.database import Database
from handlers import more
from tests.wire.slack.house import inhabited
from tests.wire.slack.people import options_of

ROUTER = Router("long")
MOST_TOGETHER = 13_200
"""Characters beyond which Slack says msg_blocks_too_long: measured by others, not published."""
MARK = re.compile(r"n\d+\b")
numbers = count(1)


def marks(number: int) -> str:
    """So many words, each unlike any other, among what Slack would take for markup."""
    return " ".join(f"<!channel> & *n{next(numbers)}*" for _ in range(number))


def everything() -> Card:
    """More of each kind of block than one block, or one message, can hold."""
    texts = (Text(marks(900)), Text(marks(300), "quote"), Text(marks(30), "heading"))
    facts = tuple((marks(1), marks(30)) for _ in range(30))
    items = tuple(Item(marks(1), marks(20), "https://x.example/a") for _ in range(40))
    buttons = tuple(Button(f"n{next(numbers)}", Action("x", (str(n),))) for n in range(60))
    options = tuple(Option(f"n{next(numbers)}", str(n)) for n in range(230))
    return Card("Long", (*texts, Facts(facts), Listing(items), Buttons(buttons), Choice("Pick", Action("y"), options)))


LONG = everything()


@ROUTER.message
def on_message(event: Message, services: Services) -> Reply:
    return Reply(LONG, led_to="long")


@pytest.mark.parametrize("socket", [False, True], ids=["http", "socket mode"])
async def test_every_word_is_on_some_page_and_no_page_is_refused(sqlite: Database, *, socket: bool) -> None:
    async with inhabited(sqlite, socket=socket, router=combine((ROUTER, more.router))) as running:
        ann = running.person("UANN")
        await ann.say("all of it")
        await running.settle()
        pages = running.slack.world.channels[ann.direct].messages
        while further := [label for label in labels(pages[-1]) if label.startswith("More (")]:
            await ann.press(further[0])
            await running.settle()
        shown = "\n".join(unescape(text) for page in pages for text in texts(page))
        assert len(pages) > 3
        assert max(sum(map(len, texts(page))) for page in pages) < MOST_TOGETHER
        assert MARK.findall(shown) == MARK.findall(str(LONG))


def labels(message: dict[str, Any]) -> list[str]:
    elements = [one for block in message["blocks"] for one in block.get("elements", ())]
    return [one["text"]["text"] for one in elements if one["type"] == "button"]


def texts(message: dict[str, Any]) -> list[str]:
    """What a person reads in a message, from the top."""
    found = []
    for block in message["blocks"]:
        said = [block.get("text"), *block.get("elements", ())]
        found += [one["text"] for one in said if one and isinstance(one.get("text"), str)]
        found += labels({"blocks": [block]})
        found += [option["text"]["text"] for option in options_of(block.get("accessory", {}))]
    return found
