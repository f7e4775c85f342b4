"""Small groups in chat: one's own table, and for staff how far the tables of the coming events are."""

from __future__ import annotations

import re

from bot.cards import Block, Card, Item, Link, Listing, Reply, Text
from bot.events import Message
from bot.people import may, require
from bot.router import Router
from bot.services import Services
from bot.store import discussions
from bot.usecases.seating import coming_events

router = Router("discussions")
_WHERE = re.compile(
    r"\s*(?:(?:which|what) (?:table|group|small group) am i (?:at|on|in)|(?:what|which|where) is my (?:table|seat|small group)"
    r"|where (?:do|will|shall) i sit)(?:\s+(?:at|for|on)\s+.{2,120}?)?[\s?.!]*",
    re.IGNORECASE,
)
_FOR_ONE = re.compile(r"\s*(?:make\s+)?(?:small groups|tables)\s+(?:for|at)\s+.{2,120}", re.IGNORECASE)


@router.command("my table", "my tables", "my small group", "fy mwrdd")
def mine(event: Message, services: Services) -> Reply:
    """The tables that somebody has at coming events."""
    words, zone = services.words, services.person.zone or services.settings.config.coalition.zone
    tables = discussions.of_person(services.tx, services.person.id)
    rows = [
        Item(
            words("{title}: table {number}", title=one.title, number=tables[one.id]),
            words.date(one.start.date()) if one.all_day else words.moment(one.start, zone),
        )
        for one in coming_events(services.tx, services.now)
        if one.id in tables
    ]
    if not rows:
        return _said(words("You have no table at a coming event. If there are small groups, I tell you yours."))
    title = words("Your tables:")
    return Reply(Card(title, (Text(title), Listing(tuple(rows)))), how="whisper", led_to="tables")


@router.message
def where(event: Message, services: Services) -> Reply | None:
    """``which table am I at?``, ``where do I sit at the partner event?``."""
    return mine(event, services) if _WHERE.fullmatch(event.text) else None


@router.message
def for_one(event: Message, services: Services) -> Reply | None:
    """``small groups for the partner event``; of others than staff it is a question like any."""
    asked = _FOR_ONE.fullmatch(event.text) and may(services.person, "run_discussions")
    return overview(event, services) if asked else None


@router.command("small groups", "tables")
def overview(event: Message, services: Services) -> Reply:
    """The coming events with small groups, and where to make some."""
    require(services.person, "run_discussions")
    words = services.words
    title = words("Small groups")
    made = [(one, discussions.find(services.tx, one.id)) for one in coming_events(services.tx, services.now)]
    rows = tuple(
        Item(one.title, words("people know them") if found.confirmed else words("nobody was told yet"))
        for one, found in made
        if found
    )
    blocks: list[Block] = [Text(title, "heading")]
    blocks.append(Listing(rows) if rows else Text(words("No coming event has small groups yet.")))
    blocks.append(Link(words("Make them on the web"), f"{services.settings.public_url}/staff/small-groups"))
    return Reply(Card(title, tuple(blocks)), how="whisper", led_to="small_groups")


def _said(text: str) -> Reply:
    return Reply(Card(text, (Text(text),)), how="whisper", led_to="tables")
