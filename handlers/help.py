"""What the bot can do: asked for, and at first contact."""

from __future__ import annotations

from bot.cards import Button, Buttons, Card, Item, Listing, Reply, Text
from bot.events import Action, Arrival, Message
from bot.router import Router
from bot.services import Services
from bot.store import people
from bot.words import Words

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


@router.arrival("uninstalled")
def removed(event: Arrival, services: Services) -> None:
    """Whoever removes the bot from their own chat is sought there no more until they come back."""
    if event.place.private:
        people.account_gone(services.tx, event.sender, services.now)


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
        Item(words("my questions"), words("shows what became of them; you said lists what I have learned from all")),
        Item(words("polls"), words("lists the polls that wait for your answer")),
        Item(words("check-ins"), words("lists the check-ins that wait for you")),
        Item(words("introductions"), words("lets me introduce you to others, with your consent each time")),
        Item(words("who knows about ...?"), words("finds champions who said they know; nominate puts one forward")),
        Item(words("I did: ..."), words("records what you did as a champion; my actions lists it")),
        Item(words("my table"), words("shows where you sit at an event with small groups")),
        Item(words("join the ... taskgroup"), words("makes you part of it; my groups lists yours")),
        Item(words("ask around"), words("puts a question to those who may know, without your name")),
        Item(words("settings"), words("your clock, quiet hours, pauses, and how I reach you")),
        Item(words("language"), words("changes between English and Cymraeg")),
        Item(words("privacy"), words("shows what is kept about you, with the choices")),
        Item(words("stop"), words("makes me silent; start brings me back")),
    )
    return Card(
        summary,
        (
            Text(summary),
            Text(words("Ask in your own words, or press one of these:")),
            Buttons(tuple(Button(example, Action("ask", (example,))) for example in examples)),
            Text(words("You can also write:")),
            Listing(commands + (_for_staff(words) if services.person.holds("staff") else ())),
        ),
    )


def _for_staff(words: Words) -> tuple[Item, ...]:
    return (
        Item(words("desk"), words("shows what waits for the team")),
        Item(words("questions"), words("lists what waits for an answer; past answers about ... finds earlier ones")),
        Item(words("announce"), words("writes to an audience; announcements shows how yours stand")),
        Item(words("poll"), words("makes a poll, or shows how yours stand")),
        Item(words("check-in"), words("asks an audience again and again; prompts is the library for champions")),
        Item(words("champions desk"), words("approves champions; champion coverage shows where nobody is")),
        Item(words("introduction rounds"), words("plans rounds of introductions, and shows how they stand")),
        Item(words("small groups"), words("divides who comes to an event into mixed tables, and tells each theirs")),
        Item(words("sign in"), words("gives you a link to the staff pages")),
    )
