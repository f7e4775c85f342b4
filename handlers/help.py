"""What the bot can do: asked for, at first contact, and as the home page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from bot.cards import Block, Button, Buttons, Card, Item, Listing, Reply, Text
from bot.events import Action, Arrival, Message
from bot.records import CoalitionEvent
from bot.router import Router
from bot.services import Services
from bot.store.records import StoredRecords

router = Router("help")


@router.command("help", "commands", "what can you do", "cymorth", "help me")
def show_help(event: Message, services: Services) -> Reply:
    """The commands and some questions to try."""
    return Reply(_help_card(services), led_to="help")


@router.arrival("joined")
@router.arrival("installed")
def welcome(event: Arrival, services: Services) -> Reply:
    """Introduce the bot to somebody, or to a place it was added to."""
    return Reply(_help_card(services), led_to="welcome")


@router.arrival("opened")
def home(event: Arrival, services: Services) -> Reply:
    """The home page: what is next, my groups, my settings."""
    words, person = services.words, services.person
    records = StoredRecords(services.tx)
    coming = records.events(services.viewer, services.now, services.now + dt.timedelta(days=60))[:5]
    groups = [group for group in records.taskgroups(services.viewer) if group.id in person.taskgroups]
    return Reply(
        Card(
            words("Home"),
            (
                Text(words("Next events"), "heading"),
                _events(coming, services),
                Text(words("My taskgroups"), "heading"),
                Listing(tuple(Item(group.name, group.purpose or "") for group in groups))
                if groups
                else Text(words("You are in no taskgroup yet. Ask me: how do I join a taskgroup?")),
                Text(words("My settings"), "heading"),
                *_settings(services),
            ),
        ),
        led_to="home",
    )


def _events(coming: Sequence[CoalitionEvent], services: Services) -> Block:
    if not coming:
        return Text(services.words("No event is recorded for the next 60 days."))
    return Listing(
        tuple(
            Item(event.title, services.words.moment(event.start, services.zone), event.link or "") for event in coming
        )
    )


def _settings(services: Services) -> tuple[Block, ...]:
    words, person = services.words, services.person
    kept = words("Your words are kept.") if person.keep_words else words("Your words are not kept.")
    text = words("Times are shown for {zone}.", zone=services.zone)
    return (
        Text(f"{text} {kept}"),
        Buttons(
            (
                Button(words("Do not keep them"), Action("keep_words", ("no",)))
                if person.keep_words
                else Button(words("Keep my words"), Action("keep_words", ("yes",))),
                Button(
                    words("English") if person.language != "en" else "Cymraeg",
                    Action("language", (_other(person.language),)),
                ),
                Button(words("Stop"), Action("stop")),
            )
        ),
    )


def _other(language: str) -> str:
    return "cy" if language == "en" else "en"


def _help_card(services: Services) -> Card:
    words, team = services.words, services.settings.config.coalition.team
    summary = words(
        "I answer questions about {coalition}: its taskgroups, events, partners and reports, with the source beside it.",
        coalition=services.settings.config.coalition.name,
    )
    examples = (
        words("When is the next event?"),
        words("Which taskgroups are there?"),
        words("Who are the partners?"),
    )
    commands = (
        Item(words("help"), words("shows this")),
        Item(words("ask the team"), words("puts a question to {team}", team=team)),
        Item(words("language"), words("changes between English and Cymraeg")),
        Item(words("privacy"), words("shows what is kept about you, with the choices")),
        Item(words("stop"), words("makes me silent; start brings me back")),
    )
    staff = (
        Item(words("questions"), words("lists what waits for an answer")),
        Item(words("sign in"), words("gives you a link to the staff pages")),
    )
    return Card(
        summary,
        (
            Text(summary),
            Text(words("Ask in your own words, or press one of these:")),
            Buttons(tuple(Button(example, Action("ask", (example,))) for example in examples)),
            Text(words("You can also write:")),
            Listing(commands + (staff if services.person.holds("staff") else ())),
        ),
    )
