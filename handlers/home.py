"""The home page: what comes next, what waits for an answer, my taskgroups, my settings."""

from __future__ import annotations

import datetime as dt

from bot.cards import Block, Button, Buttons, Card, Context, Facts, Item, Listing, Reply, Text
from bot.consent import DO_NOT_KEEP, KEEP
from bot.events import Action, Arrival
from bot.records import Partner
from bot.router import Router
from bot.services import Services
from bot.store import preferences
from bot.store.open_asks import open_asks
from bot.store.records import StoredRecords
from handlers import settings

router = Router("home")

AHEAD = dt.timedelta(days=60)
MOST_EVENTS, MOST_ASKS = 5, 4
"""Few enough for all of the page to be seen at once, on every door."""


@router.arrival("opened")
def home(event: Arrival, services: Services) -> Reply:
    """Show it."""
    words = services.words
    blocks = (
        Text(words("Next events"), "heading"),
        _events(services),
        *_asks(services),
        Text(words("My taskgroups"), "heading"),
        _taskgroups(services),
        Text(words("My settings"), "heading"),
        *_settings(services),
    )
    return Reply(Card(words("Home"), blocks), led_to="home")


def _events(services: Services) -> Block:
    words, now = services.words, services.now
    coming = StoredRecords(services.tx).events(services.viewer, now, now + AHEAD)[:MOST_EVENTS]
    if not coming:
        return Text(words("No event is recorded for the next {n} days.", n=AHEAD.days))
    items = (Item(event.title, words.moment(event.start, event.zone), event.link or "") for event in coming)
    return Listing(tuple(items))


def _asks(services: Services) -> tuple[Block, ...]:
    """Polls and check-ins that wait for this person; nothing where none does."""
    words = services.words
    blocks: list[Block] = []
    waiting = open_asks(services.tx, services.person.id, services.now)
    for ask in waiting[:MOST_ASKS]:
        until = words("Open until {date}", date=words.moment(ask.until, services.zone)) if ask.until else ""
        blocks += [Text(ask.title), *([Context(until)] if until else [])]
        blocks.append(Buttons((Button(words("Answer"), ask.action, "primary"),)))
    if waiting[MOST_ASKS:]:
        blocks.append(Context(_more(len(waiting) - MOST_ASKS, services)))
    return (Text(words("Open polls and check-ins"), "heading"), *blocks) if blocks else ()


def _more(n: int, services: Services) -> str:
    return services.words.plural(
        "{n} more waits for you. Write polls or check-ins to see them all.",
        "{n} more wait for you. Write polls or check-ins to see them all.",
        n,
    )


def _taskgroups(services: Services) -> Block:
    groups = StoredRecords(services.tx).taskgroups(services.viewer)
    mine = tuple(Item(group.name, group.purpose or "") for group in groups if group.id in services.person.taskgroups)
    return (
        Listing(mine)
        if mine
        else Text(services.words("You are in no taskgroup yet. Ask me: how do I join a taskgroup?"))
    )


def _settings(services: Services) -> tuple[Block, ...]:
    words, person = services.words, services.person
    wishes = preferences.of(services.tx, person.id, services.settings.usual)
    kept = (words("Your words"), words("kept") if person.keep_words else words("not kept"))
    choice = (
        Button(words("Do not keep them"), DO_NOT_KEEP) if person.keep_words else Button(words("Keep my words"), KEEP)
    )
    return (
        Facts((*settings.rows(wishes, services), *_networks(services), kept)),
        Buttons(settings.choices(wishes, services)),
        Buttons((choice, Button(words("Stop"), Action("stop")))),
    )


def _networks(services: Services) -> tuple[tuple[str, str], ...]:
    """Those that the person's organisation is in."""
    partner = services.person.partner
    found = StoredRecords(services.tx).get("partner", partner, services.viewer) if partner else None
    if not isinstance(found, Partner) or not found.networks:
        return ()
    return ((services.words("Networks"), services.words.listing(list(found.networks))),)
